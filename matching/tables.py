"""The tables of a snapshot: their columns, the kind of each, and typed frames from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Kind(StrEnum):
    """How a column is kept. Missing: NaN, NA, NaT; False in a BOOL, () in a SET."""

    TEXT = "text"  # pandas "str"
    INT = "int"  # int64, never missing
    WHOLE = "whole"  # Int64, may be missing: money in fen, counts, points
    FLOAT = "float"  # float64
    BOOL = "bool"  # bool
    FLAG = "flag"  # boolean with NA: true, false, unknown
    DATE = "date"  # datetime64[s] without a zone: a local day
    INSTANT = "instant"  # datetime64[us, UTC]
    SET = "set"  # object: sorted tuple of str


def _columns(text: str) -> Mapping[str, Kind]:
    """Columns from lines `kind: name name …`, in order."""
    found: dict[str, Kind] = {}
    for line in text.strip().splitlines():
        kind, names = line.split(":")
        found |= {name: Kind(kind.strip()) for name in names.split()}
    return MappingProxyType(found)


_FACT = """
text: id person_id household_id source batch
whole: line
date: period_from period_to"""

TABLES: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        "households": _columns("""
            text: id hh_no village town
            whole: size income_month assets_money rigid_12m medical_12m housing_cost_month
            text: housing_type housing_grade housing_ownership
            whole: house_count
            set: groups
            text: primary_group level computed_level
            instant: level_since
            whole: score
            bool: urgent situation_unknown
            whole: completeness
            date: lowering_agreed_on
            text: level_override
            date: level_override_until
            text: level_override_over
            bool: monitored
            date: monitored_from
            instant: last_contact_at
            float: lon lat
            bool: restricted has_living_member
            text: source batch"""),
        "persons": _columns("""
            text: id household_id relation
            bool: head
            date: birth
            text: sex
            date: deceased
            text: self_care disability_type
            whole: disability_grade
            text: guardian_status
            flag: self_supporting
            text: work_status education hukou_area live_area
            bool: identity_unknown
            set: groups disease_flags
            text: source batch"""),
        "needs": _columns("""
            text: id household_id code
            int: severity
            text: state
            instant: since met_at
            int: episode
            set: tags
            text: evidence source"""),
        "alerts": _columns("""
            text: id household_id code priority state
            float: value threshold
            instant: raised_at verified_at state_since
            text: fact
            whole: suppressed
            date: suppressed_on
            text: source"""),
        "awards": _columns("""
            text: id holder_id holder_label household_id policy
            whole: amount_month
            date: from_ to next_review
            text: source"""),
        "links": _columns("""
            text: id household_id need_id kind state
            instant: state_since
            text: item_id provider_id provider_label provider_party worker_id worker_party
            set: parties
            int: units
            instant: last_contact_at proposed_at accepted_at first_contact_at ended_at
            text: reason_code outcome project_id project_state refused_facts
            instant: lifted_at"""),
        "items": _columns("""
            text: id code type
            set: needs groups areas service_types
            whole: age_min age_max capacity
            int: used
            bool: needs_volunteer
            set: skills
            text: status
            instant: verified_at
            text: conditions"""),
        "offers": _columns("""
            text: item_id provider_id provider_label provider_party
            float: lon lat reliability accepts"""),
        "organisations": _columns("""
            text: id credit_code name party kind
            set: groups
            whole: capacity
            float: lon lat
            text: status
            instant: verified_at"""),
        "actors": _columns("""
            text: id staff_no party
            set: roles
            text: tier
            set: skills languages
            float: capacity_units weekly_hours_max
            bool: clearance_minors
            float: lon lat
            text: status
            date: leave_from leave_to
            set: areas
            float: reliability"""),
        "stewards": _columns("""
            text: household_id tier actor_id
            date: from_ to"""),
        "visits": _columns("""
            text: id household_id actor_id tier state mode
            date: due
            instant: done_at
            int: not_home_count"""),
        "consents": _columns("""
            text: id household_id state
            set: purposes receivers
            date: from_ to"""),
        "tickets": _columns("""
            text: id household_id department state
            instant: at"""),
        "reports": _columns("""
            text: id household_id channel state
            set: codes
            instant: at
            text: source"""),
        "verdicts": _columns("""
            text: id subject_id subject_label household_id policy result answer
            flag: receiving
            date: since
            text: digest rule_version"""),
        "batches": _columns("text: id dataset state\ndate: as_of\ninstant: loaded_at"),
        "workdays": _columns("date: date\nbool: working"),
        "cares_for": _columns("text: from_id to_id"),
        "guardian_of": _columns("text: from_id to_id\nbool: legal"),
        "kin": _columns("text: person_id kin_id type\ndate: deceased"),
        "causes": _columns("text: household_id code\nbool: primary\ntext: need_id source"),
        "employment": _columns(
            _FACT
            + "\ntext: status wants_job training\nwhole: base_month\ndate: unemployed_since"
            "\nflag: injury_care"
        ),
        "medical_bills": _columns(
            _FACT + "\ntext: ins_type\nwhole: total pooled serious aid self_pay"
            "\ndate: admitted_on discharged_on settled_on\nflag: special listed_disease"
        ),
        "disability_cards": _columns(
            _FACT + "\ntext: type\nwhole: grade\ndate: issued_on expires_on"
            "\ntext: rehab_need\nflag: two_allowances"
        ),
        "schooling": _columns(
            _FACT + "\ntext: stage aid_item\nwhole: aid_amount"
            "\nflag: boarding\nwhole: absence_days_30\nflag: dropout"
        ),
        "housing": _columns(
            _FACT + "\nfloat: area\ntext: kind grade support"
            "\nwhole: rent_month subsidy_month house_count\ndate: contract_from contract_to"
        ),
        "health": _columns(
            _FACT + "\nflag: severe_mental\ndate: last_follow_up\ntext: self_care"
            "\nflag: chronic pregnant family_planning_special"
        ),
        "evaluations": _columns("""
            text: id household_id level computed_level rule_version digest
            instant: at"""),
        "areas": _columns("text: code name level parent\nfloat: lon lat"),
        "params": _columns("text: code value unit verified_by\ndate: valid_from valid_to"),
        "rule_sets": _columns("text: id code version body source\ndate: valid_from valid_to"),
    }
)


def frame(table: str, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Make a typed frame of one table; a column no row names is missing throughout.

    Raises KeyError for an unknown table and ValueError for a column the table does not have.
    """
    columns = TABLES[table]
    listed = list(rows)
    unknown = {name for row in listed for name in row} - set(columns)
    if unknown:
        raise ValueError(f"table {table} has no column {', '.join(sorted(unknown))}")
    return frame_of(table, {name: [row.get(name) for row in listed] for name in columns})


def frame_of(table: str, columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Make a typed frame from plain columns of equal length, in the declared order."""
    kinds = TABLES[table]
    return pd.DataFrame({name: _series(columns[name], kind) for name, kind in kinds.items()})


def _series(values: Sequence[Any], kind: Kind) -> pd.Series[Any]:
    """One column of its kind from Python values; None is missing."""
    match kind:
        case Kind.TEXT:
            return pd.Series(values, dtype="str")
        case Kind.INT:
            return pd.Series([0 if v is None else v for v in values], dtype="int64")
        case Kind.WHOLE:
            return pd.Series(values, dtype="Int64")
        case Kind.FLOAT:
            return pd.Series(values, dtype="float64")
        case Kind.BOOL:
            return pd.Series([bool(v) for v in values], dtype="bool")
        case Kind.FLAG:
            return pd.Series(values, dtype="boolean")
        case Kind.DATE:
            return pd.Series(np.array(values, dtype="datetime64[s]"))
        case Kind.INSTANT:
            told = pd.to_datetime(list(values), utc=True, format="ISO8601")
            return pd.Series(told).astype("datetime64[us, UTC]")
        case Kind.SET:
            filled = np.empty(len(values), dtype=object)
            filled[:] = [tuple(sorted(v)) if v is not None else () for v in values]
            return pd.Series(filled, dtype="object")


def local_days(instants: pd.Series[Any], zone: ZoneInfo) -> NDArray[np.datetime64]:
    """Turn UTC instants into local days: shape (n,), datetime64[D], NaT where missing."""
    local = instants.dt.tz_convert(zone).dt.tz_localize(None)
    days: NDArray[np.datetime64] = local.to_numpy(dtype="datetime64[D]")
    return days


def day(value: date) -> np.datetime64:
    """Turn a date into datetime64[D]."""
    return np.datetime64(value, "D")

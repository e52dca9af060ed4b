"""What rules ask about people and households, worked out once from a snapshot's tables.

Arrays only: person arrays are in the order of `snapshot.persons`, household arrays in the
order of `snapshot.households`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

CARE = {"自理": 0, "半护理": 1, "全护理": 2}
UNKNOWN = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Members of households; -1 is unknown. age: full years. care: 0 none, 1 half, 2 full.

    Only living members count anywhere: `household` is -1 for the dead.
    """

    household: Ints
    age: Ints
    grade: Ints  # disability grade 1 to 4 by a valid certificate, else as stated of the person
    kind: NDArray[np.object_]  # disability type, None where there is no grade
    care: Ints
    cared_for: Bools  # a carer is named
    guarded: Bools  # has an effective guardian; meaningful for minors


def people(snapshot: Snapshot, adult: int = 18) -> People:
    """Work out what rules ask about persons; a department's newest fact goes before the ledger.

    Guardian: the stated status decides (EFFECTIVE and WEAK have one, NONE has not). Where none
    is stated, a named living guardian or a living adult in the household is presumed to be one.
    """
    rows = snapshot.persons
    living = ~(rows["deceased"] <= pd.Timestamp(day(snapshot.as_of))).to_numpy()
    home = positions(snapshot.households["id"], rows["household_id"])
    home = np.where(living, home, -1)
    age = ages(rows["birth"], snapshot.as_of)
    grade, kind = _disability(snapshot)
    adults = some(home, age >= adult, len(snapshot.households))
    status = rows["guardian_status"]
    presumed = _guardian_named(snapshot, age, adult) | ((home >= 0) & adults[home])
    return People(
        household=home,
        age=age,
        grade=grade,
        kind=kind,
        care=_care(snapshot),
        cared_for=rows["id"].isin(snapshot.cares_for["to_id"]).to_numpy(),
        guarded=np.where(status.isna(), presumed, (status != "NONE").to_numpy()),
    )


def _disability(snapshot: Snapshot) -> tuple[Ints, NDArray[np.object_]]:
    rows, cards = snapshot.persons, snapshot.disability_cards
    today = pd.Timestamp(day(snapshot.as_of))
    valid = newest(cards[~(cards["issued_on"] > today) & ~(cards["expires_on"] < today)])
    at = positions(valid["person_id"], rows["id"])
    carded = rows["id"].isin(cards["person_id"]).to_numpy()
    grade, kind = numbers(rows["disability_grade"]), texts(rows["disability_type"])
    grade[carded], kind[carded] = UNKNOWN, None
    grade[at >= 0] = numbers(valid["grade"])[at[at >= 0]]
    kind[at >= 0] = texts(valid["type"])[at[at >= 0]]
    return grade, kind


def _care(snapshot: Snapshot) -> Ints:
    rows = snapshot.persons
    known = newest(snapshot.health[snapshot.health["self_care"].notna()])
    at = positions(known["person_id"], rows["id"])
    care = _levels(rows["self_care"])
    care[at >= 0] = _levels(known["self_care"])[at[at >= 0]]
    return care


def _levels(self_care: pd.Series[Any]) -> Ints:
    return np.array(self_care.map(CARE).fillna(UNKNOWN), dtype=np.int64)


def _guardian_named(snapshot: Snapshot, age: Ints, adult: int) -> Bools:
    rows, ties = snapshot.persons, snapshot.guardian_of
    by = positions(rows["id"], ties["from_id"])
    gone = (rows["deceased"] <= pd.Timestamp(day(snapshot.as_of))).to_numpy()
    able = np.ones(
        len(ties), dtype=bool
    )  # a guardian from outside the snapshot is taken as able
    inside = by >= 0
    able[inside] = ~gone[by[inside]] & ~((age[by[inside]] >= 0) & (age[by[inside]] < adult))
    return rows["id"].isin(ties["to_id"][able]).to_numpy()


def sizes(snapshot: Snapshot, members: People) -> Ints:
    """Heads per household: as the ledger says, else its living members; -1 where neither is."""
    stated = numbers(snapshot.households["size"])
    home = members.household
    counted = np.bincount(home[home >= 0], minlength=len(stated))
    return np.where(stated > 0, stated, np.where(counted > 0, counted, UNKNOWN))


def local_hukou(snapshot: Snapshot, members: People) -> Ints:
    """Tell 1 local, 0 elsewhere, -1 unknown per household, by the head, else any member."""
    home, area = members.household, snapshot.persons["hukou_area"]
    known = area.notna().to_numpy() & (home >= 0)
    local = area.str.startswith(snapshot.district.code).fillna(False).to_numpy(dtype=bool)
    found = np.full(len(snapshot.households), UNKNOWN, dtype=np.int64)
    np.maximum.at(found, home[known], local[known].astype(np.int64))
    head = snapshot.persons["head"].to_numpy() & known
    found[home[head]] = local[head]
    return found


def positions(ids: pd.Series[Any], wanted: pd.Series[Any]) -> Ints:
    """Find each wanted id in ids (unique): shape of wanted, -1 where it is not there."""
    found: Ints = pd.Index(ids).get_indexer(pd.Index(wanted)).astype(np.int64)
    return found


def numbers(column: pd.Series[Any]) -> Ints:
    """Turn a WHOLE column into int64 with -1 for unknown."""
    return column.to_numpy(dtype=np.int64, na_value=UNKNOWN, copy=True)


def texts(column: pd.Series[Any]) -> NDArray[np.object_]:
    """Turn a TEXT column into objects with None for missing."""
    found: NDArray[np.object_] = column.to_numpy(dtype=object, copy=True)
    found[column.isna().to_numpy()] = None
    return found


def some(groups: Ints, mask: Bools, count: int) -> Bools:
    """Tell per group whether the mask holds for any of its rows; group -1 is nobody."""
    return tally(groups, mask, count) > 0


def tally(groups: Ints, mask: Bools, count: int) -> Ints:
    """Count per group the rows where the mask holds; group -1 is nobody."""
    return np.bincount(groups[mask & (groups >= 0)], minlength=count).astype(np.int64)


def totals(groups: Ints, amounts: Ints, count: int) -> Ints:
    """Add up amounts per group exactly; group -1 is nobody."""
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, groups[groups >= 0], amounts[groups >= 0])
    return found


def ages(birth: pd.Series[Any], as_of: date) -> Ints:
    """Full years on as_of, -1 where the birth is unknown or later."""
    born = birth.to_numpy(dtype="datetime64[D]")
    years = born.astype("datetime64[Y]").astype(np.int64) + 1970
    month_day = birth.dt.month.to_numpy() * 100 + birth.dt.day.to_numpy()
    had_birthday = month_day <= as_of.month * 100 + as_of.day
    age = as_of.year - years - np.where(had_birthday, 0, 1)
    return np.where(np.isnat(born) | (born > day(as_of)), UNKNOWN, age)


def months_before(as_of: date, months: int) -> date:
    """Step back calendar months; the day is cut to the month's last."""
    year, month = divmod(as_of.year * 12 + as_of.month - 1 - months, 12)
    return date(year, month + 1, min(as_of.day, monthrange(year, month + 1)[1]))


def newest(facts: pd.DataFrame) -> pd.DataFrame:
    """Keep one fact a person: the newest by period, then by id; facts without a person go."""
    ordered = facts[facts["person_id"].notna()].sort_values(
        ["person_id", "period_from", "id"], na_position="first"
    )
    return ordered.drop_duplicates("person_id", keep="last")

"""The rows of a snapshot from the store: chunk after chunk of areas, column by column."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.store.batches import batches, chunks
from matching.tables import TABLES, day, frame_of

if TYPE_CHECKING:
    from graph_schema.store.session import ReadSession

CHUNK = 4_000  # households read by one round of statements
FEW = 64  # households that are named to one round of statements
VISITS_DAYS = 2 * 366  # the longest window any rule looks back over visits
FACT = "id person_id household_id source batch line period_from period_to "
AWARD = "id holder_id holder_label household_id policy amount_month from_ to next_review source"
VERDICT = (
    "id subject_id subject_label household_id policy result answer receiving since digest "
    "rule_version"
)
PEOPLE = (  # table, statement, its columns in order; area, body and one are put in place below
    (
        "households",
        "snapshot_households",
        "id area hh_no size income_month assets_money rigid_12m medical_12m housing_cost_month "
        "housing_type housing_grade housing_ownership house_count groups primary_group level "
        "computed_level level_since score urgent situation_unknown completeness "
        "lowering_agreed_on level_override level_override_until level_override_over monitored "
        "monitored_from last_contact_at lon lat restricted source batch",
    ),
    (
        "persons",
        "snapshot_persons",
        "id household_id relation head birth sex deceased self_care disability_type "
        "disability_grade guardian_status self_supporting work_status education hukou_area "
        "live_area identity_unknown groups disease_flags source batch",
    ),
    ("cares_for", "snapshot_cares_for", "from_id to_id"),
    ("guardian_of", "snapshot_guardian_of", "from_id to_id legal"),
    ("kin", "snapshot_kin", "person_id kin_id type deceased"),
    (
        "employment",
        "snapshot_employment",
        FACT + "status base_month unemployed_since wants_job training injury_care",
    ),
    (
        "medical_bills",
        "snapshot_medical_bills",
        FACT
        + "ins_type total pooled serious aid self_pay admitted_on discharged_on settled_on "
        "special listed_disease",
    ),
    (
        "disability_cards",
        "snapshot_disability_cards",
        FACT + "type grade issued_on expires_on rehab_need two_allowances",
    ),
    (
        "schooling",
        "snapshot_schooling",
        FACT + "stage aid_item aid_amount boarding absence_days_30 dropout",
    ),
    (
        "housing",
        "snapshot_housing",
        FACT + "area kind grade support rent_month subsidy_month house_count contract_from "
        "contract_to",
    ),
    (
        "health",
        "snapshot_health",
        FACT
        + "severe_mental last_follow_up self_care chronic pregnant family_planning_special",
    ),
    (
        "needs",
        "snapshot_needs",
        "id household_id code severity state since met_at episode tags evidence source",
    ),
    (
        "alerts",
        "snapshot_alerts",
        "id household_id code priority state value threshold raised_at verified_at state_since "
        "fact suppressed suppressed_on source",
    ),
    ("awards", "snapshot_household_awards", AWARD),
    ("awards", "snapshot_person_awards", AWARD),
    (
        "links",
        "snapshot_links",
        "id household_id need_id kind state state_since item_id body_id body_party one_id "
        "one_party worker_id worker_party parties units last_contact_at proposed_at "
        "accepted_at first_contact_at ended_at reason_code outcome project_id project_state "
        "refused_facts lifted_at",
    ),
    ("stewards", "snapshot_stewards", "household_id tier actor_id from_ to"),
    (
        "visits",
        "snapshot_visits",
        "id household_id actor_id tier state mode due done_at not_home_count",
    ),
    ("consents", "snapshot_consents", "id household_id state purposes receivers from_ to"),
    ("tickets", "snapshot_tickets", "id household_id department state at"),
    ("reports", "snapshot_reports", "id household_id channel state codes at source"),
    ("verdicts", "snapshot_household_verdicts", VERDICT),
    ("verdicts", "snapshot_person_verdicts", VERDICT),
    ("causes", "snapshot_causes", "household_id code primary source"),
    ("causes", "snapshot_need_causes", "household_id need_id code primary source"),
    (
        "evaluations",
        "snapshot_evaluations",
        "id household_id level computed_level rule_version digest at",
    ),
)
TAKEN = ("ACCEPTED", "IN_SERVICE", "ON_HOLD", "COMPLETED", "OUTCOME_CONFIRMED")
REFUSED = ("DECLINED_PENDING", "DECLINED", "EXPIRED")

Columns = dict[str, list[Any]]


def read_tables(
    session: ReadSession, district: str, as_of: date, only: Sequence[str] | None = None
) -> dict[str, pd.DataFrame]:
    """Read every table of matching.tables.TABLES, sorted by id (relations by their ends).

    only: our ids of the households to read; by default all of the caller's.
    """
    columns: dict[str, Columns] = {name: _empty(name) for name in TABLES}
    for places, heads in _chunks(session) if only is None else _parts(session, only):
        asked = {"places": places, "heads": heads, "day": as_of}
        for table, statement, names in PEOPLE:
            more = {"since": as_of - timedelta(days=VISITS_DAYS)} if table == "visits" else {}
            for found in session.run(statement, **asked, **more):
                _add(columns[table], names.split(), found["rows"])
    if only is not None:
        for beside in batches(_beside(columns)):
            for found in session.run("snapshot_people_beside", ids=beside, day=as_of):
                _add(columns["persons"], PEOPLE[1][2].split(), found["rows"])
    for table in ("areas", "workdays"):
        _extend(columns[table], session.run(f"snapshot_{table}"))
    for table in ("items", "organisations", "batches", "params", "rule_sets"):
        _extend(columns[table], session.run(f"snapshot_{table}", code=district))
    _extend(columns["offers"], _each_item(session.run("snapshot_offers", code=district)))
    _extend(columns["actors"], _with_areas(session.run("snapshot_actors")))
    _place(columns["households"])
    columns["reports"]["codes"] = [_codes(told) for told in columns["reports"]["codes"]]
    _provide(columns["links"])
    columns["offers"]["provider_label"] = ["Organisation"] * len(columns["offers"]["item_id"])
    tables = {name: _sorted(frame_of(name, found)) for name, found in columns.items()}
    tables["households"]["has_living_member"] = _living(tables, as_of)
    tables["offers"]["accepts"] = _acceptance(tables)
    return tables


def _empty(table: str) -> Columns:
    return {name: [] for name in (*TABLES[table], *_RAW.get(table, ()))}


_RAW: Mapping[str, tuple[str, ...]] = {
    "households": ("area",),
    "links": ("body_id", "body_party", "one_id", "one_party"),
}


def _chunks(session: ReadSession) -> Iterator[tuple[list[str], list[str]]]:
    """Cut the caller's areas into groups of about CHUNK households: (area codes, id heads).

    A single area with more is read in sixteen parts, by the first character of the ids.
    """
    places: list[str] = []
    size = 0
    for row in sorted(session.run("snapshot_places"), key=lambda row: str(row["code"])):
        if row["households"] > CHUNK:
            yield from (([row["code"]], [digit]) for digit in "0123456789abcdef")
            continue
        if places and size + row["households"] > CHUNK:
            yield places, [""]
            places, size = [], 0
        places.append(row["code"])
        size += row["households"]
    if places:
        yield places, [""]


def _parts(
    session: ReadSession, households: Sequence[str]
) -> Iterator[tuple[list[str], list[str]]]:
    """Give some households place after place: (area codes, ids as heads), FEW at a time.

    Each statement compares every household of its places with every head, so few at a time and
    these of the same places: the work grows with what is asked for, not with its square.
    """
    placed: set[tuple[str, str]] = set()
    for asked in batches(sorted(set(households))):
        rows = session.run("snapshot_places_of", ids=asked)
        placed.update((str(row["code"]), str(row["id"])) for row in rows)
    for some in chunks(sorted(placed), FEW):
        yield sorted({code for code, _ in some}), sorted({id for _, id in some})


def _beside(columns: Mapping[str, Columns]) -> list[str]:
    """Name the carers, guardians and kin who are members of other households, sorted."""
    known = set(columns["persons"]["id"])
    told = {*columns["cares_for"]["from_id"], *columns["guardian_of"]["from_id"]}
    return sorted((told | set(columns["kin"]["kin_id"])) - known)


def _add(columns: Columns, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows that come as plain lists in the order of the names."""
    told = zip(*rows, strict=True) if rows else ()
    given = dict(zip(names, told, strict=False))
    for name, values in columns.items():
        values.extend(given.get(name) or [None] * len(rows))


def _extend(columns: Columns, rows: Sequence[Mapping[str, Any]]) -> None:
    for name, values in columns.items():
        if rows and name in rows[0]:
            values.extend(row[name] for row in rows)
        else:
            values.extend([None] * len(rows))


def _each_item(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Take a body's offers apart, one an item."""
    return [dict(row) | {"item_id": item} for row in rows for item in row["item_ids"]]


def _with_areas(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put an actor's rows, one an area, together."""
    covered: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        covered[row["id"]].add(row["area"])
    single = {row["id"]: row for row in rows}
    return [dict(row) | {"areas": covered[one]} for one, row in single.items()]


def _codes(reasons: str | None) -> list[str]:
    """Take the codes out of a lead's reasons: a JSON list of codes, or of {"code": …}."""
    told = json.loads(reasons) if reasons else []
    found = (one.get("code") if isinstance(one, Mapping) else one for one in told)
    return [str(code) for code in found if code]


def _place(homes: Columns) -> None:
    areas = homes.pop("area")
    homes["village"] = [area if len(area) >= 12 else None for area in areas]
    homes["town"] = [area[:9] if len(area) >= 9 else None for area in areas]


def _provide(links: Columns) -> None:
    """Put body or person into one set of provider columns."""
    bodies, ones = links.pop("body_id"), links.pop("one_id")
    parties, others = links.pop("body_party"), links.pop("one_party")
    links["provider_id"] = [b or o for b, o in zip(bodies, ones, strict=True)]
    links["provider_party"] = [p or o for p, o in zip(parties, others, strict=True)]
    links["provider_label"] = [
        "Organisation" if body else "Actor" if one else None
        for body, one in zip(bodies, ones, strict=True)
    ]


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort by id, each id once; relations by their first two columns."""
    if "id" in frame:
        return frame.drop_duplicates("id").sort_values("id", ignore_index=True)
    return frame.sort_values(list(frame.columns[:2]), ignore_index=True)


def _living(tables: Mapping[str, pd.DataFrame], as_of: date) -> Any:
    persons = tables["persons"]
    gone = persons["deceased"].to_numpy(dtype="datetime64[D]") <= day(as_of)
    return tables["households"]["id"].isin(persons["household_id"][~gone]).to_numpy()


def _acceptance(tables: Mapping[str, pd.DataFrame]) -> Any:
    """Work out which share of its answered proposals each provider took; NaN without any."""
    links = tables["links"]
    taken = links["provider_id"][links["state"].isin(TAKEN)].value_counts()
    refused = links["provider_id"][links["state"].isin(REFUSED)].value_counts()
    provider = tables["offers"]["provider_id"]
    yes = provider.map(taken).fillna(0).to_numpy(dtype=float)
    answered = yes + provider.map(refused).fillna(0).to_numpy(dtype=float)
    return np.divide(yes, answered, out=np.full(len(yes), np.nan), where=answered > 0)

"""The rows of a snapshot from the store: chunk after chunk of areas, column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.tables import TABLES, day, frame_of

if TYPE_CHECKING:
    from graph_schema.store.session import ReadSession

CHUNK = 4_000  # households read by one round of statements
VISITS_DAYS = 2 * 366  # the longest window any rule looks back over visits
PEOPLE = (
    ("households", "snapshot_households"),
    ("persons", "snapshot_persons"),
    ("cares_for", "snapshot_cares_for"),
    ("guardian_of", "snapshot_guardian_of"),
    ("kin", "snapshot_kin"),
    ("employment", "snapshot_employment"),
    ("medical_bills", "snapshot_medical_bills"),
    ("disability_cards", "snapshot_disability_cards"),
    ("schooling", "snapshot_schooling"),
    ("housing", "snapshot_housing"),
    ("health", "snapshot_health"),
    ("needs", "snapshot_needs"),
    ("alerts", "snapshot_alerts"),
    ("awards", "snapshot_household_awards"),
    ("awards", "snapshot_person_awards"),
    ("links", "snapshot_links"),
    ("stewards", "snapshot_stewards"),
    ("visits", "snapshot_visits"),
    ("consents", "snapshot_consents"),
    ("causes", "snapshot_causes"),
    ("causes", "snapshot_need_causes"),
    ("evaluations", "snapshot_evaluations"),
)
TAKEN = ("ACCEPTED", "IN_SERVICE", "ON_HOLD", "COMPLETED", "OUTCOME_CONFIRMED")
REFUSED = ("DECLINED_PENDING", "DECLINED", "EXPIRED")

Columns = dict[str, list[Any]]


def read_tables(session: ReadSession, district: str, as_of: date) -> dict[str, pd.DataFrame]:
    """Read every table of matching.tables.TABLES, sorted by id (relations by their ends)."""
    columns: dict[str, Columns] = {name: _empty(name) for name in TABLES}
    for places in _chunks(session):
        for table, statement in PEOPLE:
            more = {"since": as_of - timedelta(days=VISITS_DAYS)} if table == "visits" else {}
            rows = session.run(statement, places=places, day=as_of, **more)
            _extend(columns[table], rows)
    for table in ("areas", "items", "offers", "organisations"):
        _extend(columns[table], session.run(f"snapshot_{table}"))
    for table in ("params", "rule_sets"):
        _extend(columns[table], session.run(f"snapshot_{table}", code=district))
    _extend(columns["actors"], _with_areas(session.run("snapshot_actors")))
    _place(columns["households"])
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


def _chunks(session: ReadSession) -> Iterator[list[str]]:
    """Cut the caller's areas into groups of about CHUNK households."""
    places: list[str] = []
    size = 0
    for row in sorted(session.run("snapshot_places"), key=lambda row: str(row["code"])):
        if places and size + row["households"] > CHUNK:
            yield places
            places, size = [], 0
        places.append(row["code"])
        size += row["households"]
    if places:
        yield places


def _extend(columns: Columns, rows: Sequence[Mapping[str, Any]]) -> None:
    for name, values in columns.items():
        if rows and name in rows[0]:
            values.extend(row[name] for row in rows)
        else:
            values.extend([None] * len(rows))


def _with_areas(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put an actor's rows, one an area, together."""
    covered: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        covered[row["id"]].add(row["area"])
    single = {row["id"]: row for row in rows}
    return [dict(row) | {"areas": covered[one]} for one, row in single.items()]


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

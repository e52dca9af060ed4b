"""Risk of 100,000 households at once, against the plain rules one household at a time.

Both sides start from the same invented district with its rows already tied to their households
(the snapshot's look-ups of ids, the oracle's nested rows) and give scores, colours, derived
needs and every row with its fact. The district sits at the edges of the rules, so that more
rows hold than in a real one.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from matching.risk.evaluate import evaluate
from matching.risk.parameters import default_body, read_parameters
from matching.snapshot import Snapshot
from tests.matching.risk.houses import L, district
from tests.matching.risk.oracle import Answer, Household, households, judge
from tests.snapshots import build

HOUSEHOLDS, DISTINCT = 100_000, 5_000
AS_OF = date(2023, 12, 31)
IDS = ("id", "household_id", "person_id", "holder_id", "need_id", "from_id", "to_id")
SHARED = ("items", "params")
TIES = (
    ("household_id", "households", "persons needs alerts awards links visits consents causes"),
    ("household_id", "households", "housing"),
    ("person_id", "persons", "disability_cards health schooling employment medical_bills"),
    ("need_id", "needs", "links"),
    ("item_id", "items", "links"),
    ("holder_id", "persons", "awards"),
    ("from_id", "persons", "guardian_of"),
    ("to_id", "persons", "guardian_of cares_for"),
)

Tables = dict[str, list[dict[str, Any]]]


def measure(runs: int, count: int = HOUSEHOLDS) -> tuple[list[float], list[float]]:
    """Time both sides in turn, seconds a run: ours, then the oracle's."""
    choose = Random(1).choice  # noqa: S311 - an invented district, the same each time
    tables = repeated(district(choose, AS_OF, min(DISTINCT, count)), count)
    snapshot = build(AS_OF, **tables)  # type: ignore[arg-type]  # areas keep their default
    parameters, houses = read_parameters(default_body()), households(tables)
    ours, peer = [], []
    for _ in range(runs):
        ours.append(_seconds(evaluate, tie(snapshot), parameters))
        peer.append(_seconds(_one_by_one, houses))
    return ours, peer


def _one_by_one(houses: list[Household]) -> list[Answer]:
    return [judge(house, AS_OF, L) for house in houses]


def repeated(tables: Tables, count: int) -> Tables:
    """Repeat a district under new ids until it has that many households."""
    times = -(-count // len(tables["households"]))
    found: Tables = {}
    for name, rows in tables.items():
        turns = range(1 if name in SHARED else times)
        found[name] = [_renamed(row, turn, name) for turn in turns for row in rows]
    return found


def _renamed(row: dict[str, Any], turn: int, table: str) -> dict[str, Any]:
    if table in SHARED:
        return row
    own = {name: f"{turn:03d}{row[name]}" for name in IDS if row.get(name) is not None}
    return row | own


def tie(snapshot: Snapshot) -> Snapshot:
    """Give a fresh copy whose ids are resolved to rows, and nothing else worked out."""
    fresh = replace(snapshot)
    for column, target, tables in TIES:
        for table in tables.split():
            fresh.look.row_of(table, column, target)
    return fresh


def _seconds(work: Callable[..., object], *given: object) -> float:
    start = time.perf_counter()
    work(*given)
    return time.perf_counter() - start

"""Risk of 100,000 households at once, against the plain rules one household at a time.

Both sides start from the same invented district in the form they work on, with its rows already
tied to their households: a snapshot as `take` gives it, the oracle's nested rows. Both give
scores, colours, derived needs and every row with its fact. The district sits at the edges of
the rules, so that more rows hold than in a real one.
"""

import gc
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from bench.timing import Row, in_turn, row_of
from matching.evaluation import work_out
from matching.risk.evaluate import evaluate
from matching.risk.parameters import default_body, read_parameters
from matching.rulesets import in_force
from matching.snapshot import Snapshot
from matching.touched import Parts
from tests.matching.risk.houses import L, district
from tests.matching.risk.oracle import Answer, judge
from tests.matching.risk.plain import Household, households
from tests.snapshots import build

HOUSEHOLDS, DISTINCT, GOAL = 100_000, 5_000, 20.0
CHANGED_GOAL = 1 / 200
AS_OF = date(2023, 12, 31)
IDS = ("id", "household_id", "person_id", "holder_id", "need_id", "from_id", "to_id")
SHARED = ("items", "params")
Tables = dict[str, list[dict[str, Any]]]


def run(runs: int) -> list[Row]:
    """Measure both sides; the ratio is how many times faster all at once is.

    Then one changed fact: its household alone against everybody, the share that it takes.
    """
    ours, peer = measure(runs)
    one, everybody = measure_changed(runs)
    return [
        row_of("evaluate", ours, peer, goal=GOAL, better="higher"),
        row_of("changed fact", one, everybody, goal=CHANGED_GOAL),
    ]


def measure(runs: int, count: int = HOUSEHOLDS) -> tuple[list[float], list[float]]:
    """Time both sides in turn, seconds a run: ours, then the oracle's."""
    choose = Random(1).choice  # noqa: S311 - an invented district, the same each time
    tables = repeated(district(choose, AS_OF, min(DISTINCT, count)), count)
    snapshot = build(AS_OF, **tables)  # type: ignore[arg-type]  # areas keep their default
    parameters, houses = read_parameters(default_body()), households(tables)
    tied: list[Snapshot] = []
    gc.freeze()  # neither side pays for looking through the other's input
    try:
        return in_turn(
            lambda: evaluate(tied[0], parameters),
            lambda: _one_by_one(houses),
            runs,
            before=lambda: tied.__setitem__(slice(None), [ready(snapshot)]),
        )
    finally:
        gc.unfreeze()


def measure_changed(runs: int, count: int = HOUSEHOLDS) -> tuple[list[float], list[float]]:
    """Time verdicts, alerts and risk with all that is to be saved: one household, then all.

    Both start from the same snapshot. The one is cut out of it by its id, a different one each
    run; how the rows lie is worked out before, as it is once for many facts.
    """
    choose = Random(1).choice  # noqa: S311 - an invented district, the same each time
    tables = repeated(district(choose, AS_OF, min(DISTINCT, count)), count)
    snapshot = ready(build(AS_OF, **tables))  # type: ignore[arg-type]  # areas keep a default
    parts, rules, at = Parts(snapshot), in_force(snapshot), datetime(2023, 12, 31, tzinfo=UTC)
    ids = iter(snapshot.households["id"].tolist())
    gc.freeze()
    try:
        return in_turn(
            lambda: work_out(parts.of([next(ids)]), rules, at, "FACT"),
            lambda: work_out(snapshot, rules, at, "ALL"),
            runs,
        )
    finally:
        gc.unfreeze()


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


def ready(snapshot: Snapshot) -> Snapshot:
    """Give a fresh copy as it is when taken: rows tied to each other, nothing else done."""
    fresh = replace(snapshot)
    fresh.look.prepare()
    return fresh

"""What must hold in every district at any time, each as one statement with one sentence.

Run by `wulian db check`, and after every month of a simulated year. A finding names ids, never
whose they are.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_schema import flows
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession

SHOWN = 5  # ids named of what does not keep an invariant
MORE = 20  # rows a statement gives at most


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold. dated: it depends on the district's day."""

    name: str
    says: str
    dated: bool = False


INVARIANTS = (
    Invariant("one_evaluation", "a household has one evaluation in force"),
    Invariant("one_colour", "a household shows the colour of its evaluation in force"),
    Invariant("one_steward", "a household has one active steward a tier"),
    Invariant("one_home", "a household lives in one place"),
    Invariant("one_household", "a person belongs to one household"),
    Invariant("one_membership", "a person's memberships follow one another"),
    Invariant("left_household", "a household that all have left is over"),
    Invariant("ended_household", "a household that is over has no members, and is not watched"),
    Invariant(
        "ended_household_open",
        "nothing is open of a household that is over: no link, need, visit or case",
    ),
    Invariant("one_head", "a household has one head"),
    Invariant("one_alert", "a household has one open alert a code"),
    Invariant("one_need", "a household has one open need a code"),
    Invariant("one_case", "a household has one open case"),
    Invariant("places_within", "no more places are taken than there are"),
    Invariant("places_taken", "places taken are those of the links that hold one"),
    Invariant("consent_behind", "no link serves or is asked for without consent", dated=True),
    Invariant("ended_consent", "what was withdrawn or is over does not hold", dated=True),
    Invariant("ended_project", "a project that is over serves nobody"),
    Invariant("ended_project_links", "a project that is over has no open link"),
    Invariant("need_of_link", "a link is for a need of its own household"),
    Invariant("counts_of_lanes", "an audit lane has the entries it has counted"),
)
STATES = Invariant("state_of_steps", "an item is in the state its steps led to")
FILES = Invariant("counts_of_files", "every row of a file is loaded, merged, same or rejected")
PARTS = ("loaded", "merged", "unchanged", "rejected")


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold: where, how often (MORE: at least so often), some ids."""

    invariant: Invariant
    where: str
    times: int
    ids: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in a line."""
        least = "at least " if self.times == MORE else ""
        ids = ", ".join(self.ids)
        return f"{self.invariant.says}; not so {least}{self.times} times: {ids}"


def breaches(session: ReadSession, days: Mapping[str | None, date]) -> Iterator[Breach]:
    """Find what does not hold, for the program's own access.

    days: each district's own day by its code; None for items of no district.
    """
    for one in INVARIANTS:
        if not one.dated:
            yield from _of(one, "graph", session.run(f"invariant_{one.name}"))
            continue
        for district, day in days.items():
            told = {"today": day, "district": district}
            where = district or "graph"
            yield from _of(one, where, session.run(f"invariant_{one.name}", **told))
    for name in flows.names():
        label = flows.load(name).label
        rows = session.shaped("invariant_state_of_steps", {"LABEL": label})
        yield from _of(STATES, label, rows)
    yield from _of(FILES, "ImportBatch", _unequal(session))


def _unequal(session: ReadSession) -> list[Row]:
    """Find files whose rows do not add up."""
    found = []
    for row in session.run("invariant_counts_of_files"):
        told: dict[str, Any] = json.loads(row["counts"] or "{}")
        if set(PARTS) <= told.keys() and told.get("rows") != sum(told[p] for p in PARTS):
            found.append(row)
    return found


def _of(one: Invariant, where: str, rows: list[Row]) -> Iterator[Breach]:
    if rows:
        ids = tuple(str(row["id"]) for row in rows[:SHOWN])
        yield Breach(one, where, len(rows), ids)

"""What is looked at when a month is over: invariants, the audit, that nothing is left to do.

A full evaluation of the district, tried and not written, must find nothing new: what was worked
out household by household, as facts came, is what the whole gives.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_schema.access import Access
from graph_schema.store import lanes
from graph_schema.store.checks import LAST
from graph_schema.store.invariants import breaches
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from matching.evaluation import Evaluated, work_out
from matching.rulesets import in_force
from matching.snapshot import take

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be. what: in words, with ids and numbers only."""

    check: str
    what: str

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.check}: {self.what}"


def faults(store: Store, access: Access, day: date, *, deep: bool = False) -> Iterator[Fault]:
    """Look at everything. deep: every entry of the audit, not the last ones of each lane."""
    with store.read(Access.system(Purpose.STATISTICS, access.areas)) as session:
        for one in breaches(session, {access.areas[0][:6]: day}):
            yield Fault(one.invariant.name, f"{one.where}: {one}")
    for broken in lanes.verify(store, last=None if deep else LAST):
        yield Fault("audit", f"{broken.lane} entry {broken.seq}: {broken.why}")
    yield from recomputed(store, access)


def recomputed(store: Store, access: Access) -> Iterator[Fault]:
    """Evaluate the whole without writing; whatever it would write is a fault."""
    snapshot = take(store, access, None, store.clock)
    found = work_out(snapshot, in_force(snapshot), store.clock(), "CHECK")
    for name, ids in _left(found):
        shown = ", ".join(sorted(ids)[:SHOWN])
        yield Fault("recomputed", f"{len(ids)} {name} differ from a full evaluation: {shown}")
    yield from _counts(found)


def _left(found: Evaluated) -> Iterator[tuple[str, list[str]]]:
    risk, alerts, verdicts = found.of_risk, found.of_alerts, found.of_verdicts
    parts: dict[str, list[str]] = {
        "colours and scores": [str(one.id) for one in risk.standings],
        "evaluations": [str(one.household) for one in risk.evaluations],
        "needs": [str(one.household) for one in risk.opened],
        "evidence of needs": [str(one.id) for one in risk.gained],
        "alerts": [f"{one.code} {one.household}" for one in alerts.raised],
        "alerts that end or change": [
            *(str(one.id) for one in alerts.worse),
            *(str(one.id) for one in alerts.silent),
            *(str(one.id) for one in alerts.closed),
        ],
        "verdicts": [
            *(one.subject for one in verdicts.made),
            *(id for id, _ in verdicts.ended),
        ],
    }
    for name, ids in parts.items():
        if ids:
            yield name, ids


def _counts(found: Evaluated) -> Iterator[Fault]:
    """Add counts by area and by colour up: they must give the households that are listed."""
    homes = found.snapshot.households
    whole = len(homes)
    for name in ("village", "level"):
        counts = homes[name].value_counts(dropna=False).to_numpy(dtype=np.int64)
        if int(counts.sum()) != whole:
            yield Fault("counts", f"households by {name} are {int(counts.sum())} of {whole}")

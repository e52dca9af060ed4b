"""What if, without writing: both plans made and proven, and what lies between them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_schema.errors import Rejected
from graph_schema.store.repo import plans as repo
from matching.coverage.network import without
from matching.coverage.report import measures_by_area
from matching.facts import UNKNOWN, numbers
from matching.linking.case import case
from matching.linking.commands import district_policy
from matching.linking.engine import ortools_flow
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.record import level_names
from matching.linking.solve import best
from matching.linking.standing import places, standing
from matching.linking.whatif import forbidding
from matching.snapshot import take

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from matching.linking.problem import Problem
    from matching.linking.result import Plan
    from matching.snapshot import Snapshot

MEASURES = ("depth", "nbc", "gap", "isolated", "redundancy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is supposed. leaves: people or bodies that go, with their links and their care.

    places: item → places more (or fewer, below 0). forbid: pairs of need and item not allowed.
    """

    leaves: Sequence[str] = ()
    places: Mapping[str, int] | None = None
    forbid: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What would be otherwise. Links as [need, item]; moved as [need, item now, item then].

    served: links by level; coverage: the district's measures; each [before, after]. value:
    worth by the goals of the plan, both proven best.
    """

    base_plan: str | None
    as_of: date
    seed: int
    added: list[list[str]]
    dropped: list[list[str]]
    moved: list[list[str]]
    served: dict[str, list[int]]
    coverage: dict[str, list[float | None]]
    value: list[int]

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data, dates as text."""
        return asdict(self) | {"as_of": self.as_of.isoformat()}


def foresee(
    store: Store,
    access: Access,
    changes: Changes,
    *,
    seed: int = 0,
    as_of: date | None = None,
) -> Difference:
    """Plan as things are and as they would be, on one snapshot and with one lottery.

    Kept links, policy and places are those of the next run; nothing is written. Raises Rejected
    for an id that is not there (UNKNOWN_ID), for places an item has no number of (UNLIMITED),
    and as linking.commands.make_plan.
    """
    snapshot = take(store, access, as_of, store.clock)
    policy = district_policy(snapshot)
    offers, taken = standing(store, access, snapshot), places(store, access, policy)
    with store.read(access) as session:
        base = repo.in_force(session)
    changed = supposing(snapshot, changes)
    try:
        now = case(snapshot, policy, offers, taken).task
        then = _forbidden(case(changed, policy, offers, taken).task, now, changes.forbid)
        first = best(now, seed=seed, engine=ortools_flow)
        plans = [first, best(then, seed=seed, engine=ortools_flow, near=first)]
    except (BadProblem, SolverFailed) as error:
        raise Rejected([error.code], **error.facts) from error
    return Difference(
        base_plan=base.id if base else None,
        as_of=snapshot.as_of,
        seed=seed,
        **_between(*plans),
        coverage=_coverage(snapshot, changed),
        value=[plan.value for plan in plans],
    )


def supposing(snapshot: Snapshot, changes: Changes) -> Snapshot:
    """Give the snapshot as it would be. Raises Rejected(UNKNOWN_ID | UNLIMITED | NO_PLACES)."""
    for leaver in changes.leaves:
        known = {*snapshot.organisations["id"], *snapshot.actors["id"]}
        if leaver not in known:
            raise Rejected(["UNKNOWN_ID"], table="organisations, actors", id=leaver)
        snapshot = without(snapshot, leaver)
        offers, actors = snapshot.offers, snapshot.actors
        snapshot = replace(
            snapshot,
            offers=offers[offers["provider_id"] != leaver].reset_index(drop=True),
            actors=actors[actors["id"] != leaver].reset_index(drop=True),
        )
    for item, more in (changes.places or {}).items():
        snapshot = replace(snapshot, items=_with_places(snapshot, item, more))
    return snapshot


def _with_places(snapshot: Snapshot, item: str, more: int) -> pd.DataFrame:
    rows = snapshot.items
    at = (rows["id"] == item).to_numpy(dtype=bool)
    if not at.any():
        raise Rejected(["UNKNOWN_ID"], table="items", id=item)
    there = int(numbers(rows["capacity"])[at][0])
    if there == UNKNOWN:
        raise Rejected(["UNLIMITED"], item=item)
    if there + more < 0:
        raise Rejected(["NO_PLACES"], item=item, capacity=there)
    return rows.assign(capacity=rows["capacity"].mask(at, there + more))


def _forbidden(task: Problem, now: Problem, pairs: Sequence[tuple[str, str]]) -> Problem:
    """Take pairs out; one that is not permitted anyway is refused: it would change nothing."""
    for need, item in pairs:
        hit = (now.needs[now.i] == need) & (now.resources[now.j] == item)
        if not hit.any():
            raise Rejected(["UNKNOWN_ID"], table="pairs", id=f"{need} {item}")
        left = np.flatnonzero((task.needs[task.i] == need) & (task.resources[task.j] == item))
        task = forbidding(task, int(left[0])) if len(left) else task
    return task


def _between(now: Plan, then: Plan) -> dict[str, Any]:
    before, after = (
        dict(zip(links["need"], links["resource"], strict=True))
        for links in (now.links(), then.links())
    )
    both = sorted(before.keys() & after.keys())
    names = level_names(now.problem.policy.levels)
    return {
        "added": [[n, str(after[n])] for n in sorted(after.keys() - before.keys())],
        "dropped": [[n, str(before[n])] for n in sorted(before.keys() - after.keys())],
        "moved": [[n, str(before[n]), str(after[n])] for n in both if before[n] != after[n]],
        "served": {
            name: [a, b] for name, a, b in zip(names, now.served, then.served, strict=True)
        },
    }


def _coverage(now: Snapshot, then: Snapshot) -> dict[str, list[float | None]]:
    """Measure the whole of the snapshot's areas by live links, before and after."""
    told = []
    for snapshot in (now, then):
        areas, found = measures_by_area(snapshot)
        top = int(areas["code"].str.len().argmin())
        values = {name: float(getattr(found, name)[top]) for name in MEASURES}
        values |= {f"cov_{k}": float(found.k[top, k - 1]) for k in (1, 3, 5)}
        told.append(values)
    return {
        name: [None if value != value else value for value in (told[0][name], told[1][name])]
        for name in told[0]
    }

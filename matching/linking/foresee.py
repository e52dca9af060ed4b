"""What if, without writing: both plans made and proven, and what lies between them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from graph_schema.errors import Rejected
from graph_schema.store.repo import plans as repo
from matching.coverage.report import measures_by_area
from matching.linking.case import case
from matching.linking.commands import district_policy
from matching.linking.engine import ortools_flow
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.record import level_names
from matching.linking.solve import best
from matching.linking.standing import places, standing
from matching.linking.suppositions import Changes, forbidden, forced, premium, ruled, supposing
from matching.snapshot import take

if TYPE_CHECKING:
    from datetime import date

    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from matching.linking.result import Plan
    from matching.snapshot import Snapshot

MEASURES = ("depth", "nbc", "gap", "isolated", "redundancy")


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
    for rules that cannot be (BAD_POLICY), and as linking.commands.make_plan.
    """
    snapshot = take(store, access, as_of, store.clock)
    policy = district_policy(snapshot)
    offers, taken = standing(store, access, snapshot), places(store, access, policy)
    with store.read(access) as session:
        base = repo.in_force(session)
    changed = supposing(snapshot, changes)
    try:
        now = case(snapshot, policy, offers, taken).task
        then = case(changed, ruled(policy, changes.rules or {}), offers, taken).task
        then = forced(forbidden(then, now, changes.forbid), now, changes.force)
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
        value=[plans[0].value, plans[1].value - premium(plans[1], changes.force)],
    )


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

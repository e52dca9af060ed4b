"""What to recruit or to put out to tender: places that would serve needs the plan cannot.

Unserved needs are grouped by code and town. For each group a resource with a place for each is
supposed, and the plan made anew from the prices it has: what it takes there is the size of the
lot, and whom it then serves more is what the lot brings, exact, moves of others included.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_schema.errors import Rejected
from matching.linking.case import case
from matching.linking.commands import district_policy
from matching.linking.engine import ortools_flow
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.record import level_names
from matching.linking.solve import best
from matching.linking.standing import places, standing
from matching.linking.unmet import unmet
from matching.snapshot import take

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from matching.linking.arrays import Ints
    from matching.linking.case import Case
    from matching.linking.problem import Problem
    from matching.linking.result import Plan

TOWN_DIGITS = 9
TRIAL = "~"  # id of the supposed resource: after every id there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Places for one need code in one town. waiting: unserved needs by level; why: by reason.

    places: that the plan would take. brings: needs served more by level, over the whole plan;
    below 0 never for the most urgent level that changes.
    """

    code: str
    town: str
    waiting: Mapping[str, int]
    why: Mapping[str, int]
    places: int
    brings: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data."""
        return asdict(self)


def make_lots(
    store: Store, access: Access, *, most: int = 20, seed: int = 0, as_of: date | None = None
) -> list[Lot]:
    """Work out the lots of the next plan; nothing is written. Raises as commands.make_plan."""
    snapshot = take(store, access, as_of, store.clock)
    policy = district_policy(snapshot)
    try:
        run = case(
            snapshot, policy, standing(store, access, snapshot), places(store, access, policy)
        )
        return lots(run, best(run.task, seed=seed, engine=ortools_flow), most)
    except (BadProblem, SolverFailed) as error:
        raise Rejected([error.code], **error.facts) from error


def lots(run: Case, plan: Plan, most: int = 20) -> list[Lot]:
    """Give the lots of a plan, what brings most first; at most so many groups are tried.

    Tried first are groups with the most urgent needs unserved. A need without consent for U3
    would not be served by a new body either, and is left out.
    """
    reasons = {one.need: one.code for one in unmet(run, plan)}
    want, names = run.want, level_names(plan.problem.policy.levels)
    agreed = run.base.agreed[want.home]
    groups: dict[tuple[str, str], list[int]] = {}
    for need in np.flatnonzero(agreed & np.isin(want.ids, list(reasons))).tolist():
        place = (str(want.code[need]), str(want.village[need])[:TOWN_DIGITS])
        groups.setdefault(place, []).append(need)

    def urgent(place: tuple[str, str]) -> tuple[object, ...]:
        counts = np.bincount(want.level[groups[place]], minlength=len(names))
        return (*(-counts).tolist(), place)

    found = []
    for place in sorted(groups, key=urgent)[:most]:
        code, town = place
        mine = np.char.startswith(want.village.astype("U"), town) & (want.code == code) & agreed
        more = best(
            with_resource(run.task, np.flatnonzero(mine)),
            seed=plan.seed,
            engine=ortools_flow,
            near=plan,
        )
        some = groups[place]
        levels = Counter(names[int(level)] for level in want.level[some])
        found.append(
            Lot(
                code=code,
                town=town,
                waiting={name: levels[name] for name in names if levels[name]},
                why=dict(sorted(Counter(reasons[str(want.ids[n])] for n in some).items())),
                places=int(more.load()[-1]),
                brings={
                    name: after - before
                    for name, before, after in zip(names, plan.served, more.served, strict=True)
                    if after != before
                },
            )
        )
    return sorted(found, key=lambda lot: _rank(lot, names))


def _rank(lot: Lot, names: list[str]) -> tuple[object, ...]:
    return (*(-lot.brings.get(name, 0) for name in names), lot.code, lot.town)


def with_resource(task: Problem, needs: Ints) -> Problem:
    """Add a resource with a place for each of some needs, at the lowest score."""
    i = np.concatenate([task.i, needs.astype(np.int32)])
    j = np.concatenate([task.j, np.full(len(needs), task.m, dtype=np.int32)])
    low = np.full(len(needs), task.policy.score_lowest, dtype=np.int64)
    order = np.lexsort((j, i))
    return replace(
        task,
        resources=np.append(task.resources, TRIAL),
        capacity=np.append(task.capacity, int(task.units[needs].sum())),
        i=i[order],
        j=j[order],
        score=np.concatenate([task.score, low])[order],
        kept=np.concatenate([task.kept, np.zeros(len(needs), dtype=bool)])[order],
    )

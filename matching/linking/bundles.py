"""Needs that are met whole or not at all: a family, a sum of money, a run of months.

A flow may serve half a family; a whole-number programme may not. Goals are reached one after
the other, each kept by the next (most orange, most yellow, …, fairness between areas, score),
never by weights: one orange bundle of two places would be worth 4 colour units and two yellow
needs 6. Every goal comes with what cannot be beaten, so that a gap is seen. Parts of a problem
without a bundle stay flows. Source: docs/algorithms/linking.md, part bundles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matching.lexicographic import EFFORT, Goal, summed
from matching.linking.engine import ortools_flow
from matching.linking.errors import BadProblem
from matching.linking.programme import ALONE, ANY, SAME, Programme, points
from matching.linking.result import Status
from matching.linking.solve import best
from matching.linking.weights import rank_counts, weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matching.linking.arrays import Bools, Ints
    from matching.linking.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A bundle that is not met: how many units are missing at the place that lacks least."""

    need: str
    asked: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WholePlan:
    """Chosen pairs (P) and units on each, ascending; goals summed over the parts.

    served: by level, a bundle counts once, another need by its units. score: points; a bundle's
    count once. parts: how many were flows, and programmes.
    """

    pair: Ints
    units: Ints
    status: Status
    served: tuple[int, ...]
    score: int
    goals: tuple[Goal, ...]
    left_out: tuple[LeftOut, ...]
    parts: tuple[int, int]


def solve_whole(
    task: Problem,
    kind: Ints,
    takes: Ints | None = None,
    *,
    seed: int = 0,
    effort: float = EFFORT,
) -> WholePlan:
    """Plan needs of which some are met whole or not at all.

    kind: (n,), ALONE, SAME or ANY. takes: (E,), places a SAME bundle takes at that resource; by
    default its units. FEASIBLE with its gap where a goal could not be proven within the effort.
    Raises BadProblem(BAD_BUNDLE | BAD_UNITS); TooSlow without
    any answer, which only a fault can cause.
    """
    takes = _taken(task, kind, takes)
    chosen = np.zeros(len(task.i), dtype=np.int64)
    goals: list[tuple[Goal, ...]] = []
    flows = programmes = 0
    for needs in _parts(task):
        pairs = np.flatnonzero(needs[task.i])
        if (kind[needs] == ALONE).all():
            flows += 1
            part = _narrowed(task, needs, pairs)
            plan = best(part, seed=seed, engine=ortools_flow)
            chosen[pairs[plan.pair]] = plan.units
            goals.append(_of_flow(part, plan.served, plan.area_served, plan.pair, plan.units))
        else:
            programmes += 1
            programme = Programme(task, kind, takes, needs)
            goals.append(programme.solve(seed, effort))
            chosen[pairs] = programme.chosen()
    return _plan(task, kind, takes, chosen, summed(goals), (flows, programmes))


def _taken(task: Problem, kind: Ints, takes: Ints | None) -> Ints:
    if kind.shape != task.level.shape or not np.isin(kind, (ALONE, SAME, ANY)).all():
        raise BadProblem("BAD_BUNDLE", table="needs", column="bundle")
    own = np.where(kind[task.i] == SAME, task.units[task.i], 1)
    if takes is None:
        return own
    if takes.shape != task.i.shape or (takes < 1).any():
        raise BadProblem("BAD_UNITS", table="pairs", column="takes")
    return np.where(kind[task.i] == SAME, takes, 1)


def _parts(task: Problem) -> Iterator[Bools]:
    """Cut into parts that share no resource (and, where areas are compared, no area)."""
    n, m, fair = task.n, task.m, task.policy.fairness.mode != "none"
    tail = np.concatenate([task.i, np.arange(n)]) if fair else task.i
    head = np.concatenate([task.j + n, task.area + n + m]) if fair else task.j + n
    nodes = n + m + len(task.areas)
    ties = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(nodes, nodes))
    _, label = connected_components(ties.tocsr(), directed=False)
    for one in np.unique(label[:n]):
        yield label[:n] == one


def _narrowed(task: Problem, needs: Bools, pairs: Ints) -> Problem:
    """Leave other parts' needs, pairs and areas out; resources stay."""
    at = np.cumsum(needs) - 1
    areas, area = np.unique(task.area[needs], return_inverse=True)
    return replace(
        task,
        needs=task.needs[needs],
        level=task.level[needs],
        area=area.astype(np.int32),
        areas=task.areas[areas],
        units=task.units[needs],
        i=at[task.i[pairs]].astype(np.int32),
        j=task.j[pairs],
        score=task.score[pairs],
        kept=task.kept[pairs],
    )


def _of_flow(
    part: Problem, served: tuple[int, ...], area: Ints, pair: Ints, units: Ints
) -> tuple[Goal, ...]:
    """Tell the goals a proven flow reaches: value and bound are one."""
    named = [(f"level {k}", count) for k, count in enumerate(served)]
    named.append(("fairness", -_rank_sum(part, area)))
    named.append(("score", int((points(part)[pair] * units).sum())))
    return tuple(Goal(name=name, value=value, bound=value) for name, value in named)


def _rank_sum(task: Problem, served: Ints) -> int:
    """Sum the ranks of served units: areas fill their low ranks first."""
    counts = rank_counts(task, weights(task.policy, task.n, task.m))
    filled = np.minimum(served[:, None], np.cumsum(counts, axis=1))
    return int((np.diff(filled, axis=1, prepend=0) * np.arange(counts.shape[1])).sum())


def _plan(
    task: Problem,
    kind: Ints,
    takes: Ints,
    chosen: Ints,
    goals: tuple[Goal, ...],
    parts: tuple[int, int],
) -> WholePlan:
    pair = np.flatnonzero(chosen)
    got = np.bincount(task.i, weights=chosen, minlength=task.n).astype(np.int64)
    whole = kind != ALONE
    met = np.where(whole, got >= task.units, got)
    proven = all(goal.proven for goal in goals)
    return WholePlan(
        pair=pair,
        units=chosen[pair],
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        served=tuple(int(met[task.level == k].sum()) for k in range(task.policy.levels)),
        score=next((goal.value for goal in goals if goal.name == "score"), 0),
        goals=goals,
        left_out=_left_out(task, kind, takes, chosen, np.flatnonzero(whole & (met == 0))),
        parts=parts,
    )


def _left_out(
    task: Problem, kind: Ints, takes: Ints, chosen: Ints, needs: Ints
) -> tuple[LeftOut, ...]:
    """Name what is missing for each bundle: at one resource, or at all of its own together."""
    used = np.where(kind[task.i] == SAME, takes * (chosen > 0), chosen)
    free = task.capacity - np.bincount(task.j, weights=used, minlength=task.m).astype(np.int64)
    told = []
    for need in needs.tolist():
        mine = task.i == need
        asked = int(task.units[need])
        if not mine.any():
            missing = asked
        elif kind[need] == SAME:
            missing = int((takes[mine] - free[task.j[mine]]).min())
        else:
            missing = asked - int(np.minimum(free[task.j[mine]], asked).sum())
        told.append(LeftOut(need=str(task.needs[need]), asked=asked, missing=missing))
    return tuple(told)

"""Districts planned apart, each by a worker, and how far from the joint best that is.

All parts use the weights of the whole, so that worths and bounds add up. Places of a resource
that several parts want are dealt out by demand; the parts' prices then bound every joint plan
(weak duality over all pairs), and that gap is told. From the same prices the joint plan itself
is a short solve (core). Source: docs/algorithms/linking.md, part partitions.
"""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.certificate import bound, value
from matching.linking.core import Guess
from matching.linking.engine import ortools_flow
from matching.linking.solve import best, served_by_level
from matching.linking.weights import weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.linking.arrays import Ints
    from matching.linking.problem import Problem
    from matching.linking.result import Plan
    from matching.linking.weights import Weights

TRIES = 2  # a part whose worker died is run again once


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartPlan:
    """What a worker sends back. pair: positions in the part's pairs; prices as of Plan."""

    pair: Ints
    units: Ints
    up: Ints
    area: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JointPlan:
    """Plans of all parts together. pair: positions in the whole's pairs (P,); units on each.

    bound: what no joint plan passes; None where a part was lost. near: prices to start the
    joint plan from. shared: resources that several parts want. lost: numbers of the parts whose
    worker died.
    """

    pair: Ints
    units: Ints
    value: int
    bound: int | None
    unit: int
    served: tuple[int, ...]
    shared: int
    near: Guess
    lost: tuple[int, ...]

    @property
    def gap(self) -> int | None:
        return None if self.bound is None else self.bound - self.value

    @property
    def colours_proven(self) -> bool:
        """Whether no joint plan serves more of any colour: the gap is below half a colour."""
        return self.gap is not None and 2 * self.gap < self.unit


def pool(workers: int) -> Executor:
    """Start workers on this machine, each a process of its own."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def solve_parts(
    task: Problem, part: Ints, start: Callable[[], Executor], *, seed: int = 0
) -> JointPlan:
    """Plan each part apart and put the plans together.

    part: (n,) number of the district of each need, 0 …. start: gives an executor, which is shut
    down here; any that keeps to concurrent.futures will do. Raises SolverFailed as solve.
    """
    units = weights(task.policy, task.n, task.m)
    number = int(part.max(initial=-1)) + 1
    share = dealt(task, part, number)
    pieces = [_piece(task, part, share[k], k) for k in range(number)]
    found = _run([piece for piece, _ in pieces], units, seed, start)
    chosen = np.zeros(len(task.i), dtype=np.int64)
    for (_, pairs), plan in zip(pieces, found, strict=True):
        if plan is not None:
            chosen[pairs[plan.pair]] = plan.units
    near = _prices(task, pieces, found, share)
    lost = tuple(k for k, plan in enumerate(found) if plan is None)
    pair = np.flatnonzero(chosen)
    return JointPlan(
        pair=pair,
        units=chosen[pair],
        value=value(task, units, chosen),
        bound=None if lost else bound(task, units, near.up, near.area),
        unit=units.unit,
        served=served_by_level(task, chosen),
        shared=int(((_wish(task, part, number) > 0).sum(axis=0) > 1).sum()),
        near=near,
        lost=lost,
    )


def joint(task: Problem, apart: JointPlan, *, seed: int = 0) -> Plan:
    """Give the plan of the whole, from the parts' prices: the bytes of a single solve."""
    return best(task, seed=seed, engine=ortools_flow, near=apart.near)


def _wish(task: Problem, part: Ints, number: int) -> Ints:
    """Units each part asks of each resource: shape (parts, m)."""
    key = part[task.i] * task.m + task.j
    asked = np.bincount(key, weights=task.units[task.i], minlength=number * task.m)
    return asked.astype(np.int64).reshape(number, task.m)


def dealt(task: Problem, part: Ints, number: int) -> Ints:
    """Deal places out by what the parts ask for: shape (parts, m); largest remainders first."""
    asked = _wish(task, part, number)
    total = np.maximum(asked.sum(axis=0), 1)
    whole = asked * task.capacity // total
    rest = asked * task.capacity - whole * total
    left = np.where(asked.sum(axis=0) > 0, task.capacity - whole.sum(axis=0), 0)
    order = np.argsort(-rest, axis=0, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(number)[:, None], axis=0)
    share: Ints = whole + (rank < left)
    return share


def _piece(task: Problem, part: Ints, share: Ints, number: int) -> tuple[Problem, Ints]:
    """Cut one part out: its needs, their areas and pairs; every resource with its share."""
    needs = part == number
    pairs = np.flatnonzero(needs[task.i])
    at = np.cumsum(needs) - 1
    areas, area = np.unique(task.area[needs], return_inverse=True)
    return (
        replace(
            task,
            needs=task.needs[needs],
            areas=task.areas[areas],
            level=task.level[needs],
            area=area.astype(np.int32),
            units=task.units[needs],
            capacity=share,
            i=at[task.i[pairs]].astype(np.int32),
            j=task.j[pairs],
            score=task.score[pairs],
            kept=task.kept[pairs],
        ),
        pairs,
    )


def _run(
    pieces: list[Problem], units: Weights, seed: int, start: Callable[[], Executor]
) -> list[PartPlan | None]:
    """Solve all parts; those of a worker that died once more, then they are lost."""
    found: list[PartPlan | None] = [None] * len(pieces)
    for _ in range(TRIES):
        missing = [k for k, plan in enumerate(found) if plan is None]
        if not missing:
            break
        with start() as executor:
            sent: dict[int, Future[PartPlan]] = {}
            for k in missing:
                try:
                    sent[k] = executor.submit(part_plan, pieces[k], units, seed)
                except BrokenExecutor:
                    break
            for k, answer in sent.items():
                try:
                    found[k] = answer.result()
                except BrokenExecutor:
                    continue
    return found


def part_plan(piece: Problem, units: Weights, seed: int) -> PartPlan:
    """Solve one part with the weights of the whole; what a worker does."""
    plan = best(piece, seed=seed, engine=ortools_flow, units=units)
    return PartPlan(pair=plan.pair, units=plan.units, up=plan.price_up, area=plan.area_price)


def _prices(
    task: Problem,
    pieces: list[tuple[Problem, Ints]],
    found: list[PartPlan | None],
    share: Ints,
) -> Guess:
    """Put the parts' prices together; of a shared resource or area their mean by places."""
    up, area = np.zeros(task.m), np.zeros(len(task.areas))
    weight, seen = np.zeros(task.m), np.zeros(len(task.areas))
    for number, ((piece, _), plan) in enumerate(zip(pieces, found, strict=True)):
        if plan is None:
            continue
        asks = np.zeros(task.m, dtype=bool)
        asks[piece.j] = True
        mass = np.where(asks, share[number] + 1, 0)
        up += mass * plan.up
        weight += mass
        at = np.searchsorted(task.areas, piece.areas)
        area[at] += plan.area
        seen[at] += 1
    return Guess(
        up=np.rint(up / np.maximum(weight, 1)).astype(np.int64),
        area=np.rint(area / np.maximum(seen, 1)).astype(np.int64),
    )

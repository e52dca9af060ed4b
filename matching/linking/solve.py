"""The recipe: weights, network, flow, prices, lottery, certificate, plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.linking.certificate import bound, served_units, value
from matching.linking.core import Guess, core_flow, guess
from matching.linking.engine import ortools_flow
from matching.linking.errors import SolverFailed
from matching.linking.face import in_stages
from matching.linking.floor import unreachable
from matching.linking.network import draw, layers
from matching.linking.prices import Prices, prices
from matching.linking.result import Plan, Status
from matching.linking.ties import draw_lots
from matching.linking.weights import overflow, weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.linking.arrays import Ints
    from matching.linking.engine import Network
    from matching.linking.network import Drawn
    from matching.linking.problem import Problem
    from matching.linking.result import NoPlan
    from matching.linking.weights import Weights

    Progress = Callable[[str], None]

STAGES = ("network", "solve", "prices", "ties", "certificate")


def solve(
    task: Problem,
    *,
    seed: int = 0,
    engine: Callable[[Network], Ints] = ortools_flow,
    progress: Progress | None = None,
    near: Plan | None = None,
) -> Plan | NoPlan:
    """Give the best plan with its proof, or NoPlan where a required floor cannot hold.

    Colours lexicographic, then fairness between areas, then score; ties by the seed's lottery.
    near: a plan of a like problem (yesterday's, another supposition's) to start from: the same
    answer, from a smaller network.
    Raises SolverFailed: TOO_LARGE_FOR_WEIGHTS, ENGINE_REFUSED, CERTIFICATE_FAILED,
    TIES_NOT_UNIQUE. progress is told each stage as it starts.
    """
    plan = best(task, seed=seed, engine=engine, progress=progress, near=near)
    if task.policy.fairness.mode == "floor" and task.policy.fairness.required:
        return unreachable(plan, lambda other: best(other, seed=seed, engine=engine)) or plan
    return plan


def best(
    task: Problem,
    *,
    seed: int,
    engine: Callable[[Network], Ints],
    progress: Progress | None = None,
    near: Plan | Guess | None = None,
    units: Weights | None = None,
) -> Plan:
    """Solve without asking whether a floor is reached.

    near: prices to start from. units: of a larger problem this one is a part of.
    """
    tell = progress or (lambda _stage: None)
    units = units or weights(task.policy, task.n, task.m)
    tell("network")
    drawn = draw(task, units)
    tell("solve")
    flow = first_flow(task, units, drawn, engine, near)
    return proven(task, units, drawn, flow, seed=seed, engine=engine, progress=tell)


def proven(  # noqa: PLR0913 - a problem as it is drawn, and how the lottery is held
    task: Problem,
    units: Weights,
    drawn: Drawn,
    flow: Ints,
    *,
    seed: int,
    engine: Callable[[Network], Ints] = ortools_flow,
    progress: Progress | None = None,
) -> Plan:
    """Make the plan of any best flow: prices, lottery, certificate.

    Raises SolverFailed: CERTIFICATE_FAILED where the flow is not best, TIES_NOT_UNIQUE.
    """
    tell = progress or (lambda _stage: None)
    tell("prices")
    priced = prices(task, units, drawn, flow)
    tell("ties")
    flow, salt = draw_lots(task, drawn, flow, priced.reduced, seed, engine)
    tell("certificate")
    plan = plan_of(task, units, flow[drawn.pairs], priced, seed=seed, salt=salt)
    if plan.value != plan.bound:
        raise SolverFailed("CERTIFICATE_FAILED", value=plan.value, bound=plan.bound)
    return plan


def plan_of(
    task: Problem, units: Weights, chosen: Ints, priced: Prices, *, seed: int, salt: int = 0
) -> Plan:
    """Make the plan of what was chosen and its prices, with the bound that these prove.

    chosen: units per pair, (E,). It is OPTIMAL where worth and bound are equal.
    """
    pair = np.flatnonzero(chosen)
    reached = value(task, units, chosen)
    limit = bound(task, units, priced.up, priced.area, priced.surplus)
    return Plan(
        problem=task,
        seed=seed,
        salt=salt,
        pair=pair,
        units=chosen[pair],
        status=Status.OPTIMAL if limit == reached else Status.FEASIBLE,
        value=reached,
        bound=limit,
        unit=units.unit,
        step=units.step,
        served=served_by_level(task, chosen),
        score=int((chosen[pair] * task.score[pair]).sum()),
        area_served=served_units(task, chosen),
        price_up=priced.up,
        price_down=priced.down,
        area_price=priced.area,
        area_price_down=priced.area_down,
        surplus=priced.surplus,
    )


def first_flow(
    task: Problem,
    units: Weights,
    drawn: Drawn,
    engine: Callable[[Network], Ints],
    near: Plan | Guess | None = None,
) -> Ints:
    """Find one optimal flow: in one solve where its numbers fit, else goal by goal."""
    if not len(task.i):
        return _nothing(task, drawn)
    if near is not None:
        first = near if isinstance(near, Guess) else guess(near, task, units)
        flow = core_flow(task, units, drawn, first, engine)
        if flow is not None:
            return flow
    places = int(drawn.network.capacity[drawn.slots].sum())
    if overflow(units, task, drawn.network.nodes, places) is None:
        return engine(drawn.network)
    if units.bypass >= 1 << 58:
        raise SolverFailed("TOO_LARGE_FOR_WEIGHTS", cost=units.bypass, limit=1 << 58)
    return in_stages(drawn.network, layers(task, drawn), engine)


def _nothing(task: Problem, drawn: Drawn) -> Ints:
    """Nobody can be served: every unit goes past."""
    flow = np.zeros(len(drawn.network.tail), dtype=np.int64)
    if drawn.source < 0:
        flow[drawn.gates] = task.units
    else:
        flow[drawn.bypass] = int(task.units.sum())
    return flow


def served_by_level(task: Problem, chosen: Ints) -> tuple[int, ...]:
    """Units served by level, most urgent first."""
    on = np.flatnonzero(chosen)
    level = task.level[task.i[on]]
    counted = np.bincount(level, weights=chosen[on], minlength=task.policy.levels)
    return tuple(int(c) for c in counted)

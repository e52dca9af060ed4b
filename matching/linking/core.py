"""A solve that starts from prices already known: a core of pairs first, the rest priced out.

At prices V and μ a pair can be part of a best plan only where w − V + μ comes near the best its
need can have. So a core of near pairs is solved; its own prices then say exactly which pairs
left out could help (w − V + μ above the need's surplus), these join, and so on until none is
left. Then the plan is best over all pairs, whatever the prices it began with: they decide how
soon it is there, never what it is. Source: docs/algorithms/linking.md, part warm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.linking.engine import Network
from matching.linking.errors import SolverFailed
from matching.linking.prices import surplus, up_and_area
from matching.linking.weights import overflow, pair_worth

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.linking.arrays import Bools, Ints
    from matching.linking.network import Drawn
    from matching.linking.problem import Problem
    from matching.linking.result import Plan
    from matching.linking.weights import Weights

NEAR = 30  # the core at first: pairs at most a thirtieth of the score's range behind the best
ADDED = 4  # most violated pairs of a need that join in a round


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guess:
    """Prices to begin with, for the resources and areas of a problem: up (m,), area (K,)."""

    up: Ints
    area: Ints


def guess(plan: Plan, task: Problem, units: Weights) -> Guess:
    """Carry a plan's prices over to another problem, by id; what is new there is free.

    Colour units differ where needs or resources were added: prices are stretched alike.
    """
    known = Guess(up=plan.price_up, area=plan.area_price)
    return carried(known, (plan.problem.resources, plan.problem.areas), plan.unit, task, units)


def carried(
    known: Guess,
    ids: tuple[np.ndarray, np.ndarray],
    unit: int,
    task: Problem,
    units: Weights,
) -> Guess:
    """Do as guess with prices by the ids of resources and areas, and their colour unit."""
    up = _carried(ids[0], known.up, task.resources)
    area = _carried(ids[1], known.area, task.areas)
    if unit != units.unit:
        up, area = _stretched(up, unit, units.unit), _stretched(area, unit, units.unit)
    return Guess(up=up, area=area)


def _carried(known: np.ndarray, prices: Ints, wanted: np.ndarray) -> Ints:
    at = pd.Index(known).get_indexer(pd.Index(wanted))
    if not len(prices):
        return np.zeros(len(wanted), dtype=np.int64)
    return np.where(at < 0, 0, prices[at])


def _stretched(prices: Ints, old: int, new: int) -> Ints:
    """Keep the colour steps and the rest of each price; only the size of a step changes."""
    step = (prices + old // 2) // old
    return step * new + (prices - step * old)


def core_flow(
    task: Problem,
    units: Weights,
    drawn: Drawn,
    near: Guess,
    engine: Callable[[Network], Ints],
) -> Ints | None:
    """Find a best flow over all pairs by way of cores: units per arc of the whole network.

    None where the numbers would not fit the engine: such a problem is solved goal by goal.
    Raises SolverFailed as the engine does.
    """
    places = int(drawn.network.capacity[drawn.slots].sum())
    if overflow(units, task, drawn.network.nodes, places) is not None:
        return None
    worth = pair_worth(task, units)
    inside = _first(task, worth, near)
    for _ in range(len(task.i) + 1):
        part, arcs = narrowed(drawn, inside)
        flow = np.zeros(len(drawn.network.tail), dtype=np.int64)
        flow[arcs] = engine(part)
        up, area = up_and_area(task, units, drawn, part, flow[arcs])
        more = _violated(task, worth, inside, up, area)
        if not more.any():
            return flow
        inside |= more
    raise SolverFailed("CERTIFICATE_FAILED", why="pairs left out")


def narrowed(drawn: Drawn, inside: Bools) -> tuple[Network, Ints]:
    """Leave out pairs that are not inside; the network that is left, and its arcs (A',)."""
    network = drawn.network
    kept = np.ones(len(network.tail), dtype=bool)
    kept[drawn.pairs] = inside
    arcs = np.flatnonzero(kept)
    return (
        Network(
            tail=network.tail[arcs],
            head=network.head[arcs],
            capacity=network.capacity[arcs],
            cost=network.cost[arcs],
            supply=network.supply,
        ),
        arcs,
    )


def _first(task: Problem, worth: Ints, near: Guess) -> Bools:
    """Choose the pairs near the best of their need at the first prices; kept ones always."""
    width = task.policy.score_range // NEAR
    gain = worth - near.up[task.j] + near.area[task.area[task.i]]
    best = surplus(task, worth, near.up, near.area)
    inside: Bools = (best[task.i] - gain <= width) | task.kept
    return inside


def _violated(task: Problem, worth: Ints, inside: Bools, up: Ints, area: Ints) -> Bools:
    """Tell which pairs left out would pay at these prices: the worst few of each need."""
    gain = worth - up[task.j] + area[task.area[task.i]]
    known = np.zeros(task.n, dtype=np.int64)
    np.maximum.at(known, task.i[inside], gain[inside])
    over = gain - known[task.i]
    at = np.flatnonzero(~inside & (over > 0))
    more = np.zeros(len(worth), dtype=bool)
    if len(at):
        at = at[np.lexsort((-over[at], task.i[at]))]
        first = np.flatnonzero(np.diff(task.i[at], prepend=-1))
        nth = np.arange(len(at)) - np.repeat(first, np.diff(np.append(first, len(at))))
        more[at[nth < ADDED]] = True
    return more

"""What one more or one less slot is worth, and serving a need, from any best flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.residual import (
    FAR,
    completed,
    distances,
    homeward,
    reduced_costs,
    residual,
)
from matching.linking.weights import pair_worth

if TYPE_CHECKING:
    from matching.linking.arrays import Ints
    from matching.linking.engine import Network
    from matching.linking.network import Drawn
    from matching.linking.problem import Problem
    from matching.linking.residual import Residual
    from matching.linking.weights import Weights

NEAR = 20  # distances to the sink are looked for within a twentieth of the score's range first
NONE = -1  # price_down of a resource without any slot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prices:
    """Prices in worth (weights module). up: one more slot, (m,). down: one slot less, (m,).

    area, area_down: the two ends of the fairness price of a unit, (K,); 0 without fairness.
    surplus: of a need, (n,). reduced: costs of the arcs (A,) by the distance of every node from
    the sink, the proof: none with room left is below 0, none with flow above.
    """

    up: Ints
    down: Ints
    area: Ints
    area_down: Ints
    surplus: Ints
    reduced: Ints


def prices(task: Problem, units: Weights, drawn: Drawn, flow: Ints) -> Prices:
    """Read all prices off the residual graph of an optimal flow. Source: part prices."""
    n, m = task.n, task.m
    arcs = residual(drawn.network, flow)
    reached, up, area = _outward(task, units, drawn, arcs)
    reduced = reduced_costs(drawn.network, reached)
    home = _homeward(task, drawn, arcs, flow, reached, reduced)
    load = flow[drawn.slots]
    down = np.maximum(0, home[n : n + m])
    down = np.where(load < task.capacity, 0, np.where(task.capacity == 0, NONE, down))
    area_down = area
    if drawn.source >= 0:
        top, at = (units.ranks - 1) * units.step, slice(n + m, drawn.source)
        area_down = top + home[at] - home[drawn.source]
    return Prices(
        up=up,
        down=down,
        area=area,
        area_down=area_down,
        surplus=surplus(task, pair_worth(task, units), up, area),
        reduced=reduced,
    )


def up_and_area(
    task: Problem, units: Weights, drawn: Drawn, part: Network, flow: Ints
) -> tuple[Ints, Ints]:
    """Read `up` and `area` alone, off a part of the network (same nodes) and its best flow."""
    _, up, area = _outward(task, units, drawn, residual(part, flow))
    return up, area


def _outward(
    task: Problem, units: Weights, drawn: Drawn, arcs: Residual
) -> tuple[Ints, Ints, Ints]:
    """Distances from the sink (0 where not reached), and the prices they are."""
    n, m = task.n, task.m
    away = distances(arcs, np.array([drawn.sink], dtype=np.int64))
    reached = np.where(away == FAR, 0, away)
    up = np.maximum(0, -reached[n : n + m])
    if drawn.source < 0:
        return reached, up, np.zeros(len(task.areas), dtype=np.int64)
    top, at = (units.ranks - 1) * units.step, slice(n + m, drawn.source)
    return reached, up, top - reached[at] + reached[drawn.source]


def _homeward(
    task: Problem, drawn: Drawn, arcs: Residual, flow: Ints, potential: Ints, reduced: Ints
) -> Ints:
    """Distances of resources, areas and source to the sink; needs' own are not asked for.

    Most are near, by few arcs; the rest is found from what is known then.
    """
    reach = max(1, task.policy.score_range // NEAR)
    near = homeward(drawn.network, flow, reduced, drawn.sink, reach)
    known = np.where(near == FAR, FAR, near - potential + potential[drawn.sink])
    return completed(arcs, known, np.arange(task.n, drawn.sink))


def surplus(task: Problem, worth: Ints, up: Ints, area: Ints) -> Ints:
    """u_i = max(0, best w_ij − V_j, plus the area's price): shape (n,); 0 without a pair."""
    found = np.zeros(task.n, dtype=np.int64)
    if len(worth):
        first = np.flatnonzero(np.diff(task.i, prepend=-1))
        best = np.maximum.reduceat(worth - up[task.j], first)
        need = task.i[first]
        found[need] = np.maximum(0, best + area[task.area[need]])
    return found


def colour_step(price: Ints, unit: int) -> Ints:
    """Read a price: 0 none, 1 the least urgent colour … levels the most urgent: a slot's gain.

    Rounded, never floored: serving one more need may cost points elsewhere.
    """
    return (price + unit // 2) // unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """A price read out. colour: 0 none, 1 the least urgent … levels the most urgent."""

    colour: int
    fairness: int
    points: int


def gain(price: int, unit: int, step: int) -> Gain:
    """Read a price rounded; points may be negative: one more need served moves others."""
    colour = (price + unit // 2) // unit
    rest = price - colour * unit
    fairness = (rest + step // 2) // step if step else 0
    return Gain(colour=colour, fairness=fairness, points=rest - fairness * step)

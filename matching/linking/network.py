"""The problem drawn as a flow network, plain or with areas in front of the needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.engine import Network
from matching.linking.weights import pair_worth, rank_counts

if TYPE_CHECKING:
    from matching.linking.arrays import Ints
    from matching.linking.problem import Problem
    from matching.linking.weights import Weights


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """A network and where its parts lie. Arcs in blocks: pairs, gates, slots, ranks, bypass.

    Nodes: needs 0 … n−1, resources, then areas and the source (with fairness), the sink last.
    Gates: need → sink (unserved) without fairness, area → need with it. source: −1 without.
    """

    network: Network
    pairs: slice
    gates: slice
    slots: slice
    ranks: slice
    bypass: slice
    sink: int
    source: int


def draw(task: Problem, units: Weights, *, spare: bool = False) -> Drawn:
    """Draw the network whose cheapest flow is the best plan.

    spare: with all ranks of every area, also those that hold nothing: they may, once needs go.
    """
    return _fair(task, units, spare=spare) if units.step else _plain(task, units)


def _plain(task: Problem, units: Weights) -> Drawn:
    """Needs send their units to resources, or straight to the sink at the bypass cost."""
    n, m, pairs = task.n, task.m, len(task.i)
    sink = n + m
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:n] = task.units
    supply[sink] = -int(task.units.sum())
    needs, resources = np.arange(n, dtype=np.int32), np.arange(n, sink, dtype=np.int32)
    network = Network(
        tail=np.concatenate([task.i, needs, resources]),
        head=np.concatenate([task.j + np.int32(n), _to(sink, n), _to(sink, m)]),
        capacity=np.concatenate([task.units[task.i], task.units, task.places]),
        cost=np.concatenate(
            [
                units.bypass - pair_worth(task, units),
                np.full(n, units.bypass, dtype=np.int64),
                np.zeros(m, dtype=np.int64),
            ]
        ),
        supply=supply,
    )
    return Drawn(
        network=network,
        pairs=slice(0, pairs),
        gates=slice(pairs, pairs + n),
        slots=slice(pairs + n, pairs + n + m),
        ranks=slice(0, 0),
        bypass=slice(0, 0),
        sink=sink,
        source=-1,
    )


def _fair(task: Problem, units: Weights, *, spare: bool) -> Drawn:
    """Source → area by rising rank → need by level → resource by score → sink, or bypass."""
    n, m, areas, pairs = task.n, task.m, len(task.areas), len(task.i)
    source, sink = n + m + areas, n + m + areas + 1
    counts = rank_counts(task, units)
    at, rank = np.nonzero(counts >= 0 if spare else counts)
    total = int(task.units.sum())
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[source], supply[sink] = total, -total
    needs, resources = np.arange(n, dtype=np.int32), np.arange(n, n + m, dtype=np.int32)
    network = Network(
        tail=np.concatenate(
            [task.i, task.area + np.int32(n + m), resources, _to(source, len(at) + 1)]
        ),
        head=np.concatenate(
            [
                task.j + np.int32(n),
                needs,
                _to(sink, m),
                (at + n + m).astype(np.int32),
                _to(sink, 1),
            ]
        ),
        capacity=np.concatenate(
            [task.units[task.i], task.units, task.places, counts[at, rank], [total]]
        ),
        cost=np.concatenate(
            [
                _score_cost(task),
                task.level * units.unit,
                np.zeros(m, dtype=np.int64),
                rank * units.step,
                [units.bypass],
            ]
        ),
        supply=supply,
    )
    ranks = pairs + n + m
    return Drawn(
        network=network,
        pairs=slice(0, pairs),
        gates=slice(pairs, pairs + n),
        slots=slice(pairs + n, ranks),
        ranks=slice(ranks, ranks + len(at)),
        bypass=slice(ranks + len(at), ranks + len(at) + 1),
        sink=sink,
        source=source,
    )


def around(task: Problem, drawn: Drawn, chosen: Ints) -> Ints:
    """Give the flow of what is chosen: units on all arcs (A,) from those on the pairs (E,)."""
    flow = np.zeros(len(drawn.network.tail), dtype=np.int64)
    flow[drawn.pairs] = chosen
    served = np.bincount(task.i, weights=chosen, minlength=task.n).astype(np.int64)
    flow[drawn.slots] = np.bincount(task.j, weights=chosen, minlength=task.m)
    if drawn.source < 0:
        flow[drawn.gates] = task.units - served
        return flow
    flow[drawn.gates] = served
    got = np.bincount(task.area, weights=served, minlength=len(task.areas)).astype(np.int64)
    room = drawn.network.capacity[drawn.ranks]
    at = drawn.network.head[drawn.ranks] - task.n - task.m
    before = np.cumsum(room) - room
    first = np.searchsorted(at, np.arange(len(task.areas)))
    flow[drawn.ranks] = np.clip(got[at] - (before - before[first][at]), 0, room)
    flow[drawn.bypass] = task.units.sum() - served.sum()
    return flow


def _to(node: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.full(count, node, dtype=np.int32)


def _score_cost(task: Problem) -> Ints:
    policy = task.policy
    best = policy.score_highest + policy.kept_bonus
    return best - task.score - policy.kept_bonus * task.kept


def layers(task: Problem, drawn: Drawn) -> list[Ints]:
    """Give the goals one by one as costs per arc, most important first; small numbers each.

    For problems whose combined weights would pass the engine's range.
    """
    size = len(drawn.network.cost)
    goals: list[Ints] = []
    for level in range(task.policy.levels):
        cost = np.zeros(size, dtype=np.int64)
        worth = (
            -1 if drawn.source >= 0 else 1
        )  # a gate is "served" with areas, "unserved" without
        cost[drawn.gates] = worth * (task.level == level)
        goals.append(cost)
    if drawn.source >= 0:
        cost = np.zeros(size, dtype=np.int64)
        cost[drawn.ranks] = drawn.network.cost[drawn.ranks]
        step = (
            int(np.gcd.reduce(cost[drawn.ranks])) if drawn.ranks.stop > drawn.ranks.start else 0
        )
        goals.append(cost // max(step, 1))
    cost = np.zeros(size, dtype=np.int64)
    cost[drawn.pairs] = _score_cost(task)
    goals.append(cost)
    return goals

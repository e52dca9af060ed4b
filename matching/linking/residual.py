"""Shortest distances over what a flow leaves open: whole frontiers at a time, exact integers.

A residual arc runs along an arc with room left at its cost, and back along an arc with flow at
minus its cost. After an optimal flow no residual cycle is negative, so distances exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.arrays import spans, stable_order, starts
from matching.linking.errors import SolverFailed

if TYPE_CHECKING:
    from matching.linking.arrays import Codes, Ints
    from matching.linking.engine import Network

FAR = np.int64(1) << np.int64(62)  # not reached


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residual:
    """Residual arcs grouped by the node they leave: node v has arcs first[v] … first[v + 1]."""

    first: Ints
    head: Codes
    cost: Ints

    @property
    def nodes(self) -> int:
        return len(self.first) - 1


def residual(network: Network, flow: Ints, *, backwards: bool = False) -> Residual:
    """Give the residual arcs of a flow; backwards: each one turned round."""
    ahead = np.flatnonzero(flow < network.capacity)
    back = np.flatnonzero(flow > 0)
    tail = np.concatenate([network.tail[ahead], network.head[back]])
    head = np.concatenate([network.head[ahead], network.tail[back]])
    cost = np.concatenate([network.cost[ahead], -network.cost[back]])
    if backwards:
        tail, head = head, tail
    order = stable_order(tail)
    return Residual(first=starts(tail, network.nodes), head=head[order], cost=cost[order])


def distances(arcs: Residual, start: Ints | None = None) -> Ints:
    """Give the distance of every node from the start nodes (None: from all, each at 0).

    Shape (nodes,), FAR where not reached. Bellman–Ford, only nodes that changed pass on.
    Raises SolverFailed(CERTIFICATE_FAILED) on a negative cycle: the flow was not optimal.
    """
    nodes = arcs.nodes
    found = np.full(nodes, FAR, dtype=np.int64)
    frontier = np.arange(nodes, dtype=np.int64) if start is None else start
    found[frontier] = 0
    degree = np.diff(arcs.first)
    for _ in range(nodes + 1):
        if not len(frontier):
            return found
        count = degree[frontier]
        at = spans(arcs.first[frontier], count)
        reached = arcs.head[at]
        offer = np.repeat(found[frontier], count) + arcs.cost[at]
        better = offer < found[reached]
        reached, offer = reached[better], offer[better]
        np.minimum.at(found, reached, offer)
        changed = np.zeros(nodes, dtype=bool)
        changed[reached] = True
        frontier = np.flatnonzero(changed)
    raise SolverFailed("CERTIFICATE_FAILED", why="negative cycle")


def reduced_costs(network: Network, potential: Ints) -> Ints:
    """Give cost + potential[tail] − potential[head]: ≥ 0 with room left, ≤ 0 with flow."""
    return network.cost + potential[network.tail] - potential[network.head]

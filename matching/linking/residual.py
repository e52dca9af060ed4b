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
    from matching.linking.arrays import Bools, Codes, Ints
    from matching.linking.engine import Network

FAR = np.int64(1) << np.int64(62)  # not reached


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """Residual arcs grouped by the node they leave: node v has arcs first[v] … first[v + 1]."""

    first: Ints
    head: Codes
    cost: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residual:
    """All residual arcs, in parts that are each grouped by node."""

    nodes: int
    parts: tuple[Part, ...]


def residual(network: Network, flow: Ints) -> Residual:
    """Give the residual arcs of a flow.

    The leading arcs whose tails ascend (the pairs, nearly all there is) are grouped as they
    stand; only the few others are sorted.
    """
    ahead = np.flatnonzero(flow < network.capacity)
    back = np.flatnonzero(flow > 0)
    falls = np.flatnonzero(network.tail[1:] < network.tail[:-1])
    run = int(falls[0]) + 1 if len(falls) else len(network.tail)
    cut = int(np.searchsorted(ahead, run))
    lead, rest = ahead[:cut], ahead[cut:]
    few = grouped(
        np.concatenate([network.tail[rest], network.head[back]]),
        np.concatenate([network.head[rest], network.tail[back]]),
        np.concatenate([network.cost[rest], -network.cost[back]]),
        network.nodes,
    )
    many = Part(
        first=starts(network.tail[lead], network.nodes),
        head=network.head[lead],
        cost=network.cost[lead],
    )
    return Residual(nodes=network.nodes, parts=(many, few))


def grouped(tail: Codes, head: Codes, cost: Ints, nodes: int) -> Part:
    """Group arcs by the node they leave, in the order given."""
    order = stable_order(tail)
    return Part(first=starts(tail, nodes), head=head[order], cost=cost[order])


def distances(arcs: Residual, start: Ints | None = None) -> Ints:
    """Give the distance of every node from the start nodes (None: from all, each at 0).

    Shape (nodes,), FAR where not reached. Bellman–Ford, only nodes that changed pass on.
    Raises SolverFailed(CERTIFICATE_FAILED) on a negative cycle: the flow was not optimal.
    """
    nodes = arcs.nodes
    found = np.full(nodes, FAR, dtype=np.int64)
    frontier = np.arange(nodes, dtype=np.int64) if start is None else start
    found[frontier] = 0
    for _ in range(nodes + 1):
        if not len(frontier):
            return found
        changed = np.zeros(nodes, dtype=bool)
        label = found[frontier]
        for part in arcs.parts:
            _relax(part, frontier, label, found, changed)
        frontier = np.flatnonzero(changed)
    raise SolverFailed("CERTIFICATE_FAILED", why="negative cycle")


def _relax(part: Part, frontier: Ints, label: Ints, found: Ints, changed: Bools) -> None:
    """Pass labels on along the arcs of a frontier; found and changed are updated.

    Where the frontier has most of the arcs, all are taken as they lie: no look-ups, no harm.
    """
    begin = part.first[frontier]
    count = part.first[frontier + 1] - begin
    if 2 * int(count.sum()) > len(part.head):
        reached = part.head
        offer = np.repeat(found, np.diff(part.first))
        offer += part.cost
    else:
        at = spans(begin, count)
        reached = part.head[at]
        offer = np.repeat(label, count)
        offer += part.cost[at]
    better = np.flatnonzero(offer < found[reached])
    reached = reached[better]
    np.minimum.at(found, reached, offer[better])
    changed[reached] = True


def homeward(network: Network, flow: Ints, length: Ints, sink: int, reach: int) -> Ints:
    """Give the way of every node to the sink that is within reach of it, else FAR.

    length: of the arcs, reduced costs by distances from the sink, so ≥ 0 in the residual graph:
    arcs longer than reach are in no way within it and are left out.
    """
    ahead = np.flatnonzero((flow < network.capacity) & (length <= reach))
    back = np.flatnonzero((flow > 0) & (length >= -reach))
    arcs = grouped(
        np.concatenate([network.head[ahead], network.tail[back]]),
        np.concatenate([network.tail[ahead], network.head[back]]),
        np.concatenate([length[ahead], -length[back]]),
        network.nodes,
    )
    start = np.array([sink], dtype=np.int64)
    found = distances(Residual(nodes=network.nodes, parts=(arcs,)), start)
    return np.where(found <= reach, found, FAR)


def completed(arcs: Residual, known: Ints, asked: Ints) -> Ints:
    """Find distances to the sink that are still FAR, of the nodes asked for: the others known.

    Looks only at asked nodes and what they lead to, as far as that is not known either.
    """
    unknown = known == FAR
    inside = np.zeros(arcs.nodes, dtype=bool)
    frontier = asked[unknown[asked]]
    while len(frontier):
        inside[frontier] = True
        heads = np.concatenate([_leaving(part, frontier)[1] for part in arcs.parts])
        frontier = np.unique(heads[unknown[heads] & ~inside[heads]]).astype(np.int64)
    nodes = np.flatnonzero(inside)
    found = known.copy()
    if not len(nodes):
        return found
    legs = [_leaving(part, nodes) for part in arcs.parts]
    tail, head, cost = (np.concatenate(column) for column in zip(*legs, strict=True))
    for _ in range(len(nodes) + 1):
        offer = np.full(arcs.nodes, FAR, dtype=np.int64)
        open_ = found[head] != FAR
        np.minimum.at(offer, tail[open_], found[head[open_]] + cost[open_])
        if (offer[nodes] >= found[nodes]).all():
            break
        found[nodes] = np.minimum(found[nodes], offer[nodes])
    return found


def _leaving(part: Part, nodes: Ints) -> tuple[Ints, Codes, Ints]:
    """List the arcs that leave some nodes: tail, head, cost."""
    begin = part.first[nodes]
    count = part.first[nodes + 1] - begin
    at = spans(begin, count)
    return np.repeat(nodes, count), part.head[at], part.cost[at]


def reduced_costs(network: Network, potential: Ints) -> Ints:
    """Give cost + potential[tail] − potential[head]: ≥ 0 with room left, ≤ 0 with flow."""
    return network.cost + potential[network.tail] - potential[network.head]

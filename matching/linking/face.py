"""The arcs in which the best flows differ: all others are settled, empty or full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matching.linking.engine import Network
from matching.linking.errors import SolverFailed
from matching.linking.residual import distances, reduced_costs, residual

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from matching.linking.arrays import Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """free: positions of the arcs still open. settled: units on all arcs, 0 on the free."""

    free: Ints
    settled: Ints

    def narrow(self, network: Network, cost: Ints) -> Network:
        """Give the free arcs alone; settled flow moves into the supplies. cost: of the free."""
        supply = network.supply.copy()
        full = np.flatnonzero(self.settled)
        np.subtract.at(supply, network.tail[full], self.settled[full])
        np.add.at(supply, network.head[full], self.settled[full])
        return Network(
            tail=network.tail[self.free],
            head=network.head[self.free],
            capacity=network.capacity[self.free],
            cost=cost,
            supply=supply,
        )

    def widen(self, flow: Ints) -> Ints:
        """Put a flow of the free arcs back among all arcs."""
        whole = self.settled.copy()
        whole[self.free] = flow
        return whole


def best_face(network: Network, flow: Ints, reduced: Ints) -> Face:
    """Settle every arc that all optimal flows use alike. reduced: costs by exact distances.

    Raises SolverFailed(CERTIFICATE_FAILED) when they do not prove the flow.
    """
    full = reduced < 0
    if (flow[full] != network.capacity[full]).any() or flow[reduced > 0].any():
        raise SolverFailed("CERTIFICATE_FAILED", why="complementary slackness")
    return Face(free=np.flatnonzero(reduced == 0), settled=np.where(full, flow, 0))


def entwined(network: Network, flow: Ints, face: Face) -> Face:
    """Settle what no best flow has otherwise: it differs from this one by circles alone.

    So an arc is open only where the free residual arcs lead from its one end to the other and
    back: inside a strong component.
    """
    tail, head = network.tail[face.free], network.head[face.free]
    ahead = flow[face.free] < network.capacity[face.free]
    back = flow[face.free] > 0
    part, _ = components(
        np.concatenate([tail[ahead], head[back]]),
        np.concatenate([head[ahead], tail[back]]),
        network.nodes,
        "strong",
    )
    free = face.free[part[tail] == part[head]]
    settled = flow.copy()
    settled[free] = 0
    return Face(free=free, settled=settled)


def touched(network: Network) -> Network:
    """Leave out the nodes that no arc ends at, and number the others anew, in their order."""
    nodes, ends = np.unique(np.concatenate([network.tail, network.head]), return_inverse=True)
    tail, head = np.split(ends.astype(np.int32), 2)
    return Network(
        tail=tail,
        head=head,
        capacity=network.capacity,
        cost=network.cost,
        supply=network.supply[nodes],
    )


def whole_face(network: Network) -> Face:
    """Nothing is settled."""
    size = len(network.tail)
    return Face(free=np.arange(size), settled=np.zeros(size, dtype=np.int64))


def shrink(network: Network, face: Face, cost: Ints, flow: Ints) -> Face:
    """Settle what one more goal settles. flow: optimal for that goal on the face, all arcs."""
    part = face.narrow(network, cost[face.free])
    inner = flow[face.free]
    reduced = reduced_costs(part, distances(residual(part, inner)))
    settled = best_face(part, inner, reduced)
    return Face(free=face.free[settled.free], settled=face.widen(settled.settled))


def in_stages(network: Network, goals: list[Ints], engine: Callable[[Network], Ints]) -> Ints:
    """Solve goal after goal, each inside the best flows of those before: units per arc (A,).

    The same answer as one solve with combined weights, in smaller numbers.
    """
    face = whole_face(network)
    flow = np.zeros(len(network.tail), dtype=np.int64)
    for cost in goals:
        flow = face.widen(engine(face.narrow(network, cost[face.free])))
        face = shrink(network, face, cost, flow)
    return flow


def components(
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    nodes: int,
    kind: Literal["weak", "strong"],
) -> tuple[NDArray[np.int32], int]:
    """Give each node of a graph the number of its component, and how many there are."""
    arcs = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(nodes, nodes))
    count, label = connected_components(
        arcs.tocsr(), directed=kind == "strong", connection=kind
    )
    return label, int(count)

"""The arcs in which the best flows differ: all others are settled, empty or full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.engine import Network
from matching.linking.errors import SolverFailed
from matching.linking.residual import distances, reduced_costs, residual

if TYPE_CHECKING:
    from collections.abc import Callable

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

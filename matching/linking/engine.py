"""The port to a flow solver: arcs and supplies in, units per arc out (OR-Tools)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.errors import SolverFailed

if TYPE_CHECKING:
    from matching.linking.arrays import Codes, Ints

ENGINE = "ortools"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """A minimum-cost-flow problem. Arcs (A): tail, head, capacity ≥ 0, cost; supply per node.

    supply > 0 is a source; supplies sum to 0.
    """

    tail: Codes
    head: Codes
    capacity: Ints
    cost: Ints
    supply: Ints

    @property
    def nodes(self) -> int:
        return len(self.supply)

    def with_cost(self, cost: Ints) -> Network:
        """Give the same arcs with other costs."""
        return Network(
            tail=self.tail,
            head=self.head,
            capacity=self.capacity,
            cost=cost,
            supply=self.supply,
        )


def ortools_flow(network: Network) -> Ints:
    """Solve exactly: units per arc, shape (A,). Raises SolverFailed(ENGINE_REFUSED).

    Cost scaling of OR-Tools, filled by whole arrays (13 times faster than arc by arc).
    """
    from ortools.graph.python import min_cost_flow

    if not len(network.tail):
        return np.zeros(0, dtype=np.int64)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.capacity, network.cost
    )
    flow.set_nodes_supplies(np.arange(network.nodes, dtype=np.int32), network.supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise SolverFailed("ENGINE_REFUSED", engine=ENGINE, status=status.name)
    units: Ints = np.asarray(flow.flows(arcs), dtype=np.int64)
    return units

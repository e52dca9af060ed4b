"""LEMON's network simplex: the second engine, and one that goes on from where it last was.

A basis (spanning tree) is kept between solves, so that a few costs or capacities changed are
solved again in a hundredth of the time. Package `pylmcf`, extra `fast`; without it the same
answers are found by solving anew. Source: Cunningham, A network simplex method (1976).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.certificate import product
from matching.linking.engine import Network, ortools_flow
from matching.linking.errors import SolverFailed
from matching.linking.residual import distances, residual

if TYPE_CHECKING:
    from matching.linking.arrays import Ints

ENGINE = "lemon"
# measured: quick from nothing, and after a change it never starts from nothing
PIVOTS, REPAIR = "block_search", "dual_greedy"
THERE = find_spec("pylmcf") is not None


class Basis:
    """A network kept with its last best flow; costs and capacities change, the arcs stay.

    LEMON wants arcs by (tail, head) and no cost below 0: an arc that pays stands turned round,
    full when it carries nothing. Sums of cost × flow must stay below 2^63: it does not check.
    """

    def __init__(self, network: Network) -> None:
        import pylmcf

        self._turned = network.cost < 0
        self._pays = bool(self._turned.any())
        self._supply, self._capacity = network.supply.copy(), network.capacity.copy()
        tail = np.where(self._turned, network.head, network.tail).astype(np.int64)
        head = np.where(self._turned, network.tail, network.head).astype(np.int64)
        self._ends = network.tail, network.head
        order = np.lexsort((head, tail))
        self._at = np.empty_like(order)
        self._at[order] = np.arange(len(order))
        self._cost = np.abs(network.cost)[order]
        self._room = network.capacity[order]
        self._graph = pylmcf.Graph(
            network.nodes, edge_starts=tail[order], edge_ends=head[order]
        )
        self._graph.set_pivot_rule(PIVOTS)
        self._graph.set_warm_repair(REPAIR)
        self._changed = {"cost", "capacity", "supply"}

    @property
    def warm(self) -> int:
        """How many solves went on from the basis of the one before."""
        graph = self._graph
        ways = graph.warm_start_count, graph.primal_repair_count, graph.dual_repair_count
        return sum(int(count()) for count in ways)

    def costs(self, arcs: Ints, cost: Ints | int) -> None:
        """Give some arcs other costs. Raises ValueError where one's sign would change."""
        told = np.where(self._turned[arcs], -np.asarray(cost), cost)
        if (told < 0).any():
            raise ValueError("a cost below 0 on an arc that had none: draw the network anew")
        self._cost[self._at[arcs]] = told
        self._changed.add("cost")

    def capacities(self, arcs: Ints, capacity: Ints | int) -> None:
        """Give some arcs other capacities, ≥ 0."""
        self._capacity[arcs] = capacity
        self._room[self._at[arcs]] = capacity
        self._changed.add("capacity")

    def supplies(self, nodes: Ints, supply: Ints | int) -> None:
        """Give some nodes other supplies; together they must sum to 0 when it is solved."""
        self._supply[nodes] = supply
        self._changed.add("supply")

    def flow(self) -> Ints:
        """Solve; units per arc, (A,). Raises SolverFailed(ENGINE_REFUSED): no flow fits."""
        self._solve()
        if not len(self._at):
            return np.zeros(0, dtype=np.int64)
        carried: Ints = self._graph.result()[self._at]
        return (
            np.where(self._turned, self._capacity - carried, carried) if self._pays else carried
        )

    def cost(self) -> int:
        """Solve, and give the cost alone: quicker than the flow. Raises as flow."""
        self._solve()
        if not len(self._at):
            return 0
        whole = int(self._graph.total_cost())
        if self._pays:
            whole -= product(self._cost[self._at[self._turned]], self._capacity[self._turned])
        return whole

    def potential(self) -> Ints:
        """Solve, and give the potentials p of the nodes: cost + p[tail] − p[head] proves it.

        That is ≥ 0 on arcs with room, ≤ 0 on arcs with flow. Nodes no flow comes near may stand
        2^62 away from the others.
        """
        self._solve()
        found: Ints = self._graph.raw_potentials()
        return found

    def _solve(self) -> None:
        if "cost" in self._changed:
            self._graph.set_edge_costs(self._cost)
        if "capacity" in self._changed:
            self._graph.set_edge_capacities(self._room)
        if "supply" in self._changed or (self._pays and "capacity" in self._changed):
            self._graph.set_node_supply(self._supplies())
        if self._changed:
            try:
                self._graph.solve()
            except RuntimeError as error:
                raise SolverFailed("ENGINE_REFUSED", engine=ENGINE, status=str(error)) from None
            self._changed.clear()

    def _supplies(self) -> Ints:
        """Put at its ends what an arc turned round would carry: it is full there."""
        supply = self._supply.copy()
        if not self._pays:
            return supply
        tail, head = (ends[self._turned] for ends in self._ends)
        np.subtract.at(supply, tail, self._capacity[self._turned])
        np.add.at(supply, head, self._capacity[self._turned])
        return supply


class Anew:
    """What Basis does, by an engine that starts from nothing each time."""

    warm = 0

    def __init__(
        self, network: Network, engine: Callable[[Network], Ints] = ortools_flow
    ) -> None:
        self._network, self._engine = network, engine
        self._cost, self._capacity = network.cost.copy(), network.capacity.copy()
        self._supply = network.supply.copy()
        self._flow: Ints | None = None

    def costs(self, arcs: Ints, cost: Ints | int) -> None:
        """Give some arcs other costs."""
        self._cost[arcs], self._flow = cost, None

    def capacities(self, arcs: Ints, capacity: Ints | int) -> None:
        """Give some arcs other capacities, ≥ 0."""
        self._capacity[arcs], self._flow = capacity, None

    def supplies(self, nodes: Ints, supply: Ints | int) -> None:
        """Give some nodes other supplies."""
        self._supply[nodes], self._flow = supply, None

    def flow(self) -> Ints:
        """Solve; units per arc, (A,). Raises SolverFailed(ENGINE_REFUSED): no flow fits."""
        if self._flow is None:
            self._flow = self._engine(self._now())
        return self._flow

    def cost(self) -> int:
        """Solve, and give the cost alone. Raises as flow."""
        return product(self.flow(), self._cost)

    def potential(self) -> Ints:
        """Solve, and give the potentials of the nodes, as Basis does."""
        return distances(residual(self._now(), self.flow()))

    def _now(self) -> Network:
        return Network(
            tail=self._network.tail,
            head=self._network.head,
            capacity=self._capacity.copy(),
            cost=self._cost.copy(),
            supply=self._supply.copy(),
        )


Keep = Callable[[Network], Basis | Anew]


def best_kept(network: Network) -> Basis | Anew:
    """Keep a network with its basis, where LEMON is there."""
    return Basis(network) if THERE else Anew(network)


def lemon_flow(network: Network) -> Ints:
    """Solve exactly by network simplex: units per arc, (A,). Raises as ortools_flow."""
    return Basis(network).flow()

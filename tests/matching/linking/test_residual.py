"""Distances over what a flow leaves open, against NetworkX on the same arcs."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.linking.engine import Network, ortools_flow
from matching.linking.network import Drawn, draw
from matching.linking.problem import problem
from matching.linking.residual import (
    FAR,
    completed,
    distances,
    homeward,
    reduced_costs,
    residual,
)
from matching.linking.weights import weights
from tests.examples import examples
from tests.matching.linking.instances import Tables, policy, random_tables, tables


def left_open(network: Network, flow: np.ndarray) -> nx.DiGraph:
    """The residual graph arc by arc, the cheapest of parallel ones."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    for arc in range(len(network.tail)):
        ends, cost = (int(network.tail[arc]), int(network.head[arc])), int(network.cost[arc])
        for open_, (tail, head), weight in (
            (flow[arc] < network.capacity[arc], ends, cost),
            (flow[arc] > 0, ends[::-1], -cost),
        ):
            if (
                open_
                and graph.get_edge_data(tail, head, {"weight": weight})["weight"] >= weight
            ):
                graph.add_edge(tail, head, weight=weight)
    return graph


def drawn(told: Tables, mode: str) -> Drawn:
    task = problem(told.needs, told.resources, told.pairs, policy(mode))
    return draw(task, weights(task.policy, task.n, task.m))


@pytest.mark.parametrize("mode", ["none", "floor", "leximin"])
@given(told=tables(needs=8, resources=4), reach=st.sampled_from([0, 1, 100, 10_000, 1 << 40]))
@examples(25)
def test_both_ways_are_the_shortest_however_far_is_looked_first(
    told: Tables, mode: str, reach: int
):
    _compare(drawn(told, mode), reach)


@pytest.mark.parametrize("mode", ["none", "floor"])
def test_so_they_are_in_a_larger_town(mode: str):
    _compare(drawn(random_tables(150, 20, 6, 8), mode), 50)


def _compare(of: Drawn, reach: int) -> None:
    network = of.network
    flow = ortools_flow(network)
    arcs = residual(network, flow)
    graph = left_open(network, flow)

    away = distances(arcs, np.array([of.sink]))
    potential = np.where(away == FAR, 0, away)
    near = homeward(network, flow, reduced_costs(network, potential), of.sink, reach)
    known = np.where(near == FAR, FAR, near - potential + potential[of.sink])
    home = completed(arcs, known, np.arange(network.nodes))

    told = nx.single_source_bellman_ford_path_length(graph, of.sink)
    back = nx.single_source_bellman_ford_path_length(graph.reverse(), of.sink)
    assert dict(enumerate(away.tolist())) == {v: told.get(v, FAR) for v in graph}
    assert dict(enumerate(home.tolist())) == {v: back.get(v, FAR) for v in graph}
    assert (known == home)[near != FAR].all()

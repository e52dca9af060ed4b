"""Any minimum-cost-flow problem of a file: our solve and proof beside the raw call."""

from __future__ import annotations

import time
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.linking.certificate import flow_bound, product
from matching.linking.engine import Network, ortools_flow
from matching.linking.errors import BadProblem, SolverFailed

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ARRAYS = ("tail", "head", "cap", "cost", "supply")
LARGEST = (1 << 63) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowResult:
    """objective: cost of our flow. certificate: bound == objective. Seconds of wall clock."""

    objective: int
    certificate: bool
    bound: int
    ours_s: float
    peer_s: float


def measure(file: Path) -> FlowResult:
    """Solve and prove the problem of an .npz (tail, head, cap, cost, supply); time both sides.

    Nodes are counted from 0, supply > 0 is a source. Raises BadProblem for a file that is no
    such problem, or whose supplies no flow keeps to (INFEASIBLE, with what could be carried).
    """
    network = read(file)
    _warm_up()
    start = time.perf_counter()
    try:
        flow = ortools_flow(network)
        objective = product(network.cost, flow)
        bound = flow_bound(network, flow)
    except SolverFailed as error:
        _refuse_infeasible(network)
        raise BadProblem(error.code, **error.facts) from error
    ours = time.perf_counter() - start
    if not len(flow):
        _refuse_infeasible(network)
    start = time.perf_counter()
    _raw(network)
    peer = time.perf_counter() - start
    return FlowResult(
        objective=objective,
        certificate=bound == objective and feasible(network, flow),
        bound=bound,
        ours_s=ours,
        peer_s=peer,
    )


def read(file: Path) -> Network:
    """Read a problem; raises BadProblem(MISSING_COLUMN | NOT_AN_INTEGER | UNKNOWN_ID | …)."""
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as data:
            held = {name: np.asarray(data[name]) for name in ARRAYS if name in data}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as exc:
        raise BadProblem("UNREADABLE_FILE", file=file.name, why=type(exc).__name__) from exc
    for name in ARRAYS:
        if name not in held:
            raise BadProblem("MISSING_COLUMN", table=file.name, column=name)
        _refuse_column(held[name], table=file.name, column=name)
    nodes, arcs = len(held["supply"]), len(held["tail"])
    if any(len(held[name]) != arcs for name in ("head", "cap", "cost")):
        raise BadProblem("UNEQUAL_LENGTHS", table=file.name)
    for name in ("tail", "head"):
        if arcs and not (held[name].min() >= 0 and held[name].max() < nodes):
            raise BadProblem("UNKNOWN_ID", table=file.name, column=name)
    if arcs and held["cap"].min() < 0:
        raise BadProblem("NEGATIVE_CAPACITY", table=file.name, column="cap")
    if sum(held["supply"].tolist()) != 0:
        raise BadProblem("UNBALANCED", table=file.name, column="supply")
    return Network(
        tail=held["tail"].astype(np.int32),
        head=held["head"].astype(np.int32),
        capacity=held["cap"].astype(np.int64),
        cost=held["cost"].astype(np.int64),
        supply=held["supply"].astype(np.int64),
    )


def _refuse_column(array: NDArray[Any], **where: object) -> None:
    """Raise BadProblem for what is no list of 64-bit integers."""
    if array.dtype.kind not in "iu" and array.size:
        raise BadProblem("NOT_AN_INTEGER", **where)
    if array.ndim != 1:
        raise BadProblem("NOT_A_LIST", **where)
    if array.size and int(array.max()) > LARGEST:
        raise BadProblem("TOO_LARGE", **where, limit=LARGEST)


def feasible(network: Network, flow: NDArray[np.int64]) -> bool:
    """Tell whether a flow keeps to capacities and supplies."""
    out = np.zeros(network.nodes, dtype=np.int64)
    np.add.at(out, network.tail, flow)
    np.subtract.at(out, network.head, flow)
    inside = bool(((flow >= 0) & (flow <= network.capacity)).all())
    return inside and bool((out == network.supply).all())


def _refuse_infeasible(network: Network) -> None:
    """Raise BadProblem(INFEASIBLE) where a cut of too little capacity holds supplies back."""
    supply, carried, side = cut(network)
    if carried < supply:
        raise BadProblem("INFEASIBLE", supply=supply, carried=carried, cut_nodes=len(side))


def cut(network: Network) -> tuple[int, int, NDArray[np.int64]]:
    """Find how much of all supply could reach the sinks, and the source side of a least cut.

    What is supplied on that side less its demands, over the capacity of the arcs that leave it,
    proves the shortfall.
    """
    from ortools.graph.python import max_flow

    nodes, arcs = network.nodes, max_flow.SimpleMaxFlow()
    ends = np.arange(nodes)
    source, sink = np.full(nodes, nodes), np.full(nodes, nodes + 1)
    arcs.add_arcs_with_capacity(
        np.concatenate([network.tail, source, ends]).astype(np.int32),
        np.concatenate([network.head, ends, sink]).astype(np.int32),
        np.concatenate(
            [network.capacity, np.maximum(network.supply, 0), np.maximum(-network.supply, 0)]
        ),
    )
    arcs.solve(nodes, nodes + 1)
    side = np.array([n for n in arcs.get_source_side_min_cut() if n < nodes], dtype=np.int64)
    return int(np.maximum(network.supply, 0).sum()), int(arcs.optimal_flow()), side


def _warm_up() -> None:
    """Load the engine's library before the clock runs: it is loaded once a process."""
    one = np.ones(1, dtype=np.int64)
    ortools_flow(
        Network(
            tail=np.zeros(1, dtype=np.int32),
            head=np.ones(1, dtype=np.int32),
            capacity=one,
            cost=one,
            supply=np.array([1, -1], dtype=np.int64),
        )
    )


def _raw(network: Network) -> int:
    """Call OR-Tools as its manual does, on the same arrays."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.capacity, network.cost
    )
    flow.set_nodes_supplies(np.arange(network.nodes, dtype=np.int32), network.supply)
    flow.solve()
    flow.flows(arcs)
    return int(flow.optimal_cost())

"""Each row of `wulian bench matching`: what is timed on either side, and its goal.

Rows whose figures are no times hold them in the place of seconds: see the row's own words.
Slow peers run in a process of their own and are cut once the goal is safely reached; the ratio
is then an upper limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from multiprocessing import get_context
from time import perf_counter, process_time

import numpy as np
import pandas as pd

from bench.matching import instance, measure, raw
from bench.timing import Better, Row, in_turn, row_of, timed
from matching.linking.core import core_flow, guess
from matching.linking.engine import ortools_flow
from matching.linking.network import draw
from matching.linking.policy import without_fairness
from matching.linking.prices import prices
from matching.linking.problem import Problem, problem
from matching.linking.result import Plan
from matching.linking.solve import best
from matching.linking.ties import draw_lots
from matching.linking.weights import weights

CUT = 1.1  # a slow peer is stopped at so much more than the goal asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How a row is measured. slow: over a minute, only when asked for."""

    measure: Callable[[int, District], list[Row]]
    slow: bool = False


class District:
    """The districts of the rows, each made when it is first asked for."""

    def __init__(self, needs: int = 10_000) -> None:
        self.needs = needs

    @cached_property
    def task(self) -> Problem:
        return instance(self.needs, 50, seed=1)

    @cached_property
    def scarce(self) -> Problem:
        return instance(self.needs, 10, seed=1)

    @cached_property
    def plan(self) -> Plan:
        return best(self.task, seed=1, engine=ortools_flow)


def full_answer(runs: int, of: District) -> list[Row]:
    """Time plan, all prices, lottery, uniqueness, proof, against the raw solver call."""
    ours, peer = measure(runs, of.needs)
    return [row_of("matching", ours, peer, goal=1.25)]


def small_answer(runs: int, of: District) -> list[Row]:
    """Time the same at 10,000 needs × 10 candidates."""
    ours, peer = measure(runs, of.needs, 10)
    return [row_of("full-answer-10k-10", ours, peer, goal=1.36)]


def prices_and_ties(runs: int, of: District) -> list[Row]:
    """Time all slot prices, and lottery with uniqueness, each against the solve."""
    units = weights(of.task.policy, of.task.n, of.task.m)
    drawn = draw(of.task, units)
    flow = ortools_flow(drawn.network)
    found = prices(of.task, units, drawn, flow)

    def solved() -> None:
        raw(drawn.network, len(of.task.i))

    def priced() -> None:
        prices(of.task, units, drawn, flow)

    def tied() -> None:
        draw_lots(of.task, drawn, flow, found.reduced, 1, ortools_flow)

    prices_s, ties_s = (in_turn(w, solved, runs, clock=process_time) for w in (priced, tied))
    return [
        row_of("slot-prices", *prices_s, goal=0.10),
        row_of("ties", *ties_s, goal=0.10),
    ]


def batch(runs: int, of: District) -> list[Row]:
    """Let one need in a hundred leave: the best flow from the old prices, and from nothing.

    batch-answer: with all prices, lottery and proof on both sides.
    """
    gone = _one_in_a_hundred(of, 2)
    later, last = without(of.task, gone), of.plan
    units = weights(later.policy, later.n, later.m)
    drawn = draw(later, units)

    def warm() -> None:
        if core_flow(later, units, drawn, guess(last, later, units), ortools_flow) is None:
            raise RuntimeError("the numbers do not fit")

    flows = in_turn(warm, lambda: raw(drawn.network, len(later.i)), runs, clock=process_time)
    whole = in_turn(
        lambda: best(later, seed=1, engine=ortools_flow, near=last),
        lambda: best(later, seed=1, engine=ortools_flow),
        runs,
        clock=process_time,
    )
    return [row_of("batch", *flows, goal=0.25), row_of("batch-answer", *whole, goal=0.5)]


def _one_in_a_hundred(of: District, seed: int) -> np.ndarray:
    random = np.random.Generator(np.random.PCG64(seed))
    return random.choice(of.task.n, of.task.n // 100, replace=False)


def without(whole: Problem, gone: np.ndarray) -> Problem:
    """Leave needs out, and areas that then have none."""
    stays = ~np.isin(np.arange(whole.n), gone)
    pairs, at = stays[whole.i], np.cumsum(stays) - 1
    areas, area = np.unique(whole.area[stays], return_inverse=True)
    return replace(
        whole,
        needs=whole.needs[stays],
        areas=whole.areas[areas],
        level=whole.level[stays],
        area=area.astype(np.int32),
        units=whole.units[stays],
        i=at[whole.i[pairs]].astype(np.int32),
        j=whole.j[pairs],
        score=whole.score[pairs],
        kept=whole.kept[pairs],
    )


def churn(_runs: int, of: District) -> list[Row]:
    """Count the untouched links that move after one need in a hundred left, and score lost.

    ours, peer: links moved and links there; points lost for the bonus, and points.
    """
    gone = _one_in_a_hundred(of, 3)
    chosen = np.zeros(len(of.task.i), dtype=bool)
    chosen[of.plan.pair] = True
    later = without(replace(of.task, kept=chosen), gone)
    firm = best(later, seed=1, engine=ortools_flow, near=of.plan)
    loose = best(replace(later, kept=np.zeros_like(later.kept)), seed=1, engine=ortools_flow)
    there = int(later.kept.sum())
    moved = there - int(later.kept[firm.pair].sum())
    lost = max(0, loose.score - firm.score)
    return [
        counts("churn", moved, there, "links", goal=0.003),
        counts("churn-score", lost, loose.score, "points", goal=6e-4),
    ]


def served(_runs: int, of: District) -> list[Row]:
    """Count needs served, against taking needs one after the other, best pair first.

    ours, peer: needs. Greedy in the order of colour, then score, is deferred acceptance where
    all resources rank needs alike.
    """
    whole = of.scarce
    order = np.lexsort((-whole.score, whole.level[whole.i]))
    free, taken = whole.capacity.copy(), np.zeros(whole.n, dtype=bool)
    for pair in order.tolist():
        need, resource = int(whole.i[pair]), int(whole.j[pair])
        if free[resource] and not taken[need]:
            free[resource] -= 1
            taken[need] = True
    ours = sum(best(whole, seed=1, engine=ortools_flow).served)
    return [counts("served", ours, int(taken.sum()), "needs", goal=1.05, better="higher")]


def counts(
    name: str, ours: int, peer: int, unit: str, *, goal: float, better: Better = "lower"
) -> Row:
    """Make a row of two counts. Its ratio is ours to peer, whichever is better."""
    return Row(
        name=name,
        ours_s=ours,
        peer_s=peer,
        ratio=ours / peer,
        goal=goal,
        runs=1,
        better=better,
        ours_spread=(ours, ours),
        peer_spread=(peer, peer),
        unit=unit,
    )


def fairness(runs: int, of: District) -> list[Row]:
    """Time leximin in 20 steps against no fairness; and count the points a floor costs."""
    whole = of.scarce
    plain = replace(whole, policy=without_fairness(whole.policy))
    rule = dict(whole.policy.body["fairness"]) | {"mode": "leximin"}
    fair = replace(whole, policy=whole.policy.with_(fairness=rule))
    fair_net, plain_net = (
        draw(one, weights(one.policy, one.n, one.m)).network for one in (fair, plain)
    )
    times = in_turn(
        lambda: raw(fair_net, len(whole.i)),
        lambda: raw(plain_net, len(whole.i)),
        runs,
        clock=process_time,
    )
    loose, firm = (best(one, seed=1, engine=ortools_flow).score for one in (plain, whole))
    return [
        row_of("leximin", *times, goal=1.7),
        counts("floor-score", max(0, loose - firm), loose, "points", goal=1e-4),
    ]


def arrays(runs: int, of: District) -> list[Row]:
    """Time tables with string ids to arrays, 100,000 needs × 10, against the solve."""
    whole = instance(10 * of.needs, 10, seed=1)
    needs = pd.DataFrame(
        {"id": whole.needs, "level": whole.level, "area": whole.areas[whole.area]}
    )
    resources = pd.DataFrame({"id": whole.resources, "capacity": whole.capacity})
    pairs = pd.DataFrame(
        {
            "need": whole.needs[whole.i],
            "resource": whole.resources[whole.j],
            "score": whole.score,
        }
    )
    network = draw(whole, weights(whole.policy, whole.n, whole.m)).network
    times = in_turn(
        lambda: problem(needs, resources, pairs, whole.policy),
        lambda: raw(network, len(whole.i)),
        min(runs, 3),
        clock=process_time,
    )
    return [row_of("arrays", *times, goal=0.10)]


def networkx_plan(_runs: int, of: District) -> list[Row]:
    """Time the plan with its proof against NetworkX's network simplex on the same network."""
    return [beside("networkx", of.task, _networkx, 1 / 150)]


def integer_program(_runs: int, of: District) -> list[Row]:
    """Time the plan with its proof against CP-SAT with one worker on the same pairs."""
    return [beside("integer-program", of.task, _cp_sat, 1 / 150)]


def beside(name: str, whole: Problem, peer: Callable[[Problem], None], goal: float) -> Row:
    """Time ours once, then the peer in its own process, stopped once the goal is reached."""
    ours = timed(lambda: best(whole, seed=1, engine=ortools_flow))
    limit = CUT * ours / goal
    start = perf_counter()
    child = get_context("spawn").Process(target=peer, args=(whole,))
    child.start()
    child.join(limit)
    seconds = perf_counter() - start
    cut = child.is_alive()
    if cut:
        child.terminate()
        child.join()
    elif child.exitcode:
        raise RuntimeError(f"{name}: the peer failed, exit code {child.exitcode}")
    return row_of(f"{name} (cut)" if cut else name, [ours], [seconds], goal=goal)


def _networkx(whole: Problem) -> None:
    import networkx as nx

    network = draw(whole, weights(whole.policy, whole.n, whole.m)).network
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from((v, {"demand": -int(s)}) for v, s in enumerate(network.supply))
    columns = (network.tail, network.head, network.capacity, network.cost)
    for tail, head, capacity, cost in zip(*(c.tolist() for c in columns), strict=True):
        graph.add_edge(tail, head, capacity=capacity, weight=cost)
    nx.network_simplex(graph)


def _cp_sat(whole: Problem) -> None:
    from ortools.sat.python import cp_model

    from matching.linking.weights import pair_worth

    worth = pair_worth(whole, weights(whole.policy, whole.n, whole.m))
    model = cp_model.CpModel()
    on = [model.new_bool_var("") for _ in range(len(whole.i))]
    for ends, limit in ((whole.i, whole.units), (whole.j, whole.capacity)):
        order = np.argsort(ends, kind="stable")
        for some in np.split(order, np.flatnonzero(np.diff(ends[order])) + 1):
            model.add(sum(on[p] for p in some.tolist()) <= int(limit[ends[some[0]]]))
    model.maximize(cp_model.LinearExpr.weighted_sum(on, worth.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.solve(model)


ROWS: dict[str, Measure] = {
    "matching": Measure(measure=full_answer),
    "full-answer-10k-10": Measure(measure=small_answer),
    "slot-prices": Measure(measure=prices_and_ties),
    "batch": Measure(measure=batch),
    "churn": Measure(measure=churn),
    "served": Measure(measure=served),
    "leximin": Measure(measure=fairness),
    "arrays": Measure(measure=arrays, slow=True),
    "networkx": Measure(measure=networkx_plan, slow=True),
    "integer-program": Measure(measure=integer_program, slow=True),
}

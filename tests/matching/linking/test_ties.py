"""A lottery has one winner, or it is drawn again; limits and policies are read strictly."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.linking.arrays import stable_order
from matching.linking.case import case
from matching.linking.check import check
from matching.linking.engine import Network, ortools_flow
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.face import best_face, entwined, touched
from matching.linking.policy import default_policy, read
from matching.linking.problem import problem
from matching.linking.residual import distances, reduced_costs, residual
from matching.linking.solve import solve
from matching.linking.ties import unique
from tests.examples import examples
from tests.matching.linking.instances import policy, random_tables
from tests.matching.linking.test_solve import claim, planned
from tests.matching.linking.town import AS_OF, town
from tests.snapshots import build


def network(arcs: list[tuple[int, int, int, int]], supply: list[int]) -> Network:
    """Arcs as (tail, head, capacity, cost)."""
    tail, head, capacity, cost = (list(column) for column in zip(*arcs, strict=True))
    return Network(
        tail=np.array(tail, dtype=np.int32),
        head=np.array(head, dtype=np.int32),
        capacity=np.array(capacity, dtype=np.int64),
        cost=np.array(cost, dtype=np.int64),
        supply=np.array(supply, dtype=np.int64),
    )


@st.composite
def networks(draw: st.DrawFn) -> Network:
    pairs = st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda p: p[0] != p[1])
    arc = st.tuples(pairs, st.integers(0, 2), st.integers(0, 3))
    arcs = draw(st.lists(arc, min_size=1, max_size=6))
    told = [(t, h, c, w) for (t, h), c, w in arcs]
    return network([*told, (0, 3, 2, 9)], [2, 0, 0, -2])


@given(task=networks())
@examples(60)
def test_every_arc_in_which_best_flows_differ_is_still_open(task: Network):
    """And of the others, those that lie on no circle of free arcs are settled."""
    flow = ortools_flow(task)
    cost = int((flow * task.cost).sum())
    reduced = reduced_costs(task, distances(residual(task, flow)))

    face = entwined(task, flow, best_face(task, flow, reduced))

    for units in itertools.product(*(range(int(c) + 1) for c in task.capacity)):
        out = np.zeros(task.nodes, dtype=np.int64)
        np.add.at(out, task.tail, units)
        np.subtract.at(out, task.head, units)
        if (out == task.supply).all() and int((task.cost * units).sum()) == cost:
            assert set(np.flatnonzero(flow != units)) <= set(face.free)
    part = face.narrow(task, task.cost[face.free])
    assert (face.widen(ortools_flow(part)) * task.cost).sum() == cost
    assert touched(part).supply.sum() == 0


@given(task=networks())
@examples(120)
def test_a_flow_is_called_unique_exactly_when_no_other_costs_as_little(task: Network):
    flow = ortools_flow(task)
    cost = int((flow * task.cost).sum())
    equal = 0
    for units in itertools.product(*(range(int(c) + 1) for c in task.capacity)):
        out = np.zeros(task.nodes, dtype=np.int64)
        np.add.at(out, task.tail, units)
        np.subtract.at(out, task.head, units)
        equal += bool((out == task.supply).all()) and int((task.cost * units).sum()) == cost

    assert unique(task, flow) == (equal == 1)


def test_a_lottery_without_a_single_winner_is_an_error():
    told = random_tables(30, 4, 3, 1)
    task = problem(told.needs, told.resources, told.pairs, policy().with_(
        limits={"cost_bits": 60, "flow_bits": 62, "pairs": 10, "salts": 0}))  # fmt: skip

    with pytest.raises(SolverFailed, match="TIES_NOT_UNIQUE"):
        solve(task)


def test_a_flow_that_is_not_the_best_is_refused_by_its_potentials():
    task = network([(0, 1, 2, 1), (0, 1, 2, 5)], [2, -2])
    best = ortools_flow(task)
    potential = distances(residual(task, best))

    with pytest.raises(SolverFailed, match="CERTIFICATE_FAILED"):
        best_face(task, best[::-1].copy(), reduced_costs(task, potential))


def test_codes_past_16_bits_keep_their_order():
    keys = np.array([70_000, 3, 70_000, 65_536, 3], dtype=np.int32)

    assert stable_order(keys).tolist() == [1, 4, 3, 0, 2]


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("levels", 3),
        ("levels", 4.0),
        ("kept_bonus", -1),
        ("score", {"lowest": 0, "highest": 999}),
        ("score", {"lowest": 1, "highest": 900}),
        ("fairness", {"mode": "floor", "share": 63}),
        ("fairness", {"mode": "fair"}),
        ("fairness", {"mode": "floor", "buckets": 0}),
        ("limits", {"bits": 1}),
        ("version", None),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(entry: str, value: object):
    body = dict(default_policy().body)
    if value is None:
        body.pop(entry)
    else:
        body[entry] = value

    with pytest.raises(BadProblem, match="BAD_POLICY"):
        read(body)


def test_more_pairs_than_fit_are_refused_before_the_solve():
    tight = default_policy().with_(
        limits={"cost_bits": 60, "flow_bits": 62, "pairs": 3, "salts": 8}
    )

    with pytest.raises(BadProblem, match="TOO_MANY_PAIRS"):
        case(build(AS_OF, **town(5)), tight)


def test_the_second_opinion_refuses_links_of_no_units():
    told = random_tables(20, 3, 2, 4)
    plan = planned(told)
    said = claim(plan)
    said.links["units"] = 0

    codes = {f.code for f in check(told.needs, told.resources, told.pairs, policy().body, said)}

    assert "BAD_UNITS" in codes


def test_urgent_households_may_go_first():
    tables = town(5)
    first = default_policy().with_(levels=5)

    found = case(build(AS_OF, **tables), first)
    urgent = {h["id"] for h in tables["households"] if h["urgent"]}
    homes = found.snapshot.households["id"].to_numpy("U")[found.want.home]

    assert {str(h) for h in homes[found.want.level == 0]} <= urgent
    assert found.want.level.max() <= 4
    assert solve(found.task).gap == 0

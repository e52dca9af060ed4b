"""The plan is the best there is, in the declared order of goals, and says so with a proof."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.linking.check import Claim, check
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.network import draw
from matching.linking.policy import default_policy
from matching.linking.prices import NONE, colour_step
from matching.linking.problem import problem
from matching.linking.result import NoPlan, Plan
from matching.linking.solve import solve
from matching.linking.weights import weights
from tests.examples import examples
from tests.matching.linking.brute import goals, plans
from tests.matching.linking.instances import Tables, policy, random_tables, tables

MODES = ("none", "floor", "leximin")


def planned(told: Tables, mode: str = "floor", seed: int = 1, **fairness: object) -> Plan:
    found = solve(problem(told.needs, told.resources, told.pairs, policy(mode, **fairness)),
                  seed=seed)  # fmt: skip
    assert isinstance(found, Plan)
    return found


def chosen_rows(told: Tables, plan: Plan) -> tuple[tuple[int, int], ...]:
    rows = {
        (n, r): k
        for k, (n, r) in enumerate(zip(told.pairs["need"], told.pairs["resource"], strict=True))
    }
    links = plan.links()
    return tuple(
        sorted(
            (rows[n, r], int(u))
            for n, r, u in zip(links["need"], links["resource"], links["units"], strict=True)
        )
    )


def claim(plan: Plan) -> Claim:
    task = plan.problem
    return Claim(
        links=plan.links(),
        prices=dict(zip(task.resources.tolist(), plan.price_up.tolist(), strict=True)),
        area_prices=dict(zip(task.areas.tolist(), plan.area_price.tolist(), strict=True)),
        goals={
            "unit": plan.unit,
            "value": plan.value,
            "bound": plan.bound,
            "score": plan.score,
            "served": list(plan.served),
            "coverage": {
                a: [int(g), int(n)]
                for a, g, n in zip(
                    task.areas.tolist(), plan.area_served, task.area_units, strict=True
                )
            },
        },
    )


def faults(told: Tables, plan: Plan, said: Claim | None = None) -> set[str]:
    body = plan.problem.policy.body
    return {
        fault.code
        for fault in check(told.needs, told.resources, told.pairs, body, said or claim(plan))
    }


@pytest.mark.parametrize("mode", MODES)
@given(told=tables())
@examples(25)
def test_a_plan_is_the_best_of_all_plans(told: Tables, mode: str):
    plan = planned(told, mode)
    rules = plan.problem.policy

    best = max(goals(told, chosen, rules) for chosen in plans(told))

    assert goals(told, chosen_rows(told, plan), rules) == best
    assert plan.gap == 0
    assert faults(told, plan) == set()


@given(told=tables(needs=3, resources=3, units=3))
@examples(25)
def test_needs_of_several_units_may_be_shared_out(told: Tables):
    plan = planned(told)
    rules = plan.problem.policy

    best = max(goals(told, chosen, rules) for chosen in plans(told))

    assert goals(told, chosen_rows(told, plan), rules) == best
    assert faults(told, plan) == set()


@pytest.mark.parametrize("mode", MODES)
@given(told=tables(needs=30, resources=10), shuffle=st.randoms(use_true_random=False))
@examples(10)
def test_any_order_of_rows_gives_the_same_bytes(told: Tables, mode: str, shuffle):
    first = planned(told, mode)
    other = Tables(
        *(
            table.sample(frac=1, random_state=shuffle.randint(0, 2**31)).reset_index(drop=True)
            for table in (told.needs, told.resources, told.pairs)
        )
    )

    assert planned(other, mode).as_json() == first.as_json()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(3))
def test_goal_by_goal_gives_the_same_plan_as_one_solve(mode: str, seed: int):
    told = random_tables(120, 15, 6, seed)
    tight = policy(mode).with_(
        limits={"cost_bits": 20, "flow_bits": 62, "pairs": 1000000, "salts": 8}
    )

    staged = solve(problem(told.needs, told.resources, told.pairs, tight), seed=7)
    at_once = planned(told, mode, seed=7)

    assert isinstance(staged, Plan)
    assert staged.links().equals(at_once.links())
    assert staged.value == at_once.value
    assert staged.price_up.tolist() == at_once.price_up.tolist()


@pytest.mark.parametrize("mode", ["none", "floor"])
def test_networkx_finds_the_same_cost(mode: str):
    told = random_tables(150, 20, 5, 3)
    plan = planned(told, mode)
    task = plan.problem
    network = draw(task, weights(task.policy, task.n, task.m)).network
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((v, {"demand": -int(s)}) for v, s in enumerate(network.supply))
    for arc in range(len(network.tail)):
        graph.add_edge(
            int(network.tail[arc]),
            int(network.head[arc]),
            capacity=int(network.capacity[arc]),
            weight=int(network.cost[arc]),
        )

    cost, _ = nx.network_simplex(graph)

    bypass = weights(task.policy, task.n, task.m).bypass
    assert int(task.units.sum()) * bypass - cost == plan.value


@given(told=tables(needs=7, resources=3))
@examples(15)
def test_prices_are_the_gain_of_one_slot_more_and_the_loss_of_one_less(told: Tables):
    plan = planned(told)

    for j in range(plan.problem.m):
        capacity = told.resources["capacity"]
        more = Tables(told.needs, told.resources.assign(
            capacity=capacity + (np.arange(len(capacity)) == j)), told.pairs)  # fmt: skip
        assert planned(more).value - plan.value == plan.price_up[j]
        if capacity[j] == 0:
            assert plan.price_down[j] == NONE
            continue
        less = Tables(told.needs, told.resources.assign(
            capacity=capacity - (np.arange(len(capacity)) == j)), told.pairs)  # fmt: skip
        assert plan.value - planned(less).value == plan.price_down[j]


@given(told=tables(needs=7, resources=3))
@examples(15)
def test_a_rounded_price_names_the_colour_one_more_slot_would_serve(told: Tables):
    plan = planned(told, "none")
    steps = colour_step(plan.price_up, plan.unit)

    for j, step in enumerate(steps.tolist()):
        capacity = told.resources["capacity"]
        more = Tables(told.needs, told.resources.assign(
            capacity=capacity + (np.arange(len(capacity)) == j)), told.pairs)  # fmt: skip
        gained = np.array(planned(more, "none").served) - np.array(plan.served)
        assert step == int((gained * np.array([4, 3, 2, 1])).sum())


@given(told=tables(needs=8, resources=3, scores=1))
@examples(15)
def test_the_lottery_picks_by_the_smallest_sum_of_hashes(told: Tables):
    plan = planned(told, "none")
    task = plan.problem
    from matching.linking.ties import hashes, mixed

    nodes = task.n + task.m + 1
    bits = min(40, 59 - (nodes - 1).bit_length())
    key = f"{plan.seed}:{plan.salt}"
    need = dict(zip(task.needs.tolist(), hashes(task.needs, key), strict=True))
    resource = dict(zip(task.resources.tolist(), hashes(task.resources, key), strict=True))
    nobody = hashes(np.array([""]), key)[0]

    def lot(chosen) -> int:
        taken = {told.pairs["need"][row]: told.pairs["resource"][row] for row, _ in chosen}
        return sum(
            int(mixed(np.array([need[n]]),
                      np.array([resource[taken[n]] if n in taken else nobody]), bits)[0])
            for n in need
        )  # fmt: skip

    equal = [c for c in plans(told) if goals(told, c, task.policy) ==
             goals(told, chosen_rows(told, plan), task.policy)]  # fmt: skip
    assert chosen_rows(told, plan) == min(equal, key=lot)


def test_another_seed_draws_other_lots_but_no_worse_a_plan():
    told = random_tables(200, 10, 5, 5)
    told.pairs["score"] = 500

    plans_by_seed = [planned(told, seed=s) for s in range(4)]

    assert len({p.value for p in plans_by_seed}) == 1
    assert len({p.as_json() for p in plans_by_seed}) == 4


def test_nothing_to_plan_is_an_answer():
    none = pd.DataFrame({"id": [], "level": [], "area": []}).astype({"level": "int64"})
    resources = pd.DataFrame({"id": ["r"], "capacity": [3]})
    pairs = pd.DataFrame({"need": [], "resource": [], "score": []}).astype({"score": "int64"})

    empty = planned(Tables(none, resources, pairs))
    lone = planned(
        Tables(pd.DataFrame({"id": ["n"], "level": [0], "area": ["a"]}), resources, pairs)
    )

    assert (empty.status, empty.value, len(empty.links())) == ("OPTIMAL", 0, 0)
    assert (lone.status, lone.value, len(lone.links())) == ("OPTIMAL", 0, 0)


def test_a_required_floor_that_cannot_hold_says_what_is_in_the_way():
    needs = pd.DataFrame(
        {"id": ["n1", "n2", "n3", "n4"], "level": [0, 0, 3, 3], "area": ["a", "a", "b", "b"]}
    )
    resources = pd.DataFrame({"id": ["r"], "capacity": [2]})
    pairs = pd.DataFrame({"need": needs["id"], "resource": "r", "score": 500})

    found = solve(problem(needs, resources, pairs, policy("floor", share=50, required=True)))
    fits = solve(
        problem(
            needs.assign(level=0), resources, pairs, policy("floor", share=50, required=True)
        )
    )

    assert isinstance(found, NoPlan)
    assert [(c, f["area"], f["reached"], f["hindered_by"]) for c, f in found.reasons] == [
        ("FLOOR_UNREACHABLE", "b", "0/1", "colours")
    ]
    assert isinstance(fits, Plan)


def test_numbers_too_large_for_any_engine_are_refused_before_the_solve():
    told = random_tables(20, 3, 2, 1)
    wild = default_policy().with_(kept_bonus=1 << 52)

    with pytest.raises(SolverFailed) as refused:
        solve(problem(told.needs, told.resources, told.pairs, wild))

    assert refused.value.code == "TOO_LARGE_FOR_WEIGHTS"


BAD = {
    "DUPLICATE_ID": lambda t: t.needs.__setitem__("id", "same"),
    "NOT_AN_INTEGER": lambda t: t.pairs.__setitem__("score", t.pairs["score"].astype(float)),
    "NOT_A_NUMBER": lambda t: t.resources.__setitem__("capacity", float("nan")),
    "NEGATIVE_CAPACITY": lambda t: t.resources.__setitem__("capacity", -1),
    "BAD_UNITS": lambda t: t.needs.__setitem__("units", 0),
    "BAD_LEVEL": lambda t: t.needs.__setitem__("level", 4),
    "BAD_SCORE": lambda t: t.pairs.__setitem__("score", 1001),
    "UNKNOWN_ID": lambda t: t.pairs.__setitem__("need", "who"),
    "DUPLICATE_PAIR": lambda t: (
        t.pairs.__setitem__("need", "n00001"),
        t.pairs.__setitem__("resource", "r0001"),
    ),
    "MISSING_COLUMN": lambda t: t.needs.pop("area"),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_table_is_refused_with_its_code_and_rows(code: str):
    told = random_tables(20, 3, 2, 1)
    BAD[code](told)

    with pytest.raises(BadProblem) as refused:
        problem(told.needs, told.resources, told.pairs)

    assert refused.value.code == code
    assert refused.value.facts["table"] in {"needs", "resources", "pairs"}


def test_categorical_ids_give_the_same_problem():
    told = random_tables(30, 4, 3, 2)
    coded = told.pairs.astype({"need": "category", "resource": "category"})

    assert planned(Tables(told.needs, told.resources, coded)).as_json() == (
        planned(told).as_json()
    )

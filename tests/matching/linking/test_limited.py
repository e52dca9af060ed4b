"""When time is up there is a plan that keeps the rules, and how far it may be from the best."""

import os
import pickle
from dataclasses import replace

import pytest
from hypothesis import given

from matching.linking.engine import ortools_flow
from matching.linking.errors import SolverFailed
from matching.linking.limited import at_hand, solve_within
from matching.linking.problem import Problem, problem
from matching.linking.solve import STAGES, best
from tests.examples import examples
from tests.matching.linking.instances import Tables, policy, random_tables, tables
from tests.matching.linking.test_solve import faults

MODES = ("none", "floor", "leximin")


def task_of(told: Tables, mode: str = "floor") -> Problem:
    return problem(told.needs, told.resources, told.pairs, policy(mode))


@pytest.mark.parametrize("mode", MODES)
@given(told=tables(needs=10, resources=4, units=2), before=tables(needs=10, resources=4))
@examples(20)
def test_a_plan_at_hand_is_sound_and_its_gap_never_told_too_small(
    told: Tables, before: Tables, mode: str
):
    task = task_of(told, mode)
    whole = best(task, seed=1, engine=ortools_flow)
    last = best(task_of(before, mode), seed=1, engine=ortools_flow)

    for near in (None, last, whole):
        plan = at_hand(task, seed=1, near=near)

        assert plan.value <= whole.value <= plan.bound
        assert (plan.status == "OPTIMAL") == (plan.gap == 0)
        assert faults(told, plan) <= {"GAP"}
    assert plan.bound == whole.bound


def test_yesterdays_prices_bound_it_much_closer_than_none():
    told = random_tables(400, 40, 8, 7)
    yesterday = best(task_of(told), seed=1, engine=ortools_flow)
    links = yesterday.links()
    chosen = set(zip(links["need"], links["resource"], strict=True))
    pairs = told.pairs[told.pairs["need"] > "n00003"].reset_index(drop=True)
    kept = [pair in chosen for pair in zip(pairs["need"], pairs["resource"], strict=True)]
    today = Tables(
        told.needs[told.needs["id"] > "n00003"].reset_index(drop=True),
        told.resources,
        pairs.assign(kept=kept),
    )

    known, unknown = at_hand(task_of(today), near=yesterday), at_hand(task_of(today))

    assert known.gap < unknown.gap / 10
    assert known.gap < 0.02 * known.value


def test_with_time_it_is_the_plan_itself_and_every_stage_is_told():
    task, stages = task_of(random_tables(120, 15, 6, 2)), []

    plan = solve_within(task, 60, seed=3, progress=stages.append)

    assert plan.as_json() == best(task, seed=3, engine=ortools_flow).as_json()
    assert tuple(stages) == STAGES


def test_without_time_it_is_the_plan_at_hand():
    task = task_of(random_tables(120, 15, 6, 2))

    plan = solve_within(task, 0, seed=3)

    assert plan.as_json() == at_hand(task, seed=3).as_json()
    assert plan.status == "FEASIBLE"


def test_who_cancels_gets_no_plan():
    with pytest.raises(SolverFailed, match="CANCELLED"):
        solve_within(task_of(random_tables(20, 3, 2, 1)), 60, cancelled=lambda: True)


class _Poison:
    """Ends the process that unpacks it."""

    def __reduce__(self):
        return os._exit, (7,)


def test_a_solver_that_dies_is_an_error_of_its_own():
    task = task_of(random_tables(20, 3, 2, 1))

    with pytest.raises(SolverFailed, match="ENGINE_CRASHED") as crashed:
        solve_within(replace(task, needs=_Poison()), 60)

    assert crashed.value.facts["exit"] == 7


def test_an_error_of_the_solver_comes_back_with_its_code():
    wild = replace(
        task_of(random_tables(20, 3, 2, 1)), policy=policy().with_(kept_bonus=1 << 52)
    )

    with pytest.raises(SolverFailed, match="TOO_LARGE_FOR_WEIGHTS") as failed:
        solve_within(wild, 60)

    assert pickle.loads(pickle.dumps(failed.value)).facts == failed.value.facts

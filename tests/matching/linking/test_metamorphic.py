"""What must hold between two plans when one thing about the problem changes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.linking.certificate import bound
from matching.linking.policy import default_policy
from matching.linking.problem import problem
from matching.linking.solve import solve
from matching.linking.weights import weights
from matching.linking.whatif import forbidding
from tests.examples import examples
from tests.matching.linking.instances import Tables, policy, tables

MODES = ("none", "floor", "leximin")
BY_MODE = pytest.mark.parametrize("mode", MODES)


def planned(told: Tables, mode: str):
    return solve(problem(told.needs, told.resources, told.pairs, policy(mode)), seed=2)


@BY_MODE
@given(told=tables(needs=10, resources=4, units=2), which=st.integers(0, 3))
@examples(15)
def test_a_place_more_never_hurts_and_nobody_served_of_a_colour_is_lost_for_it(
    told: Tables, mode: str, which: int
):
    at = which % len(told.resources)
    capacity = told.resources["capacity"] + (np.arange(len(told.resources)) == at)
    more = Tables(told.needs, told.resources.assign(capacity=capacity), told.pairs)

    before, after = planned(told, mode), planned(more, mode)

    assert after.value >= before.value
    assert after.served >= before.served
    assert sum(after.served) >= sum(before.served)


@BY_MODE
@given(told=tables(needs=10, resources=4), which=st.integers(0, 99))
@examples(15)
def test_a_pair_less_never_helps(told: Tables, mode: str, which: int):
    plan = planned(told, mode)
    if not len(plan.problem.i):
        return

    less = solve(forbidding(plan.problem, which % len(plan.problem.i)), seed=2)

    assert less.value <= plan.value
    assert less.served <= plan.served


@BY_MODE
@given(told=tables(needs=10, resources=4), which=st.integers(0, 3), left=st.integers(0, 2))
@examples(15)
def test_a_resource_split_in_two_gives_the_same_goals(
    told: Tables, mode: str, which: int, left: int
):
    """Its places are the same places, whoever offers which."""
    name = f"r{which % len(told.resources)}"
    mine = told.resources["id"] == name
    left = min(left, int(told.resources["capacity"][mine].iloc[0]))
    resources = pd.concat(
        [
            told.resources.assign(capacity=np.where(mine, left, told.resources["capacity"])),
            told.resources[mine].assign(id="split", capacity=lambda r: r["capacity"] - left),
        ],
        ignore_index=True,
    )
    copies = told.pairs[told.pairs["resource"] == name].assign(resource="split")
    pairs = pd.concat([told.pairs, copies], ignore_index=True)

    whole, split = planned(told, mode), planned(Tables(told.needs, resources, pairs), mode)

    bonus = default_policy().kept_bonus
    points = [
        int((plan.problem.score[plan.pair] + bonus * plan.problem.kept[plan.pair]).sum())
        for plan in (whole, split)
    ]
    assert whole.served == split.served
    assert points[0] == points[1]
    assert sorted(whole.coverage) == sorted(split.coverage)


@given(told=tables(needs=10, resources=4), times=st.integers(2, 9))
@examples(15)
def test_scores_and_their_range_times_a_number_choose_the_same_links(told: Tables, times: int):
    body = policy("floor").body
    scaled = policy("floor").with_(
        score={"lowest": times, "highest": 1000 * times},
        kept_bonus=body["kept_bonus"] * times,
        scores={
            name: {**about, "weight": about["weight"] * times}
            for name, about in body["scores"].items()
        },
    )
    pairs = told.pairs.assign(score=told.pairs["score"] * times)

    plain = planned(told, "floor")
    large = solve(problem(told.needs, told.resources, pairs, scaled), seed=2)

    assert large.links()[["need", "resource"]].equals(plain.links()[["need", "resource"]])
    assert large.score == times * plain.score


@BY_MODE
@given(
    told=tables(needs=8, resources=4, units=2),
    prices=st.lists(st.integers(0, 1 << 40), min_size=4, max_size=4),
    areas=st.lists(st.integers(-(1 << 40), 1 << 40), min_size=2, max_size=2),
)
@examples(25)
def test_no_prices_whatever_give_a_bound_below_the_best_plan(
    told: Tables, mode: str, prices: list[int], areas: list[int]
):
    plan = planned(told, mode)
    task = plan.problem
    up, area = np.array(prices[: task.m]), np.array(areas[: len(task.areas)])

    limit = bound(task, weights(task.policy, task.n, task.m), up, area * (plan.step > 0))

    assert limit >= plan.value


@given(told=tables(needs=10, resources=4), which=st.integers(0, 9))
@examples(15)
def test_a_need_that_goes_takes_no_more_than_its_own_place_along(told: Tables, which: int):
    """Without it no other colour count falls, and the rest gain at most one need."""
    gone = f"n{which % len(told.needs)}"
    left = Tables(
        told.needs[told.needs["id"] != gone].reset_index(drop=True),
        told.resources,
        told.pairs[told.pairs["need"] != gone].reset_index(drop=True),
    )
    if not len(left.needs):
        return

    before, after = planned(told, "none"), planned(left, "none")

    level = int(told.needs.set_index("id")["level"][gone])
    others = replace(before, served=tuple(
        count - (k == level and gone in set(before.links()["need"]))
        for k, count in enumerate(before.served)
    )).served  # fmt: skip
    assert sum(others) <= sum(after.served) <= sum(others) + 1

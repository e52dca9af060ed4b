"""What a reason says can be tried out: lower a score by the stated points and the link goes."""

import numpy as np
from hypothesis import given

from matching.linking.audit import cross_colour_envy, envy
from matching.linking.prices import gain
from matching.linking.problem import problem
from matching.linking.reasons import NOBODY, margins
from matching.linking.solve import solve
from matching.linking.whatif import loss_forcing, loss_without, rescored
from tests.examples import examples
from tests.matching.linking.instances import Tables, policy, random_tables, tables


def planned(told: Tables, mode: str = "floor"):
    return solve(problem(told.needs, told.resources, told.pairs, policy(mode)), seed=4)


@given(told=tables(needs=7, resources=3, scores=9))
@examples(20)
def test_a_link_goes_one_point_below_what_it_is_worth_and_stays_one_above(told: Tables):
    plan = planned(told)

    for pair in plan.pair.tolist():
        loss = loss_without(plan, pair)
        score = int(plan.problem.score[pair])
        if score - loss - 1 >= 1:
            flipped = solve(rescored(plan.problem, pair, score - loss - 1), seed=4)
            assert pair not in flipped.pair
        if loss >= 1:
            low = max(1, score - loss + 1)
            assert pair in solve(rescored(plan.problem, pair, low), seed=4).pair


@given(told=tables(needs=7, resources=3, scores=9))
@examples(20)
def test_a_pair_left_out_comes_in_one_point_above_what_it_lacks_and_not_one_below(told: Tables):
    """The flip of every link that is not: the exact loss of forcing it, and one point."""
    for mode in ("none", "floor"):
        plan = planned(told, mode)
        task = plan.problem
        for pair in sorted(set(range(len(task.i))) - set(plan.pair.tolist())):
            loss = loss_forcing(plan, pair)
            score = int(task.score[pair])
            assert (loss is None) == (task.capacity[task.j[pair]] == 0)
            if loss is None:
                continue
            assert loss >= 0
            assert pair in solve(rescored(task, pair, score + loss + 1), seed=4).pair
            if loss:
                assert pair not in solve(rescored(task, pair, score + loss - 1), seed=4).pair


@given(told=tables(needs=8, resources=4, scores=9))
@examples(20)
def test_the_stated_margin_is_never_more_than_the_exact_loss(told: Tables):
    for mode in ("none", "floor", "leximin"):
        plan = planned(told, mode)
        found = margins(plan)

        for k, pair in enumerate(plan.pair.tolist()):
            assert 0 <= found.slack[k] <= loss_without(plan, pair)


def test_without_scarcity_the_margin_is_the_distance_to_the_runner_up():
    told = random_tables(60, 8, 5, 2)
    told.resources["capacity"] = 100
    told.pairs["kept"] = False
    plan = planned(told)
    found = margins(plan)
    task = plan.problem

    assert (found.runner_up != NOBODY).all()
    assert (found.rank == 1).all()
    assert (found.slack == task.score[plan.pair] - task.score[found.runner_up]).all()


def test_nobody_envies_across_colours_and_envy_among_the_served_is_counted():
    plan = planned(random_tables(300, 20, 6, 8))

    assert cross_colour_envy(plan) == 0
    assert 0 < envy(plan) < len(plan.pair)


def test_a_price_is_read_rounded():
    assert gain(4_000, 1_000, 0) == gain(3_990, 1_000, 0).__class__(
        colour=4, fairness=0, points=0
    )
    assert gain(3_990, 1_000, 0).points == -10
    told = gain(2 * 1_000 + 3 * 50 - 7, 1_000, 50)
    assert (told.colour, told.fairness, told.points) == (2, 3, -7)


def test_margins_of_an_empty_plan_are_empty():
    told = random_tables(5, 2, 1, 1)
    told.resources["capacity"] = 0

    assert len(margins(planned(told)).slack) == 0
    assert np.array_equal(planned(told).load(), [0, 0])

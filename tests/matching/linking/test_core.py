"""A solve that starts from yesterday's prices gives the very plan of one that starts cold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.linking.engine import Network, ortools_flow
from matching.linking.problem import problem
from matching.linking.solve import best
from tests.examples import examples
from tests.matching.linking.instances import Tables, policy, random_tables, tables

MODES = ("none", "floor", "leximin")


def plan_of(told: Tables, mode: str, near=None, engine=ortools_flow):
    task = problem(told.needs, told.resources, told.pairs, policy(mode))
    return best(task, seed=4, engine=engine, near=near)


@pytest.mark.parametrize("mode", MODES)
@given(before=tables(needs=12, resources=5), after=tables(needs=12, resources=5))
@examples(25)
def test_prices_of_any_other_problem_lead_to_the_same_bytes(
    before: Tables, after: Tables, mode: str
):
    """How far off the first prices are changes nothing in the answer."""
    cold = plan_of(after, mode)

    warm = plan_of(after, mode, near=plan_of(before, mode))

    assert warm.as_json() == cold.as_json()


@pytest.mark.parametrize("mode", MODES)
@given(raised=st.lists(st.integers(0, 1 << 45), min_size=15, max_size=15))
@examples(10)
def test_even_invented_prices_do_no_harm(raised: list[int], mode: str):
    told = random_tables(150, 15, 6, 2)
    cold = plan_of(told, mode)

    wild = replace(cold, price_up=np.array(raised, dtype=np.int64))

    assert plan_of(told, mode, near=wild).as_json() == cold.as_json()


@pytest.mark.parametrize("mode", MODES)
def test_after_a_small_change_few_pairs_are_solved_over(mode: str):
    told = random_tables(1_500, 120, 30, 6)
    first = plan_of(told, mode)
    gone = told.needs["id"].isin(told.needs["id"].sample(frac=0.01, random_state=1))
    ids = set(told.needs["id"][~gone])
    later = Tables(
        told.needs[~gone].reset_index(drop=True),
        told.resources,
        told.pairs[told.pairs["need"].isin(ids)].reset_index(drop=True),
    )
    sizes: list[int] = []

    def counted(network: Network):
        sizes.append(len(network.tail))
        return ortools_flow(network)

    warm = plan_of(later, mode, near=first, engine=counted)

    assert warm.as_json() == plan_of(later, mode).as_json()
    assert max(sizes) < 0.4 * len(later.pairs)

"""Districts planned apart are never said to be nearer to the joint best than they are."""

import os
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.linking.engine import ortools_flow
from matching.linking.partitions import dealt, joint, pool, solve_parts
from matching.linking.policy import default_policy
from matching.linking.problem import Problem, problem
from matching.linking.solve import best
from tests.matching.linking.instances import Tables, policy, random_tables, tables


def here():
    """Workers in this process: for what does not depend on where they are."""
    return ThreadPoolExecutor(1)


def task_of(told: Tables, mode: str) -> Problem:
    return problem(told.needs, told.resources, told.pairs, policy(mode))


def single(task: Problem):
    return best(task, seed=3, engine=ortools_flow)


@pytest.mark.parametrize("mode", ["none", "floor", "leximin"])
@given(told=tables(needs=12, resources=5), parts=st.integers(1, 4), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_the_told_gap_is_never_below_the_true_one(
    told: Tables, parts: int, seed: int, mode: str
):
    task = task_of(told, mode)
    part = np.random.default_rng(seed).integers(0, parts, task.n)

    apart = solve_parts(task, part, here, seed=3)

    whole = single(task)
    assert apart.value <= whole.value <= apart.bound
    assert not apart.colours_proven or apart.served == whole.served
    given_ = np.bincount(task.j[apart.pair], weights=apart.units, minlength=task.m)
    assert (given_ <= task.capacity).all()
    assert joint(task, apart, seed=3).as_json() == whole.as_json()


@given(told=tables(needs=12, resources=5), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_places_are_dealt_out_whole_and_all(told: Tables, seed: int):
    task = task_of(told, "none")
    part = np.random.default_rng(seed).integers(0, 3, task.n)

    share = dealt(task, part, 3)

    wanted = np.isin(np.arange(task.m), task.j)
    assert (share >= 0).all()
    assert (share.sum(axis=0) == np.where(wanted, task.capacity, 0)).all()


def test_districts_that_share_nothing_lose_nothing():
    one, two = random_tables(60, 8, 4, 1), random_tables(60, 8, 4, 2)
    both = (
        pd.concat([first, _renamed(second)], ignore_index=True)
        for first, second in (
            (one.needs, two.needs),
            (one.resources, two.resources),
            (one.pairs, two.pairs),
        )
    )
    task = task_of(Tables(*both), "floor")
    part = np.char.startswith(task.needs, "x").astype(np.int64)

    apart = solve_parts(task, part, here, seed=3)

    assert (apart.shared, apart.gap) == (0, 0)
    assert apart.value == single(task).value


def _renamed(table: pd.DataFrame) -> pd.DataFrame:
    """Other ids and areas than the first district's."""
    texts = [name for name in ("id", "need", "resource", "area") if name in table]
    return table.assign(**{name: "x" + table[name].astype(str) for name in texts})


def test_workers_of_their_own_give_the_same_answer():
    task = task_of(random_tables(200, 20, 6, 4), "floor")
    part = np.arange(task.n) % 3

    apart = solve_parts(task, part, lambda: pool(2), seed=3)

    same = solve_parts(task, part, here, seed=3)
    assert apart.pair.tolist() == same.pair.tolist()
    assert (apart.value, apart.bound, apart.lost) == (same.value, same.bound, ())


class _Dying(ThreadPoolExecutor):
    """Hands the second part to a worker that dies each time."""

    def submit(self, run, piece, *more):
        if "n00001" in piece.needs:
            lost = pool(1)
            return lost.submit(os._exit, 3)
        return super().submit(run, piece, *more)


def test_a_part_whose_worker_dies_twice_is_named_and_no_bound_claimed():
    task = task_of(random_tables(40, 6, 3, 5), "none")
    part = np.arange(task.n) % 2

    apart = solve_parts(task, part, lambda: _Dying(1), seed=3)

    assert apart.lost == (1,)
    assert (apart.bound, apart.gap, apart.colours_proven) == (None, None, False)
    assert set(part[task.i[apart.pair]]) == {0}


def test_a_policy_travels_to_a_worker_unchanged():
    told = default_policy().with_(kept_bonus=7)

    assert pickle.loads(pickle.dumps(told)) == told

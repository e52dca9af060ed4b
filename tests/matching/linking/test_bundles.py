"""Bundles are met whole or not at all, in the order of goals, and left out with a reason."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.linking.bundles import WholePlan, solve_whole
from matching.linking.errors import BadProblem
from matching.linking.problem import Problem, problem
from matching.linking.programme import ALONE, ANY, SAME
from matching.linking.solve import solve
from tests.examples import examples
from tests.matching.linking.instances import Tables, policy, random_tables, tables

GAP = Path(__file__).parents[1] / "data" / "gap"
FILES = sorted(GAP.glob("c0*"))
BOUNDS = (GAP / "bounds.txt").read_text().splitlines()
KNOWN = {name: int(best) for name, best, _ in (line.split() for line in BOUNDS)}


def task_of(told: Tables, mode: str = "none") -> Problem:
    return problem(told.needs, told.resources, told.pairs, policy(mode))


def every_plan(task: Problem, kind: np.ndarray):
    """Units on each pair, for all plans that keep units, capacity and wholeness."""
    choices = [
        (0, int(task.units[i])) if kind[i] == SAME else range(int(task.units[i]) + 1)
        for i in task.i
    ]
    for units in itertools.product(*choices):
        got = np.bincount(task.i, weights=units, minlength=task.n)
        used = np.bincount(task.j, weights=units, minlength=task.m)
        whole = (kind == ALONE) | (got == 0) | (got == task.units)
        if (got <= task.units).all() and (used <= task.capacity).all() and whole.all():
            yield np.array(units, dtype=np.int64)


def goals(task: Problem, kind: np.ndarray, units: np.ndarray) -> tuple[object, ...]:
    got = np.bincount(task.i, weights=units, minlength=task.n).astype(int)
    met = np.where(kind == ALONE, got, got == task.units) * (got > 0)
    served = tuple(int(met[task.level == k].sum()) for k in range(4))
    ranks = 0
    if task.policy.fairness.mode != "none":
        asked = np.where(kind == ALONE, task.units, 1)
        rule = task.policy.fairness
        for area in range(len(task.areas)):
            total = int(asked[task.area == area].sum())
            ranks += sum(
                min(k * rule.buckets // total, rule.top_rank)
                for k in range(int(met[task.area == area].sum()))
            )
    points = task.score - 1 + task.policy.kept_bonus * task.kept
    score = 0
    for pair, given_ in enumerate(units.tolist()):
        i = int(task.i[pair])
        times = {ALONE: given_, SAME: int(given_ > 0), ANY: given_}[int(kind[i])]
        share = points[pair] // task.units[i] if kind[i] == ANY else points[pair]
        score += times * int(share)
    return served, -ranks, score


def on_pairs(task: Problem, plan: WholePlan) -> np.ndarray:
    units = np.zeros(len(task.i), dtype=np.int64)
    units[plan.pair] = plan.units
    return units


@pytest.mark.parametrize("mode", ["none", "floor"])
@given(told=tables(needs=4, resources=3, units=2), seed=st.integers(0, 99))
@examples(30)
def test_the_plan_is_the_best_of_all_that_break_no_bundle(told: Tables, seed: int, mode: str):
    task = task_of(told, mode)
    kind = np.random.default_rng(seed).integers(0, 3, task.n)

    plan = solve_whole(task, kind)

    best = max(goals(task, kind, units) for units in every_plan(task, kind))
    assert goals(task, kind, on_pairs(task, plan)) == best
    assert (plan.status, plan.served, plan.score) == ("OPTIMAL", best[0], best[2])
    assert [goal.value for goal in plan.goals] == [*best[0], best[1], best[2]]


@pytest.mark.parametrize("mode", ["none", "floor"])
@pytest.mark.parametrize("seed", range(2))
def test_without_a_bundle_it_is_the_flow_and_as_a_programme_no_other(seed: int, mode: str):
    task = task_of(random_tables(60, 8, 4, seed), mode)
    kind = np.zeros(task.n, dtype=np.int64)
    flow = solve(task)

    plain = solve_whole(task, kind)
    single = solve_whole(task, kind + SAME)  # of one unit each: the same problem, by CP-SAT

    assert plain.parts[1] == single.parts[0] == 0
    assert plain.served == single.served == flow.served
    assert [g.value for g in plain.goals] == [g.value for g in single.goals]


def two_yellow_or_one_orange() -> Tables:
    return Tables(
        needs=pd.DataFrame({"id": ["o", "y1", "y2"], "level": [0, 1, 1], "area": "a",
                            "units": [2, 1, 1]}),
        resources=pd.DataFrame({"id": ["r"], "capacity": [2]}),
        pairs=pd.DataFrame({"need": ["o", "y1", "y2"], "resource": "r",
                            "score": [1, 900, 900]}),
    )  # fmt: skip


def test_one_orange_family_of_two_goes_before_two_yellow_needs():
    """By weights it would be 4 units of colour against 6."""
    plan = solve_whole(task_of(two_yellow_or_one_orange()), np.array([SAME, ALONE, ALONE]))

    assert plan.served == (1, 0, 0, 0)


@pytest.mark.parametrize("kind", [SAME, ANY])
def test_a_bundle_that_finds_no_room_says_how_much_is_missing(kind: int):
    told = Tables(
        needs=pd.DataFrame({"id": ["f"], "level": [0], "area": "a", "units": [7]}),
        resources=pd.DataFrame({"id": ["r", "s"], "capacity": [4, 2]}),
        pairs=pd.DataFrame({"need": "f", "resource": ["r", "s"], "score": 500}),
    )

    plan = solve_whole(task_of(told), np.array([kind]))

    assert len(plan.pair) == 0
    (left,) = plan.left_out
    assert (left.need, left.asked) == ("f", 7)
    assert left.missing == {SAME: 3, ANY: 1}[kind]
    enough = told.resources["capacity"] + np.array([left.missing, 0])
    more = Tables(told.needs, told.resources.assign(capacity=enough), told.pairs)
    assert solve_whole(task_of(more), np.array([kind])).left_out == ()


def test_a_bundle_and_a_number_that_cannot_be_meant_are_refused():
    task = task_of(two_yellow_or_one_orange())

    with pytest.raises(BadProblem, match="BAD_BUNDLE"):
        solve_whole(task, np.array([9, 0, 0]))
    with pytest.raises(BadProblem, match="BAD_UNITS"):
        solve_whole(task, np.array([1, 0, 0]), takes=np.array([0, 1, 1]))


def published(file: Path, *, most: bool) -> tuple[Problem, np.ndarray, np.ndarray]:
    """An assignment problem of the OR-Library: jobs are bundles, agents resources."""
    agents, jobs, *numbers = map(int, file.read_text().split())
    table = np.array(numbers[: 2 * agents * jobs]).reshape(2, agents, jobs)
    capacity = numbers[2 * agents * jobs : 2 * agents * jobs + agents]
    agent, job = np.divmod(np.arange(agents * jobs), jobs)
    worth = table[0].ravel() if most else 101 - table[0].ravel()
    told = Tables(
        needs=pd.DataFrame({"id": [f"j{k:02}" for k in range(jobs)], "level": 0, "area": "a"}),
        resources=pd.DataFrame(
            {"id": [f"a{k:02}" for k in range(agents)], "capacity": capacity}
        ),
        pairs=pd.DataFrame(
            {
                "need": [f"j{k:02}" for k in job],
                "resource": [f"a{k:02}" for k in agent],
                "score": worth + 1,
                "takes": table[1].ravel(),
            }
        ).sort_values(["need", "resource"], ignore_index=True),
    )
    takes = told.pairs["takes"].to_numpy(np.int64)
    return task_of(told), np.full(jobs, SAME), takes


def test_all_published_assignment_problems_are_here():
    assert len(FILES) == 40
    assert {f"{f.name}_{way}" for f in FILES for way in ("Max", "Min")} == set(KNOWN)


def _proves(file: Path, *, most: bool) -> None:
    task, kind, takes = published(file, most=most)

    plan = solve_whole(task, kind, takes)

    assert plan.status == "OPTIMAL"
    assert plan.served[0] == task.n
    total = plan.score if most else 101 * task.n - plan.score
    assert total == KNOWN[f"{file.name}_{'Max' if most else 'Min'}"]


@pytest.mark.parametrize("file", FILES[:20:5], ids=lambda file: file.name)
def test_published_optima_are_reached_and_proven(file: Path):
    _proves(file, most=True)


@pytest.mark.slow
@pytest.mark.parametrize("most", [True, False])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_published_optimum_is_reached_and_proven(file: Path, most: bool):
    _proves(file, most=most)

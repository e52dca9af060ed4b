"""Exact answers to "and if not": the problem changed in one place and solved again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.engine import ortools_flow
from matching.linking.solve import best
from matching.linking.weights import weights

if TYPE_CHECKING:
    from matching.linking.problem import Problem
    from matching.linking.result import Plan


def loss_without(plan: Plan, pair: int) -> int:
    """Give what the plan loses in worth when one chosen pair may not be used.

    0 when another plan is as good. Lowering the pair's score by less keeps the link, by one
    point more loses it.
    """
    return (
        plan.value
        - best(
            forbidding(plan.problem, pair), seed=plan.seed, engine=ortools_flow, near=plan
        ).value
    )


def loss_forcing(plan: Plan, pair: int) -> int | None:
    """Give what the plan loses in worth when one pair that it did not choose must be used.

    None where it cannot be: the resource has no place at all. Raising the pair's score by less
    does not bring it in, by one point more does.
    """
    task = plan.problem
    dear = 2 * weights(task.policy, task.n, task.m).bypass
    forced = best(
        rescored(task, pair, int(task.score[pair]) + dear),
        seed=plan.seed,
        engine=ortools_flow,
        near=plan,
    )
    units = int(forced.units[forced.pair == pair].sum())
    return plan.value - (forced.value - dear * units) if units else None


def forbidding(task: Problem, pair: int) -> Problem:
    """Give the problem without one pair; counts, units and capacity stay."""
    left = np.arange(len(task.i)) != pair
    return replace(
        task,
        i=task.i[left],
        j=task.j[left],
        score=task.score[left],
        kept=task.kept[left],
    )


def rescored(task: Problem, pair: int, score: int) -> Problem:
    """Give the problem with another score on one pair."""
    points = task.score.copy()
    points[pair] = score
    return replace(task, score=points)

"""A floor that must hold: which areas miss it, and whether colours or supply hinder it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.result import NoPlan

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.linking.problem import Problem
    from matching.linking.result import Plan


def below_floor(plan: Plan) -> dict[str, Fraction]:
    """List areas under the policy's floor with the coverage they reach, by code."""
    floor = Fraction(plan.problem.policy.fairness.share, 100)
    names = plan.problem.areas.tolist()
    return {name: got for name, got in zip(names, plan.coverage, strict=True) if got < floor}


def unreachable(plan: Plan, again: Callable[[Problem], Plan]) -> NoPlan | None:
    """Say which areas cannot reach a required floor; None where all do.

    One more solve with all colours alike tells what is in the way.
    """
    short = below_floor(plan)
    if not short:
        return None
    task = plan.problem
    alike = again(replace(task, level=np.zeros(task.n, dtype=np.int64)))
    reach = dict(zip(task.areas.tolist(), alike.coverage, strict=True))
    floor = Fraction(task.policy.fairness.share, 100)
    return NoPlan(
        reasons=tuple(
            (
                "FLOOR_UNREACHABLE",
                {
                    "area": area,
                    "reached": f"{got.numerator}/{got.denominator}",
                    "without_colours": f"{reach[area].numerator}/{reach[area].denominator}",
                    "hindered_by": "colours" if reach[area] >= floor else "supply",
                },
            )
            for area, got in short.items()
        )
    )

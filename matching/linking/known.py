"""Prices of a stored plan, for a problem of today: where a solve starts, what bounds a plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.linking.core import Guess, carried
from matching.linking.limited import NO_LOTS, at_hand
from matching.linking.solve import solve
from matching.linking.weights import weights

if TYPE_CHECKING:
    from graph_schema.store.repo.plans import StoredPlan
    from matching.linking.problem import Problem
    from matching.linking.result import NoPlan, Plan


def known_prices(found: StoredPlan, task: Problem) -> Guess | None:
    """Carry a stored plan's prices over to a problem, by id; what is new there is free.

    None where the plan tells none.
    """
    unit = json.loads(found.objective).get("unit")
    if unit is None:
        return None
    prices = {name: up for name, (up, _) in json.loads(found.prices).items()}
    areas = json.loads(found.certificate)["area_prices"]
    (resources, up), (places, area) = _columns(prices), _columns(areas)
    units = weights(task.policy, task.n, task.m)
    return carried(Guess(up=up, area=area), (resources, places), unit, task, units)


def made_again(found: StoredPlan, task: Problem) -> Plan | NoPlan:
    """Make a stored plan again from its problem and seed, the way it was made.

    One that ran out of time is the plan at hand, bounded by the prices it was bounded by: no
    clock is asked again. Raises SolverFailed as solve.
    """
    if json.loads(found.certificate).get("salt") == NO_LOTS:
        return at_hand(task, seed=found.seed, near=known_prices(found, task))
    return solve(task, seed=found.seed)


def _columns(prices: dict[str, int]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    names = np.array(list(prices), dtype=np.str_)
    return names, np.array(list(prices.values()), dtype=np.int64)

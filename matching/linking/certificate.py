"""Weak duality in exact integers: a bound no plan can pass, reached only by the best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.linking.prices import surplus
from matching.linking.residual import distances, reduced_costs, residual
from matching.linking.weights import pair_worth, rank_counts

if TYPE_CHECKING:
    from matching.linking.arrays import Ints
    from matching.linking.engine import Network
    from matching.linking.problem import Problem
    from matching.linking.weights import Weights


def total(parts: Ints) -> int:
    """Sum without overflow whatever the size: high and low halves apart, in Python integers."""
    return (int((parts >> 31).sum()) << 31) + int((parts & 0x7FFFFFFF).sum())


def product(left: Ints, right: Ints) -> int:
    """Sum of products without overflow; falls back to Python integers where 64 bits end."""
    if not len(left):
        return 0
    if int(np.abs(left).max()) * int(np.abs(right).max()) < 1 << 62:
        return total(left * right)
    return sum(a * b for a, b in zip(left.tolist(), right.tolist(), strict=True))


def value(task: Problem, units: Weights, flow: Ints) -> int:
    """Worth of a plan: chosen units · w_ij, and the fairness worth of each area's units."""
    chosen = np.flatnonzero(flow)
    whole = product(flow[chosen], pair_worth(task, units, chosen))
    if units.step:
        whole += product(served_ranks(task, units, flow).ravel(), np.tile(
            units.rank_worth, len(task.areas)))  # fmt: skip
    return whole


def served_ranks(task: Problem, units: Weights, flow: Ints) -> Ints:
    """Count served units of each area by rank, lowest rank first: shape (K, ranks)."""
    served = served_units(task, flow)
    before = np.cumsum(rank_counts(task, units), axis=1)
    filled = np.minimum(served[:, None], before)
    return np.diff(filled, axis=1, prepend=0)


def served_units(task: Problem, flow: Ints) -> Ints:
    """Units served in each area: shape (K,)."""
    on = np.flatnonzero(flow)
    at = task.area[task.i[on]]
    counted = np.bincount(at, weights=flow[on], minlength=len(task.areas))
    return counted.astype(np.int64)


def bound(task: Problem, units: Weights, up: Ints, area: Ints, gain: Ints | None = None) -> int:
    """Bound every plan's worth by prices V ≥ 0 and area prices μ, whatever they are.

    gain: the needs' surplus at these prices, where it is known already.
    """
    if gain is None:
        gain = surplus(task, pair_worth(task, units), up, area)
    found = product(up, task.capacity) + product(gain, task.units)
    if units.step:
        over = np.maximum(0, units.rank_worth[None, :] - area[:, None])
        found += product(over.ravel(), rank_counts(task, units).ravel())
    return found


def flow_bound(network: Network, flow: Ints) -> int:
    """Bound the cost of any flow problem from below, by the distances of an optimal flow.

    Equal to the cost of `flow` exactly when that is optimal. Raises SolverFailed when not.
    """
    potential = distances(residual(network, flow))
    short = np.minimum(0, reduced_costs(network, potential))
    return product(network.capacity, short) - product(potential, network.supply)

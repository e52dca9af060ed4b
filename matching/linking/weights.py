"""What a pair is worth: colours first, then fairness between areas, then score, in one integer.

Exact, not "big M": with colour unit U a plan best in the sum is best in lexicographic order,
since an improving residual cycle exchanges at most one served need for another and touches each
need and resource once. Proof and numbers: docs/algorithms/linking.md, parts weights and floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matching.linking.arrays import Ints
    from matching.linking.policy import Policy
    from matching.linking.problem import Problem

ALL = slice(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Units of the goals as integers.

    step: fairness step M1 (0 where areas are not compared). unit: colour step, G or M2.
    ranks: how many ranks a unit of an area may have. bypass: cost of not serving a unit.
    """

    step: int
    unit: int
    ranks: int
    bypass: int

    @property
    def rank_worth(self) -> Ints:
        """Worth of a unit by its rank: (ranks − 1 − rank) · step, shape (ranks,)."""
        return (self.ranks - 1 - np.arange(self.ranks, dtype=np.int64)) * self.step


def weights(policy: Policy, n: int, m: int) -> Weights:
    """Work the units out from the policy and the counts alone.

    The factor 2 makes prices readable by rounding and gaps below half a unit decisive.
    """
    reach = policy.score_range + policy.kept_bonus
    base = 2 * min(n, m) * reach + 1
    if policy.fairness.mode == "none":
        return Weights(step=0, unit=base, ranks=1, bypass=policy.levels * base + reach)
    ranks = policy.fairness.top_rank + 1
    unit = (2 * ranks + 1) * base
    bypass = (ranks - 1) * base + policy.levels * unit + reach
    return Weights(step=base, unit=unit, ranks=ranks, bypass=bypass)


def pair_worth(task: Problem, units: Weights, some: Ints | slice = ALL) -> Ints:
    """w_ij = (levels − level)·unit + score − lowest + bonus where kept: shape (E,).

    some: positions of the pairs asked for.
    """
    policy = task.policy
    colour = (policy.levels - task.level) * units.unit - policy.score_lowest
    worth = colour[task.i[some]]
    worth += task.score[some]
    worth += policy.kept_bonus * task.kept[some]
    return worth


def rank_counts(task: Problem, units: Weights) -> Ints:
    """Count units of each area by rank: shape (K, ranks).

    Unit k of N has bucket floor(k·B/N) and rank min(bucket, top): ranks below r hold
    ceil(r·N/B) units.
    """
    total = task.area_units
    ranks, buckets = units.ranks, task.policy.fairness.buckets
    below = -(-np.arange(ranks, dtype=np.int64)[None, :] * total[:, None] // buckets)
    edges = np.concatenate([below, total[:, None]], axis=1)
    return np.diff(edges, axis=1)


def overflow(units: Weights, task: Problem, nodes: int, places: int) -> str | None:
    """Name the limit the engine's numbers would pass, in exact integers; None when all fit.

    places: slots that can be used, in all.
    """
    limits = task.policy.limits
    if units.bypass * (nodes + 1) >= 1 << limits.cost_bits:
        return "cost_bits"
    if units.bypass * (places + int(task.units.sum())) >= 1 << limits.flow_bits:
        return "flow_bits"
    return None

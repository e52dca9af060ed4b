"""The answer: a plan with its numbers and prices, or the reasons why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.linking.arrays import Ints
    from matching.linking.problem import Problem


class Status(StrEnum):
    """OPTIMAL only where the bound equals the value."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """Chosen pairs (P) of a problem and their proof.

    pair: positions in the problem's pairs, ascending. units: on each. value, bound, gap: worth
    (weights module). unit: the colour step U; step: the fairness step, 0 without. served: units
    by level. score: points of the chosen pairs. area_served: units, (K,). Prices: see prices.
    """

    problem: Problem
    seed: int
    salt: int
    pair: Ints
    units: Ints
    status: Status
    value: int
    bound: int
    unit: int
    step: int
    served: tuple[int, ...]
    score: int
    area_served: Ints
    price_up: Ints
    price_down: Ints
    area_price: Ints
    area_price_down: Ints
    surplus: Ints

    @cached_property
    def digest(self) -> str:
        """Fingerprint of problem, policy, seed and links; worked out when it is asked for."""
        return digest(self.problem, self.seed, self.pair, self.units)

    @property
    def gap(self) -> int:
        return self.bound - self.value

    @property
    def coverage(self) -> tuple[Fraction, ...]:
        """Served ÷ asked for, per area of the problem."""
        return tuple(
            Fraction(int(a), int(b))
            for a, b in zip(self.area_served, self.problem.area_units, strict=True)
        )

    def links(self) -> pd.DataFrame:
        """Give the chosen pairs with ids: need, resource, units, score, kept; by need."""
        task, at = self.problem, self.pair
        return pd.DataFrame(
            {
                "need": task.needs[task.i[at]],
                "resource": task.resources[task.j[at]],
                "units": self.units,
                "score": task.score[at],
                "kept": task.kept[at],
            }
        )

    def served_units(self) -> Ints:
        """Units each need gets: shape (n,)."""
        task = self.problem
        got = np.bincount(task.i[self.pair], weights=self.units, minlength=task.n)
        return got.astype(np.int64)

    def load(self) -> Ints:
        """Units each resource gives: shape (m,)."""
        task = self.problem
        given = np.bincount(task.j[self.pair], weights=self.units, minlength=task.m)
        return given.astype(np.int64)

    def as_json(self) -> str:
        """Write the plan canonically: sorted, no floats, no time; equal plans, equal text."""
        task = self.problem
        return canonical(
            {
                "areas": {
                    str(name): [int(got), int(asked), int(price)]
                    for name, got, asked, price in zip(
                        task.areas,
                        self.area_served,
                        task.area_units,
                        self.area_price,
                        strict=True,
                    )
                },
                "bound": self.bound,
                "digest": self.digest,
                "links": [
                    [str(task.needs[i]), str(task.resources[j]), int(u)]
                    for i, j, u in zip(
                        task.i[self.pair], task.j[self.pair], self.units, strict=True
                    )
                ],
                "prices": {
                    str(name): [int(up), int(down)]
                    for name, up, down in zip(
                        task.resources, self.price_up, self.price_down, strict=True
                    )
                },
                "salt": self.salt,
                "score": self.score,
                "seed": self.seed,
                "served": list(self.served),
                "status": str(self.status),
                "step": self.step,
                "unit": self.unit,
                "value": self.value,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlan:
    """No plan under the policy, and why: codes with facts, most important first."""

    reasons: tuple[tuple[str, Mapping[str, Any]], ...] = field(default=())


def canonical(value: object) -> str:
    """Write JSON one way only: keys sorted, no blanks, text as it is. Raises on a float."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


def digest(task: Problem, seed: int, pair: Ints, units: Ints) -> str:
    """Fingerprint a plan: SHA-256 over problem, policy, seed and links, in declared order."""
    found = sha256()
    found.update(canonical(json.loads(json.dumps(dict(task.policy.body)))).encode())
    found.update(f"\nseed {seed}\n".encode())
    for name, ids in (
        ("needs", task.needs),
        ("resources", task.resources),
        ("areas", task.areas),
    ):
        found.update(f"{name} {len(ids)}\n".encode())
        found.update("\n".join(ids.tolist()).encode())
    for name, column in (
        ("level", task.level),
        ("area", task.area),
        ("units", task.units),
        ("capacity", task.capacity),
        ("i", task.i),
        ("j", task.j),
        ("score", task.score),
        ("kept", task.kept),
        ("pair", pair),
        ("chosen", units),
    ):
        found.update(f"\n{name} {len(column)}\n".encode())
        found.update(_bytes(column))
    return found.hexdigest()


def _bytes(column: NDArray[Any]) -> bytes:
    """Write a column as 64-bit little-endian integers, whatever it is held in."""
    return np.ascontiguousarray(column.astype("<i8")).tobytes()

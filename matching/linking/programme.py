"""One part of a problem with bundles as a whole-number programme, goal after goal (CP-SAT)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model

from matching.lexicographic import Lexicographic
from matching.linking.weights import rank_counts, weights

if TYPE_CHECKING:
    from matching.lexicographic import Goal
    from matching.linking.arrays import Bools, Ints
    from matching.linking.problem import Problem

ALONE, SAME, ANY = 0, 1, 2  # unit by unit; all from one resource; all, from several


class Programme:
    """One part as a whole-number programme, goal after goal."""

    def __init__(self, task: Problem, kind: Ints, takes: Ints, needs: Bools) -> None:
        self.task, self.kind = task, kind
        self.pairs = np.flatnonzero(needs[task.i])
        self.model = cp_model.CpModel()
        most = np.where(kind == SAME, 1, task.units)
        self.given = [
            self.model.new_int_var(0, int(most[task.i[p]]), f"x{p}")
            for p in self.pairs.tolist()
        ]
        self.met = self._met(np.flatnonzero(needs))
        at: dict[int, list[Any]] = {}
        for p, var in zip(self.pairs.tolist(), self.given, strict=True):
            at.setdefault(int(task.j[p]), []).append(int(takes[p]) * var)
        for resource, used in at.items():
            self.model.add(sum(used) <= int(task.capacity[resource]))

    def _met(self, needs: Ints) -> dict[int, Any]:
        """Give what counts of each need: a bundle 0 or 1, another the units it gets."""
        some: dict[int, list[Any]] = {int(need): [] for need in needs}
        for p, var in zip(self.pairs.tolist(), self.given, strict=True):
            some[int(self.task.i[p])].append(var)
        met: dict[int, Any] = {}
        for need, parts in some.items():
            units = int(self.task.units[need])
            if self.kind[need] == ANY:
                met[need] = self.model.new_bool_var(f"b{need}")
                self.model.add(sum(parts) == units * met[need])
                continue
            self.model.add(sum(parts) <= (1 if self.kind[need] == SAME else units))
            met[need] = sum(parts)
        return met

    def solve(self, seed: int, effort: float) -> tuple[Goal, ...]:
        """Reach the goals in order, each within the best of those before."""
        self.order = Lexicographic(self.model, self.given, seed=seed, effort=effort)
        levels = self.task.policy.levels
        wanted: list[tuple[str, Any]] = [
            (f"level {k}", sum(met for i, met in self.met.items() if self.task.level[i] == k))
            for k in range(levels)
        ]
        wanted += [("fairness", -self._ranks()), ("score", self._score())]
        return tuple(self.order.reach(name, goal) for name, goal in wanted)

    def _ranks(self) -> Any:
        """Sum the ranks of what is met by area; 0 where areas are not compared."""
        task, total = self.task, []
        if task.policy.fairness.mode == "none":
            return 0
        counts = rank_counts(_counted(task, self.kind), weights(task.policy, task.n, task.m))
        for area in sorted({int(task.area[need]) for need in self.met}):
            filled = [
                self.model.new_int_var(0, int(count), f"r{area}.{rank}")
                for rank, count in enumerate(counts[area])
            ]
            got = sum(met for need, met in self.met.items() if task.area[need] == area)
            self.model.add(sum(filled) == got)
            total += [rank * var for rank, var in enumerate(filled)]
        return sum(total)

    def _score(self) -> Any:
        """Points: of a bundle from several places each unit brings its share, rounded down."""
        task = self.task
        each = np.where(self.kind == ANY, task.units, 1)[task.i]
        share = points(task) // each
        return sum(
            int(share[p]) * var for p, var in zip(self.pairs.tolist(), self.given, strict=True)
        )

    def chosen(self) -> Ints:
        """Units on each pair of the part, by the last answer; a SAME bundle's at once."""
        told = np.array([self.order.value(var) for var in self.given], dtype=np.int64)
        need = self.task.i[self.pairs]
        return np.where(self.kind[need] == SAME, told * self.task.units[need], told)


def _counted(task: Problem, kind: Ints) -> Problem:
    """Count a bundle once among the needs of its area."""
    return replace(task, units=np.where(kind == ALONE, task.units, 1))


def points(task: Problem) -> Ints:
    """Points of a pair above the lowest, with the bonus where it is kept: shape (E,)."""
    policy = task.policy
    return task.score - policy.score_lowest + policy.kept_bonus * task.kept

"""Households to stewards as a whole-number programme, solved goal after goal by CP-SAT.

Households of one village, colour and present steward are alike: the programme counts them in
a cell, so it stays small and has no twins to try. Goals in this order, each kept by the next:
fewest left without a steward (orange, yellow, blue, green), least overload, villages whole,
villages near, least moved, even load. Source: docs/algorithms/stewards.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from graph_schema.errors import TooSlow
from matching.coverage.live import LEVELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

SEVERE = (5, 4)  # nobody is brought above 5/4 of capacity
LEFT = tuple(f"left {level}" for level in LEVELS)
GOALS = (*LEFT, "overload", "villages", "near", "moved", "even")
EVEN = 1_000  # load of the fullest is compared in thousandths of capacity
EFFORT = 20.0  # deterministic time of CP-SAT a goal: the same on every machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Cells (C,), stewards (S,) and villages (V,) of one town and tier; whole numbers only.

    size: households. unit: load of one. level: 0 orange. village, today: index, today -1 for
    nobody. free: may be moved; the others stay with today's steward. capacity: units.
    receives: may be given more. allowed, near: (S, V), may serve the village; it is one of
    theirs or next to one.
    """

    size: Ints
    unit: Ints
    level: Ints
    village: Ints
    today: Ints
    free: Bools
    capacity: Ints
    receives: Bools
    allowed: Bools
    near: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal: what was reached, and what cannot be beaten."""

    name: str
    value: int
    bound: int

    @property
    def gap(self) -> int:
        """How far the value may be from the best; 0 is proven."""
        return self.value - self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """given: (C, S), households of a cell by steward; what is missing to size is unplaced."""

    given: Ints
    goals: tuple[Goal, ...]


class Programme:
    """The variables and goals of one town and tier."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.model = cp_model.CpModel()
        count = len(cells.capacity)
        self.given: dict[tuple[int, int], cp_model.IntVar] = {}
        self.unplaced: dict[int, cp_model.IntVar] = {}
        self.serves: dict[tuple[int, int], cp_model.IntVar] = {}
        for c in np.flatnonzero(cells.free).tolist():
            size = int(cells.size[c])
            some = [
                self.given.setdefault((c, s), self.model.new_int_var(0, size, f"g{c}.{s}"))
                for s in range(count)
                if self._may(c, s)
            ]
            self.unplaced[c] = self.model.new_int_var(0, size, f"u{c}")
            self.model.add(sum(some) + self.unplaced[c] == size)
        self.fixed = np.zeros(count, dtype=np.int64)
        stays = ~cells.free & (cells.today >= 0)
        np.add.at(self.fixed, cells.today[stays], (cells.size * cells.unit)[stays])
        self.load = [int(self.fixed[s]) + self._carried(s) for s in range(count)]
        for s in range(count):
            most = max(int(self.fixed[s]), int(cells.capacity[s]) * SEVERE[0] // SEVERE[1])
            self.model.add(self.load[s] <= most)

    def _may(self, c: int, s: int) -> bool:
        cells = self.cells
        return bool(cells.receives[s] and cells.allowed[s, cells.village[c]])

    def _carried(self, s: int) -> cp_model.LinearExprT:
        return sum(
            int(self.cells.unit[c]) * given for (c, t), given in self.given.items() if t == s
        )

    def goal(self, name: str) -> cp_model.LinearExprT:
        """Give the expression of one goal; the smaller the better."""
        cells = self.cells
        match name:
            case "overload":
                return sum(self._over(s) for s in range(len(self.load)))
            case "villages":
                self.serves = self._serves()
                return sum(self.serves.values())
            case "near":
                return sum(on for (s, v), on in self.serves.items() if not cells.near[s, v])
            case "moved":
                return sum(
                    int(cells.unit[c]) * given
                    for (c, s), given in self.given.items()
                    if s != cells.today[c]
                )
            case "even":
                return self._fullest()
            case _:
                level = LEFT.index(name)
                return sum(u for c, u in self.unplaced.items() if cells.level[c] == level)

    def _over(self, s: int) -> cp_model.LinearExprT:
        capacity = int(self.cells.capacity[s])
        most = int((self.cells.size * self.cells.unit).sum()) + int(self.fixed[s])
        over = self.model.new_int_var(0, most, f"over{s}")
        self.model.add(over >= self.load[s] - capacity)
        return over

    def _serves(self) -> dict[tuple[int, int], cp_model.IntVar]:
        """Make a switch a steward and village new to the steward: on when any is given."""
        cells = self.cells
        held = {
            (int(s), int(v))
            for s, v in zip(cells.today[~cells.free], cells.village[~cells.free], strict=True)
        }
        found: dict[tuple[int, int], cp_model.IntVar] = {}
        for (c, s), given in self.given.items():
            pair = (s, int(cells.village[c]))
            if pair in held:
                continue
            if pair not in found:
                found[pair] = self.model.new_bool_var(f"v{pair[0]}.{pair[1]}")
            self.model.add(given <= int(cells.size[c]) * found[pair])
        return found

    def _fullest(self) -> cp_model.LinearExprT:
        most = EVEN * 10_000
        fullest = self.model.new_int_var(0, most, "fullest")
        for s, load in enumerate(self.load):
            if self.cells.receives[s]:
                self.model.add(fullest * int(self.cells.capacity[s]) >= EVEN * load)
        return fullest


def solve(cells: Cells, seed: int = 0) -> Answer:
    """Give every free household a steward, best by the goals in order.

    One worker, a fixed seed and a limit in deterministic time: the same cells give the same
    answer. A goal that is not proven in time keeps its bound and is told by its gap.
    Raises TooSlow when not even a first answer was found, which only a fault can cause: leaving
    all unplaced is always one.
    """
    programme = Programme(cells)
    goals, solver = [], None
    for name in GOALS:
        wanted = programme.goal(name)
        if isinstance(wanted, int):  # nothing of the kind is there to choose
            goals.append(Goal(name=name, value=wanted, bound=wanted))
            continue
        solver = _solved(programme, wanted, name, seed)
        value = round(solver.objective_value)
        goals.append(Goal(name=name, value=value, bound=_bound(solver)))
        programme.model.add(wanted <= value)
        programme.model.clear_hints()  # type: ignore[no-untyped-call]
        for variable in (*programme.given.values(), *programme.unplaced.values()):
            programme.model.add_hint(variable, solver.value(variable))
    given = np.zeros((len(cells.size), len(cells.capacity)), dtype=np.int64)
    for (c, s), variable in programme.given.items():
        given[c, s] = solver.value(variable) if solver else 0
    stays = np.flatnonzero(~cells.free & (cells.today >= 0))
    given[stays, cells.today[stays]] = cells.size[stays]
    return Answer(given=given, goals=tuple(goals))


def _solved(
    programme: Programme, wanted: cp_model.LinearExprT, name: str, seed: int
) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = EFFORT
    programme.model.minimize(wanted)
    status = solver.solve(programme.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise TooSlow(goal=name, status=solver.status_name())
    return solver


def _bound(solver: cp_model.CpSolver) -> int:
    """Round the proven bound up: every goal is a whole number."""
    return int(np.ceil(solver.best_objective_bound - 1e-6))

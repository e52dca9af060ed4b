"""Goals one after the other over a whole-number programme, each kept by the next (CP-SAT)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model

from graph_schema.errors import TooSlow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EFFORT = 20.0  # deterministic time of CP-SAT a goal: the same on every machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal: what was reached and what nothing passes; the more the better."""

    name: str
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        return self.value == self.bound


class Lexicographic:
    """Reaches goals in order.

    One worker, a fixed seed and a limit in deterministic time: the same programme gives the
    same answer. A goal not proven in time keeps its bound.
    """

    def __init__(
        self,
        model: cp_model.CpModel,
        choices: Sequence[cp_model.IntVar],
        *,
        seed: int,
        effort: float = EFFORT,
    ) -> None:
        self.model, self.choices = model, choices
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.random_seed = seed % (1 << 31)
        self.solver.parameters.max_deterministic_time = effort

    def reach(self, name: str, goal: Any) -> Goal:
        """Get the most of a goal within the best of those before; start from their answer.

        Raises TooSlow when not even a first answer was found.
        """
        if isinstance(goal, int):  # nothing of the kind is there to choose
            return Goal(name=name, value=goal, bound=goal)
        self.model.maximize(goal)
        status = self.solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise TooSlow(goal=name, status=self.solver.status_name())
        value = round(self.solver.objective_value)
        self.model.add(goal >= value)
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for var in self.choices:
            self.model.add_hint(var, self.solver.value(var))
        bound = int(np.floor(self.solver.best_objective_bound + 1e-6))
        return Goal(name=name, value=value, bound=bound)

    def value(self, var: cp_model.IntVar) -> int:
        """Read a choice off the last answer."""
        return int(self.solver.value(var))


def summed(parts: Iterable[Sequence[Goal]]) -> tuple[Goal, ...]:
    """Add the goals of parts that share nothing, name by name."""
    return tuple(
        Goal(
            name=same[0].name,
            value=sum(goal.value for goal in same),
            bound=sum(goal.bound for goal in same),
        )
        for same in zip(*parts, strict=True)
    )

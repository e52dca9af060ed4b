"""Volunteers to tasks exactly: hours, overlaps, ways between, two people, fair load (CP-SAT).

Goals in this order, each kept by the next: most orange tasks done, yellow, blue, green; load
shared by what each offered; score. A task is done when all who must go are found, or not done.
Parts that share nobody are solved apart. Source: docs/algorithms/volunteers.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from matching.lexicographic import Goal, Lexicographic, summed
from matching.linking.places import UNKNOWN, distance
from matching.volunteers.fit import fits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.volunteers.fit import Crew, Fits, Tasks
    from matching.volunteers.policy import Policy

    Ints = NDArray[np.int64]

LEVELS = 4
EFFORT = 4.0  # deterministic time a goal and part; a week of a town is near its best by then


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """Who goes: (task id, volunteer id), sorted. done: tasks by level."""

    goes: tuple[tuple[str, str], ...]
    done: tuple[int, ...]
    goals: tuple[Goal, ...]

    @property
    def proven(self) -> bool:
        return all(goal.proven for goal in self.goals)


def assign(
    crew: Crew,
    tasks: Tasks,
    policy: Policy,
    found: Fits | None = None,
    *,
    seed: int = 0,
    effort: float = EFFORT,
) -> Rota:
    """Give every task that can be done its people, best by the goals in order.

    One worker, a fixed seed, a limit in deterministic time: the same tables, the same answer.
    found: the pairs to choose among, all that fit if not told. Raises TooSlow when no answer at
    all was found in time, which only a fault can cause: nobody going anywhere is one.
    """
    found = fits(crew, tasks, policy, seed=seed) if found is None else found
    goes: list[tuple[str, str]] = []
    parts: list[tuple[Goal, ...]] = []
    for pairs in _parts(found, len(tasks.ids), len(crew.ids)):
        part = _Part(crew, tasks, policy, found, pairs)
        parts.append(part.solve(seed, effort))
        goes += part.goes()
    goals = summed(parts)
    done = tuple(goal.value for goal in goals[:LEVELS]) or (0,) * LEVELS
    return Rota(goes=tuple(sorted(goes)), done=done, goals=goals)


def _parts(found: Fits, tasks: int, crew: int) -> list[Ints]:
    """Cut the pairs into parts that share no volunteer and no task."""
    if not len(found.task):
        return []
    nodes = tasks + crew
    ties = coo_array(
        (np.ones(len(found.task), np.int8), (found.task, found.volunteer + tasks)),
        shape=(nodes, nodes),
    )
    _, label = connected_components(ties.tocsr(), directed=False)
    of = label[found.task]
    return [np.flatnonzero(of == one) for one in np.unique(of)]


class _Part:
    """One part as a whole-number programme."""

    def __init__(
        self, crew: Crew, tasks: Tasks, policy: Policy, found: Fits, pairs: Ints
    ) -> None:
        self.crew, self.tasks, self.policy, self.found = crew, tasks, policy, found
        self.model = cp_model.CpModel()
        self.goes_there = {p: self.model.new_bool_var(f"x{p}") for p in pairs.tolist()}
        self.done = {
            t: self.model.new_bool_var(f"d{t}") for t in np.unique(found.task[pairs]).tolist()
        }
        self._staffed()
        self.of = {
            v: [p for p in pairs.tolist() if found.volunteer[p] == v]
            for v in np.unique(found.volunteer[pairs]).tolist()
        }
        for volunteer, mine in self.of.items():
            self._in_time(volunteer, mine)

    def _staffed(self) -> None:
        """All who must go are found, one of them cleared where that is asked, or none goes."""
        found, cleared = self.found, self.crew.cleared
        for task, done in self.done.items():
            mine = [p for p in self.goes_there if found.task[p] == task]
            self.model.add(
                sum(self.goes_there[p] for p in mine) == int(found.people[task]) * done
            )
            if found.lead[task]:
                leads = [self.goes_there[p] for p in mine if cleared[found.volunteer[p]]]
                self.model.add(sum(leads) >= done)

    def _in_time(self, volunteer: int, mine: list[int]) -> None:
        """Within the hours of the week, and in time from one task to the next."""
        tasks = self.tasks
        of = self.found.task
        length = (tasks.end - tasks.start)[of[mine]]
        self.model.add(
            sum(int(m) * self.goes_there[p] for m, p in zip(length, mine, strict=True))
            <= int(self.crew.minutes[volunteer])
        )
        mine = sorted(mine, key=lambda p: (int(tasks.start[of[p]]), p))
        for k, first in enumerate(mine):
            for then in mine[k + 1 :]:
                if clash(tasks, self.policy, int(of[first]), int(of[then])):
                    self.model.add_at_most_one(self.goes_there[first], self.goes_there[then])

    def solve(self, seed: int, effort: float) -> tuple[Goal, ...]:
        """Reach the goals in order."""
        choices = list(self.goes_there.values())
        self.order = Lexicographic(self.model, choices, seed=seed, effort=effort)
        wanted: list[tuple[str, Any]] = [
            (f"level {k}", sum(d for t, d in self.done.items() if self.tasks.level[t] == k))
            for k in range(LEVELS)
        ]
        score = sum(int(self.found.score[p]) * x for p, x in self.goes_there.items())
        wanted += [("load", -self._load()), ("score", score)]
        return tuple(self.order.reach(name, goal) for name, goal in wanted)

    def _load(self) -> Any:
        """Sum the ranks of each volunteer's tasks: low for those who offered much."""
        ranks = []
        for volunteer, mine in self.of.items():
            offered = max(1, int(self.crew.free[volunteer].sum()))
            nth = [self.model.new_bool_var(f"k{volunteer}.{k}") for k in range(len(mine))]
            self.model.add(sum(nth) == sum(self.goes_there[p] for p in mine))
            for before, after in pairwise(nth):
                self.model.add_implication(after, before)
            ranks += [k * self.policy.load_steps // offered * on for k, on in enumerate(nth)]
        return sum(ranks)

    def goes(self) -> list[tuple[str, str]]:
        """List who goes where by the last answer."""
        found = self.found
        return [
            (str(self.tasks.ids[found.task[p]]), str(self.crew.ids[found.volunteer[p]]))
            for p, x in self.goes_there.items()
            if self.order.value(x)
        ]


def clash(tasks: Tasks, policy: Policy, first: int, then: int) -> bool:
    """Tell whether one person cannot do both: they overlap, or the way between is too long.

    first starts no later than then.
    """
    far = int(distance(tasks.x[[first]], tasks.y[[first]], tasks.x[[then]], tasks.y[[then]])[0])
    way = 0 if far == UNKNOWN else -(-far // policy.pace_m_per_min)
    return int(tasks.start[then]) < int(tasks.end[first]) + way

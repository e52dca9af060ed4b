"""A year of asking, made up: people tire of being asked, and some stop answering for good.

Compares ways of asking on the same tasks, people and luck. What it shows is a property of the
model (each message of the last week lowers the chance of a yes, beyond a few people mute the
programme), not a forecast of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from matching.volunteers.waves import Asked, Candidate, next_wave

if TYPE_CHECKING:
    from matching.volunteers.policy import Policy

TIRES = 0.85  # a message in the last seven days leaves this share of the chance of a yes
MUTES = 0.04  # chance that one message more than PATIENT in a week is the last one read
PATIENT = 3
WEEK = 7

Way = Literal["waves", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Size of a simulation. able: volunteers who may do one task."""

    volunteers: int = 120
    days: int = 180
    tasks_a_day: int = 3
    able: int = 40
    rounds: int = 3  # waves a task may have before its time comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it. pings: messages sent. mute: people who no longer read them."""

    tasks: int
    missed: int
    pings: int
    mute: int


class _World:
    """People, their week of messages, and the same luck for every way of asking."""

    def __init__(self, policy: Policy, year: Year, seed: int) -> None:
        luck = np.random.Generator(np.random.PCG64(seed))
        count = year.days * year.tasks_a_day
        self.policy, self.year = policy, year
        self.able: list[list[int]] = [
            luck.choice(year.volunteers, year.able, replace=False).tolist()
            for _ in range(count)
        ]
        self.draws = luck.random((count, year.volunteers, 2))
        self.recent = np.zeros((year.volunteers, WEEK), dtype=np.int64)
        self.last = np.full(year.volunteers, -1)
        self.mute = np.zeros(year.volunteers, dtype=bool)
        self.pings = 0

    def whom(self, way: Way, task: int, day: int, asked: Asked) -> list[int]:
        """Choose whom to ask next."""
        who = self.able[task]
        if way == "all":
            return who
        some = [
            Candidate(
                volunteer=str(v),
                score=0,
                answer=self.policy.answer,
                asked_days=-1 if self.last[v] < 0 else day - int(self.last[v]),
            )
            for v in who
        ]
        return [int(v) for v in next_wave(str(task), some, asked, self.policy)]

    def ask(self, task: int, day: int, told: list[int]) -> bool:
        """Send a message to each; whether one says yes."""
        yes = False
        for v in told:
            says, mutes = self.draws[task, v]
            week = int(self.recent[v].sum())
            chance = self.policy.answer / 1000 * TIRES**week
            yes |= bool(not self.mute[v] and says < chance)
            self.mute[v] |= bool(week >= PATIENT and mutes < MUTES)
            self.recent[v, day % WEEK] += 1
            self.last[v] = day
        self.pings += len(told)
        return yes


def simulate(
    way: Way, policy: Policy, year: Year, *, seed: int, budget: int | None = None
) -> Outcome:
    """Ask for every task of a year, in waves or everybody able at once.

    budget: messages in all; once they are used up nobody is asked any more.
    """
    world = _World(policy, year, seed)
    missed = 0
    for task in range(len(world.able)):
        day = task // year.tasks_a_day
        if task % year.tasks_a_day == 0:
            world.recent[:, day % WEEK] = 0
        asked = Asked(times={str(v): int(world.recent[v].sum()) for v in world.able[task]})
        done = False
        for _ in range(year.rounds if way == "waves" else 1):
            told = world.whom(way, task, day, asked)
            if budget is not None:
                told = told[: max(0, budget - world.pings)]
            done = world.ask(task, day, told)
            asked.note(str(task), [str(v) for v in told])
            if done:
                break
        missed += not done
    return Outcome(
        tasks=len(world.able), missed=missed, pings=world.pings, mute=int(world.mute.sum())
    )

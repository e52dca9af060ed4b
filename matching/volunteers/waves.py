"""Who is asked for a task, and how many at once: few, in turn, and nobody again who said no.

A wave is the smallest group of which one says yes with the policy's certainty; the next is sent
when none did. Source: matching reference, part 15.5.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from matching.volunteers.fit import lot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.volunteers.policy import Policy

THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may do a task. answer: per mille who say yes; asked_days: −1 never asked."""

    volunteer: str
    score: int
    answer: int
    asked_days: int


@dataclass(slots=True)
class Asked:
    """What was asked this week: times by volunteer, and (volunteer, task) with any answer."""

    times: dict[str, int] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)

    def note(self, task: str, volunteers: Sequence[str]) -> None:
        """Remember a wave."""
        for one in volunteers:
            self.times[one] = self.times.get(one, 0) + 1
            self.pairs.add((one, task))


def next_wave(
    task: str,
    candidates: Sequence[Candidate],
    asked: Asked,
    policy: Policy,
    seed: int = 0,
    people: int = 1,
) -> list[str]:
    """Name whom to ask next for a task, in order; [] when nobody is left who may be asked.

    Best score first; equals in turn, who was asked longest ago first, then by lot. Left out are
    those asked for this task before (a no is a no, silence too) and those at their weekly cap.
    people: how many must say yes.
    """
    able = [
        one
        for one in candidates
        if (one.volunteer, task) not in asked.pairs
        and asked.times.get(one.volunteer, 0) < policy.most_a_week
    ]
    able.sort(key=lambda one: (-one.score, -_waited(one), lot(one.volunteer, task, seed)))
    count = size([one.answer for one in able], policy.target, people)
    return [one.volunteer for one in able[:count]]


def size(answers: Sequence[int], target: int, people: int = 1) -> int:
    """Smallest k of which `people` say yes with the target's certainty; else all.

    For one person 1 − Π(1 − p) ≥ target over the first k. answers, target: per mille; exact
    fractions, so no machine counts otherwise.
    """
    few = [Fraction(1), *[Fraction(0)] * (people - 1)]  # few[y]: chance that y said yes
    for k, answer in enumerate(answers, start=1):
        yes = Fraction(answer, THOUSAND)
        few = [few[y] * (1 - yes) + (few[y - 1] * yes if y else 0) for y in range(people)]
        if 1 - sum(few) >= Fraction(target, THOUSAND):
            return k
    return len(answers)


def share(yes: int, asked: int, policy: Policy) -> int:
    """Give the chance of a yes by what somebody answered so far: per mille.

    The usual chance counts as `known_after` answers, so a few do not say all.
    """
    total = policy.known_after + asked
    return (policy.known_after * policy.answer + THOUSAND * yes) // total


def _waited(one: Candidate) -> int:
    """Days since asked; never counts as longest."""
    return 1 << 30 if one.asked_days < 0 else one.asked_days

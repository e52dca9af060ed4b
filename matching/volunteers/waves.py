"""Who is asked for a task, and how many at once: few, in turn, and nobody again who said no.

A wave is the smallest group of which one says yes with the policy's certainty; the next is sent
when none did. Source: matching reference, part 15.5.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from typing import TYPE_CHECKING

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
    task: str, candidates: Sequence[Candidate], asked: Asked, policy: Policy, seed: int = 0
) -> list[str]:
    """Name whom to ask next for a task, in order; [] when nobody is left who may be asked.

    Best score first; equals in turn, who was asked longest ago first, then by lot. Left out are
    those asked for this task before (a no is a no, silence too) and those at their weekly cap.
    """
    able = [
        one
        for one in candidates
        if (one.volunteer, task) not in asked.pairs
        and asked.times.get(one.volunteer, 0) < policy.most_a_week
    ]
    able.sort(key=lambda one: (-one.score, -_waited(one), _lot(one.volunteer, task, seed)))
    count = size([one.answer for one in able], policy.target)
    return [one.volunteer for one in able[:count]]


def size(answers: Sequence[int], target: int) -> int:
    """Smallest k with 1 − Π(1 − p) ≥ target over the first k; all where that is not reached.

    answers, target: per mille; exact fractions, so no machine counts otherwise.
    """
    silent = Fraction(1)
    for k, answer in enumerate(answers, start=1):
        silent *= Fraction(THOUSAND - answer, THOUSAND)
        if 1 - silent >= Fraction(target, THOUSAND):
            return k
    return len(answers)


def _waited(one: Candidate) -> int:
    """Days since asked; never counts as longest."""
    return 1 << 30 if one.asked_days < 0 else one.asked_days


def _lot(volunteer: str, task: str, seed: int) -> bytes:
    key = str(seed).encode()
    return blake2b(f"{task}\x1f{volunteer}".encode(), digest_size=8, key=key).digest()

"""What would change a colour: the fewest facts whose end lowers it, the points to the next.

Works from the reasons of one household as written (matching.risk.documents) and works the parts
of the score out again without some facts, as an evaluation would.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from matching.risk.parameters import GREEN, LEVELS, ORANGE

if TYPE_CHECKING:
    from matching.risk.parameters import RiskParameters

Entry = Mapping[str, Any]
Fact = tuple[str, str]  # label and our id
LASTING = frozenset({"P03", "P09"})  # age and the past: nobody can end these
NO_LEVEL = frozenset({"HOLD", "OVERRIDE"})  # what holds or sets the colour people see
MOST = 3  # facts that must end together; more is no advice
LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Facts that would lower the computed colour if all of them ended. rules: their codes."""

    facts: tuple[Fact, ...]
    rules: tuple[str, ...]
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What moves a colour. lines: the weightiest reasons, floors first, at most five.

    down: every smallest set of facts whose end lowers it; empty where no three do. up: points
    (hundredths) from which the next colour begins, None for orange.
    """

    lines: tuple[Entry, ...]
    down: tuple[Ended, ...]
    up: int | None
    held_by: tuple[str, ...]


def ways(
    rows: Sequence[Entry], floors: Sequence[Entry], parameters: RiskParameters, as_of: date
) -> Ways:
    """Say what would change the colour of a household. rows, floors: as written, parsed."""
    book = _Book(rows, floors, parameters, as_of)
    now = book.level(frozenset())
    held = [name for one in floors if one["rule"] == "HOLD" for name in one["value"]]
    return Ways(
        lines=book.lines(now),
        down=tuple(book.down(now)),
        up=None if now == ORANGE else parameters.threshold(now + 1) - book.score(frozenset()),
        held_by=tuple(held),
    )


class _Book:
    """The reasons of one household, added up with some facts left out."""

    def __init__(
        self,
        rows: Sequence[Entry],
        floors: Sequence[Entry],
        parameters: RiskParameters,
        as_of: date,
    ) -> None:
        self.rows, self.of, self.as_of = rows, parameters, as_of
        self.floors = [one for one in floors if one["rule"] not in NO_LEVEL]

    def lines(self, level: int) -> tuple[Entry, ...]:
        """Give floors that reach the colour, then points, the weightiest first."""
        forcing = [one for one in self.floors if LEVELS.index(one["level"]) >= level > GREEN]
        paying = sorted(self.rows, key=lambda one: -int(one["points"]))
        return tuple([*forcing, *(one for one in paying if one["points"])][:LINES])

    def down(self, level: int) -> list[Ended]:
        """Find the smallest sets of facts that lower the colour, the lowest first."""
        facts = sorted({_fact(one) for one in (*self.rows, *self.floors)} - self._lasting())
        for count in range(1, MOST + 1):
            found = [
                (self.level(frozenset(some)), some)
                for some in combinations(facts, count)
            ]  # fmt: skip
            lower = [(rank, some) for rank, some in found if rank < level]
            if lower:
                return [self._ended(rank, some) for rank, some in sorted(lower)]
        return []

    def _lasting(self) -> set[Fact]:
        every: dict[Fact, set[str]] = {}
        for one in (*self.rows, *self.floors):
            every.setdefault(_fact(one), set()).add(one["rule"])
        return {fact for fact, rules in every.items() if rules <= LASTING}

    def _ended(self, rank: int, facts: Sequence[Fact]) -> Ended:
        wanted = set(facts)
        rules = {one["rule"] for one in (*self.rows, *self.floors) if _fact(one) in wanted}
        return Ended(facts=tuple(facts), rules=tuple(sorted(rules)), level=LEVELS[rank])

    def score(self, ended: Collection[Fact]) -> int:
        """Add the parts up without the facts that ended. Hundredths."""
        of, left = self.of, [one for one in self.rows if self._stays(one, ended)]
        needs = [one for one in left if "severity" in one]
        worth = sorted((int(one["points"]) for one in needs), reverse=True)
        need = sum(worth[:1]) + sum(worth[1:]) // of.need.others_divided_by
        others = [one for one in left if "severity" not in one]
        alerts = sum(int(one["points"]) for one in others if one["label"] == "Alert")
        living = sum(int(one["points"]) for one in others if one["label"] != "Alert")
        covered = sum("covered_by" in one for one in needs)
        total = (
            min(of.need.cap, need) + min(of.portrait.cap, living) + min(of.event.cap, alerts)
        )
        total -= of.protect.cap * covered // max(len(needs), 1)
        return min(of.score.cap, max(0, total))

    def level(self, ended: Collection[Fact]) -> int:
        """Give the colour as computed without the facts that ended: a rank."""
        score = self.score(ended)
        rank = max(at for at in range(GREEN, ORANGE + 1) if score >= self.of.threshold(at))
        left = [one for one in self.floors if self._stays(one, ended)]
        rank = max([rank, *(LEVELS.index(o["level"]) for o in left if o["rule"] != "H7")])
        silent = any(one["rule"] == "H7" and self._silent(one, rank) for one in left)
        return min(rank + 1, ORANGE) if silent else rank

    def _silent(self, one: Entry, rank: int) -> bool:
        """Whether H7 still holds at another colour, which has another interval."""
        name = ("", "green", "blue", "yellow", "orange")[rank]
        quiet = (self.as_of - date.fromisoformat(one["value"])).days
        hard = self.of.hard
        return quiet > hard.silent_after_intervals * hard.contact_days[name]

    def _stays(self, one: Entry, ended: Collection[Fact]) -> bool:
        return one["rule"] in LASTING or _fact(one) not in ended


def _fact(one: Entry) -> Fact:
    return one["label"], one["fact"]

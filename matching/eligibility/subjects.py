"""What an evaluation looks at, and the three kinds of facts: numbers, codes, truths."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from matching.facts import People, people, sizes, some
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number per subject, or a ratio of two where `per` is given (compared exactly)."""

    value: Ints
    known: Bools
    per: Ints | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code per subject, None where unknown."""

    value: NDArray[np.object_]
    known: Bools


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes or no per subject."""

    value: Bools
    known: Bools


Fact = Number | Code | Truth


@dataclass(frozen=True, slots=True)
class Subjects:
    """What an evaluation looks at: the snapshot, its people, who holds which award."""

    snapshot: Snapshot
    people: People
    size: Ints
    _params: dict[str, Fraction | None] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot) -> Subjects:
        members = people(snapshot)
        return cls(snapshot, members, sizes(snapshot, members))

    @property
    def households(self) -> int:
        return len(self.snapshot.households)

    @property
    def living_persons(self) -> Bools:
        """Tell who lives, by record."""
        rows = self.snapshot.persons["deceased"].to_numpy(dtype="datetime64[D]")
        found: Bools = ~(rows <= day(self.snapshot.as_of))
        return found

    @property
    def living_households(self) -> Bools:
        """Tell where somebody lives, by record; also where no member is known at all."""
        home, count = self.snapshot.look.home("persons"), self.households
        everybody = np.ones(len(home), dtype=bool)
        return some(self.people.household, everybody, count) | ~some(home, everybody, count)

    def parameter(self, code: str) -> Fraction | None:
        """Read a numeric parameter in force on as_of, money in fen; None where none is."""
        if code not in self._params:
            value = self.snapshot.param(code)
            self._params[code] = None if value is None else Fraction(str(value))
        return self._params[code]

    def holders(self, policies: frozenset[str], *, person: bool) -> Bools:
        """Tell who holds an active award of these policies: per person, or per household.

        A household holds what it or a living member holds.
        """
        rows, look = self.snapshot.awards, self.snapshot.look
        today = day(self.snapshot.as_of)
        since, until = (rows[n].to_numpy(dtype="datetime64[D]") for n in ("from_", "to"))
        live = look.one_of("awards", "policy", policies) & ~(since > today) & ~(until < today)
        if person:
            holder = look.row_of("awards", "holder_id", "persons")
            return some(holder, live, len(self.people.age))
        return some(look.home("awards"), live, self.households)

"""Who a row is about, without guessing: people by number, or by marks where there is none.

Source: domain reference 4.3 and 5.3 (X07, X10, X20). Name, birth, sex and district together
name a person when one agrees in all four and nobody else could be meant; else a human decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

MARKS = ("NAME", "BIRTH", "SEX", "AREA", "DIGITS")
SURE = frozenset(("NAME", "BIRTH", "SEX", "AREA"))
UNTOLD = "9"  # GB/T 2261.1: sex not stated
MOST = 10  # candidates shown for one row
MASK = "*"


@dataclass(slots=True)
class KnownPerson:
    """A person: our id, folded name, household; number: "" for one without; area: any code."""

    id: str
    name_fold: str
    household: str | None = None
    number: str = ""
    birth: date | None = None
    sex: str | None = None
    area: str | None = None
    groups: frozenset[str] = frozenset()
    deceased: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What a row says of a person; None: not stated. masked: a number partly hidden."""

    name_fold: str
    birth: date | None = None
    sex: str | None = None
    area: str | None = None
    masked: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a row may be about. reasons: the marks that agree, of MARKS."""

    id: str
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        """Give the share of all marks that agree, 0 to 1."""
        return len(self.reasons) / len(MARKS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the base ledger. household: its id, None for one that nobody knows yet."""

    household: str | None
    homeless: bool

    def may_name(self, person: KnownPerson) -> bool:
        """Tell whether the person lives here, or nowhere so far."""
        return person.household in (None, self.household)

    def same(self, people: Iterable[KnownPerson], marks: Marks) -> KnownPerson | None:
        """Find whom the ledger itself brought without a number: same household, same marks."""
        if self.household is None:
            return None
        told = [
            p
            for p in people
            if p.household == self.household
            and not p.number
            and (p.birth, p.sex) == (marks.birth, marks.sex or UNTOLD)
        ]
        return told[0] if len(told) == 1 else None


@dataclass(slots=True)
class People:
    """Everybody the graph knows and a file adds, by hash of the number and by folded name."""

    numbered: dict[str, KnownPerson] = field(default_factory=dict)
    _named: dict[str, list[KnownPerson]] = field(default_factory=lambda: defaultdict(list))
    _without: set[str] = field(default_factory=set)

    def add(self, person: KnownPerson, key: str | None) -> KnownPerson:
        """Add a person. key: the hash of the number, None for one without."""
        if key is None:
            self._without.add(person.name_fold)
        else:
            self.numbered[key] = person
        self._named[person.name_fold].append(person)
        return person

    def number(self, person: KnownPerson, number: str, key: str) -> None:
        """Give a person without a number the one that became known."""
        person.number = number
        self.numbered[key] = person

    def namesakes(self, name_fold: str) -> list[KnownPerson]:
        """Find everybody of a folded name."""
        return self._named.get(name_fold, [])

    def without_number(self, name_fold: str) -> Iterator[KnownPerson]:
        """Find those of a folded name whose number nobody knows."""
        if name_fold in self._without:
            yield from (p for p in self.namesakes(name_fold) if not p.number)

    def sure(self, marks: Marks) -> KnownPerson | None:
        """Find the one person that must be meant, None when there is any doubt."""
        told = list(possible(self.namesakes(marks.name_fold), marks))
        if len(told) == 1 and set(told[0][1]) >= SURE:
            return told[0][0]
        return None

    def candidates(self, marks: Marks) -> tuple[Candidate, ...]:
        """Name those who may be meant, best first, for a human; at most MOST."""
        told = [
            Candidate(p.id, reasons)
            for p, reasons in possible(self.namesakes(marks.name_fold), marks)
        ]
        return tuple(sorted(told, key=lambda c: (-c.score, c.id))[:MOST])

    def __iter__(self) -> Iterator[KnownPerson]:
        """Yield everybody."""
        for namesakes in self._named.values():
            yield from namesakes


def possible(
    people: Iterable[KnownPerson], marks: Marks
) -> Iterator[tuple[KnownPerson, tuple[str, ...]]]:
    """Yield people whom nothing stated contradicts, with the marks that agree.

    People move: another area is no agreement, but no contradiction either.
    """
    for person in people:
        stated = (
            ("BIRTH", marks.birth, person.birth),
            ("SEX", _sex(marks.sex), _sex(person.sex)),
        )
        if any(mine and theirs and mine != theirs for _, mine, theirs in stated):
            continue
        if marks.masked and person.number and not shows(marks.masked, person.number):
            continue
        reasons = ["NAME", *(name for name, mine, theirs in stated if mine and theirs)]
        if marks.area and person.area and marks.area[:6] == person.area[:6]:
            reasons.append("AREA")
        if marks.masked and person.number:
            reasons.append("DIGITS")
        yield person, tuple(reasons)


def shows(masked: str, number: str) -> bool:
    """Tell whether a masked number may be this one: every visible digit agrees.

    Lists are printed with fewer asterisks than digits: then both ends are compared.
    """
    if len(masked) == len(number):
        return all(mine in (MASK, theirs) for mine, theirs in zip(masked, number, strict=True))
    before, after = masked.partition(MASK)[0], masked.rpartition(MASK)[2]
    visible = len(before) + len(after)
    return visible < len(number) and number.startswith(before) and number.endswith(after)


def _sex(told: str | None) -> str | None:
    return None if told == UNTOLD else told

"""The facts that conditions ask about, as columns over all households and all their members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.facts import (
    UNKNOWN,
    People,
    local_hukou,
    numbers,
    people,
    sizes,
    texts,
)
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]


PARENTS = ("父亲", "母亲", "父", "母")


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

    @classmethod
    def of(cls, snapshot: Snapshot) -> Subjects:
        members = people(snapshot)
        return cls(snapshot, members, sizes(snapshot, members))

    @property
    def households(self) -> int:
        return len(self.snapshot.households)

    def parameter(self, code: str) -> Fraction | None:
        """Read a numeric parameter in force on as_of, money in fen; None where none is."""
        value = self.snapshot.param(code)
        return None if value is None else Fraction(str(value))

    def household_fact(self, name: str) -> Fact:
        """Look a household fact up. Raises KeyError for an unknown name."""
        return HOUSEHOLD_FACTS[name](self)

    def person_fact(self, name: str) -> Fact:
        """Look a person fact up. Raises KeyError for an unknown name."""
        return PERSON_FACTS[name](self)

    def holders(self, policies: frozenset[str], *, person: bool) -> Bools:
        """Tell who holds an active award of these policies: per person, or per household.

        A household holds what it or a living member holds.
        """
        rows = self.snapshot.awards
        today = pd.Timestamp(day(self.snapshot.as_of))
        live = rows["policy"].isin(policies) & ~(rows["from_"] > today) & ~(rows["to"] < today)
        if person:
            held: Bools = self.snapshot.persons["id"].isin(rows["holder_id"][live]).to_numpy()
            return held
        ids = self.snapshot.households["id"]
        homes: Bools = ids.isin(rows["household_id"][live]).to_numpy()
        return homes


def _money_per_head(column: str) -> Callable[[Subjects], Fact]:
    def fact(of: Subjects) -> Fact:
        value = numbers(of.snapshot.households[column])
        return Number(value, (value >= 0) & (of.size > 0), of.size)

    return fact


def _rigid_share(of: Subjects) -> Fact:
    rigid = numbers(of.snapshot.households["rigid_12m"])
    income = numbers(of.snapshot.households["income_month"])
    return Number(rigid, (rigid >= 0) & (income >= 0), income * 12)


def _house_count(of: Subjects) -> Fact:
    value = numbers(of.snapshot.households["house_count"])
    return Number(value, value >= 0)


def _household_code(column: str) -> Callable[[Subjects], Fact]:
    def fact(of: Subjects) -> Fact:
        value = texts(of.snapshot.households[column])
        return Code(value, ~pd.isna(value))

    return fact


def _local_household(of: Subjects) -> Fact:
    local = local_hukou(of.snapshot, of.people)
    return Truth(local == 1, local >= 0)


def _local_person(of: Subjects) -> Fact:
    area = of.snapshot.persons["hukou_area"]
    return Truth(
        area.str.startswith(of.snapshot.district.code).fillna(False).to_numpy(bool),
        area.notna().to_numpy(),
    )


def _age(of: Subjects) -> Fact:
    return Number(of.people.age, of.people.age >= 0)


def _disability_grade(of: Subjects) -> Fact:
    """Certificates are a full register: without one the grade is known to be none (9)."""
    grade = of.people.grade
    return Number(np.where(grade == UNKNOWN, 9, grade), np.ones(len(grade), dtype=bool))


def _disability_type(of: Subjects) -> Fact:
    return Code(of.people.kind, np.ones(len(of.people.kind), dtype=bool))


def _care(of: Subjects) -> Fact:
    return Number(of.people.care, of.people.care >= 0)


def _able_supporter(of: Subjects) -> Fact:
    """Know a supporter by an able adult in the household; beyond it nothing is known."""
    who, count = of.people, of.households
    able = (who.age >= 18) & (who.age < 60) & ~np.isin(who.grade, (1, 2)) & (who.care <= 0)
    homes = np.bincount(who.household[able & (who.household >= 0)], minlength=count)
    others = np.where(who.household >= 0, homes[who.household] - able, 0)
    return Truth(others > 0, others > 0)


def _guarded(of: Subjects) -> Fact:
    stated = of.snapshot.persons["guardian_status"].notna().to_numpy()
    return Truth(of.people.guarded, stated)


def _listed_disease(of: Subjects) -> Fact:
    bills = of.snapshot.medical_bills
    listed = bills["person_id"][bills["listed_disease"].fillna(False).astype(bool)]
    flagged = of.snapshot.persons["id"].isin(listed).to_numpy()
    return Truth(flagged, flagged)


def _both_parents_gone(of: Subjects) -> Fact:
    """Know by recorded parents: one alive is no, two dead is yes, less is unknown."""
    parents = of.snapshot.kin[of.snapshot.kin["type"].isin(PARENTS)]
    gone = parents["deceased"].notna()
    ids = of.snapshot.persons["id"]
    dead = ids.map(parents["person_id"][gone].value_counts()).fillna(0).to_numpy() >= 2
    alive = ids.isin(parents["person_id"][~gone]).to_numpy()
    return Truth(dead & ~alive, dead | alive)


def _person_code(column: str) -> Callable[[Subjects], Fact]:
    def fact(of: Subjects) -> Fact:
        value = texts(of.snapshot.persons[column])
        return Code(value, ~pd.isna(value))

    return fact


HOUSEHOLD_FACTS: Mapping[str, Callable[[Subjects], Fact]] = MappingProxyType(
    {
        "income_per_person": _money_per_head("income_month"),
        "assets_per_person": _money_per_head("assets_money"),
        "rigid_share": _rigid_share,
        "house_count": _house_count,
        "housing_grade": _household_code("housing_grade"),
        "housing_type": _household_code("housing_type"),
        "housing_ownership": _household_code("housing_ownership"),
        "local_hukou": _local_household,
    }
)
PERSON_FACTS: Mapping[str, Callable[[Subjects], Fact]] = MappingProxyType(
    {
        "age": _age,
        "sex": _person_code("sex"),
        "person_local_hukou": _local_person,
        "disability_grade": _disability_grade,
        "disability_type": _disability_type,
        "care": _care,
        "able_supporter": _able_supporter,
        "effective_guardian": _guarded,
        "both_parents_gone": _both_parents_gone,
        "listed_disease": _listed_disease,
        "work_status": _person_code("work_status"),
        "education": _person_code("education"),
    }
)

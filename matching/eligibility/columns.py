"""Facts of households and persons as columns: money, house, age, certificates, family."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.eligibility.subjects import Code, Fact, Number, Truth
from matching.facts import UNKNOWN, local_hukou, numbers, texts

if TYPE_CHECKING:
    from matching.eligibility.subjects import Subjects


def money_per_head(column: str) -> Callable[[Subjects], Fact]:
    def fact(of: Subjects) -> Fact:
        value = numbers(of.snapshot.households[column])
        return Number(value, (value >= 0) & (of.size > 0), of.size)

    return fact


def rigid_share(of: Subjects) -> Fact:
    rigid = numbers(of.snapshot.households["rigid_12m"])
    income = numbers(of.snapshot.households["income_month"])
    return Number(rigid, (rigid >= 0) & (income >= 0), income * 12)


def house_count(of: Subjects) -> Fact:
    value = numbers(of.snapshot.households["house_count"])
    return Number(value, value >= 0)


def household_code(column: str) -> Callable[[Subjects], Fact]:
    def fact(of: Subjects) -> Fact:
        value = texts(of.snapshot.households[column])
        return Code(value, ~pd.isna(value))

    return fact


def local_household(of: Subjects) -> Fact:
    local = local_hukou(of.snapshot, of.people)
    return Truth(local == 1, local >= 0)


def local_person(of: Subjects) -> Fact:
    area = of.snapshot.persons["hukou_area"]
    return Truth(
        area.str.startswith(of.snapshot.district.code).fillna(False).to_numpy(bool),
        area.notna().to_numpy(),
    )


def age(of: Subjects) -> Fact:
    return Number(of.people.age, of.people.age >= 0)


def disability_grade(of: Subjects) -> Fact:
    """Certificates are a full register: without one the grade is known to be none (9)."""
    grade = of.people.grade
    return Number(np.where(grade == UNKNOWN, 9, grade), np.ones(len(grade), dtype=bool))


def disability_type(of: Subjects) -> Fact:
    return Code(of.people.kind, np.ones(len(of.people.kind), dtype=bool))


def care(of: Subjects) -> Fact:
    return Number(of.people.care, of.people.care >= 0)


def able_supporter(of: Subjects) -> Fact:
    """Know a supporter by an able adult in the household; beyond it nothing is known."""
    who, count = of.people, of.households
    able = (who.age >= 18) & (who.age < 60) & ~np.isin(who.grade, (1, 2)) & (who.care <= 0)
    homes = np.bincount(who.household[able & (who.household >= 0)], minlength=count)
    others = np.where(who.household >= 0, homes[who.household] - able, 0)
    return Truth(others > 0, others > 0)


def guarded(of: Subjects) -> Fact:
    stated = of.snapshot.persons["guardian_status"].notna().to_numpy()
    return Truth(of.people.guarded, stated)


def listed_disease(of: Subjects) -> Fact:
    bills = of.snapshot.medical_bills
    listed = bills["person_id"][bills["listed_disease"].fillna(False).astype(bool)]
    flagged = of.snapshot.persons["id"].isin(listed).to_numpy()
    return Truth(flagged, flagged)


def person_code(column: str) -> Callable[[Subjects], Fact]:
    def fact(of: Subjects) -> Fact:
        value = texts(of.snapshot.persons[column])
        return Code(value, ~pd.isna(value))

    return fact

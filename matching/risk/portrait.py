"""The portrait rows P01 to P10: points for how a household lives, each with its fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.facts import months_before, some, tally, texts
from matching.risk.evidence import Evidence, first_of
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.risk.inputs import Inputs, Sourced

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]


def portrait(of: Inputs) -> list[Evidence]:
    """Work out all rows. A row that does not hold, or whose facts are unknown, is left out."""
    rows = [
        _income(of),
        *_medical(of),
        _alone(of),
        _no_carer(of),
        _single_carer(of),
        _causes(of),
        *_bad_house(of),
        _no_link(of),
        _left_aid(of),
        *_housing(of),
    ]
    return [row for row in rows if len(row.household)]


def alone(of: Inputs) -> Ints:
    """Find the person of the age that counts who lives alone; -1 for none: (households,)."""
    rule = of.parameters.portrait.alone
    single = of.people.household
    old = (of.people.age >= rule.age) & (single >= 0)
    old[old] = of.size[single[old]] == 1
    return first_of(single, old, of.count)


def dependent(of: Inputs) -> Bools:
    """Tell which persons are severely disabled or need half or full care."""
    rule = of.parameters.portrait.no_carer
    return np.isin(of.people.grade, rule.grades) | (of.people.care >= rule.care)


def _whole(of: Inputs, rule: str, points: Ints, **read: Ints) -> Evidence:
    """Give a row whose fact is the household itself."""
    at = np.flatnonzero(points)
    return Evidence(
        rule=rule,
        household=at,
        amount=points[at],
        table="households",
        at=at,
        **{name: column[at] for name, column in read.items()},
    )


def _of_person(of: Inputs, rule: str, points: int, person: Ints) -> Evidence:
    at = np.flatnonzero(person >= 0)
    return Evidence(
        rule=rule,
        household=at,
        amount=np.full(len(at), points),
        table="persons",
        at=person[at],
    )


def _income(of: Inputs) -> Evidence:
    rule, points = of.parameters.portrait.income, np.zeros(of.count, dtype=np.int64)
    if of.standard is not None:
        known = (of.income >= 0) & (of.size > 0)
        for worth, percent in zip(
            reversed(rule.points), reversed(rule.below_percent_of_l), strict=True
        ):
            below = of.income * 100 < of.standard * percent * of.size
            points[known & below] = worth
    return _whole(of, "P01", points, value=of.income, per=of.size)


def _medical(of: Inputs) -> list[Evidence]:
    rule, paid, year = of.parameters.portrait.medical, of.medical(), of.income * 12
    points = np.zeros(of.count, dtype=np.int64)
    asked = (paid.value > 0) & (of.income >= 0)
    for worth, percent in zip(
        reversed(rule.points), reversed(rule.at_least_percent), strict=True
    ):
        points[asked & (paid.value * 100 >= year * percent)] = worth
    return _split(of, "P02", points, paid, "medical_bills", year)


def _split(
    of: Inputs, rule: str, points: Ints, read: Sourced, table: str, per: Ints
) -> list[Evidence]:
    """Give a row read partly from a fact table and partly from the household."""
    found = []
    for mask, name in ((read.from_fact, table), (~read.from_fact, "households")):
        at = np.flatnonzero(mask & (points > 0))
        found.append(
            Evidence(
                rule=rule,
                household=at,
                amount=points[at],
                table=name,
                at=at if name == "households" else read.fact[at],
                value=read.value[at],
                per=per[at],
            )
        )
    return found


def _alone(of: Inputs) -> Evidence:
    return _of_person(of, "P03", of.parameters.portrait.alone.points, alone(of))


def _no_carer(of: Inputs) -> Evidence:
    without = dependent(of) & ~of.people.cared_for
    person = first_of(of.people.household, without, of.count)
    return _of_person(of, "P04", of.parameters.portrait.no_carer.points, person)


def _single_carer(of: Inputs) -> Evidence:
    rule, who = of.parameters.portrait.single_carer, of.people
    helpless = dependent(of)
    able = (who.age >= rule.adult_from) & (who.age <= rule.adult_to) & ~helpless
    young_or_old = ((who.age >= 0) & (who.age < rule.child_below)) | (who.age > rule.old_above)
    load = tally(who.household, helpless | young_or_old, of.count)
    single = (tally(who.household, able, of.count) == 1) & (load >= rule.dependents)
    carer = np.where(single, first_of(who.household, able, of.count), -1)
    return _of_person(of, "P05", rule.points, carer)


def _causes(of: Inputs) -> Evidence:
    rule, home = of.parameters.portrait.causes, of.home("causes")
    codes, values = of.snapshot.look.codes("causes", "code")
    known = (home >= 0) & (codes >= 0)
    present = np.zeros((of.count, len(values)), dtype=bool)
    present[home[known], codes[known]] = True
    number = present.sum(axis=1)
    return _whole(of, "P06", np.where(number >= rule.at_least, rule.points, 0), value=number)


def _bad_house(of: Inputs) -> list[Evidence]:
    rule, look = of.parameters.portrait.bad_house, of.snapshot.look
    stated = look.known("households", "housing_grade")
    fact = of.newest_of_home("housing", look.known("housing", "grade"))
    from_fact = ~stated & (fact >= 0)
    bad = look.one_of("households", "housing_grade", rule.grades)
    bad[from_fact] = look.one_of("housing", "grade", rule.grades)[fact[from_fact]]
    grade = texts(of.snapshot.households["housing_grade"])
    grade[from_fact] = texts(of.snapshot.housing["grade"])[fact[from_fact]]
    found = []
    for mask, name in ((from_fact, "housing"), (~from_fact, "households")):
        at = np.flatnonzero(mask & bad)
        found.append(
            Evidence(
                rule="P07",
                household=at,
                amount=np.full(len(at), rule.points),
                table=name,
                at=at if name == "households" else fact[at],
                value=grade[at],
            )
        )
    return found


def _no_link(of: Inputs) -> Evidence:
    rule, look = of.parameters.portrait.no_link, of.snapshot.look
    ours = look.one_of("links", "provider_party", rule.parties)
    ours |= look.one_of("links", "worker_party", rule.parties)
    standing = look.one_of("links", "state", rule.states) & ours
    linked = some(of.home("links"), standing, of.count)
    return _whole(of, "P08", np.where(linked, 0, rule.points))


def _left_aid(of: Inputs) -> Evidence:
    rule = of.parameters.portrait.left_aid
    active, award, left = of.aid(rule.policies)
    since = day(months_before(of.snapshot.as_of, rule.months))
    at = np.flatnonzero(~active & (left > since))
    return Evidence(
        rule="P09",
        household=at,
        amount=np.full(len(at), rule.points),
        table="awards",
        at=award[at],
        value=left[at],
    )


def _housing(of: Inputs) -> list[Evidence]:
    rule, cost = of.parameters.portrait.housing, of.housing_cost()
    heavy = cost.value * 100 >= of.income * rule.at_least_percent
    holds = (cost.value > 0) & (of.income >= 0) & heavy
    return _split(of, "P10", np.where(holds, rule.points, 0), cost, "housing", of.income)

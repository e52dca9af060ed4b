"""Measures of people and how they live: W05 to W10, W12 to W14, W23."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matching.facts import newest, numbers, some, valid_cards
from matching.risk.derive import unguarded
from matching.risk.evidence import first_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from matching.warning.signals import Sight, Signal

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Numbers = Mapping[str, Any]

FULL_CARE = 2


def new_card(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W05: the grade of a person's newest valid card; a renewal of a grade is no news."""
    snapshot = see.snapshot
    issued = see.days("disability_cards", "issued_on")
    grade = numbers(snapshot.disability_cards["grade"])
    person = snapshot.look.person("disability_cards")
    rows = newest(snapshot, "disability_cards", valid_cards(snapshot) & (grade > 0))
    last = np.full(len(snapshot.persons) + 1, -1, dtype=np.int64)
    last[person[rows]] = rows
    mine = last[person]
    other = (mine >= 0) & (mine != np.arange(len(mine))) & (grade > 0)
    other[other] = ~(issued[other] >= issued[mine[other]])
    before = np.full(len(last), 9, dtype=np.int64)
    np.minimum.at(before, person[other], grade[other])
    at = rows[grade[rows] < before[person[rows]]]
    home = see.of.living("disability_cards", at)
    yield see.signal("disability_cards", at, home, value=grade[at], day=issued[at])


def serious_illness(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W06: a bill for a listed disease; days in hospital, else up to the day of the bill."""
    bills = see.snapshot.medical_bills
    settled = see.days("medical_bills", "settled_on")
    listed = bills["listed_disease"].to_numpy(dtype=bool, na_value=False)
    at = np.flatnonzero(listed & (settled <= see.today))
    home = see.of.living("medical_bills", at)
    yield see.signal("medical_bills", at, home, variant="listed", day=settled[at])
    came, went = (
        see.days("medical_bills", f"{name}_on") for name in ("admitted", "discharged")
    )
    until = np.fmin(np.where(np.isnat(went), settled, went), see.today)
    at = np.flatnonzero(came <= see.today)
    yield see.signal(
        "medical_bills",
        at,
        see.of.living("medical_bills", at),
        variant="stay",
        value=(until[at] - came[at]).astype(np.int64),
        day=until[at],
    )


def alone_unseen(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W07: days since the later of last contact and start of monitoring; unknown: nothing."""
    who, homes = see.people, see.snapshot.households
    start = homes["monitored_from"].to_numpy(dtype="datetime64[D]")
    since = np.fmax(see.of.last_contact(), start)
    person = first_of(who.household, who.age >= numbers_["old"], see.count)
    aged = first_of(who.household, who.age >= numbers_["aged"], see.count) >= 0
    alone = (person >= 0) & (see.of.size == 1) & ~np.isnat(since)
    for variant, mask in (("old", alone & ~aged), ("aged", alone & aged)):
        at = np.flatnonzero(mask)
        quiet = (see.today - since[at]).astype(np.int64)
        yield see.signal("persons", person[at], at, variant=variant, value=quiet, day=since[at])


def no_guardian(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W08: minors without effective guardian, as H1 finds them."""
    at = np.flatnonzero(unguarded(see.of))
    yield see.signal("persons", at, see.people.household[at])


def school(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W09: by the newest fact of a pupil: dropped out; days absent."""
    facts = see.snapshot.schooling
    rows = newest(see.snapshot, "schooling", np.ones(len(facts), dtype=bool))
    start, absent = see.days("schooling", "period_from"), numbers(facts["absence_days_30"])
    out = facts["dropout"].to_numpy(dtype=bool, na_value=False)
    for variant, at in (("dropout", rows[out[rows]]), ("absence", rows[absent[rows] > 0])):
        home = see.of.living("schooling", at)
        value = absent[at] if variant == "absence" else np.ones(len(at))
        yield see.signal("schooling", at, home, variant=variant, value=value, day=start[at])


def unsafe_house(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W10: reported homeless or evicted; the house's grade, stated or by the newest fact."""
    look = see.snapshot.look
    yield see.reported(numbers_["homeless"], "homeless")
    yield see.tagged(numbers_["homeless_tags"], "homeless")
    yield see.reported(numbers_["eviction"], "eviction")
    stated = look.known("households", "housing_grade")
    at = np.flatnonzero(look.one_of("households", "housing_grade", numbers_["grades"]))
    yield see.signal("households", at, at, variant="grade")
    fact = see.of.newest_of_home("housing", look.known("housing", "grade"))
    bad = np.append(look.one_of("housing", "grade", numbers_["grades"]), False)
    at = np.flatnonzero(~stated & bad[fact])
    start = see.days("housing", "period_from")
    yield see.signal("housing", fact[at], at, variant="grade", day=start[fact[at]])


def sudden_event(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W12: events and deaths reported; a member who earned has died."""
    yield see.reported(numbers_["earner"], "earner")
    yield see.reported(numbers_["events"], "event")
    look, facts = see.snapshot.look, see.snapshot.employment
    rows = newest(see.snapshot, "employment", np.ones(len(facts), dtype=bool))
    earned = look.one_of("persons", "work_status", numbers_["employed"])
    earned[look.person("employment")[rows]] = look.one_of(
        "employment", "status", numbers_["employed"]
    )[rows]
    gone = see.days("persons", "deceased")
    at = np.flatnonzero(earned & (gone <= see.today))
    yield see.signal("persons", at, look.home("persons")[at], variant="earner", day=gone[at])


def follow_up_missed(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W13: days since the last follow-up of somebody under care for a severe disorder."""
    facts = see.snapshot.health
    rows = newest(see.snapshot, "health", np.ones(len(facts), dtype=bool))
    last = see.days("health", "last_follow_up")
    managed = facts["severe_mental"].to_numpy(dtype=bool, na_value=False)
    at = rows[managed[rows] & (last[rows] <= see.today)]
    yield see.signal(
        "health",
        at,
        see.of.living("health", at),
        value=(see.today - last[at]).astype(np.int64),
        day=see.days("health", "period_from")[at],
    )


def carer_lost(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W14: a carer has died, or is reported gone or ill; graver where H4 holds without them."""
    look, who = see.snapshot.look, see.people
    carer = look.row_of("cares_for", "from_id", "persons")
    cared = look.row_of("cares_for", "to_id", "persons")
    gone = np.append(see.days("persons", "deceased"), np.datetime64("NaT", "D"))[carer]
    dead = gone <= see.today
    kept = np.zeros(len(who.age) + 1, dtype=bool)
    kept[cared[~dead]] = True
    helpless = (who.care >= FULL_CARE) & ~kept[:-1] & (who.household >= 0)
    helpless[helpless] = see.of.size[who.household[helpless]] == 1
    grave = np.append(some(who.household, helpless, see.count), False)
    at = np.flatnonzero(dead & (cared >= 0))
    home = np.append(who.household, -1)[cared[at]]
    for one in _split(grave, home):
        yield see.signal(
            "persons", carer[at], np.where(one[1], home, -1), variant=one[0], day=gone[at]
        )
    told = see.reported(numbers_["reports"])
    for variant, mask in _split(grave, told.household):
        yield see.signal(
            "reports",
            told.at[mask],
            told.household[mask],
            variant=variant,
            day=told.day[mask],
        )


def _split(grave: Bools, home: Ints) -> tuple[tuple[str, Bools], tuple[str, Bools]]:
    return ("helpless", grave[home]), ("carer", ~grave[home])


def pregnancy(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W23: by the newest fact pregnant, or a child born so many days ago; poor households."""
    of, look, who = see.of, see.snapshot.look, see.people
    poor = look.has("households", "groups", numbers_["groups"])
    if of.standard is not None:
        limit = numbers_["poor"]
        low = of.income * limit.denominator < limit.numerator * of.standard * of.size
        poor = poor | (low & (of.income >= 0) & (of.size > 0))
    poor = np.append(poor, False)
    facts = see.snapshot.health
    rows = newest(see.snapshot, "health", np.ones(len(facts), dtype=bool))
    at = rows[facts["pregnant"].to_numpy(dtype=bool, na_value=False)[rows]]
    home = see.of.living("health", at)
    start = see.days("health", "period_from")[at]
    yield see.signal("health", at, np.where(poor[home], home, -1), day=start)
    born = see.days("persons", "birth")
    fresh = (born <= see.today) & (born > see.today - numbers_["newborn_days"])
    at = np.flatnonzero(fresh)
    home = who.household[at]
    yield see.signal("persons", at, np.where(poor[home], home, -1), day=born[at])

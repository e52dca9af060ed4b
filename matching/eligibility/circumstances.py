"""Facts of circumstances as columns: events, work, home, school, insurance, parents.

What is kept on a full register or reported is known either way; what is not is known only where
somebody said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.eligibility.subjects import Number, Truth
from matching.facts import months_before, newest, numbers, some, totals
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.eligibility.subjects import Fact, Subjects

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

VERIFIED = ("VERIFIED", "ACTION_LINKED")
OPEN_NEEDS = ("OPEN", "PARTLY_MET")
EVENTS = ("FIRE", "ACCIDENT", "DISASTER", "EARNER_DIED")
EVENT_DAYS = 90
RISKS = ("NO_FOOD", "NO_SHELTER", "NO_MEDICINE")
AT_WORK = ("就业", "在职", "已就业", "灵活就业", "EMPLOYED")
NOT_SEEKING = ("退休", "在校", "学生")
RURAL_FROM = 100  # towns 001 to 099 of a district are streets 街道, 100 on towns and townships
SCHOOL_AGES = (3, 25)
PARENTS = ("父亲", "母亲", "父", "母")
CHILD = ("子", "女", "儿子", "女儿", "子女", "之子", "之女")


def sudden_event(of: Subjects) -> Fact:
    """Tell who has an alert W12 that a person verified, or was reported an event lately."""
    look, count = of.snapshot.look, of.households
    alerts = look.one_of("alerts", "code", ("W12",))
    alerts &= look.one_of("alerts", "state", VERIFIED)
    days = look.days("reports", "at")
    today = day(of.snapshot.as_of)
    lately = (days <= today) & (days > today - np.timedelta64(EVENT_DAYS, "D"))
    told = look.has("reports", "codes", EVENTS) & lately
    found = some(look.home("alerts"), alerts, count) | some(look.home("reports"), told, count)
    return _register(found)


def life_at_risk(of: Subjects) -> Fact:
    """Tell who has an open need on which a person noted: no food, shelter or medicine."""
    return _register(_with_need(of, of.snapshot.look.has("needs", "tags", RISKS)))


def legal_case(of: Subjects) -> Fact:
    return _register(_with_need(of, of.snapshot.look.one_of("needs", "code", ("N09",))))


def _with_need(of: Subjects, mask: Bools) -> Bools:
    look = of.snapshot.look
    live = look.one_of("needs", "state", OPEN_NEEDS)
    return some(look.home("needs"), mask & live, of.households)


def _register(found: Bools) -> Truth:
    return Truth(found, np.ones(len(found), dtype=bool))


def disaster_listed(of: Subjects) -> Fact:
    look = of.snapshot.look
    told = look.has("reports", "codes", ("DISASTER",))
    return _register(some(look.home("reports"), told, of.households))


def rural(of: Subjects) -> Fact:
    codes, towns = of.snapshot.look.codes("households", "town")
    away = [int(town[6:9] or 0) >= RURAL_FROM for town in towns]
    return Truth(np.array([*away, False], dtype=bool)[codes], codes >= 0)


def able_unemployed(of: Subjects) -> Fact:
    """Know it where an able member is without work, or all able members' work is known."""
    look, who = of.snapshot.look, of.people
    able = (who.age >= 18) & (who.age < 60) & ~np.isin(who.grade, (1, 2)) & (who.care <= 0)
    rows = newest(of.snapshot, "employment", look.known("employment", "status"))
    person = look.person("employment")[rows]
    busy = look.one_of("persons", "work_status", (*AT_WORK, *NOT_SEEKING))
    busy[person] = look.one_of("employment", "status", (*AT_WORK, *NOT_SEEKING))[rows]
    known = look.known("persons", "work_status")
    known[person] = True
    idle = some(who.household, able & known & ~busy, of.households)
    open_ = some(who.household, able & ~known, of.households)
    return Truth(idle, idle | ~open_)


def house_area_per_person(of: Subjects) -> Fact:
    """Floor area of the newest housing fact in 0.01 m², and heads."""
    facts, look = of.snapshot.housing, of.snapshot.look
    area = np.nan_to_num(facts["area"].to_numpy(dtype=np.float64), nan=-1)
    start = facts["period_from"].to_numpy(dtype="datetime64[D]")
    start = np.where(np.isnat(start), np.datetime64(0, "D"), start)
    home = look.home("housing")
    rows = np.flatnonzero((area >= 0) & (home >= 0))
    rows = rows[np.argsort(start[rows], kind="stable")]
    found = np.full(of.households, -1, dtype=np.int64)
    found[home[rows]] = np.round(area[rows] * 100).astype(np.int64)  # the newest stays
    return Number(found, (found >= 0) & (of.size > 0), of.size)


def medical_cost(of: Subjects) -> Fact:
    """Add up what a person paid of the bills settled in the last 12 months."""
    bills, as_of = of.snapshot.medical_bills, of.snapshot.as_of
    settled = bills["settled_on"].to_numpy(dtype="datetime64[D]")
    inside = (settled > day(months_before(as_of, 12))) & (settled <= day(as_of))
    paid = np.where(inside, np.maximum(numbers(bills["self_pay"]), 0), 0)
    found = totals(of.snapshot.look.person("medical_bills"), paid, len(of.people.age))
    return Number(found, np.ones(len(found), dtype=bool))


def in_school(of: Subjects) -> Fact:
    facts, age = of.snapshot.schooling, of.people.age
    rows = newest(of.snapshot, "schooling", np.ones(len(facts), dtype=bool))
    left = facts["dropout"].to_numpy(dtype=bool, na_value=False)[rows]
    found = np.zeros(len(age), dtype=bool)
    known = (age >= 0) & ((age < SCHOOL_AGES[0]) | (age > SCHOOL_AGES[1]))
    person = of.snapshot.look.person("schooling")[rows]
    found[person], known[person] = ~left, True
    return Truth(found, known)


def insured(of: Subjects) -> Fact:
    rows = of.snapshot.medical_bills["person_id"][of.snapshot.medical_bills["ins_type"].notna()]
    found = of.snapshot.persons["id"].isin(rows).to_numpy()
    return Truth(found, found)


def work_injury_care(of: Subjects) -> Fact:
    """Tell whose newest work fact that speaks of it says that care is paid for an injury."""
    facts = of.snapshot.employment
    rows = newest(of.snapshot, "employment", facts["injury_care"].notna().to_numpy())
    paid = facts["injury_care"].to_numpy(dtype=bool, na_value=False)[rows]
    found = np.zeros(len(of.people.age), dtype=bool)
    found[of.snapshot.look.person("employment")[rows]] = paid
    return _register(found)


def homeless(of: Subjects) -> Fact:
    return _register(of.snapshot.look.has("persons", "groups", ("G06",)))


def retired_register(of: Subjects) -> Fact:
    return _register(of.snapshot.look.has("persons", "groups", ("G09",)))


def both_parents_gone(of: Subjects) -> Fact:
    """Know by parents: two recorded ones dead is yes; one alive, or living with one, is no."""
    kin, look = of.snapshot.kin, of.snapshot.look
    ours = kin["type"].isin(PARENTS).to_numpy()
    child = look.row_of("kin", "person_id", "persons")[ours]
    gone = kin["deceased"].to_numpy(dtype="datetime64[D]")[ours] <= day(of.snapshot.as_of)
    count = len(of.people.age)
    alive = (_tally(child, ~gone, count) > 0) | _child_of_head(of)
    dead = (_tally(child, gone, count) >= 2) & ~alive
    return Truth(dead, dead | alive)


def parents_unable(of: Subjects) -> Fact:
    """Know by parents: dead, severely disabled, or able and living with the child.

    Yes: two recorded parents are dead or severely disabled, and one lives (both dead is an
    orphan). No: both are dead, or one lives with the child and is not severely disabled; a
    child of the household's head lives with a parent. All else, prison say, is unknown.
    """
    kin, look, who = of.snapshot.kin, of.snapshot.look, of.people
    count = len(who.age)
    ours = kin["type"].isin(PARENTS).to_numpy()
    child = look.row_of("kin", "person_id", "persons")[ours]
    parent = look.row_of("kin", "kin_id", "persons")[ours]
    gone = kin["deceased"].to_numpy(dtype="datetime64[D]")[ours] <= day(of.snapshot.as_of)
    severe = np.append(np.isin(who.grade, (1, 2)), False)
    home = np.append(who.household, -1)
    together = (home[parent] >= 0) & (home[parent] == home[child]) & (child >= 0)
    unable = gone | severe[parent]
    dead_of, unable_of = (_tally(child, mask, count) for mask in (gone, unable))
    able = _tally(child, together & ~unable, count) > 0
    able |= _child_of_head(of, ~severe[:-1])
    yes = (unable_of >= 2) & (dead_of < 2) & ~able
    return Truth(yes, yes | able | (dead_of >= 2))


def _tally(rows: Ints, mask: Bools, count: int) -> Ints:
    return np.bincount(rows[mask & (rows >= 0)], minlength=count).astype(np.int64)


def _child_of_head(of: Subjects, fit: Bools | None = None) -> Bools:
    """Tell who is a child of the living head of the household; fit: per person, as a head."""
    look, who = of.snapshot.look, of.people
    head = of.snapshot.persons["head"].to_numpy() & (who.age >= 18)
    head = head if fit is None else head & fit
    able = np.append(some(who.household, head, of.households), False)
    found: Bools = look.one_of("persons", "relation", CHILD) & able[who.household]
    return found

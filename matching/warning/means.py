"""Measures of money and work: W01 to W04, W11, W15."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matching.facts import months_before, newest, numbers, tally, totals
from matching.tables import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from matching.warning.signals import Sight, Signal

    Ints = NDArray[np.int64]
    Days = NDArray[np.datetime64]
    Numbers = Mapping[str, Any]


def medical_share(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W01: cost of 12 months out of pocket ÷ income of 12 months; any cost without income."""
    paid, year = see.of.medical(), see.of.income * 12
    holds = (paid.value > 0) & (see.of.income >= 0)
    settled = see.days("medical_bills", "settled_on")
    at = np.flatnonzero(holds & paid.from_fact)
    yield see.signal(
        "medical_bills",
        paid.fact[at],
        at,
        value=paid.value[at],
        per=year[at],
        day=settled[paid.fact[at]],
    )
    at = np.flatnonzero(holds & ~paid.from_fact)
    yield see.signal("households", at, at, value=paid.value[at], per=year[at])


def single_bill(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W02: what one bill leaves to pay, in fen and in times L and heads."""
    settled, paid = (
        see.days("medical_bills", "settled_on"),
        numbers(see.snapshot.medical_bills["self_pay"]),
    )
    at = np.flatnonzero((settled <= see.today) & (paid > 0))
    home = see.of.living("medical_bills", at)
    told = {"value": paid[at], "day": settled[at]}
    yield see.signal("medical_bills", at, home, variant="bill", **told)
    if see.of.standard is not None:
        heads = np.append(see.of.size, -1)[home]
        known = np.where(heads > 0, home, -1)
        per = see.of.standard * heads
        yield see.signal("medical_bills", at, known, variant="standards", per=per, **told)


def income_drop(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W03: by how much pay fell against the mean of the months before the newest fact.

    A person counts with facts in that window; means are whole fen, rounded down. Out of work
    counts as no pay.
    """
    facts, look = see.snapshot.employment, see.snapshot.look
    start, pay = see.days("employment", "period_from"), _pay(see)
    told = ~np.isnat(start) & (start <= see.today) & (pay >= 0)
    last = newest(see.snapshot, "employment", told)
    person = look.person("employment")
    count = len(see.snapshot.persons)
    newest_of = np.full(count + 1, -1, dtype=np.int64)
    newest_of[person[last]] = last
    row = newest_of[person]
    since = np.full(len(facts), np.datetime64("NaT"), dtype="datetime64[D]")
    since[row >= 0] = _earlier(start[row[row >= 0]], numbers_["months"])
    before = np.flatnonzero(
        told & (row >= 0) & (start < np.where(row >= 0, start[row], start)) & (start >= since)
    )
    sums = totals(person[before], pay[before], count)
    rows = tally(person, np.isin(np.arange(len(facts)), before), count)
    mean = np.where(rows > 0, sums // np.maximum(rows, 1), 0)
    asked = last[rows[person[last]] > 0]
    home = see.of.living("employment", asked)
    usual = totals(home, mean[person[asked]], see.count)
    now = totals(home, pay[asked], see.count)
    order = np.argsort(start[asked], kind="stable")
    order = order[home[order] >= 0]
    shown = np.full(see.count, -1, dtype=np.int64)
    shown[home[order]] = asked[order]  # the last write stays: the newest
    at = np.flatnonzero((shown >= 0) & (usual > 0) & (now < usual))
    yield see.signal(
        "employment",
        shown[at],
        at,
        value=(usual - now)[at],
        per=usual[at],
        day=start[shown[at]],
    )


def _pay(see: Sight) -> Ints:
    """Pay a month by each fact: as stated, none while registered out of work; -1 unknown."""
    facts = see.snapshot.employment
    pay, jobless = numbers(facts["base_month"]), see.days("employment", "unemployed_since")
    return np.where((pay < 0) & ~np.isnat(jobless), 0, pay)


def _earlier(days: Days, months: int) -> Days:
    """Step days back calendar months; a day is cut to the month's last."""
    month = days.astype("datetime64[M]")
    there = month - np.timedelta64(months, "M")
    first = there.astype("datetime64[D]")
    last = (there + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    found: Days = np.minimum(first + (days - month.astype("datetime64[D]")), last)
    return found


def last_job_lost(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W04: whole months for which an adult has been out of work where nobody else earns."""
    facts, look = see.snapshot.employment, see.snapshot.look
    rows = newest(see.snapshot, "employment", np.ones(len(facts), dtype=bool))
    working = look.one_of("employment", "status", numbers_["employed"])[rows]
    home = see.of.living("employment", rows)
    ledger = look.one_of("persons", "work_status", numbers_["employed"])
    ledger[look.person("employment")[rows]] = False
    earners = tally(home, working, see.count)
    earners += tally(see.people.household, ledger, see.count)
    since = see.days("employment", "unemployed_since")[rows]
    adult = see.people.age[look.person("employment")[rows]] >= 18
    alone = np.append(earners, 1)[home] == 0
    at = np.flatnonzero(adult & alone & ~working & (since <= see.today))
    yield see.signal(
        "employment",
        rows[at],
        home[at],
        value=_whole_months(since[at], see.today),
        day=since[at],
    )


def _whole_months(since: Days, today: np.datetime64) -> Ints:
    """Count calendar months from a day to today, the last one only if it is full."""
    months = (today.astype("datetime64[M]") - since.astype("datetime64[M]")).astype(np.int64)
    in_month = since - since.astype("datetime64[M]").astype("datetime64[D]")
    today_in = today - today.astype("datetime64[M]").astype("datetime64[D]")
    found: Ints = np.where(today_in < in_month, months - 1, months)
    return found


def rigid_share(see: Sight, _: Numbers) -> Iterator[Signal]:
    """W11: rigid spending of 12 months ÷ income of 12 months."""
    rigid, year = numbers(see.snapshot.households["rigid_12m"]), see.of.income * 12
    at = np.flatnonzero((rigid > 0) & (see.of.income >= 0))
    yield see.signal("households", at, at, value=rigid[at], per=year[at])


def relapse(see: Sight, numbers_: Numbers) -> Iterator[Signal]:
    """W15: income in times L and heads, of households out of aid for so many months at most."""
    of = see.of
    if of.standard is None:
        return
    active, award, left = of.aid(numbers_["policies"])
    since = day(months_before(see.snapshot.as_of, numbers_["months"]))
    at = np.flatnonzero(~active & (left >= since) & (of.income >= 0) & (of.size > 0))
    yield see.signal(
        "awards",
        award[at],
        at,
        value=of.income[at],
        per=of.standard * of.size[at],
        day=left[at],
    )

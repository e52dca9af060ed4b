"""Needs derived from files, ND01 to ND09: which fact states which need, how severe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.facts import CARE, months_before, newest, numbers, positions, tally
from matching.risk.evidence import Evidence
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.risk.inputs import Inputs

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

NEED_OF = {
    "ND01": "N04",
    "ND02": "N04",
    "ND03": "N01",
    "ND04": "N08",
    "ND05": "N07",
    "ND06": "N06",
    "ND07": "N05",
    "ND08": "N03",
    "ND09": "N10",
}
RESTRICTED = ("ND03",)  # psychiatric: for the case team only


def derive(of: Inputs) -> list[Evidence]:
    """Apply the rules; amount is the severity 1 to 4, the fact is the row that states it."""
    found = [
        _rehabilitation(of),
        _self_care(of),
        _mental(of),
        _school(of),
        _work(of),
        *_medical(of),
        _income(of),
        _guardian(of),
        _left_aid(of),
    ]
    return [one for one in found if len(one.household)]


def unguarded(of: Inputs) -> Bools:
    """Tell which living minors, not yet supporting themselves, have no effective guardian."""
    rule, who = of.parameters.hard, of.people
    minor = (who.age >= 0) & (who.age < rule.child_below) & (who.household >= 0)
    working = of.snapshot.persons["self_supporting"].fillna(False).to_numpy(dtype=bool)
    found: Bools = minor & ~who.guarded & ~((who.age >= rule.self_supporting_from) & working)
    return found


def _stated(
    of: Inputs, rule: str, table: str, facts: pd.DataFrame, severity: Ints, value: Any = None
) -> Evidence:
    """Give the rows of a fact table (positions as index) with a severity above 0."""
    _, home = of.person_home(facts)
    at = np.flatnonzero((severity > 0) & (home >= 0))
    return Evidence(
        rule=rule,
        household=home[at],
        amount=severity[at],
        table=table,
        at=facts.index.to_numpy()[at],
        value=None if value is None else value[at],
    )


def _days_since(of: Inputs, column: pd.Series[Any]) -> Ints:
    """Count days up to today; −1 where unknown or later."""
    since = column.to_numpy(dtype="datetime64[D]")
    days = (day(of.snapshot.as_of) - since).astype(np.int64)
    return np.where(np.isnat(since) | (days < 0), -1, days)


def _rehabilitation(of: Inputs) -> Evidence:
    cards = of.snapshot.disability_cards
    valid = ~(cards["issued_on"] > of.today) & ~(cards["expires_on"] < of.today)
    rows = newest(cards[valid])
    wanted = (rows["rehab_need"].fillna("").str.strip() != "").to_numpy(dtype=bool)
    severity = np.where(wanted, 2, 0)
    return _stated(of, "ND01", "disability_cards", rows, severity)


def _self_care(of: Inputs) -> Evidence:
    health = of.snapshot.health
    rows = newest(health[health["self_care"].notna()])
    care = rows["self_care"].map(CARE).fillna(0).to_numpy(dtype=np.int64)
    with_carer = rows["person_id"].isin(of.snapshot.cares_for["to_id"]).to_numpy()
    severity = np.select([care == 1, (care == 2) & with_carer, care == 2], [2, 3, 4], 0)
    value = rows["self_care"].to_numpy(dtype=object)
    return _stated(of, "ND02", "health", rows, severity, value)


def _mental(of: Inputs) -> Evidence:
    rows = newest(of.snapshot.health)
    managed = rows["severe_mental"].fillna(False).to_numpy(dtype=bool)
    overdue = _days_since(of, rows["last_follow_up"]) > of.parameters.derived.follow_up_days
    severity = np.select([managed & overdue, managed], [3, 2], 0)
    return _stated(of, "ND03", "health", rows, severity)


def _school(of: Inputs) -> Evidence:
    rows = newest(of.snapshot.schooling)
    absent = numbers(rows["absence_days_30"])
    gone = rows["dropout"].fillna(False).to_numpy(dtype=bool)
    severity = np.select([gone, absent >= of.parameters.derived.absence_days], [4, 3], 0)
    return _stated(of, "ND04", "schooling", rows, severity, absent)


def _work(of: Inputs) -> Evidence:
    """Unemployed for a month or more and looking for work; severe where nobody else earns."""
    rule, rows = of.parameters.derived, newest(of.snapshot.employment)
    since = rows["unemployed_since"].to_numpy(dtype="datetime64[D]")
    until = day(months_before(of.snapshot.as_of, rule.unemployed_months))
    working = rows["status"].isin(rule.employed_states).to_numpy()
    wish = rows["wants_job"].fillna("").str.strip()
    looking = ~wish.isin(["", *rule.no_wish]).to_numpy()
    _, home = of.person_home(rows)
    earners = tally(home, working, of.count) + _other_earners(of, rows)
    alone = np.zeros(len(rows), dtype=bool)
    alone[home >= 0] = earners[home[home >= 0]] == 0
    jobless = looking & ~working & (since <= until)
    severity = np.select([jobless & alone, jobless], [3, 2], 0)
    return _stated(of, "ND05", "employment", rows, severity, since)


def _other_earners(of: Inputs, rows: pd.DataFrame) -> Ints:
    """Count members who work by the ledger and are not in the employment file."""
    people = of.snapshot.persons
    works = people["work_status"].isin(of.parameters.derived.employed_states)
    outside = positions(rows["person_id"], people["id"]) < 0
    return tally(of.people.household, works.to_numpy() & outside, of.count)


def _medical(of: Inputs) -> list[Evidence]:
    paid, year = of.medical(), of.income * 12
    heavy = paid.value * 100 >= year * of.parameters.derived.medical_percent
    heavy &= (paid.value > 0) & (of.income >= 0)
    found = []
    for mask, table in ((paid.from_fact, "medical_bills"), (~paid.from_fact, "households")):
        at = np.flatnonzero(heavy & mask)
        found.append(
            Evidence(
                rule="ND06",
                household=at,
                amount=np.full(len(at), 3),
                table=table,
                at=paid.fact[at] if table == "medical_bills" else at,
                value=paid.value[at],
                per=year[at],
            )
        )
    return found


def _income(of: Inputs) -> Evidence:
    rule = of.parameters.derived
    severity = np.zeros(of.count, dtype=np.int64)
    if of.standard is not None:
        active, _, _ = of.aid(rule.covered_policies)
        asked = (of.income >= 0) & (of.size > 0) & (of.local == 1) & ~active
        for worth, percent in zip((2, 3), rule.income_percent_of_l, strict=True):
            below = of.income * 100 < of.standard * percent * of.size
            severity[asked & below] = worth
    at = np.flatnonzero(severity)
    return Evidence(
        rule="ND07",
        household=at,
        amount=severity[at],
        table="households",
        at=at,
        value=of.income[at],
        per=of.size[at],
    )


def _guardian(of: Inputs) -> Evidence:
    at = np.flatnonzero(unguarded(of))
    return Evidence(
        rule="ND08",
        household=of.people.household[at],
        amount=np.full(len(at), 3),
        table="persons",
        at=at,
    )


def _left_aid(of: Inputs) -> Evidence:
    active, award, left = of.aid(of.parameters.portrait.left_aid.policies)
    since = day(months_before(of.snapshot.as_of, of.parameters.derived.left_aid_months))
    at = np.flatnonzero(~active & (left >= since))
    return Evidence(
        rule="ND09",
        household=at,
        amount=np.full(len(at), 2),
        table="awards",
        at=award[at],
        value=left[at],
    )

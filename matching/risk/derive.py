"""Needs derived from files, ND01 to ND09: which fact states which need, how severe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matching.facts import care_levels, months_before, newest, numbers, tally, valid_cards
from matching.risk.evidence import Evidence
from matching.tables import day

if TYPE_CHECKING:
    import pandas as pd
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
    working = _flags(of.snapshot.persons["self_supporting"])
    found: Bools = minor & ~who.guarded & ~((who.age >= rule.self_supporting_from) & working)
    return found


def _stated(
    of: Inputs, rule: str, table: str, rows: Ints, severity: Ints, value: Any = None
) -> Evidence:
    """Give the rows of a fact table with a severity above 0 whose person lives."""
    home = of.living(table, rows)
    at = np.flatnonzero((severity > 0) & (home >= 0))
    return Evidence(
        rule=rule,
        household=home[at],
        amount=severity[at],
        table=table,
        at=rows[at],
        value=None if value is None else value[rows[at]],
    )


def _flags(column: pd.Series[Any]) -> Bools:
    return column.to_numpy(dtype=bool, na_value=False)


def _rehabilitation(of: Inputs) -> Evidence:
    snapshot = of.snapshot
    rows = newest(snapshot, "disability_cards", valid_cards(snapshot))
    codes, values = snapshot.look.codes("disability_cards", "rehab_need")
    wanted = np.array([*(bool(value.strip()) for value in values), False], dtype=bool)
    severity = np.where(wanted[codes[rows]], 2, 0)
    return _stated(of, "ND01", "disability_cards", rows, severity)


def _self_care(of: Inputs) -> Evidence:
    told = of.snapshot.health["self_care"]
    rows = newest(of.snapshot, "health", of.snapshot.look.known("health", "self_care"))
    care = care_levels(of.snapshot, "health")[rows]
    with_carer = of.people.cared_for[of.snapshot.look.person("health")[rows]]
    severity = np.select([care == 1, (care == 2) & with_carer, care == 2], [2, 3, 4], 0)
    return _stated(of, "ND02", "health", rows, severity, told.to_numpy(dtype=object))


def _mental(of: Inputs) -> Evidence:
    facts = of.snapshot.health
    rows = newest(of.snapshot, "health", np.ones(len(facts), dtype=bool))
    last = facts["last_follow_up"].to_numpy(dtype="datetime64[D]")[rows]
    limit = day(of.snapshot.as_of) - np.timedelta64(of.parameters.derived.follow_up_days, "D")
    managed = _flags(facts["severe_mental"])[rows]
    severity = np.select([managed & (last < limit), managed], [3, 2], 0)
    return _stated(of, "ND03", "health", rows, severity)


def _school(of: Inputs) -> Evidence:
    facts = of.snapshot.schooling
    rows = newest(of.snapshot, "schooling", np.ones(len(facts), dtype=bool))
    absent = numbers(facts["absence_days_30"])
    missing = absent[rows] >= of.parameters.derived.absence_days
    severity = np.select([_flags(facts["dropout"])[rows], missing], [4, 3], 0)
    return _stated(of, "ND04", "schooling", rows, severity, absent)


def _work(of: Inputs) -> Evidence:
    """Unemployed for a month or more and looking for work; severe where nobody else earns."""
    rule, look, facts = of.parameters.derived, of.snapshot.look, of.snapshot.employment
    rows = newest(of.snapshot, "employment", np.ones(len(facts), dtype=bool))
    since = facts["unemployed_since"].to_numpy(dtype="datetime64[D]")
    until = day(months_before(of.snapshot.as_of, rule.unemployed_months))
    working = look.one_of("employment", "status", rule.employed_states)[rows]
    codes, values = look.codes("employment", "wants_job")
    stated = np.array([*(v.strip() not in ("", *rule.no_wish) for v in values), False])
    home = of.living("employment", rows)
    earners = tally(home, working, of.count) + _other_earners(of, rows)
    jobless = stated[codes[rows]] & ~working & (since[rows] <= until)
    alone = np.append(earners, 0)[home] == 0
    severity = np.select([jobless & alone, jobless], [3, 2], 0)
    return _stated(of, "ND05", "employment", rows, severity, since)


def _other_earners(of: Inputs, rows: Ints) -> Ints:
    """Count members who work by the ledger and are not in the employment file."""
    look, states = of.snapshot.look, of.parameters.derived.employed_states
    works = look.one_of("persons", "work_status", states)
    works[look.person("employment")[rows]] = False
    return tally(of.people.household, works, of.count)


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

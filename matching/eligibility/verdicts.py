"""Verdicts per subject and policy: answers of clauses, what is missing, class, amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from matching.eligibility.logic import NO, UNKNOWN, YES, both
from matching.facts import months_before, numbers
from matching.tables import day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from matching.eligibility.evaluate import Evaluation
    from matching.eligibility.logic import Answers
    from matching.eligibility.rules import Rule

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]


class Outcome(StrEnum):
    """Exactly one per subject and policy; in the order a household's outcomes roll up."""

    SHOULD_EXIT = "SHOULD_EXIT"
    ELIGIBLE = "ELIGIBLE"
    NEED_MORE_DATA = "NEED_MORE_DATA"
    OTHER_RESOURCES = "OTHER_RESOURCES"
    NONE = "NONE"


ROLL_UP = ("SHOULD_EXIT", "ELIGIBLE", "NEED_MORE_DATA", "RECEIVING", "OTHER_RESOURCES", "NONE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is on record besides the facts, per subject: shape (n,).

    confirmed: the evidence against a clause is confirmed. false_since: the local day since
    which the policy no longer fits (NaT: today); gradual exit 渐退期 runs from it.
    """

    receiving: Bools
    confirmed: Bools
    false_since: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """One policy judged for all its subjects, in their order."""

    rule: Rule
    result: Answers
    clauses: Mapping[str, Answers]
    missing: Mapping[str, Bools]  # fact → who lacks it, where that leaves the verdict open
    outcome: NDArray[np.object_]  # Outcome
    receiving: Bools
    gradual_exit: Bools
    amount_month: Ints  # fen; -1 where not eligible, no benefit, or a parameter is lacking


def judge(evaluation: Evaluation, code: str, standing: Standing | None = None) -> Verdicts:
    """Judge one policy for every household or person.

    Without `standing` an award on record counts as receiving and nothing as confirmed.
    Raises KeyError for an unknown rule.
    """
    rule = evaluation.book.rules[code]
    clauses = {c.code: evaluation.condition(c.condition, rule.subject) for c in rule.clauses}
    result = both(list(clauses.values()))
    missing: dict[str, Bools] = {}
    for clause in rule.clauses:
        for fact, mask in evaluation.unknown_facts(clause.condition, rule.subject).items():
            lacking = (mask == YES) & (result == UNKNOWN) & (clauses[clause.code] == UNKNOWN)
            missing[fact] = missing.get(fact, np.zeros(len(result), dtype=bool)) | lacking
    if standing is None:
        standing = on_record(evaluation, rule)
    gradual = _gradual(evaluation, standing)
    outcome = _outcomes(result, standing, gradual, _others(evaluation, rule))
    return Verdicts(
        rule=rule,
        result=result,
        clauses=clauses,
        missing=missing,
        outcome=outcome,
        receiving=standing.receiving,
        gradual_exit=standing.receiving & (result == NO) & gradual,
        amount_month=np.where(result == YES, _amount(evaluation, rule), -1),
    )


def on_record(evaluation: Evaluation, rule: Rule) -> Standing:
    """Take who receives from the awards; nothing confirmed, nothing exiting."""
    held = evaluation.subjects.holders(frozenset({rule.code}), person=rule.subject == "person")
    return Standing(
        receiving=held,
        confirmed=np.zeros(len(held), dtype=bool),
        false_since=np.full(len(held), np.datetime64("NaT"), dtype="datetime64[D]"),
    )


def roll_up(outcomes: list[tuple[Outcome, bool]]) -> Outcome:
    """Sum up (outcome, receiving) pairs of one household; NONE for an empty list.

    Order: SHOULD_EXIT, ELIGIBLE not receiving, NEED_MORE_DATA, ELIGIBLE receiving, OTHER, NONE.
    """
    ranks = [
        ROLL_UP.index("RECEIVING" if got and what is Outcome.ELIGIBLE else what.value)
        for what, got in outcomes
    ]
    best = ROLL_UP[min(ranks)] if ranks else "NONE"
    return Outcome.ELIGIBLE if best == "RECEIVING" else Outcome(best)


def self_care_level(failed: int) -> str:
    """Grade self-care (E05a) by how many of the six daily acts are failed.

    Raises ValueError outside 0 to 6. Source: domain, part 2.6.
    """
    if failed not in range(7):
        raise ValueError(f"failed acts are 0 to 6, got {failed}")
    return "自理" if failed == 0 else "半护理" if failed <= 3 else "全护理"


def plausible(clauses: list[Answers]) -> Bools:
    """Tell where a policy may fit: no clause false and at least half of them true."""
    table = np.stack(clauses)
    none_false: Bools = (table != NO).all(axis=0)
    half_true: Bools = 2 * (table == YES).sum(axis=0) >= len(clauses)
    return none_false & half_true


def _outcomes(
    result: Answers, standing: Standing, gradual: Bools, others: Bools
) -> NDArray[np.object_]:
    receiving, refused = standing.receiving, result == NO
    cases = [
        ((result == YES) | (receiving & refused & gradual), Outcome.ELIGIBLE),
        (receiving & refused & standing.confirmed, Outcome.SHOULD_EXIT),
        ((result == UNKNOWN) | (receiving & refused), Outcome.NEED_MORE_DATA),
        (others, Outcome.OTHER_RESOURCES),
    ]
    found = np.full(len(result), Outcome.NONE, dtype=object)
    for mask, outcome in reversed(cases):
        found[mask] = outcome
    return found


def _gradual(evaluation: Evaluation, standing: Standing) -> Bools:
    """Tell where confirmed evidence is younger than `gradual_months`."""
    months = evaluation.subjects.parameter("gradual_months")
    as_of: date = evaluation.subjects.snapshot.as_of
    start = day(months_before(as_of, int(months or 0)))
    running = np.isnat(standing.false_since) | (standing.false_since > start)
    return standing.confirmed & running


def _others(evaluation: Evaluation, rule: Rule) -> Bools:
    """Tell where another policy is true or plausible for the subject (or its household)."""
    found: Bools = np.logical_or.reduce(
        [
            plausible([evaluation.condition(c.condition, rule.subject) for c in other.clauses])
            for other in evaluation.book.rules.values()
            if other.code != rule.code
        ]
    )
    return found


def _amount(evaluation: Evaluation, rule: Rule) -> Ints:
    of, benefit = evaluation.subjects, rule.benefit
    count = len(of.people.age) if rule.subject == "person" else of.households
    nothing = np.full(count, -1, dtype=np.int64)
    if benefit.formula == "bands":
        for start, param in benefit.bands:
            value = of.parameter(param)
            nothing[of.people.age >= start] = -1 if value is None else int(value)
        return nothing
    value = None if benefit.param is None else of.parameter(benefit.param)
    if value is None:
        return nothing
    if benefit.formula == "amount":
        return np.full(count, int(value), dtype=np.int64)
    income = numbers(of.snapshot.households["income_month"])
    return np.where((income >= 0) & (of.size > 0), int(value) * of.size - income, -1)

"""Verdicts per subject and policy: answers of clauses, what is missing, class, amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from matching.eligibility.benefits import amounts
from matching.eligibility.logic import NO, UNKNOWN, YES
from matching.facts import months_before, some
from matching.tables import day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from matching.eligibility.evaluate import Evaluation
    from matching.eligibility.logic import Answers
    from matching.eligibility.rules import Rule, Subject

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
    amount: Ints  # fen; -1 where not eligible, no benefit, or a parameter is lacking


def judge(evaluation: Evaluation, code: str, standing: Standing | None = None) -> Verdicts:
    """Judge one policy for every household or person.

    Without `standing` it is taken from the record (see on_record). Raises KeyError for an
    unknown rule.
    """
    rule = evaluation.book.rules[code]
    clauses = {c.code: evaluation.condition(c.condition, rule.subject) for c in rule.clauses}
    result = evaluation.rule(rule, rule.subject)
    missing: dict[str, Bools] = {}
    for clause in rule.clauses:
        for fact, mask in evaluation.unknown_facts(clause.condition, rule.subject).items():
            lacking = (mask == YES) & (result == UNKNOWN) & (clauses[clause.code] == UNKNOWN)
            missing[fact] = missing.get(fact, np.zeros(len(result), dtype=bool)) | lacking
    if standing is None:
        standing = on_record(evaluation, rule, result)
    gradual = _gradual(evaluation, rule, standing)
    outcome = _outcomes(result, standing, gradual, _others(evaluation, rule))
    return Verdicts(
        rule=rule,
        result=result,
        clauses=clauses,
        missing=missing,
        outcome=outcome,
        receiving=standing.receiving,
        gradual_exit=standing.receiving & (result == NO) & gradual,
        amount=np.where(result == YES, amounts(evaluation, code), -1),
    )


def on_record(evaluation: Evaluation, rule: Rule, result: Answers) -> Standing:
    """Take from the record who receives, what is confirmed, and since when nothing fits.

    Evidence against an award is confirmed by a verified alert W17, or by a recorded death. The
    days since a policy no longer fits are those of the machine's verdict in force.
    """
    of, look = evaluation.subjects, evaluation.subjects.snapshot.look
    person = rule.subject == "person"
    alerts = look.one_of("alerts", "code", ("W17",))
    alerts &= look.one_of("alerts", "state", ("VERIFIED", "ACTION_LINKED"))
    homes = some(look.home("alerts"), alerts, of.households)
    living = of.living_persons if person else of.living_households
    at = look.home("persons") if person else np.arange(of.households)
    rows = of.snapshot.verdicts
    said_no = look.one_of("verdicts", "answer", ("NO",))
    said_no &= look.one_of("verdicts", "policy", (rule.code,))
    said_no &= rows["receiving"].to_numpy(dtype=bool, na_value=False)
    since = np.full(len(result), np.datetime64("NaT"), dtype="datetime64[D]")
    table = "persons" if person else "households"
    subject = look.row_of("verdicts", "subject_id", table)
    told = np.flatnonzero(said_no & (subject >= 0))
    since[subject[told]] = rows["since"].to_numpy(dtype="datetime64[D]")[told]
    return Standing(
        receiving=of.holders(frozenset({rule.code}), person=person),
        confirmed=np.append(homes, False)[at] | ~living,
        false_since=since,
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


def _gradual(evaluation: Evaluation, rule: Rule, standing: Standing) -> Bools:
    """Tell where confirmed evidence is younger than `gradual_months`; a death ends at once."""
    of = evaluation.subjects
    months = of.parameter("gradual_months")
    as_of: date = of.snapshot.as_of
    start = day(months_before(as_of, int(months or 0)))
    running = np.isnat(standing.false_since) | (standing.false_since > start)
    living = of.living_persons if rule.subject == "person" else of.living_households
    found: Bools = standing.confirmed & running & living
    return found


def fitting(evaluation: Evaluation, subject: Subject) -> dict[str, Bools]:
    """Tell per policy where it is plausible, asked of households or of persons."""
    key = ("fitting", subject)
    if key not in evaluation.memo:
        evaluation.memo[key] = {
            rule.code: plausible(
                [evaluation.condition(c.condition, subject) for c in rule.clauses]
            )
            & (evaluation.rule(rule, subject) != NO)
            for rule in evaluation.book.rules.values()
            if rule.clauses
        }
    found: dict[str, Bools] = evaluation.memo[key]
    return found


def _others(evaluation: Evaluation, rule: Rule) -> Bools:
    """Tell where another policy is true or plausible for the subject (or its household)."""
    every = fitting(evaluation, rule.subject)
    key = ("fitting", "count", rule.subject)
    if key not in evaluation.memo:
        evaluation.memo[key] = np.add.reduce([mask.astype(np.int8) for mask in every.values()])
    count = evaluation.memo[key]
    found: Bools = count - every[rule.code] > 0 if rule.code in every else count > 0
    return found

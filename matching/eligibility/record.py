"""Verdicts as they are kept: one document a subject and policy, and what is worth keeping."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.eligibility.evidence import ANSWERS, told
from matching.eligibility.facts import fact_entries
from matching.eligibility.logic import UNKNOWN, YES
from matching.eligibility.verdicts import judge
from matching.facts import texts
from matching.risk.documents import derived_id
from matching.risk.evidence import canonical
from matching.tables import frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from matching.eligibility.evaluate import Evaluation
    from matching.eligibility.verdicts import Verdicts

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One verdict. answer: YES, NO or UNKNOWN. amount: fen, None where there is none.

    since: the day from which answer and receiving have been what they are. conditions, missing:
    canonical JSON lists; a missing fact names whom to ask.
    """

    subject: str
    subject_label: str
    household: str | None
    policy: str
    outcome: str
    answer: str
    receiving: bool
    gradual_exit: bool
    amount: int | None
    conditions: str
    missing: str
    rule_version: str
    since: str
    digest: str = field(init=False)  # of the content; the same facts and rules give the same

    def __post_init__(self) -> None:
        words = (
            *(self.subject, self.policy, self.outcome, self.answer, self.receiving),
            *(self.gradual_exit, self.amount, self.conditions, self.missing),
            *(self.rule_version, self.since),
        )
        told_ = hashlib.sha256(canonical(list(words)).encode()).hexdigest()[:32]
        object.__setattr__(self, "digest", told_)


def documents(evaluation: Evaluation, version: str, only: str | None = None) -> list[Document]:
    """Write the verdicts worth keeping, policy by policy, subjects in their order.

    Kept: whoever receives or is eligible; who may well be (no condition false, more than half
    true); whoever has a verdict on record. only: our id of one household: all its verdicts.
    """
    found: list[Document] = []
    for code, rule in evaluation.book.rules.items():
        if not rule.clauses:
            continue
        verdicts = judge(evaluation, code)
        rows = _kept(evaluation, verdicts) if only is None else _of(evaluation, verdicts, only)
        if len(rows):
            found += _written(evaluation, verdicts, version, rows)
    return found


def _of(evaluation: Evaluation, verdicts: Verdicts, household: str) -> Ints:
    snapshot = evaluation.subjects.snapshot
    if verdicts.rule.subject == "household":
        return np.flatnonzero((snapshot.households["id"] == household).to_numpy())
    return np.flatnonzero((snapshot.persons["household_id"] == household).to_numpy())


def _kept(evaluation: Evaluation, verdicts: Verdicts) -> Ints:
    clauses = np.stack(list(verdicts.clauses.values()))
    may = (verdicts.result == UNKNOWN) & (2 * (clauses == YES).sum(axis=0) > len(clauses))
    keep = verdicts.receiving | (verdicts.result == YES) | may
    rows, subject = _recorded(evaluation, verdicts)
    keep[subject[rows]] = True
    if verdicts.rule.subject == "person":  # of households in reach only
        keep &= evaluation.subjects.snapshot.look.home("persons") >= 0
    return np.flatnonzero(keep)


def _recorded(evaluation: Evaluation, verdicts: Verdicts) -> tuple[Ints, Ints]:
    """Find the verdicts in force of this policy: rows, and per row of all the subject."""
    look = evaluation.subjects.snapshot.look
    table = "persons" if verdicts.rule.subject == "person" else "households"
    subject = look.row_of("verdicts", "subject_id", table)
    mine = look.one_of("verdicts", "policy", (verdicts.rule.code,)) & (subject >= 0)
    return np.flatnonzero(mine), subject


def _written(
    evaluation: Evaluation, verdicts: Verdicts, version: str, rows: Ints
) -> list[Document]:
    snapshot, rule = evaluation.subjects.snapshot, verdicts.rule
    person = rule.subject == "person"
    table = snapshot.persons if person else snapshot.households
    ids = texts(table["id"])[rows].tolist()
    homes = texts(table["household_id" if person else "id"])[rows].tolist()
    since = _since(evaluation, verdicts, rows)
    proofs = list(_conditions(evaluation, verdicts, rows))
    lacks = _missing(verdicts, rows)
    amounts = verdicts.amount[rows].tolist()
    return [
        Document(
            subject=ids[i],
            subject_label="Person" if person else "Household",
            household=homes[i],
            policy=rule.code,
            outcome=str(verdicts.outcome[row]),
            answer=ANSWERS[verdicts.result[row]],
            receiving=bool(verdicts.receiving[row]),
            gradual_exit=bool(verdicts.gradual_exit[row]),
            amount=None if amounts[i] < 0 else amounts[i],
            conditions=canonical(proofs[i]),
            missing=canonical(lacks[i]),
            rule_version=version,
            since=since[i],
        )
        for i, row in enumerate(rows.tolist())
    ]


def _conditions(
    evaluation: Evaluation, verdicts: Verdicts, rows: Ints
) -> Iterator[list[dict[str, Any]]]:
    """Give per subject each condition with its answer and evidence, in the rule's order."""
    rule = verdicts.rule
    columns = [
        (
            clause.code,
            verdicts.clauses[clause.code][rows].tolist(),
            told(evaluation, clause.condition, rule.subject, rows),
        )
        for clause in rule.clauses
    ]
    for i in range(len(rows)):
        yield [
            {"code": code, "answer": ANSWERS[answers[i]]}
            | ({"evidence": proof[i]} if proof[i] else {})
            for code, answers, proof in columns
        ]


def _missing(verdicts: Verdicts, rows: Ints) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = [[] for _ in rows]
    entries = fact_entries()
    for fact in sorted(verdicts.missing):
        lacking = verdicts.missing[fact][rows]
        entry = entries.get(fact)
        entry_ = {"fact": fact, "ask": list(entry.asks) if entry else ["VISIT"]}
        for i in np.flatnonzero(lacking).tolist():
            found[i].append(entry_)
    return found


def _since(evaluation: Evaluation, verdicts: Verdicts, rows: Ints) -> list[str]:
    """Keep the day of the verdict in force while answer and receiving stay; else today."""
    snapshot = evaluation.subjects.snapshot
    recorded, subject = _recorded(evaluation, verdicts)
    held = np.full(len(verdicts.result), -1, dtype=np.int64)
    held[subject[recorded]] = recorded
    answer = texts(snapshot.verdicts["answer"])
    got = snapshot.verdicts["receiving"].to_numpy(dtype=bool, na_value=False)
    days = snapshot.verdicts["since"].to_numpy(dtype="datetime64[D]")
    today = snapshot.as_of.isoformat()
    found = []
    for row in rows.tolist():
        at = held[row]
        same = (
            at >= 0
            and answer[at] == ANSWERS[verdicts.result[row]]
            and got[at] == verdicts.receiving[row]
            and not np.isnat(days[at])
        )
        found.append(str(days[at]) if same else today)
    return found


def as_table(made: list[Document]) -> pd.DataFrame:
    """Give documents as the snapshot's table of verdicts, as reading them back would."""
    rows = [
        {
            "id": derived_id("verdict", one.subject, one.policy, one.digest),
            "subject_id": one.subject,
            "subject_label": one.subject_label,
            "household_id": one.household,
            "policy": one.policy,
            "result": one.outcome,
            "answer": one.answer,
            "receiving": one.receiving,
            "since": one.since,
            "digest": one.digest,
            "rule_version": one.rule_version,
        }
        for one in made
    ]
    return frame("verdicts", rows).sort_values("id", ignore_index=True)

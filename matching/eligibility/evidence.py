"""Where a condition's facts stand: per subject the row read, by label, id, source, date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.eligibility.expressions import Compare, Flag, Holds, OneOf, RuleHolds, parts
from matching.eligibility.facts import fact_entries
from matching.eligibility.registry import HOUSEHOLD_FACTS, PERSON_FACTS
from matching.eligibility.subjects import Code, Number, Truth
from matching.facts import newest, texts
from matching.risk.evidence import DATES, LABEL
from matching.tables import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from matching.eligibility.evaluate import Evaluation
    from matching.eligibility.expressions import Condition
    from matching.eligibility.rules import Subject

    Ints = NDArray[np.int64]

PERSON_TABLES = ("disability_cards", "health", "schooling", "employment", "medical_bills")
HOUSEHOLD_TABLES = ("persons", "housing")  # of reports and needs the value says enough
GROWS = ("age",)  # a value that changes by itself says nothing a date does not


@dataclass(frozen=True, slots=True)
class Read:
    """One fact of a kind of subject. tables, at: (n,) where it was read; at -1 for nowhere."""

    name: str
    tables: NDArray[np.object_]
    at: Ints
    fact: Number | Code | Truth


def leaves(condition: Condition) -> Iterator[Condition]:
    """List what a condition asks in the end, in order; rules and awards as they are."""
    inner = parts(condition)
    if not inner:
        yield condition
    for part in inner:
        yield from leaves(part)


def told(
    evaluation: Evaluation, condition: Condition, subject: Subject, rows: Ints
) -> list[list[dict[str, Any]]]:
    """Give the evidence of a condition for some subjects, one list each.

    An entry names the fact, its value, and the row it was read from; or the rule, or the award.
    What is not known has no entry.
    """
    found: list[list[dict[str, Any]]] = [[] for _ in rows]
    seen: set[Condition] = set()
    for leaf in leaves(condition):
        if leaf in seen:
            continue
        seen.add(leaf)
        for into, entry in zip(found, _entries(evaluation, leaf, subject, rows), strict=True):
            if entry and entry not in into:
                into.append(entry)
    return found


def _entries(
    evaluation: Evaluation, leaf: Condition, subject: Subject, rows: Ints
) -> list[dict[str, Any] | None]:
    match leaf:
        case Compare(name, _, _) | OneOf(name, _) | Flag(name):
            return _facts(evaluation, name, subject, rows)
        case RuleHolds(code):
            answers = evaluation.rule(evaluation.book.rules[code], subject)[rows]
            return [{"rule": code, "answer": ANSWERS[a]} for a in answers.tolist()]
        case Holds(policies, person):
            return _awards(evaluation, policies, (subject, person), rows)
        case _:
            return [None] * len(rows)


ANSWERS = ("NO", "UNKNOWN", "YES")  # position = answer


def _facts(
    evaluation: Evaluation, name: str, subject: Subject, rows: Ints
) -> list[dict[str, Any] | None]:
    entry = fact_entries()[name]
    if entry.subject == "person" and subject == "household":
        return [None] * len(rows)  # "any member": the persons' own verdicts say who
    at = rows
    if entry.subject != subject:
        at = evaluation.subjects.people.household[rows]
    one = read(evaluation, name)
    known = np.append(one.fact.known, False)[at]
    return [
        _entry(evaluation, one, place) if told_ else None
        for place, told_ in zip(at.tolist(), known.tolist(), strict=True)
    ]


def _entry(evaluation: Evaluation, one: Read, place: int) -> dict[str, Any]:
    found: dict[str, Any] = {"fact": one.name}
    if one.name not in GROWS:
        found |= _value(one.fact, place)
    row = int(one.at[place])
    if row < 0:
        return found
    name = one.tables[place]
    for key, values in _origins(evaluation, name).items():
        if values[row] is not None:
            found[key] = values[row]
    return found | {"label": LABEL[name]}


def _origins(evaluation: Evaluation, table: str) -> dict[str, list[str | None]]:
    """Give id, source, batch and date of a table's rows as plain columns; worked out once."""
    key = ("origins", table)
    if key not in evaluation.memo:
        frame = getattr(evaluation.subjects.snapshot, table)
        names = [name for name in ("id", "source", "batch") if name in frame]
        found = {name: texts(frame[name]).tolist() for name in names}
        if table in DATES:
            days = frame[DATES[table]].to_numpy(dtype="datetime64[D]")
            told_ = np.datetime_as_string(days, "D").tolist()
            found["date"] = [None if text == "NaT" else text for text in told_]
        evaluation.memo[key] = found
    origins: dict[str, list[str | None]] = evaluation.memo[key]
    return origins


def _value(fact: Number | Code | Truth, place: int) -> dict[str, Any]:
    match fact:
        case Number(value, _, None):
            return {"value": int(value[place])}
        case Number(value, _, per) if per is not None:
            return {"value": int(value[place]), "per": int(per[place])}
        case Code(value, _):
            return {"value": value[place]} if value[place] is not None else {}
        case _:
            return {"value": bool(fact.value[place])}


def read(evaluation: Evaluation, name: str) -> Read:
    """Find for every subject of a fact the row it was read from; worked out once."""
    key = ("read", name)
    if key not in evaluation.memo:
        entry = fact_entries()[name]
        look = PERSON_FACTS if entry.subject == "person" else HOUSEHOLD_FACTS
        fact = look[name](evaluation.subjects)
        tables = np.full(len(fact.known), None, dtype=object)
        at = np.full(len(fact.known), -1, dtype=np.int64)
        for table in reversed(entry.read):
            rows = _rows(evaluation, table, entry.subject)
            tables[rows >= 0] = table
            at[rows >= 0] = rows[rows >= 0]
        evaluation.memo[key] = Read(name, tables, at, fact)
    found: Read = evaluation.memo[key]
    return found


def _rows(evaluation: Evaluation, table: str, subject: str) -> Ints:
    """Find the row of a table that speaks for each subject, the newest; -1 for none."""
    snapshot, look = evaluation.subjects.snapshot, evaluation.subjects.snapshot.look
    count = len(snapshot.persons if subject == "person" else snapshot.households)
    if table == ("persons" if subject == "person" else "households"):
        return np.arange(count, dtype=np.int64)
    found = np.full(count, -1, dtype=np.int64)
    if table in PERSON_TABLES and subject == "person":
        rows = newest(snapshot, table, np.ones(len(getattr(snapshot, table)), dtype=bool))
        found[look.person(table)[rows]] = rows
        return found
    if subject == "household" and table in HOUSEHOLD_TABLES:
        home = look.home(table)
        heads = snapshot.persons["head"].to_numpy() if table == "persons" else home >= 0
        rows = np.flatnonzero(heads & (home >= 0))
        found[home[rows]] = rows
    return found


def _awards(
    evaluation: Evaluation, policies: frozenset[str], asked: tuple[Subject, bool], rows: Ints
) -> list[dict[str, Any] | None]:
    """Give the running award that a household (or person) holds, the first of several."""
    subject, person = asked
    of = evaluation.subjects
    look, awards = of.snapshot.look, of.snapshot.awards
    today = day(of.snapshot.as_of)
    since, until = (awards[n].to_numpy(dtype="datetime64[D]") for n in ("from_", "to"))
    runs = look.one_of("awards", "policy", policies) & ~(since > today) & ~(until < today)
    by = look.row_of("awards", "holder_id", "persons") if person else look.home("awards")
    count = len(of.snapshot.persons) if person else of.households
    first = np.full(count + 1, -1, dtype=np.int64)
    at = np.flatnonzero(runs & (by >= 0))[::-1]
    first[by[at]] = at
    if person and subject == "household":
        return [None] * len(rows)
    place = rows if person or subject == "household" else of.people.household[rows]
    ids, policy = texts(awards["id"]), texts(awards["policy"])
    return [
        {"award": policy[one], "label": "Award", "id": ids[one]} if one >= 0 else None
        for one in first[place].tolist()
    ]

"""A form's answers judged: every value with its kind and limits, then what holds between them.

Answers are as a page sends them: block → rows → field → text, code, list of codes or flag.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.forms import rules, values
from api.forms.definition import Block, Form, Problem
from graph_schema.errors import Rejected

Answers = Mapping[str, list[dict[str, Any]]]
LONGEST = 60_000  # characters of one block as JSON


@dataclass(frozen=True, slots=True)
class Judged:
    """Values by block, row and field, and what is wrong; a wrong answer has no value."""

    values: Mapping[str, list[dict[str, Any]]]
    problems: tuple[Problem, ...]


def rows_of(block: Block, text: str) -> list[dict[str, Any]]:
    """Read the rows of a block as a page sends them. Raises Rejected for another shape.

    What is refused here was made by no page of ours: fields that are not asked, too many rows.
    """
    try:
        told = json.loads(text) if len(text) <= LONGEST else None
    except ValueError:
        told = None
    if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
        raise Rejected(["ANSWERS_UNREADABLE"], block=block.name)
    if len(told) > block.most:
        raise Rejected(["TOO_MANY_ROWS"], block=block.name, most=block.most)
    if unknown := {name for row in told for name in row} - set(block.fields):
        raise Rejected(["FIELD_NOT_ASKED"], block=block.name, fields=sorted(unknown)[:5])
    return [{n: v for n, v in row.items() if not values.empty(v)} for row in told]


def judge(form: Form, answers: Answers, today: date, *, whole: bool) -> Judged:
    """Judge answers. whole: also what is required and missing, as when they are handed in."""
    found: dict[str, list[dict[str, Any]]] = {}
    problems: list[Problem] = []
    for name, block in form.blocks.items():
        rows = list(answers.get(name) or ())
        if whole and not rows:
            rows = [{}]
        found[name], wrong = _block(block, rows, today, whole=whole)
        problems += wrong
    return Judged(found, tuple(problems))


def _block(
    block: Block, rows: list[dict[str, Any]], today: date, *, whole: bool
) -> tuple[list[dict[str, Any]], list[Problem]]:
    problems: list[Problem] = []
    read: list[dict[str, Any]] = []
    for at, row in enumerate(rows):
        told: dict[str, Any] = {}
        for name, answer in row.items():
            if name not in block.fields or values.empty(answer):
                continue
            try:
                told[name] = values.value(block.fields[name], answer, today)
            except values.Unfit as why:
                problems.append(_problem(block, at, name, why.code, why.limit))
        read.append(told)
        if whole:
            problems += _missing(block, at, row)
    problems += list(_between(block, read, {(p.row, p.field) for p in problems}, whole=whole))
    return read, problems


def _missing(block: Block, at: int, row: Mapping[str, Any]) -> Iterator[Problem]:
    for name, question in block.fields.items():
        if question.required and values.empty(row.get(name)):
            yield _problem(block, at, name, "REQUIRED")


def _between(
    block: Block, read: list[dict[str, Any]], wrong: set[tuple[int, str | None]], *, whole: bool
) -> Iterator[Problem]:
    """Find what rules say of fields not wrong already; what is missing only at the end."""
    for rule in block.rules:
        for at, field, code in rules.RULES[rule.name].check(rule, read):
            waits = code in {"REQUIRED", "ONE_OF_TWO", "ONE_HEAD"} and not whole
            if (at, field) not in wrong and not waits:
                wrong.add((at, field))
                yield _problem(block, at, field, code)


def _problem(block: Block, at: int, field: str, code: str, limit: str | None = None) -> Problem:
    return Problem(block=block.name, row=at, field=field, code=code, limit=limit)


def completeness(form: Form, answers: Answers) -> int:
    """Share of the required questions that are answered, in per cent; 100 where none is."""
    asked = done = 0
    for name, block in form.blocks.items():
        for row in answers.get(name) or [{}]:
            needed = [n for n, question in block.fields.items() if question.required]
            asked += len(needed)
            done += sum(not values.empty(row.get(n)) for n in needed)
    return 100 * done // asked if asked else 100

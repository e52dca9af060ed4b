"""Prepared questions: enough of them, in two languages, valid against the schema."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from visual.questions import BadQuestion, Question, _read, all_questions, questions_of

SCHEMA = build_schema(Path("api/schema.graphql").read_text(encoding="utf-8"))


def test_there_are_twelve_questions_and_three_worked_changes() -> None:
    changes = [one for one in all_questions() if one.mutation]

    assert len(all_questions()) - len(changes) >= 12
    assert len(changes) >= 3


@pytest.mark.parametrize("question", all_questions(), ids=lambda one: one.id)
def test_a_question_fits_the_schema(question: Question) -> None:
    assert validate(SCHEMA, parse(question.query)) == []


@pytest.mark.parametrize("role", ["R03", "R06", "R09", "R10", "R12", "R16", "R18"])
def test_every_role_finds_a_question(role: str) -> None:
    assert questions_of(role)


def test_a_coordinator_finds_at_least_twelve() -> None:
    assert len([one for one in questions_of("R10") if not one.mutation]) >= 12


def test_a_manager_is_offered_nothing_about_people() -> None:
    asked = " ".join(question.query for question in questions_of("R16"))

    assert "households(" not in asked
    assert "headName" not in asked


def test_a_file_that_lacks_something_is_named() -> None:
    with pytest.raises(BadQuestion, match=r"thin\.graphql: hant, en, note-zh"):
        _read("thin.graphql", "# zh: 问\n{ me { role } }\n")

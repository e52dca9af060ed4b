"""The text of a page: its order filled in, the filters that are not asked for left out."""

import re

import pytest

from graph_schema.queries import statements
from graph_schema.queries.order import Page, ordered

LISTS = sorted(s.name for s in statements().values() if s.sorts)


def text_of(name: str, *, after: bool, **asked: object) -> str:
    statement = statements()[name]
    by = next(iter(statement.sorts))
    page = Page(by=by, limit=10, after=("x", "x") if after else None)
    return ordered(statement, page, dict.fromkeys(statement.params) | asked)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_nobody_narrowed_judges_no_filter(name: str) -> None:
    text = text_of(name, after=False)

    assert re.findall(r"\$\w+ IS NULL OR", text) == []
    assert text.count("(") == text.count(")")


@pytest.mark.parametrize("name", LISTS)
def test_a_filter_that_is_asked_for_stays_word_for_word(name: str) -> None:
    statement = statements()[name]
    narrowed = {n for n, slot in statement.params.items() if slot.optional}

    text = text_of(name, after=True, **dict.fromkeys(narrowed, "x"))

    for line in statement.text.splitlines():
        if "__" not in line:
            assert line in text.splitlines()


def test_only_the_areas_of_the_caller_are_never_left_out() -> None:
    text = text_of("households_page", after=False)

    assert "any(top IN $areas WHERE a.code STARTS WITH top)" in text
    assert "$level" not in text
    assert "$level" in text_of("households_page", after=False, level="L4_HIGH")

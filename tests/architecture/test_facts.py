"""The facts of access and privacy and the tests that show them hold together."""

from tests.facts import PAGE, facts, page
from tests.features import shown


def test_every_fact_has_a_test_that_always_runs_or_says_what_is_missing() -> None:
    tested = {one.code for one in shown("fact") if not one.skipped}

    assert list(facts()) == [f"A{n:02}" for n in range(1, 21)]
    assert tested <= set(facts())
    assert [c for c in facts() if c not in tested and "beyond" not in facts()[c]] == []


def test_the_page_of_facts_is_drawn_anew() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make docs"

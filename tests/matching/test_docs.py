"""The pages of rules and triggers say what the data says."""

import pytest

from graph_schema.docs import FOLDER
from matching.docs import MARK, PAGES, page, said
from matching.eligibility.expressions import parse


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_the_data_draws_it(name):
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert text.count(MARK) == 1
    assert text == page(name), "draw it anew: make docs"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"fact": "age", "at_least": 60}, "age ≥ 60"),
        ({"fact": "age", "below": {"param": "L", "times": "1/12"}}, "age < 1/12 × [L]"),
        (
            {"fact": "age", "at_most": {"param": "L", "times": "asset_cap"}},
            "age ≤ [L] × [asset_cap]",
        ),
        (
            {"all": [{"not": {"holds": ["E05"], "of": "person"}}, {"rule": "E03"}]},
            "¬receives E05 itself ∧ fits E03",
        ),
        ({"any": [{"fact": "rural"}, {"group": ["G02", "G01"]}]}, "rural ∨ group G01/G02"),
        ({"not": {"any": [{"fact": "rural"}, {"rule": "E01"}]}}, "¬(rural ∨ fits E01)"),
    ],
)
def test_a_condition_reads_as_an_expert_would_say_it(condition, words):
    assert said(parse(condition)) == words

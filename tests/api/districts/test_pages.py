"""The pages of parameters and catalogue say what the sample's data says."""

import pytest

from api.districts.pages import PAGES, UNVERIFIED
from graph_schema.docs import FOLDER
from loaders.catalogue import items
from loaders.district import read_district, sample
from matching.eligibility.expressions import Compare, parts
from matching.eligibility.rules import default_rules


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_equals_the_drawn_one(name: str):
    """`make docs` draws them anew."""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]()


def test_a_standard_that_nobody_verified_says_so_on_the_page():
    lines = PAGES["parameters.md"]().splitlines()

    for row in read_district(sample()).parameters:
        (line,) = (
            one
            for one in lines
            if one.startswith(f"| `{row['code']}` ") and str(row["from"]) in one
        )
        assert (UNVERIFIED in line) is not bool(row["verified_by"])


def test_every_parameter_that_a_rule_asks_for_has_a_value_in_the_sample():
    def asked(condition):
        if isinstance(condition, Compare):
            yield from condition.bound.params
        for part in parts(condition):
            yield from asked(part)

    known = {row["code"] for row in read_district(sample()).parameters}
    for rule in default_rules().rules.values():
        one = rule.benefit
        told = {one.param, one.times, one.cap, *(param for _, param in one.bands)}
        told |= {case.param for case in one.cases}
        told |= {p for c in one.cases for b in (c.above, *c.sum) for p in b.params}
        told |= {code for clause in rule.clauses for code in asked(clause.condition)}

        assert told - {None} <= known, rule.code


def test_every_item_of_the_catalogue_is_on_its_page():
    page = PAGES["catalogue.md"]()

    assert all(f"| {item.code} | {item.title} |" in page for item in items())

"""Rules are data: read, checked, refused by place; their facts and order are known."""

import copy
from importlib.resources import files

import pytest
import yaml

from matching.eligibility.expressions import (
    BadCondition,
    Bound,
    Compare,
    Holds,
    Not,
    RuleHolds,
    parse,
)
from matching.eligibility.rules import default_rules, read_rules

TEXT = files("matching.eligibility").joinpath("rules.yml").read_text("utf-8")


def test_the_rules_that_links_and_awards_ask_for_are_there_with_article_and_documents():
    book = default_rules()

    assert set(book.rules) == {f"E{n:02d}" for n in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)}
    assert all(rule.basis and rule.documents and rule.clauses for rule in book.rules.values())


def test_what_excludes_another_is_excluded_by_it():
    rules = default_rules().rules

    for rule in rules.values():
        for other in set(rule.exclusive_with) & set(rules):
            assert rule.code in rules[other].exclusive_with


def test_a_condition_reads_as_it_is_written():
    assert parse({"fact": "age", "below": 18}) == Compare("age", "below", Bound(18))
    assert parse({"not": {"holds": ["E05"], "of": "person"}}) == Not(
        Holds(frozenset({"E05"}), person=True)
    )
    assert parse({"rule": "E03"}) == RuleHolds("E03")


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ({}, "a condition is a mapping"),
        ({"fact": "age", "below": "old"}, "not a number or parameter"),
        ({"fact": "age", "below": {"param": "L", "time": 2}}, "unknown time"),
        ({"fact": "age", "around": 3}, "cannot compare age by around"),
        ({"any": []}, "a list of conditions expected"),
        ({"all": [{"fact": "age"}, {"oder": []}]}, r"condition.all\[1\]: unknown condition"),
        ({"holds": "E01"}, "a list of codes expected"),
        ({"holds": ["E01"], "of": "dog"}, "of is household or person"),
        ({"rule": "E01", "not": {}}, "one key expected"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_by_place(condition, why):
    with pytest.raises(BadCondition, match=why):
        parse(condition)


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        ({"fact": "favourite_colour"}, "E01.NEW: unknown fact favourite_colour"),
        ({"rule": "E99"}, "E01.NEW: rule E99 is unknown or comes later"),
        ({"all": [{"rule": "E03"}]}, "rule E03 is unknown or comes later"),
    ],
)
def test_a_rule_book_with_a_broken_rule_is_refused(clause, why):
    data = copy.deepcopy(yaml.safe_load(TEXT))
    data["rules"]["E01"]["conditions"]["NEW"] = clause

    with pytest.raises(BadCondition, match=why):
        read_rules(data)

"""Rules are data: read, checked, refused by place; their facts and order are known."""

import copy
import json
from datetime import date
from importlib.resources import files

import pytest
import yaml

from graph_schema.rulefile import BadRuleFile
from matching.eligibility.expressions import (
    BadCondition,
    Bound,
    Compare,
    Holds,
    Not,
    RuleHolds,
    parse,
)
from matching.eligibility.facts import fact_entries
from matching.eligibility.registry import HOUSEHOLD_FACTS, PERSON_FACTS
from matching.eligibility.rules import default_rules, read_rules
from matching.eligibility.subjects import Code, Number, Subjects, Truth
from tests.snapshots import build

TEXT = files("matching.eligibility").joinpath("rules.yml").read_text("utf-8")


def test_every_policy_is_there_with_its_ground_documents_and_review():
    book = default_rules()

    assert set(book.rules) == {f"E{n:02d}" for n in range(1, 27)}
    assert all(rule.basis and rule.documents for rule in book.rules.values())
    assert [code for code, rule in book.rules.items() if not rule.clauses] == ["E26"]
    assert book.order == ("E05", "E01", "E03", "E04")
    assert book.rules["E05"].article == "第四条"
    assert book.rules["E01"].review == 12


def test_what_excludes_another_is_excluded_by_it():
    rules = default_rules().rules

    for rule in rules.values():
        for other in rule.exclusive_with:
            assert rule.code in rules[other].exclusive_with
    pairs = {frozenset((r.code, o)) for r in rules.values() for o in r.exclusive_with}
    assert pairs == {
        frozenset(pair.split("×"))
        for pair in ("E05×E01", "E05×E08", "E05×E09", "E12×E08", "E13×E08", "E09×E11")
    }
    assert default_rules().higher == {frozenset(("E09", "E11"))}


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
        ({"fact": "favourite_colour"}, "E01.conditions.NEW: unknown fact favourite_colour"),
        ({"rule": "E99"}, "E01.conditions.NEW: rule E99 is unknown"),
        ({"rule": "E01"}, "rules ask for each other: E01, E01"),
        ({"all": [{"rule": "E03"}]}, "rules ask for each other: E0., E0., E0"),
        ({"fact": "age"}, "age is a number and cannot be asked so"),
        ({"fact": "local_hukou", "below": 1}, "local_hukou is a truth and cannot be asked so"),
        ({"around": 3}, "unknown condition 'around'"),
    ],
)
def test_a_rule_book_with_a_broken_condition_is_refused_by_place_and_reason(clause, why):
    data = copy.deepcopy(yaml.safe_load(TEXT))
    data["rules"]["E01"]["conditions"]["NEW"] = clause

    with pytest.raises(BadRuleFile, match=why):
        read_rules(json.dumps(data))


@pytest.mark.parametrize(
    ("there", "here", "why"),
    [
        ("    review: 12\n  E01:", "    review: soon\n  E01:", "whole months are expected"),
        ("    subject: household\n", "    subject: village\n", "household or person is "),
        ("formula: gap", "formula: guess", "one of gap, amount"),
        ("    title: 最低生活保障\n", "", "E01: title missing"),
        ("    title: 最低生活保障\n", "    title: a\n    colour: b\n", "E01.colour: unknown; "),
        ("policies: [E05, E01]", "policies: [E05, E77]", "two rules of this file"),
        ("order: [E05,", "order: [E78,", "no rule 'E78'"),
        ("  E03:\n", "  E01:\n", "E01: given twice"),
    ],
)  # fmt: skip
def test_a_bad_rule_file_is_refused_by_file_line_and_reason(there, here, why):
    text = TEXT.replace(there, here, 1)
    line = next(
        n for n, (a, b) in enumerate(zip(TEXT.splitlines(), text.splitlines(), strict=False), 1)
        if a != b
    )  # fmt: skip

    with pytest.raises(BadRuleFile, match=why) as refused:
        read_rules(text, "own.yml")

    told = int(str(refused.value).split(" line ")[1].split(":")[0])
    assert str(refused.value).startswith("own.yml line ")
    assert abs(told - line) <= 3


def test_a_rule_holds_from_its_first_day_to_the_day_before_its_end():
    data = copy.deepcopy(yaml.safe_load(TEXT))
    data["rules"]["E10"] |= {"from": "2023-06-01", "to": "2024-01-01"}
    rule = read_rules(json.dumps(data)).rules["E10"]

    days = [date(2023, 5, 31), date(2023, 6, 1), date(2023, 12, 31), date(2024, 1, 1)]
    assert [rule.in_force(day) for day in days] == [False, True, True, False]


def test_every_fact_is_explained_and_every_explained_fact_exists():
    told = fact_entries()

    assert {name for name, one in told.items() if one.subject == "household"} == set(
        HOUSEHOLD_FACTS
    )
    assert {name for name, one in told.items() if one.subject == "person"} == set(PERSON_FACTS)
    snapshot = build(households=[{"id": "h"}], persons=[{"id": "p", "household_id": "h"}])
    kinds = {"truth": Truth, "code": Code, "number": Number}
    for name, entry in told.items():
        fact = (HOUSEHOLD_FACTS | PERSON_FACTS)[name](Subjects.of(snapshot))
        assert isinstance(fact, kinds[entry.kind]), name

"""The rule set is data: the domain's numbers, refused by place when it cannot be used."""

import json
from datetime import date
from importlib.resources import files

import pytest

from graph_schema.rulefile import BadRuleFile
from graph_schema.vocabulary import NeedCode, entries
from matching.risk.evaluate import evaluate
from matching.risk.parameters import (
    default_body,
    read_parameters,
    rule_version,
)
from tests.snapshots import build

BODY = json.loads(default_body())
NO_LINK = 600  # row P08


def changed(*path, to):
    """The default body with one value changed, or removed when `to` is absent."""
    body = json.loads(default_body())
    at = body
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = to
    return json.dumps(body)


def test_needs_weigh_floor_and_wait_as_the_vocabulary_says():
    kinds = read_parameters(default_body()).need.kinds

    assert kinds.keys() == entries(NeedCode).keys()
    for code, entry in entries(NeedCode).items():
        assert kinds[code].base == entry.about["base"] * 100
        assert kinds[code].floors == entry.about["floor"].replace(" ", "")
        assert kinds[code].interval == tuple(entry.about["interval"])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{", "rule set risk line 1: "),
        ("{}", "rule set risk: exactly version, score"),
        (changed("score", "cap", to="much"), r" score.cap: int expected"),
        (changed("score", "cap", to=-1), r" score.cap: a number of 0 or more"),
        (changed("score", "cap", to=True), r" score.cap: int expected"),
        (changed("event", "points", to=[1]), r" event.points: a mapping"),
        (changed("event", "points", "P1", to="x"), r" event.points.P1: int"),
        (changed("need", "open_states", to="OPEN"), r" need.open_states: a list"),
        (changed("need", "open_states", to=[1]), r" need.open_states\[0\]: str"),
        (changed("need", "kinds", "N01", "floors", to="GBYR"), r"kinds.N01: four floors"),
        (changed("score", "brown", to=1), r"check brown"),
    ],
)
def test_a_rule_set_that_cannot_be_used_is_refused_by_place(body, why):
    with pytest.raises(BadRuleFile, match=why):
        read_parameters(body)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("yellow: 3500", "yellow: much", r"risk.yml line 6: score.yellow: int expected"),
        ("orange: 6000", "amber: 6000", r"risk.yml line 6: score: exactly cap, .*amber"),
        ("need:\n", "need: {\n", r"risk.yml line \d+: "),
    ],
)
def test_a_file_is_refused_with_the_line_of_what_is_wrong(old, new, why):
    text = files("matching.risk").joinpath("parameters.yml").read_text("utf-8")
    assert old in text

    with pytest.raises(BadRuleFile, match=why):
        read_parameters(text.replace(old, new, 1), "risk.yml")


def test_a_version_names_body_and_standard():
    one, other = default_body(), changed("score", "cap", to=9000)
    parameters = read_parameters(one)

    versions = {
        rule_version(parameters, one, 91000),
        rule_version(parameters, one, 63000),
        rule_version(parameters, one, None),
        rule_version(read_parameters(other), other, 91000),
    }

    assert len(versions) == 4
    assert all(version.startswith("risk-2023.1-") for version in versions)


@pytest.mark.parametrize(
    ("as_of", "points"), [(date(2023, 12, 31), 800), (date(2024, 1, 1), 1200)]
)
def test_a_parameter_that_changes_by_date_changes_results_from_that_day_on(as_of, points):
    standard = [
        {"code": "L", "value": "91000", "valid_to": date(2024, 1, 1)},
        {"code": "L", "value": "120000", "valid_from": date(2024, 1, 1)},
    ]
    house = {"id": "h", "size": 1, "income_month": 100_000}
    told = build(as_of, households=[house], params=standard)

    result = evaluate(told, read_parameters(default_body()))

    assert result.score.tolist() == [points + NO_LINK]

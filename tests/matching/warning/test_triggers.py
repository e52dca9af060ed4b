"""Triggers are data: all of the domain's; a bad file is refused by file, line and reason."""

import json
import re
from fractions import Fraction
from importlib.resources import files

import pytest

from graph_schema.rulefile import BadRuleFile
from graph_schema.vocabulary import AlertCode
from matching.warning.triggers import default_body, default_triggers, read_triggers

TEXT = files("matching.warning").joinpath("triggers.yml").read_text("utf-8")


def test_every_trigger_of_the_vocabulary_is_there_with_its_thresholds():
    book = default_triggers()

    assert set(book.triggers) == set(AlertCode)
    shares = [(b.priority, b.threshold) for b in book.triggers["W01"].bands]
    assert shares == [
        ("P1", Fraction(8, 10)), ("P2", Fraction(4, 10)), ("P3", Fraction(2, 10)),
    ]  # fmt: skip
    assert {c for c, t in book.triggers.items() if t.closes} == {"W03", "W16", "W18"}


def test_a_set_kept_in_the_graph_says_what_the_file_says():
    assert read_triggers(default_body()) == default_triggers()
    assert json.loads(default_body())["version"] == default_triggers().version


@pytest.mark.parametrize(
    ("there", "here", "why"),
    [
        (
            "priority: P1, at_least",
            "priority: P9, at_least",
            "W01.bands.0..priority: P1, P2 or P3",
        ),
        ('at_least: "0.80"', 'at_least: "much"', "W01.bands.0..at_least: not a number: 'much'"),
        ("measure: medical_share", "measure: guess", "W01.measure: no measure guess"),
        ("kind: event\n    within_days: 365", "kind: event", "W02.kind: within_days goes with"),
        ("of: standards", "of: feeling", "W02.bands.1..of: the measure has bill, standards"),
        ("source: [YB]", "source: [XX]", "W01.source.0.: 'XX' is unknown"),
        ("with: {months: 6}", "with: {weeks: 6}", "W03.with: months missing"),
        ("  W24:\n", "  W99:\n", "triggers.W99: unknown|triggers: "),
        ("debounce_days: 30", "debounce_days: -1", "debounce_days: whole days are expected"),
        ("open_states: [RAISED", "open_states: [RISEN", "open_states.0.: 'RISEN' is unknown"),
        ("baseline: true", "baseline: perhaps", "W01.baseline: true or false"),
        ("  W02:\n", "  W01:\n", "triggers.W01: given twice"),
        ("version:", "version: [", "line 13: expected"),
    ],
)
def test_a_bad_file_is_refused_by_file_line_and_reason(there, here, why):
    with pytest.raises(BadRuleFile, match=r"^own\.yml line \d+: ") as refused:
        read_triggers(TEXT.replace(there, here, 1), "own.yml")

    assert re.search(why, str(refused.value))

"""Colours go up at once and down by rules: each thing that holds one up, alone."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from matching.risk.documents import documents, named_needs
from matching.risk.evaluate import evaluate
from matching.risk.levels import HOLDS
from matching.risk.parameters import BLUE, GREEN, ORANGE, YELLOW, default_body, read_parameters
from tests.snapshots import build

PARAMETERS = read_parameters(default_body())
LINK = {"id": "l", "household_id": "h", "kind": "CARE", "state": "ACCEPTED"}
LINK |= {"provider_party": "COM", "provider_id": "o"}


def days_ago(days):
    return datetime(2023, 12, 31, 4, tzinfo=UTC) - timedelta(days=days)


def moved(level, days, *, visited=None, approved=False, alert=None, needs=(), persons=()):
    """A household of that colour for so many days, seen as many days ago."""
    lacks = [{"id": f"n{code}", "code": code, "severity": at} for code, at in needs]
    visit = {"id": "v", "household_id": "h", "done_at": days_ago(visited or 0)}
    bell = {"id": "a", "household_id": "h", "code": "W03", "priority": alert, "state": "ACKED"}
    snapshot = build(
        households=[{"id": "h", "level": level, "level_since": days_ago(days)}],
        visits=[] if visited is None else [visit],
        alerts=[] if alert is None else [bell],
        needs=[need | {"household_id": "h"} for need in lacks],
        persons=persons,
        links=[LINK],
    )
    return evaluate(snapshot, PARAMETERS, np.array([approved]))


def told(result):
    bits = int(result.move.held[0])
    return int(result.move.level[0]), [n for i, n in enumerate(HOLDS) if bits >> i & 1]


def test_a_colour_goes_up_at_once():
    assert told(moved("L1_NORM", 1, needs=[("N03", 2)])) == (ORANGE, [])


def test_it_goes_down_one_step_when_nothing_holds_it():
    result = moved("L4_HIGH", 30, visited=1, approved=True)

    level, held = told(result)
    assert (int(result.computed[0]), level) == (GREEN, YELLOW)
    assert held == ["NO_VISIT", "DWELL"]  # of the yellow that begins now


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"days": 30, "visited": 1}, "APPROVAL"),
        ({"days": 29, "visited": 1, "approved": True}, "DWELL"),
        ({"days": 30, "visited": 30, "approved": True}, "NO_VISIT"),
        ({"days": 30, "approved": True}, "NO_VISIT"),
        ({"days": 30, "visited": 1, "approved": True, "alert": "P2"}, "OPEN_ALERT"),
    ],
)
def test_orange_is_held_by(given, why):
    assert told(moved("L4_HIGH", given.pop("days"), **given)) == (ORANGE, [why])


def test_a_minor_alert_holds_nothing():
    level, _ = told(moved("L4_HIGH", 30, visited=1, approved=True, alert="P3"))

    assert level == YELLOW


def test_a_floor_keeps_the_colour_computed():
    result = moved("L3_MED", 60, visited=1, needs=[("N04", 3), ("N06", 3)])

    assert told(result) == (YELLOW, [])


@pytest.mark.parametrize(
    ("needs", "score", "shown"),
    [([("N07", 1)], 1280, (BLUE, ["MARGIN"])), ([], 800, (GREEN, []))],
)
def test_blue_turns_green_below_ten_points_only(needs, score, shown):
    old = {"id": "p", "household_id": "h", "birth": date(1950, 1, 1)}  # P03: 8 points

    result = moved("L2_LOW", 5, visited=1, needs=needs, persons=[old])

    assert int(result.score[0]) == score
    assert told(result) == shown


def test_the_reasons_are_the_same_bytes_for_the_same_facts():
    texts = []
    for _ in range(2):
        result = moved("L4_HIGH", 29, visited=1, needs=[("N04", 2), ("N05", 2)])
        texts.append(documents(result, "v", named_needs(result)))

    assert texts[0] == texts[1]
    assert texts[0].rows[0].startswith('[{"fact":"nN04","label":"Need","points":1650,')
    assert '"rule":"HOLD"' in texts[0].floors[0]


def test_silence_lifts_one_step_and_says_so():
    old = {"id": "p", "household_id": "h", "birth": date(1950, 1, 1)}
    home = {"id": "h", "monitored_from": date(2021, 12, 30)}
    snapshot = build(households=[home], persons=[old], links=[LINK])

    result = evaluate(snapshot, PARAMETERS)

    assert int(result.computed[0]) == BLUE
    assert bool(result.situation_unknown[0])

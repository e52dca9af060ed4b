"""Colours go up at once and down by rules: each thing that holds one up, alone."""

from datetime import UTC, date, datetime, timedelta

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


def moved(level, days, *, visited=None, agreed=None, alert=None, needs=(), persons=(), **told):
    """A household of that colour for so many days, seen and agreed on as many days ago."""
    lacks = [{"id": f"n{code}", "code": code, "severity": at} for code, at in needs]
    visit = {"id": "v", "household_id": "h", "done_at": days_ago(visited or 0)}
    bell = {"id": "a", "household_id": "h", "code": "W03", "priority": alert, "state": "ACKED"}
    if agreed is not None:
        told["lowering_agreed_on"] = days_ago(agreed).date()
    snapshot = build(
        households=[{"id": "h", "level": level, "level_since": days_ago(days), **told}],
        visits=[] if visited is None else [visit],
        alerts=[] if alert is None else [bell],
        needs=[need | {"household_id": "h"} for need in lacks],
        persons=persons,
        links=[LINK],
    )
    return evaluate(snapshot, PARAMETERS)


def told(result):
    bits = int(result.move.held[0])
    return int(result.move.level[0]), [n for i, n in enumerate(HOLDS) if bits >> i & 1]


def test_a_colour_goes_up_at_once():
    assert told(moved("L1_NORM", 1, needs=[("N03", 2)])) == (ORANGE, [])


def test_it_goes_down_one_step_when_nothing_holds_it():
    result = moved("L4_HIGH", 30, visited=1, agreed=1)

    level, held = told(result)
    assert (int(result.computed[0]), level) == (GREEN, YELLOW)
    assert held == ["NO_VISIT", "DWELL"]  # of the yellow that begins now


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"days": 30, "visited": 1}, "APPROVAL"),
        ({"days": 30, "visited": 1, "agreed": 30}, "APPROVAL"),
        ({"days": 29, "visited": 1, "agreed": 1}, "DWELL"),
        ({"days": 30, "visited": 30, "agreed": 1}, "NO_VISIT"),
        ({"days": 30, "agreed": 1}, "NO_VISIT"),
        ({"days": 30, "visited": 1, "agreed": 1, "alert": "P2"}, "OPEN_ALERT"),
    ],
)
def test_orange_is_held_by(given, why):
    assert told(moved("L4_HIGH", given.pop("days"), **given)) == (ORANGE, [why])


def test_a_minor_alert_holds_nothing():
    level, _ = told(moved("L4_HIGH", 30, visited=1, agreed=1, alert="P3"))

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


def set_by_a_steward(rank, over, until, **told):
    """Override: a colour set over another, until a day counted from today."""
    last = (days_ago(0) + timedelta(days=until)).date()
    return {
        "level_override": rank,
        "level_override_over": over,
        "level_override_until": last,
    } | (told)


def test_a_raise_holds_until_its_day_and_then_nothing_is_left_of_it():
    raised = set_by_a_steward("L4_HIGH", "L1_NORM", 1)
    assert told(moved("L1_NORM", 90, **raised)) == (ORANGE, [])
    assert told(moved("L4_HIGH", 29, **raised)) == (ORANGE, [])
    over = set_by_a_steward("L4_HIGH", "L1_NORM", 0, computed_level="L1_NORM")
    assert told(moved("L4_HIGH", 30, **over)) == (GREEN, [])


def test_a_colour_that_the_facts_came_to_hold_outlives_the_raise():
    over = set_by_a_steward("L4_HIGH", "L1_NORM", 0, computed_level="L4_HIGH")
    result = moved("L4_HIGH", 29, **over)

    assert told(result)[0] == ORANGE
    assert result.move.anew.tolist() == [True]  # and dwells from now on
    later = set_by_a_steward("L4_HIGH", "L1_NORM", -29, computed_level="L1_NORM")
    assert told(moved("L4_HIGH", 29, **later))[0] == ORANGE


def test_a_raise_never_lowers_and_a_lowering_never_raises():
    raised = set_by_a_steward("L3_MED", "L1_NORM", 5)
    assert told(moved("L3_MED", 1, needs=[("N03", 2)], **raised))[0] == ORANGE
    lowered = set_by_a_steward("L3_MED", "L4_HIGH", 5)
    assert told(moved("L2_LOW", 1, visited=0, **lowered))[0] == GREEN


def test_a_lowering_stands_against_score_and_floors_but_never_against_a_hard_rule():
    lowered = set_by_a_steward("L2_LOW", "L4_HIGH", 5)
    assert told(moved("L4_HIGH", 1, needs=[("N03", 2)], **lowered))[0] == BLUE
    child = [{"id": "p", "household_id": "h", "birth": date(2015, 1, 1)}]
    assert told(moved("L4_HIGH", 1, persons=child, **lowered))[0] == ORANGE


def test_the_reasons_name_the_colour_that_was_set_and_until_when():
    result = moved("L1_NORM", 90, **set_by_a_steward("L4_HIGH", "L1_NORM", 1))
    written = documents(result, "v", named_needs(result))

    assert '{"date":"2024-01-01","level":"L4_HIGH","rule":"OVERRIDE"}' in written.floors[0]

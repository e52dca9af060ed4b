"""The domain's worked cases A–I: score to the hundredth, colour, urgent."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from matching.risk.documents import named_needs
from matching.risk.evaluate import evaluate
from matching.risk.parameters import BLUE, GREEN, ORANGE, YELLOW, default_body, read_parameters
from tests.snapshots import AS_OF, build

PARAMETERS = read_parameters(default_body())
L = 91000
STANDARD = {"code": "L", "value": json.dumps(L), "valid_from": date(2023, 1, 1)}
CARED = {  # a committee's routine care, accepted: P08 does not hold, nothing is covered by it
    "id": "care",
    "household_id": "h",
    "kind": "CARE",
    "state": "ACCEPTED",
    "provider_id": "committee",
    "provider_party": "COM",
}
POOR = {"income_month": L - 1, "size": 1}  # P01: 12 points
ILL = {
    "income_month": 2 * L,
    "size": 1,
    "medical_12m": 12 * 2 * L * 40 // 100,
}  # P02: 10 points


def days_ago(days):
    return datetime(2023, 12, 31, 4, tzinfo=UTC) - timedelta(days=days)


def evaluated(household=None, *, needs=(), alerts=(), links=(CARED,), **more):
    return evaluate(
        build(
            households=[{"id": "h"} | (household or {})],
            needs=[
                {"id": f"n{i}", "household_id": "h", "code": code, "severity": severity}
                for i, (code, severity) in enumerate(needs)
            ]
            + list(more.pop("other_needs", ())),
            alerts=[
                {"id": f"a{i}", "household_id": "h", "code": "W22", "raised_at": days_ago(20)}
                | a
                for i, a in enumerate(alerts)
            ],
            links=links,
            params=[STANDARD],
            **more,
        ),
        PARAMETERS,
    )


def seen(result):
    return int(result.score[0]), int(result.computed[0]), bool(result.urgent[0])


def test_a_nothing_known_is_green_with_nothing():
    assert seen(evaluated()) == (0, GREEN, False)


def test_b_a_covered_need_is_worth_its_points_less_ten():
    link = CARED | {
        "id": "l",
        "kind": "NEED",
        "need_id": "n0",
        "state": "IN_SERVICE",
        "last_contact_at": days_ago(45),
    }
    notice = {"id": "c", "household_id": "h", "purposes": ("U1",), "from_": date(2023, 1, 1)}

    result = evaluated(POOR, needs=[("N05", 2)], links=[link], consents=[notice])

    assert (result.need[0], result.portrait[0], result.protect[0]) == (1650, 1200, 1000)
    assert seen(result) == (1850, BLUE, False)


def test_c_needs_beyond_the_largest_count_a_quarter():
    causes = [{"household_id": "h", "code": code} for code in ("C01", "C02", "C03")]

    result = evaluated(
        ILL, needs=[("N04", 3), ("N02", 2)], alerts=[{"priority": "P3"}], causes=causes
    )

    assert (result.need[0], result.portrait[0], result.event[0]) == (2675, 1600, 500)
    assert seen(result) == (4775, YELLOW, False)


def test_d_exactly_sixty_is_orange():
    result = evaluated(
        ILL | {"housing_grade": "C"},
        needs=[("N06", 3), ("N05", 3)],
        alerts=[{"priority": "P2"}],
    )

    assert seen(result) == (6000, ORANGE, False)


def test_e_a_child_without_guardian_makes_the_household_urgent():
    # A visit has refuted the crisis need that ND08 derives from the very same fact.
    entry = {"fact": "child", "label": "Person", "rule": "ND08", "severity": 3}
    refuted = {
        "id": "n9",
        "household_id": "h",
        "code": "N03",
        "state": "NOT_CONFIRMED",
        "evidence": json.dumps([entry], separators=(",", ":"), sort_keys=True),
    }

    result = evaluated(
        POOR,
        needs=[("N08", 2)],
        alerts=[{"priority": "P1"}],
        other_needs=[refuted],
        persons=[{"id": "child", "household_id": "h", "birth": date(2012, 5, 1)}],
    )

    assert seen(result) == (4580, ORANGE, True)


def test_f_a_moderate_crisis_is_orange_by_its_floor_but_not_urgent():
    assert seen(evaluated(needs=[("N03", 2)])) == (3300, ORANGE, False)


def test_g_a_mild_emotional_need_stays_green():
    assert seen(evaluated(needs=[("N02", 1)])) == (600, GREEN, False)


def test_h_the_quarter_is_floored_once():
    assert seen(evaluated(needs=[("N04", 2), ("N05", 2)])) == (2062, BLUE, False)


def test_i_an_old_verified_alert_is_halved_for_each_full_period():
    old = {"priority": "P2", "state": "VERIFIED", "verified_at": days_ago(200)}

    assert seen(evaluated(alerts=[old])) == (300, GREEN, False)


def test_a_child_without_guardian_derives_a_crisis_need_at_once():
    child = {"id": "child", "household_id": "h", "birth": date(2012, 5, 1)}

    result = evaluated(persons=[child])

    assert named_needs(result).sources == ["ND08"]
    assert seen(result) == (4800, ORANGE, True)


@pytest.mark.parametrize(
    ("points", "level"),
    [(0, GREEN), (1499, GREEN), (1500, BLUE), (3500, YELLOW), (5999, YELLOW), (6000, ORANGE)],
)
def test_a_threshold_belongs_to_the_higher_colour(points, level):
    import numpy as np

    from matching.risk.points import score_level

    assert score_level(np.array([points]), PARAMETERS)[0] == level


def test_the_day_of_an_evaluation_is_the_districts_own():
    assert date(2023, 12, 31) == AS_OF

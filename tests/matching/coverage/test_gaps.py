"""Gap anatomy: each class has a seeded need, and the first row that holds wins."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.coverage.gaps import CLASSES, anatomy
from matching.coverage.live import reach
from tests.examples import examples
from tests.snapshots import build

LONG_AGO = datetime(2022, 1, 1, tzinfo=UTC)
SINCE = datetime(2023, 10, 1, tzinfo=UTC)
AFTER = datetime(2023, 11, 1, tzinfo=UTC)
RECENT = datetime(2023, 12, 30, tzinfo=UTC)


def world(holding: set[str]):
    """One need for which exactly the rows in `holding` hold, wherever rows can be combined."""
    item = {
        "id": "i",
        "code": "CS-001",
        "type": "CS",
        "needs": ("N04",),
        "areas": ("510115001",),
        "capacity": 5,
        "used": 0,
        "verified_at": RECENT,
        "needs_volunteer": True,
        "skills": ("care",),
    }
    links = []
    if "IN_FLIGHT" in holding:
        links.append({"state": "ACCEPTED"})
    if "LAPSED" in holding:
        links.append({"state": "IN_SERVICE", "last_contact_at": LONG_AGO})
    if "OUT_OF_AREA" in holding:
        item["areas"] = ("510115106",)
    if "NOT_ELIGIBLE" in holding:
        item["groups"] = ("G03",)
    if "FULL" in holding:
        item["used"] = 5
    if "STALE" in holding:
        item["verified_at"] = LONG_AGO
    if "NEVER_PROPOSED" not in holding:
        links.append({"state": "DECLINED", "proposed_at": AFTER, "ended_at": AFTER})
    return build(
        households=[{"id": "h", "level": "L2_LOW", "groups": ("G05",)}],
        needs=[{"id": "n", "household_id": "h", "code": "N04", "severity": 2, "since": SINCE}],
        items=[item],
        offers=[]
        if "NO_SERVICE" in holding
        else [{"item_id": "i", "provider_id": "o", "provider_party": "CHA"}],
        links=[
            {"id": f"l{k}", "household_id": "h", "need_id": "n", "provider_id": "o"} | link
            for k, link in enumerate(links)
        ],
        consents=[] if "NO_CONSENT" in holding else [{"id": "c", "household_id": "h"}],
        stewards=[]
        if "NO_STEWARD" in holding
        else [{"household_id": "h", "tier": "T3", "actor_id": "s"}],
        actors=[
            {
                "id": "v",
                "party": "VOL",
                "skills": () if "NO_VOLUNTEER" in holding else ("care",),
                "weekly_hours_max": 4.0,
            }
        ],
    )


def class_of(holding: set[str]) -> str:
    snapshot = world(holding)
    (gap,) = anatomy(snapshot, reach(snapshot)).gap
    return CLASSES[gap]


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_has_a_need_that_shows_it(name: str):
    assert class_of({name}) == name


@pytest.mark.parametrize(("first", "second"), list(pairwise(CLASSES[:-1])))
def test_of_two_neighbouring_rows_the_first_wins(first: str, second: str):
    assert class_of({first, second}) == first


@examples(20)
@given(st.sets(st.sampled_from(CLASSES[:-1])))
def test_the_first_row_that_holds_is_the_class(holding: set[str]):
    expected = next((name for name in CLASSES[:-1] if name in holding), "DECLINED")

    assert class_of(holding) == expected


def test_a_confirmed_outcome_starts_the_proposals_anew():
    snapshot = build(
        households=[{"id": "h", "level": "L2_LOW"}],
        needs=[
            {"id": "n", "household_id": "h", "code": "N04", "severity": 2,
             "since": SINCE, "state": "PARTLY_MET"}
        ],
        items=[
            {"id": "i", "code": "C1", "type": "CS", "needs": ("N04",), "verified_at": RECENT}
        ],
        offers=[{"item_id": "i", "provider_id": "o", "provider_party": "CHA"}],
        links=[
            {"id": "l", "household_id": "h", "need_id": "n", "provider_id": "o",
             "state": "OUTCOME_CONFIRMED", "proposed_at": AFTER, "ended_at": RECENT}
        ],
        consents=[{"id": "c", "household_id": "h"}],
        stewards=[{"household_id": "h", "tier": "T3", "actor_id": "s"}],
    )  # fmt: skip

    assert CLASSES[anatomy(snapshot, reach(snapshot)).gap[0]] == "NEVER_PROPOSED"


def test_a_household_that_does_not_count_has_no_gap():
    snapshot = build(
        households=[{"id": "h", "monitored": False}],
        needs=[{"id": "n", "household_id": "h", "code": "N04", "since": SINCE}],
    )

    assert len(anatomy(snapshot, reach(snapshot)).need) == 0


def test_monitoring_that_began_later_does_not_count_yet():
    snapshot = build(
        households=[{"id": "h", "monitored_from": date(2024, 1, 1)}],
        needs=[{"id": "n", "household_id": "h", "code": "N04", "since": SINCE}],
    )

    assert not reach(snapshot).counted.any()

"""Tasks of volunteers: who is offered what is who may claim it; what a deed leaves behind."""

from datetime import date, timedelta

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.contract.parties import NOW, stand

VOLUNTEER, VILLAGE = Role.VOLUNTEER, Role.VILLAGE_STEWARD
OFFERED = "{ tasks { id state mine } }"
HERE = {"lon": 103.80, "lat": 30.70}


@pytest.fixture
def offered(town):
    """An open task at household 1; volunteer and household have a place on the map."""
    stand(town.store, flows.load("task"), "OPEN", 1)
    town.add({"Actor": [{"id": "aR09", **HERE}], "Household": [{"id": "h1", **HERE}]})
    return town


def claim(town):
    return town.do(VOLUNTEER, "claimTask", "x1")


def ids(town) -> list[str]:
    return [task["id"] for task in town.ask(VOLUNTEER, OFFERED)["tasks"]]


@pytest.mark.parametrize(
    ("label", "changed", "refusal"),
    [
        ("Actor", {"id": "aR09", "lat": 30.90}, "TOO_FAR"),  # 22 km
        ("Actor", {"id": "aR09", "skills": ["cooking"]}, "SKILL_MISSING"),
        ("Person", {"id": "p1", "birth": date(2015, 1, 1)}, "CLEARANCE_MISSING"),
    ],
)
def test_what_may_not_be_claimed_is_not_offered(offered, label, changed, refusal):
    before = ids(offered)
    offered.add({label: [changed]})

    told = claim(offered)

    assert before == ["x1"]
    assert told["violations"] == [refusal]
    assert ids(offered) == []


def test_nobody_claimed_it_in_a_day_so_it_is_offered_further_away(offered):
    clock = {"clock": "claim", "clock_from": NOW, "clock_due": NOW + timedelta(days=1)}
    offered.add({"Actor": [{"id": "aR09", "lat": 30.83}], "Task": [{"id": "x1", **clock}]})

    near = ids(offered)
    offered.later(days=1, minutes=1)

    assert near == []
    assert ids(offered) == ["x1"]  # 14 km: within the second wave's twenty


def test_two_go_to_a_child_and_the_household_says_yes_to_both(offered):
    offered.add({"Person": [{"id": "p1", "birth": date(2015, 1, 1)}]})
    cleared = {"clearance_minors": True, "skills": ["care"], "status": "ACTIVE"}
    second = {"id": "v2", "staff_no": "v2", "roles": ["R09"], "party": "VOL"} | cleared
    offered.add({"Actor": [{"id": "aR09", **cleared}, second]})

    claimed = claim(offered)
    alone = offered.do(VILLAGE, "confirmTask", claimed)
    joined = offered.do(VOLUNTEER, "joinTask", claimed, actor="v2")
    third = offered.do(VOLUNTEER, "joinTask", joined, actor="aR09")
    both = offered.do(VILLAGE, "confirmTask", joined)

    assert alone["violations"] == ["SECOND_PERSON_MISSING"]
    assert third["violations"] == ["MINE_ALREADY"]
    assert both["state"] == "CONFIRMED"


def test_a_done_deed_leaves_a_record_and_is_a_contact_of_its_link(offered):
    claimed = claim(offered)
    confirmed = offered.do(VILLAGE, "confirmTask", claimed)
    there = offered.do(VOLUNTEER, "checkInTask", confirmed)
    long = offered.do(VOLUNTEER, "reportTask", there, hours=25.0)
    done = offered.do(VOLUNTEER, "reportTask", there, hours=1.5, attendees=1)
    verified = offered.do(VILLAGE, "verifyTask", done, household_heard=True)

    record = offered.node("ServiceRecord", verified["found"][0])
    assert long["violations"] == ["HOURS_OF_ONE_DAY"]
    assert (record["method"], record["hours"], record["attendees"]) == ("M1", 1.5, 1)
    assert offered.node("Link", "l1")["last_contact_at"] == NOW


def test_a_check_in_is_at_the_place_or_by_its_code(offered):
    place = {"meeting_lon": 103.80, "meeting_lat": 30.70, "check_code": "2468"}
    offered.add({"Task": [{"id": "x1", **place}]})
    confirmed = offered.do(VILLAGE, "confirmTask", claim(offered))

    nothing = offered.do(VOLUNTEER, "checkInTask", confirmed)
    far = offered.do(VOLUNTEER, "checkInTask", confirmed, lon=103.81, lat=30.70)
    wrong = offered.do(VOLUNTEER, "checkInTask", confirmed, check_code="1357")
    there = offered.do(VOLUNTEER, "checkInTask", confirmed, lon=103.801, lat=30.70)

    assert nothing["violations"] == ["PLACE_OR_CODE_MISSING"]
    assert far["violations"] == ["NOT_AT_THE_PLACE"]
    assert wrong["violations"] == ["WRONG_CODE"]
    assert there["state"] == "CHECKED_IN"


def test_a_note_for_volunteers_says_nothing_restricted(town):
    stand(town.store, flows.load("task"), "CREATED", 1, note="陪同戒毒人员就诊")

    told = town.do(VILLAGE, "offerTask", "x1")

    assert told["violations"] == ["RESTRICTED_FACT_IN_NOTE"]


def test_a_no_show_costs_reliability_and_frees_the_task(offered):
    claim(offered)

    offered.later(days=2)

    assert offered.node("Task", "x1")["state"] == "OPEN"
    assert offered.node("Actor", "aR09")["reliability"] == 0.95

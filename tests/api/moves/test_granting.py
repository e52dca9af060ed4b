"""What is granted is paid to whom it was asked for, never twice, and checked again in time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.actions.judging import judge_application
from api.clocks import Calendar, Clocks, defaults
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.vocabulary import Purpose, Role
from tests.api.moves.conftest import Town
from tests.contract.parties import NOW, TODAY, stand
from tests.worlds import SYSTEM

INTAKE, REVIEWER, APPROVER = Role.TOWN_INTAKE, Role.TOWN_REVIEWER, Role.DISTRICT_APPROVER
APPLICATION = flows.load("application")
MONTHLY = {"policy": "E10", "benefit": 5000, "prepared_by": "aR10"}


def asked(town: Town, number: int, state: str, *, person: bool = False, **props: object) -> str:
    """An application of the household of a number, or of the person who lives there."""
    made = stand(town.store, APPLICATION, state, number, **props)
    if person:
        town.add({}, ("FOR", "Application", "Person", [(made, f"p{number}")]))
    return made


def awards(town: Town, label: str, id: str) -> list[dict[str, object]]:
    with town.store.read(SYSTEM) as session:
        places = {"FROM": label, "TYPE": "RECEIVES", "TO": "Award"}
        return [dict(row["node"]) for row in session.shaped("moves_beside", places, id=id)]


def test_a_person_is_paid_what_was_granted_and_the_household_is_not(town: Town):
    one = asked(town, 1, "DISTRICT_REVIEW", person=True, **MONTHLY)
    town.do(APPROVER, "confirmApplication", one)
    town.later(days=32)

    (paid,) = awards(town, "Person", "p1")
    assert town.node("Application", one)["state"] == "IN_PAYMENT"
    assert (paid["policy"], paid["amount_month"]) == ("E10", 5000)
    assert paid["next_review"] == date(2025, 1, 8)
    assert awards(town, "Household", "h1") == []


def test_a_household_with_somebody_able_to_work_is_checked_twice_as_often(town: Town):
    able = {"id": "son", "name": "王壮", "name_fold": "王壮", "id_no_hash": "son"}
    town.add(
        {"Person": [able | {"birth": date(1990, 5, 1)}]},
        ("MEMBER_OF", "Person", "Household", [("son", "h2")]),
    )
    for number in (1, 2):
        one = asked(town, number, "DISTRICT_REVIEW", policy="E01", prepared_by="aR10")
        town.do(APPROVER, "confirmApplication", one, benefit=41000)
    town.later(days=32)

    assert [a["next_review"] for a in awards(town, "Household", "h1")] == [date(2025, 1, 8)]
    assert [a["next_review"] for a in awards(town, "Household", "h2")] == [date(2024, 7, 8)]
    assert [a["amount_month"] for a in awards(town, "Household", "h1")] == [41000]


def test_what_cannot_stack_with_aid_received_is_not_granted(town: Town):
    town.add(
        {"Award": [{"id": "w", "policy": "E05", "from": date(2023, 1, 1)}]},
        ("RECEIVES", "Person", "Award", [("p1", "w")]),
    )
    one = asked(town, 1, "DISTRICT_REVIEW", person=True, policy="E08", prepared_by="aR10")
    refused = town.do(APPROVER, "confirmApplication", one)
    town.add({"Award": [{"id": "w", "to": TODAY}]})
    granted = town.do(APPROVER, "confirmApplication", one)

    assert refused["violations"] == ["CANNOT_STACK"]
    assert granted["state"] == "CONFIRMED"


def test_sudden_need_is_decided_within_a_day_and_paid_at_once_and_once(town: Town):
    town.add({"Param": [{"id": "c", "code": "ts_urgent", "value": "182000"}]})
    one = asked(town, 1, "SUBMITTED", policy="E06")
    waiting = town.do(INTAKE, "acceptApplication", one)
    accepted = town.do(INTAKE, "acceptUrgentApplication", one)
    due = town.node("Application", one)["clock_due"]
    dear = town.do(REVIEWER, "grantUrgently", accepted, benefit=182001, reason="火灾")
    granted = town.do(REVIEWER, "grantUrgently", accepted, benefit=182000, reason="火灾")
    town.later(hours=2)

    assert waiting["violations"] == ["EMERGENCY_CANNOT_WAIT"]
    assert due - NOW == timedelta(hours=24)
    assert dear["violations"] == ["ABOVE_THE_TOWN_CEILING"]
    assert granted["state"] == "CONFIRMED"
    assert town.node("Application", one)["state"] == "CLOSED"
    assert [a["amount_month"] for a in awards(town, "Household", "h1")] == [182000]


def test_only_sudden_need_is_granted_before_it_is_checked(town: Town):
    one = asked(town, 1, "AUTO_REVIEW", policy="E01")

    told = town.do(REVIEWER, "grantUrgently", one, benefit=100, reason="急")

    assert told["violations"] == ["NO_EMERGENCY"]


def test_a_review_is_extended_once_to_forty_five_working_days_from_its_start(town: Town):
    one = asked(town, 1, "CHECKING", policy="E01", clock_start=NOW)
    extended = town.do(REVIEWER, "extendReview", one, reason="信函未回")
    again = town.do(REVIEWER, "extendReview", extended, reason="信函未回")

    due = town.node("Application", one)["due"]
    assert due == datetime(2024, 3, 11, 9, tzinfo=UTC)  # 45 days Monday to Friday, 17:00
    assert again["violations"] == ["EXTENDED_ALREADY"]


@pytest.mark.parametrize(
    ("policy", "over"),
    [
        ("E01", (2024, 2, 19)),
        ("E07", (2024, 2, 5)),
        ("E10", (2024, 1, 22)),
        ("E05", (2024, 2, 19)),
    ],
)
def test_how_long_a_review_may_take_follows_the_policy(policy: str, over: tuple[int, int, int]):
    clocks = Clocks(Calendar(ZoneInfo("Asia/Shanghai")), defaults())

    due = clocks.due("review_total", "else", NOW, {"policy": policy})

    assert due == datetime(*over, 9, tzinfo=UTC)


def test_the_verdict_of_the_worker_says_how_much(town: Town):
    one = asked(town, 1, "ACCEPTED", policy="E10", person=True)
    with_age = {"hukou_area": "510115001001", "birth": date(1940, 1, 1)}
    params = [{"id": "e", "code": "elder_80", "value": "5000", "valid_from": date(2017, 1, 1)}]
    town.add({"Person": [{"id": "p1", **with_age}], "Param": params})
    judge_application(town.store, Access.system(Purpose.ELIGIBILITY, ("510115",)), one)

    assert town.node("Application", one)["benefit"] == 5000

"""What is granted is paid to whom it was asked for, never twice, and checked again in time."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.actions.judging import judge_application
from api.clocks import Calendar, Clocks, defaults
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.vocabulary import Purpose, Role
from matching.eligibility.rules import PROGRAM, RULE_SET, default_body
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
    town.do(INTAKE, "handInPapers", one, papers=["火灾证明"])

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
        ("E05", (2024, 1, 29)),
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


def over(name: str, policy: str, item: dict[str, object]) -> datetime:
    clocks = Clocks(Calendar(ZoneInfo("Asia/Shanghai")), defaults())
    due = clocks.due(name, "else", NOW, item | {"policy": policy})
    assert due is not None
    return due


def test_no_step_of_a_review_runs_past_the_end_of_the_whole():
    """Ten working days from Monday the 8th are over on the 22nd; the whole is over before."""
    whole = datetime(2024, 1, 17, 9, tzinfo=UTC)

    assert over("district_review", "E01", {}) == datetime(2024, 1, 22, 9, tzinfo=UTC)
    assert over("district_review", "E01", {"due": whole}) == whole
    assert over("opinion", "E01", {"due": whole}) == datetime(2024, 1, 10, 9, tzinfo=UTC)
    assert over("appeal_review", "E01", {"due": whole}) == datetime(2024, 1, 22, 9, tzinfo=UTC)


def test_extreme_hardship_has_fifteen_days_in_the_town_and_fifteen_in_the_district(town: Town):
    """The 8th + 15 working days = the 29th; published on the 9th, passed on the 16th + 15."""
    one = asked(town, 1, "SUBMITTED", policy="E05", clock_start=None)
    town.do(INTAKE, "acceptApplication", one)
    in_town = town.node("Application", one)["due"]
    town.add({"Application": [{"id": one, "state": "TOWN_OPINION"}]})
    town.do(INTAKE, "publishApplication", one)
    town.later(days=8)

    passed = town.node("Application", one)
    assert in_town == datetime(2024, 1, 29, 9, tzinfo=UTC)
    assert passed["state"] == "DISTRICT_REVIEW"
    assert passed["due"] == passed["clock_due"] == datetime(2024, 2, 6, 9, tzinfo=UTC)


def test_a_survey_begins_within_three_days_and_the_checks_end_within_ten_whatever_it_does(
    town: Town,
):
    one = asked(town, 1, "AUTO_REVIEW", policy="E01", survey_state=None)
    town.do(INTAKE, "startChecks", one)
    first = town.node("Application", one)
    town.now += timedelta(days=2)
    town.do(INTAKE, "beginHomeSurvey", one)
    begun = town.node("Application", one)
    again = town.do(INTAKE, "beginHomeSurvey", one)
    early = town.do(REVIEWER, "giveTownOpinion", one)

    assert (first["clock"], first["clock_due"]) == (
        "survey_start", datetime(2024, 1, 11, 9, tzinfo=UTC),
    )  # fmt: skip
    assert (begun["clock"], begun["clock_due"]) == (
        "checks", datetime(2024, 1, 22, 9, tzinfo=UTC),
    )  # fmt: skip
    assert again["violations"] == ["SURVEY_BEGUN"]
    assert early["violations"] == ["SURVEY_MISSING"]


def test_the_days_to_appeal_begin_when_the_letter_has_come(town: Town):
    one = asked(town, 1, "DISTRICT_REVIEW", policy="E01", prepared_by="aR10")
    refused = town.do(APPROVER, "refuseApplication", one, reason="超标准")
    waiting = town.node("Application", one)
    ahead = town.do(APPROVER, "sendRefusalLetter", refused, letter_on=TODAY + timedelta(days=1))
    sent = town.do(APPROVER, "sendRefusalLetter", refused, letter_on=TODAY)
    twice = town.do(APPROVER, "sendRefusalLetter", sent, letter_on=TODAY)

    assert waiting["clock"] == "letter"
    assert waiting["clock_due"] == datetime(2024, 1, 11, 9, tzinfo=UTC)
    assert ahead["violations"] == ["NOT_THE_DAY_OF_THE_LETTER"]
    assert twice["violations"] == ["LETTER_CAME_ALREADY"]
    town.later(days=59)
    assert town.node("Application", one)["state"] == "REFUSED"
    town.later(days=2)
    assert town.node("Application", one)["state"] == "CLOSED"


def test_papers_of_sudden_need_follow_within_ten_days_before_it_is_done(town: Town):
    came = asked(town, 1, "AUTO_REVIEW", policy="E06")
    never = asked(town, 2, "AUTO_REVIEW", policy="E06")
    for one in (came, never):
        town.do(REVIEWER, "grantUrgently", one, benefit=1000, reason="火灾")
    town.later(hours=2)
    paid = town.node("Application", came)
    town.do(INTAKE, "handInPapers", came, papers=["火灾证明"])
    silent = town.do(REVIEWER, "closeWithoutPapers", never)
    town.do(REVIEWER, "closeWithoutPapers", never, reason="联系不上")
    late = town.do(INTAKE, "handInPapers", came, papers=["火灾证明"])

    assert (paid["state"], paid["clock"]) == ("IN_PAYMENT", "urgent_papers")
    assert paid["clock_due"] == datetime(2024, 1, 22, 9, tzinfo=UTC)
    assert silent["violations"] == ["REASON_MISSING"]
    assert late["code"] == "REJECTED"
    assert [town.node("Application", one)["state"] for one in (came, never)] == ["CLOSED"] * 2
    assert len(awards(town, "Household", "h1")) == len(awards(town, "Household", "h2")) == 1


def test_a_district_may_leave_the_confirmation_to_its_towns(town: Town):
    one = asked(town, 1, "DISTRICT_REVIEW", policy="E01", prepared_by=None)
    not_yet = town.do(REVIEWER, "confirmApplication", one, benefit=100)
    town.add({"District": [{"id": "d", "confirm_at_town": True}]})
    alone = town.do(REVIEWER, "confirmApplication", one, benefit=100)
    above = town.do(APPROVER, "confirmApplication", one, benefit=100)
    town.do(INTAKE, "reviewApplication", one)
    confirmed = town.do(REVIEWER, "confirmApplication", one, benefit=100)

    assert not_yet["code"] == above["code"] == "FORBIDDEN"
    assert alone["violations"] == ["NOT_PREPARED"]
    assert confirmed["state"] == "CONFIRMED"


def test_a_district_may_check_more_often_who_is_able_to_work(town: Town):
    town.add({"Param": [{"id": "r", "code": "recheck_months", "value": "3"}]})
    able = {"id": "son", "name": "王壮", "name_fold": "王壮", "id_no_hash": "son"}
    town.add(
        {"Person": [able | {"birth": date(1990, 5, 1)}]},
        ("MEMBER_OF", "Person", "Household", [("son", "h1")]),
    )
    one = asked(town, 1, "DISTRICT_REVIEW", policy="E01", prepared_by="aR10")
    town.do(APPROVER, "confirmApplication", one, benefit=100)
    town.later(days=32)

    assert [a["next_review"] for a in awards(town, "Household", "h1")] == [date(2024, 4, 8)]


def test_what_stacks_and_how_often_it_is_checked_is_what_the_districts_own_rules_say(
    town: Town,
):
    """E05 and E08 exclude each other with us; this district lets both stand, for six months."""
    own = json.loads(default_body())
    own["exclusive"] = [one for one in own["exclusive"] if "E08" not in one["policies"]]
    own["rules"]["E08"]["review"] = 6
    ours = {"id": "ours", "code": RULE_SET, "rule_version": "1", "source": PROGRAM,
            "body": default_body(), "valid_from": date(2023, 2, 1)}  # fmt: skip
    theirs = {"id": "own", "code": RULE_SET, "rule_version": "1-own", "body": json.dumps(own),
              "valid_from": date(2023, 1, 1)}  # fmt: skip
    town.add(
        {
            "Award": [{"id": "w", "policy": "E05", "from": date(2023, 1, 1)}],
            "RuleSet": [ours, theirs],
        },
        ("RECEIVES", "Person", "Award", [("p1", "w")]),
    )
    one = asked(town, 1, "DISTRICT_REVIEW", person=True, policy="E08", prepared_by="aR10")

    granted = town.do(APPROVER, "confirmApplication", one)
    town.later(days=32)

    assert granted["state"] == "CONFIRMED"
    paid = {a["policy"]: a.get("next_review") for a in awards(town, "Person", "p1")}
    assert paid["E08"] == date(2024, 7, 8)


def test_of_two_that_keep_the_higher_one_a_human_agrees_to_exchange(town: Town):
    """E09 of 100 yuan is received; E11 pays 150 and cannot stand beside it."""
    town.add(
        {
            "Award": [
                {"id": "w", "policy": "E09", "amount_month": 10000, "from": date(2023, 1, 1)}
            ]
        },
        ("RECEIVES", "Person", "Award", [("p1", "w")]),
    )
    about = {"policy": "E11", "prepared_by": "aR10"}
    one = asked(town, 1, "DISTRICT_REVIEW", person=True, benefit=15000, **about)
    silent = town.do(APPROVER, "confirmApplication", one)
    less = town.do(APPROVER, "confirmApplication", one, benefit=10000, exchange=True)
    agreed = town.do(APPROVER, "confirmApplication", one, exchange=True)
    town.later(days=32)

    running = [a["policy"] for a in awards(town, "Person", "p1") if a.get("to") is None]
    assert silent["violations"] == less["violations"] == ["CANNOT_STACK"]
    assert agreed["state"] == "CONFIRMED"
    assert running == ["E11"]


def test_the_machine_proposes_an_exchange_and_never_makes_it(town: Town):
    """Who has 100 yuan for age and care asks for the allowance of 120; all conditions hold."""
    town.add(
        {
            "Award": [{"id": "w", "policy": "E11", "amount_month": 10000, "from": TODAY}],
            "Person": [{"id": "p1", "disability_grade": 1, "self_care": "全护理"}],
            "Param": [{"id": "d", "code": "dis_care_1", "value": "12000"}],
        },
        ("RECEIVES", "Person", "Award", [("p1", "w")]),
    )
    one = asked(town, 1, "ACCEPTED", policy="E09", person=True)
    judge_application(town.store, Access.system(Purpose.ELIGIBILITY, ("510115",)), one)

    judged = town.node("Application", one)
    assert (judged["state"], judged["benefit"]) == ("AUTO_REVIEW", 12000)
    assert judged["exchange_of"] == ["E11"]

"""Consent before sharing, its withdrawal in effect at once; tickets with one status."""

from datetime import date

import pytest

from graph_schema import flows
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.vocabulary import Role
from tests.contract.parties import stand
from tests.worlds import SYSTEM

VILLAGE, STREET, BODY = Role.VILLAGE_STEWARD, Role.TOWN_STEWARD, Role.ORGANISATION
ASKED = {
    "household": "h1", "purposes": ["MATCHING"], "data_fields": ["phone"], "receivers": ["o"],
    "notice_version": "2023-1",
}  # fmt: skip


@pytest.fixture
def proposed(town):
    """A link of household 1 that was proposed."""
    stand(town.store, flows.load("link"), "RECOMMENDED", 1)
    return town.do(STREET, "proposeLink", "x1")


@pytest.mark.feature("F22")
@pytest.mark.fact("A01")
def test_without_consent_nothing_is_shared_and_a_refusal_is_on_record(town):
    town.do(Role.RESIDENT, "withdrawConsent", "c1")
    stand(town.store, flows.load("link"), "RECOMMENDED", 1)

    refused = town.do(STREET, "proposeLink", "x1")
    asked = town.do(VILLAGE, "requestConsent", **ASKED)
    no = town.do(Role.RESIDENT, "refuseConsent", asked)
    again = town.do(VILLAGE, "requestConsent", **ASKED)
    yes = town.do(Role.RESIDENT, "grantConsent", again, method="SIGNATURE", signer="本人")
    done = town.do(STREET, "proposeLink", "x1")

    assert refused["code"] == "NO_CONSENT"
    assert [no["state"], yes["state"], done["state"]] == ["REFUSED", "GRANTED", "PROPOSED"]
    assert yes["found"] == ["x1"]  # what waited may go on
    assert yes["due"].startswith("2025-01-07")  # twelve months


def test_consent_is_checked_again_when_the_provider_accepts(town, proposed):
    consent = town.node("Consent", "c1")
    town.add({"Consent": [{"id": "c1", "to": date(2024, 1, 1)}]})

    told = town.do(BODY, "acceptLink", proposed)

    assert consent["state"] == "GRANTED"
    assert told["code"] == "NO_CONSENT"


@pytest.mark.feature("F22")
@pytest.mark.fact("A02")
def test_withdrawing_consent_cancels_links_frees_places_and_drops_messages(town, proposed):
    town.add({"CatalogueItem": [{"id": "i", "capacity": 1}]})
    taken = town.do(BODY, "acceptLink", proposed)

    town.do(Role.RESIDENT, "withdrawConsent", "c1")

    link = town.node("Link", taken["id"])
    waiting = [o for o in town.all("Outbox") if o["about"] == "h1"]
    assert (link["state"], link["reason_code"]) == ("CANCELLED", "consent.withdraw")
    assert town.node("CatalogueItem", "i")["used"] == 0
    assert {o["state"] for o in waiting} == {"DROPPED"}


def test_who_left_the_household_decides_nothing_for_it_any_more(town):
    gone = [{"from": "p1", "to": "h1", "props": {"to": date(2024, 1, 1)}}]
    with town.store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_relationships(session, "MEMBER_OF", "Person", "Household", gone)

    told = town.do(Role.RESIDENT, "withdrawConsent", "c1")

    assert told["code"] == "NOT_FOUND"


def test_only_a_guardian_agrees_for_a_child(town):
    town.add({"Person": [{"id": "p1", "birth": date(2015, 1, 1)}]})
    asked = town.do(VILLAGE, "requestConsent", **ASKED, person="p1")

    child = town.do(Role.RESIDENT, "grantConsent", asked, method="SMS", signer="本人")
    guardian = town.do(Role.GUARDIAN, "grantConsent", asked, method="GUARDIAN", signer="监护人")

    assert child["violations"] == ["GUARDIAN_NEEDED"]
    assert guardian["state"] == "GRANTED"


def test_a_vital_interest_opens_three_days_and_the_auditor_hears_at_once(town):
    opened = town.do(
        Role.SOCIAL_WORKER, "invokeVitalInterest", household="h2", reason="昏迷送医"
    )
    town.later(hours=71)
    still = town.node("Consent", opened["id"])["state"]
    town.later(hours=2)

    told = [n for n in town.all("Notification") if n["to"] == "aR17"]
    assert still == "GRANTED"
    assert town.node("Consent", opened["id"])["state"] == "EXPIRED"
    assert [n["template"] for n in told] == ["VITAL_INTEREST"]


FORM = {"household": "h1", "question": "是否参保、住房是否安全", "departments": ["YB", "ZJ"]}
MINE = "{ myRequests { id kind status due } }"


@pytest.mark.feature("F3")
@pytest.mark.feature("F105")
def test_one_form_asks_two_departments_and_the_applicant_sees_one_status(town):
    town.add({"Actor": [{"id": "zj", "staff_no": "zj", "roles": ["R13"], "department": "ZJ"}]})

    form = town.do(Role.TOWN_INTAKE, "openTicket", **FORM)
    waiting = town.ask(Role.RESIDENT, MINE)["myRequests"]
    first, second = sorted(form["found"], key=lambda i: town.node("Ticket", i)["department"])
    accepted = town.do(Role.DEPARTMENT, "acceptTicket", first)
    foreign = town.do(Role.DEPARTMENT, "acceptTicket", second)
    town.do(Role.DEPARTMENT, "answerTicket", accepted, answer="已参保")
    half = town.ask(Role.RESIDENT, MINE)["myRequests"]
    later = town.do(Role.DEPARTMENT, "acceptTicket", second, actor="zj")
    town.do(Role.DEPARTMENT, "answerTicket", later, answer="C级", actor="zj")
    whole = town.ask(Role.RESIDENT, MINE)["myRequests"]
    closed = town.do(Role.TOWN_INTAKE, "closeTicket", form["id"])

    assert form["state"] == "SENT"
    assert [(r["id"], r["status"]) for r in (*waiting, *half, *whole)] == [
        (form["id"], "SENT"),
        (form["id"], "SENT"),
        (form["id"], "ANSWERED"),
    ]
    assert foreign["code"] == "NOT_FOUND"  # another department's ticket does not exist
    assert accepted["due"] == "2024-01-22T09:00:00+00:00"  # ten working days
    assert closed["state"] == "CLOSED"
    assert {town.node("Ticket", id)["state"] for id in (first, second)} == {"CLOSED"}


@pytest.mark.feature("F105")
def test_a_department_is_reminded_before_and_its_tiers_are_told_after_the_deadline(town):
    form = town.do(Role.TOWN_INTAKE, "openTicket", **FORM | {"departments": ["YB"]})
    ticket = form["found"][0]

    town.later(days=1, hours=4)  # 12 of 21 working hours
    half = town.node("Ticket", ticket)["clock_told"]
    town.later(days=1, hours=2)
    over = town.node("Ticket", ticket)["clock_told"]

    told = {n["to"] for n in town.all("Notification") if ticket in (n.get("items") or "")}
    assert (half, over) == (50, 100)
    assert {"aR03", "aR13"} <= told

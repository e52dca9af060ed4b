"""A consent that ends: asked anew in time, carried on, or freed with what rested on it."""

from datetime import date, timedelta

import pytest

from api.messages.renewals import ask_renewals
from graph_schema import flows
from graph_schema.store import bulk
from graph_schema.vocabulary import Role
from tests.contract.parties import TODAY, stand
from tests.worlds import SYSTEM

STREET, BODY = Role.TOWN_STEWARD, Role.ORGANISATION
SIGNED = {"method": "SIGNATURE", "signer": "本人"}


@pytest.fixture
def ending(town):
    """The consent of household 1 ends in thirty days; a link of its rests on it."""
    ends = TODAY + timedelta(days=30)
    town.add({"Consent": [{"id": "c1", "to": ends, "purposes": ["U3"], "fields": ["phone"]}]})
    stand(town.store, flows.load("link"), "RECOMMENDED", 1)
    proposed = town.do(STREET, "proposeLink", "x1")
    accepted = town.do(BODY, "acceptLink", proposed)
    town.do(BODY, "startLink", accepted, contact_on=TODAY)
    return town


def until(town, day: date) -> None:
    """Let the district come to a day, and the clocks with it."""
    days = (day - TODAY).days
    town.add({"District": [{"id": "d", "today": day}]})
    town.later(days=days)


def asked(town) -> dict:
    (found,) = [c for c in town.all("Consent") if c.get("renews") == "c1"]
    return found


def resting_on(town, link: str) -> list[str]:
    with town.store.read(SYSTEM) as session:
        ties = list(bulk.scan_relationships(session, "UNDER", "Link", "Consent"))
    return [tie["to"] for tie in ties if tie["from"] == link]


@pytest.mark.feature("F22")
def test_thirty_days_before_its_end_a_consent_is_asked_for_anew_once(ending):
    town = ending

    first, second = ask_renewals(town.store), ask_renewals(town.store)

    new = asked(town)
    assert (first, second) == (1, 0)
    assert (new["state"], new["purposes"], new["fields"]) == ("REQUESTED", ["U3"], ["phone"])
    assert town.node("Consent", "c1")["state"] == "GRANTED"
    assert [o["about"] for o in town.all("Outbox") if o["topic"] == "consent.ending"] == ["h1"]


def test_a_consent_that_ends_later_is_left_alone(town):
    town.add({"Consent": [{"id": "c1", "to": TODAY + timedelta(days=31)}]})

    early = town.do(Role.VILLAGE_STEWARD, "renewConsent", "c1")

    assert ask_renewals(town.store) == 0
    assert early["violations"] == ["NOT_ENDING_YET"]


@pytest.mark.feature("F22")
def test_a_renewed_consent_carries_its_links_on(ending):
    town = ending
    ask_renewals(town.store)
    new = asked(town)

    town.do(Role.RESIDENT, "grantConsent", new["id"], **SIGNED)
    until(town, TODAY + timedelta(days=31))

    assert town.node("Consent", "c1")["state"] == "SUPERSEDED"
    assert town.node("Consent", new["id"])["state"] == "GRANTED"
    assert town.node("Consent", new["id"])["to"] == TODAY + timedelta(days=365)
    assert town.node("Link", "x1")["state"] == "IN_SERVICE"
    assert resting_on(town, "x1") == [new["id"]]


@pytest.mark.feature("F22")
def test_what_rested_on_a_consent_that_expired_ends_with_it(ending):
    town = ending
    town.later(seconds=0)  # what came from a file gets its clock
    taken = town.node("CatalogueItem", "i")["used"]
    due = town.node("Consent", "c1")["clock"]
    until(town, TODAY + timedelta(days=32))

    link = town.node("Link", "x1")
    assert (taken, due) == (1, "consent_term")
    assert town.node("Consent", "c1")["state"] == "EXPIRED"
    assert (link["state"], link["reason_code"]) == ("CANCELLED", "consent.expire")
    assert town.node("CatalogueItem", "i")["used"] == 0
    assert {o["state"] for o in town.all("Outbox") if o["topic"] == "link.proposed"} == {
        "DROPPED"
    }


def test_a_letter_that_is_a_duty_is_not_dropped_with_the_consent(town):
    town.add(
        {"Outbox": [{"id": "letter", "topic": "application.letter", "about": "h1",
                     "state": "QUEUED", "payload": "{}", "at": town.now}]}
    )  # fmt: skip

    town.do(Role.RESIDENT, "withdrawConsent", "c1")

    assert town.node("Outbox", "letter")["state"] == "QUEUED"

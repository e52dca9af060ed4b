"""A guarded number in full: for a reason, on record, told, for minutes, twenty an hour."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from graph_schema.shape import LABELS
from graph_schema.store import lanes
from graph_schema.vocabulary import Role

NUMBER, CARD = "990115195001010019", "99011519600101002042"
REVEAL = """mutation($input: RevealNumberInput!) { done: revealNumber(input: $input) {
  __typename ... on RevealedNumber { value until left }
  ... on Failure { code violations } } }"""
MASKED = 'query { person(id: "p1") { idNo } persons(first: 9) { edges { node { idNo } } } }'
STEWARD, CASEWORKER, RESIDENT = Role.TOWN_STEWARD, Role.DISTRICT_CASEWORKER, Role.RESIDENT


@pytest.fixture
def town(town):
    town.add(
        {
            "Person": [{"id": "p1", "id_no": NUMBER}, {"id": "p2", "name": "王小华"}],
            "DisabilityCard": [{"id": "card", "cert_no": CARD, "type": "肢体", "grade": 2}],
        },
        ("HAS_FACT", "Person", "DisabilityCard", [("p1", "card")]),
    )
    return town


def reveal(town, role=STEWARD, operation="r", **told):
    said = {"person": "p1", "number": "ID_NO", "reason": "CHECK"} | told
    return town.ask(role, REVEAL, input=said | {"operationId": operation})["done"]


def everywhere(town, text):
    """Labels of whose nodes hold a text, in the clear."""
    return {label for label in LABELS if any(text in str(row) for row in town.all(label))}


@pytest.mark.fact("A03")
@pytest.mark.fact("A19")
def test_a_number_is_shown_in_full_for_a_reason_and_the_household_sees_who_and_why(town):
    shown = reveal(town)
    card = reveal(town, CASEWORKER, "c", number="CERT_NO", reason="PAYMENT")

    (look,) = [
        one
        for one in town.ask(
            RESIDENT,
            'query { whoLooked(household: "h1") { action role fields reason } }',
        )["whoLooked"]
        if one["fields"] == ["Person.id_no"]
    ]
    assert (shown["value"], shown["left"]) == (NUMBER, 19)
    assert card["value"] == CARD
    assert look == {
        "action": "REVEALED", "role": "TOWN_STEWARD", "fields": ["Person.id_no"],
        "reason": "CHECK",
    }  # fmt: skip
    assert lanes.verify(town.store) == []


def test_who_has_no_business_with_full_numbers_is_refused_and_far_or_absent_is_the_same(town):
    told = {role: reveal(town, role, f"by {role}") for role in Role if role is not Role.SYSTEM}
    town.add({"Person": [{"id": "far", "id_no": NUMBER}], "Household": [{"id": "hf"}],
              "Area": [{"id": "af", "code": "510115106001", "level": "VILLAGE"}]},
             ("MEMBER_OF", "Person", "Household", [("far", "hf")]),
             ("LIVES_IN", "Household", "Area", [("hf", "af")]))  # fmt: skip
    far, absent, none = (
        reveal(town, operation=who, person=who) for who in ("far", "nobody", "p2")
    )
    assert far == absent == {"__typename": "Failure", "code": "NOT_FOUND", "violations": []}
    assert none["violations"] == ["NOT_ON_RECORD"]
    assert {role for role, one in told.items() if one.get("value") == NUMBER} == {
        STEWARD, CASEWORKER, Role.DISTRICT_APPROVER, Role.DISTRICT_STEWARD,
    }  # fmt: skip
    assert {one.get("code") for one in told.values()} == {None, "FORBIDDEN"}
    assert reveal(town)["left"] == 18


def test_it_is_short_lived_and_stays_nowhere(town, caplog):
    caplog.set_level(logging.DEBUG)
    before = town.ask(STEWARD, MASKED)
    first = reveal(town)
    again = reveal(town)
    looks = [e for e in town.all("AuditEvent") if e["action"] == "REVEALED"]
    other = reveal(town, reason="PAYMENT")
    town.now += timedelta(minutes=5)
    late = reveal(town)

    assert town.ask(STEWARD, MASKED) == before
    assert before["person"]["idNo"] == "990115********0019"
    assert (first["value"], again["value"]) == (NUMBER, NUMBER)
    assert len(looks) == 2
    assert other["code"] == "OPERATION_REUSED"
    assert late["violations"] == ["REVEAL_OVER"]
    assert everywhere(town, NUMBER) == {"Person"}
    assert NUMBER not in caplog.text


@pytest.mark.fact("A06")
def test_after_twenty_in_an_hour_a_user_waits_and_the_privacy_officer_is_told_once(town):
    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(lambda n: reveal(town, operation=f"r{n}"), range(24)))
    told = [n for n in town.all("Notification") if n["template"] == "REVEALS_SPENT"]

    assert sum("value" in one for one in shown) == 20
    assert {one["code"] for one in shown if "code" in one} == {"REVEALS_SPENT"}
    assert [(n["to"], n["of_id"], n["urgent"]) for n in told] == [("aR17", "aR06", True)]
    assert reveal(town, CASEWORKER, "mine")["left"] == 19
    assert town.ask(STEWARD, MASKED)["person"]["idNo"]

    town.now += timedelta(minutes=59)
    waiting = reveal(town, operation="soon")
    town.now += timedelta(minutes=1)
    assert waiting["code"] == "REVEALS_SPENT"
    assert reveal(town, operation="later")["left"] == 19
    assert len([n for n in town.all("Notification") if n["template"] == "REVEALS_SPENT"]) == 1

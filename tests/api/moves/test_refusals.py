"""What a refusal keeps of its facts is what a plan finds there, until one of them changes."""

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from matching.linking.declines import Facts
from matching.snapshot import take
from tests.contract.parties import stand
from tests.worlds import SYSTEM

STREET, BODY, DISTRICT = Role.TOWN_STEWARD, Role.ORGANISATION, Role.DISTRICT_CASEWORKER


@pytest.mark.parametrize(
    ("code", "label", "change"),
    [
        ("NOT_ELIGIBLE", "Household", {"id": "h1", "income_month": 123_400}),
        ("NO_CAPACITY", "CatalogueItem", {"id": "i", "capacity": 77}),
        ("OUT_OF_AREA", "CatalogueItem", {"id": "i", "areas": ["510115009"]}),
    ],
)
def test_a_refusal_keeps_what_its_reason_rests_on(town, code, label, change):
    stand(town.store, flows.load("link"), "RECOMMENDED", 1)
    town.do(BODY, "declineLink", town.do(STREET, "proposeLink", "x1"), reason=code)

    def same() -> bool:
        snapshot = take(town.store, SYSTEM, clock=town.store.clock)
        link = snapshot.links.set_index("id", drop=False).loc["x1"]
        assert link["reason_code"] == code
        return Facts(snapshot).same(link)

    assert same()
    town.add({label: [change]})
    assert not same()


def test_unsafe_is_lifted_by_another_named_person_with_a_reason_and_stays_on_record(town):
    stand(town.store, flows.load("link"), "RECOMMENDED", 1)
    proposed = town.do(STREET, "proposeLink", "x1")
    declined = town.do(STREET, "declineLink", proposed, reason="UNSAFE")
    upheld = town.do(DISTRICT, "upholdDecline", declined)
    again = {"household": "h1", "need": "n1", "item": "i"}

    barred = town.do(STREET, "recommendLink", None, **again)
    body = town.do(BODY, "liftRefusal", upheld, reason="已核实")
    same = town.do(STREET, "liftRefusal", upheld, reason="已核实")
    silent = town.do(DISTRICT, "liftRefusal", upheld)
    lifted = town.do(DISTRICT, "liftRefusal", upheld, reason="已核实")
    twice = town.do(DISTRICT, "liftRefusal", lifted, reason="已核实")
    offered = town.do(STREET, "recommendLink", None, **again)

    assert barred["violations"] == ["UNSAFE_NOT_LIFTED"]
    assert body["code"] == "FORBIDDEN"
    assert same["violations"] == ["REFUSED_BY_YOU"]
    assert silent["violations"] == ["REASON_MISSING"]
    assert twice["violations"] == ["LIFTED_ALREADY"]
    assert offered["state"] == "RECOMMENDED"
    link = town.node("Link", "x1")
    assert (link["state"], link["reason_code"]) == ("DECLINED", "UNSAFE")
    assert link["lifted_at"] == town.now


def test_what_ends_by_itself_is_not_lifted(town):
    stand(town.store, flows.load("link"), "RECOMMENDED", 1)
    proposed = town.do(STREET, "proposeLink", "x1")
    declined = town.do(BODY, "declineLink", proposed, reason="NO_CAPACITY")
    upheld = town.do(STREET, "upholdDecline", declined)

    assert town.do(DISTRICT, "liftRefusal", upheld, reason="x")["violations"] == [
        "ENDS_BY_ITSELF"
    ]

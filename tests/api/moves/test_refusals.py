"""What a refusal keeps of its facts is what a plan finds there, until one of them changes."""

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from matching.linking.declines import Facts
from matching.snapshot import take
from tests.contract.parties import stand
from tests.worlds import SYSTEM

STREET, BODY = Role.TOWN_STEWARD, Role.ORGANISATION


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

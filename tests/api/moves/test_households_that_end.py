"""A household that nobody belongs to any more has nothing open of any process."""

from datetime import timedelta
from typing import Any

import pytest

from api.actions.registry import Change, change
from graph_schema import flows
from graph_schema.store.invariants import breaches
from graph_schema.vocabulary import Role
from tests.contract.parties import TODAY, stand
from tests.worlds import SYSTEM

STREET = Role.TOWN_STEWARD


@pytest.fixture
def served(town):
    """A household with a need, a link that serves, one that waits, and a visit to come."""
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)
    town.add(
        {
            "CatalogueItem": [{"id": "i", "used": 1}],
            "Link": [{"id": "whole", "state": "PROPOSED", "units": 1}],
        },
        ("HAS_LINK", "Household", "Link", [("h1", "whole")]),
        ("PROVIDED_BY", "Link", "Organisation", [("whole", "o")]),
    )
    due = TODAY + timedelta(days=9)
    town.visit = town.do(STREET, "planVisit", household="h1", due=due)["id"]
    return town


def registered(town, event: str, **told: Any) -> dict[str, Any]:
    home = town.node("Household", "h1")
    asked = Change(
        operation=event, event=event, household="h1", seen=home.get("version") or 1, on=TODAY,
        told=told,
    )  # fmt: skip
    return change(town.store, SYSTEM, asked)


def still_open(town) -> list[str]:
    with town.store.read(SYSTEM) as session:
        found = breaches(session, {None: TODAY})
        return [str(one) for one in found if one.invariant.name == "ended_household_open"]


def told(town, template: str) -> set[str]:
    notes = town.all("Notification")
    return {n["to"] for n in notes if template in (n.get("items") or "")}


def test_with_its_last_member_a_household_without_a_case_ends_whole(served):
    done = registered(served, "death", person="p1")

    states = {id: served.node("Link", id)["state"] for id in ("x1", "whole")}
    assert done["size"] == 0
    assert states == {"x1": "CANCELLED", "whole": "WITHDRAWN"}
    assert served.node("Link", "whole")["reason_code"] == "household.death"
    assert served.node("Need", "n1")["state"] == "WITHDRAWN"
    assert served.node("Visit", served.visit)["state"] == "CLOSED"
    assert served.node("CatalogueItem", "i")["used"] == 0
    assert {"aR08", "aR03"} <= told(served, "LINK_HOUSEHOLD_ENDED")
    assert {"x1", "whole", "n1", served.visit} <= set(done["found"])
    assert still_open(served) == []


def test_a_household_that_merges_into_another_takes_nothing_open_along(served):
    stand(served.store, flows.load("case"), "IN_SERVICE", 1)
    served.add({}, ("OWNED_BY", "Case", "Actor", [("x1", "aR07")]))

    done = registered(served, "merge", into="h2")

    assert done["size"] == 0
    assert served.node("Case", "x1")["state"] == "ARCHIVED"
    assert served.node("Link", "x1")["state"] == "CANCELLED"
    assert served.node("Need", "n1")["state"] == "WITHDRAWN"
    assert served.node("Need", "n2")["state"] == "OPEN"  # of the household they went over to
    assert "aR07" in told(served, "CASE_HOUSEHOLD_MERGED")
    assert not [job for job in served.all("Job") if job["kind"] == "plan"]
    assert still_open(served) == []


def test_what_is_only_tried_ends_nothing(served):
    home = served.node("Household", "h1")
    asked = Change(
        operation="try", event="death", household="h1", seen=home.get("version") or 1,
        on=TODAY, told={"person": "p1"}, dry=True,
    )  # fmt: skip

    tried = change(served.store, SYSTEM, asked)

    assert {"x1", "n1"} <= set(tried["found"])
    assert served.node("Link", "x1")["state"] == "IN_SERVICE"
    assert served.node("Need", "n1")["state"] == "OPEN"

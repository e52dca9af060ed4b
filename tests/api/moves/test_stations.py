"""社工站: a station sees what its workers have in hand; a district has tables of its own."""

import json
from datetime import date, timedelta
from importlib.resources import files

import pytest
import yaml

from graph_schema import flows
from graph_schema.errors import NotFound
from graph_schema.vocabulary import Role
from tests.contract.parties import stand

VILLAGE, STREET, WORKER = Role.VILLAGE_STEWARD, Role.TOWN_STEWARD, Role.SOCIAL_WORKER
BENCH = """query($station: ID) { workbench(station: $station) {
  station { id } late items { process id state worker due late } } }"""


def own_table(change) -> str:
    """The program's table of leads with a row changed, as a district's parameter keeps it."""
    told = yaml.safe_load(files("graph_schema.flows").joinpath("lead.yml").read_text("utf-8"))
    change(told["transitions"])
    return json.dumps(told, ensure_ascii=False)


@pytest.mark.feature("F7")
def test_a_district_leaves_a_step_out_by_its_own_table(town):
    def straight(rows):
        (report,) = (row for row in rows if row["event"] == "report")
        report |= {"to": "VERIFYING", "clock": "verify"}
        rows.remove(next(row for row in rows if row["event"] == "assign"))
        for row in rows:
            if row["event"] == "mark_duplicate":
                row["from"] = ["VERIFYING"]

    told = {"direction": "BOTTOM_UP", "channel": "VILLAGE_VISIT", "area_code": "510115001001",
            "description": "独居", "notice_version": "1"}  # fmt: skip
    lead = town.do(VILLAGE, "createLead", **told)
    before = town.do(VILLAGE, "reportLead", lead)
    own = {"id": "own", "code": "flow.lead", "district": "510115"}
    own |= {"valid_from": date(2020, 1, 1), "value": own_table(straight)}
    town.add({"Param": [own]})
    other = town.do(VILLAGE, "createLead", **told | {"description": "另一户"})
    after = town.do(VILLAGE, "reportLead", other)
    refused = town.do(STREET, "assignLead", after, verifier="aR07")
    query = 'query($id: ID!) { nextMoves(process: "lead", id: $id) }'
    onward = town.ask(STREET, query, id=other["id"])["nextMoves"]

    assert (before["state"], after["state"]) == ("REPORTED", "VERIFYING")
    assert refused["code"] == "FORBIDDEN"  # nobody may what the table does not know
    assert "confirmLead" in onward
    assert "assignLead" not in onward


@pytest.mark.feature("F7")
def test_a_station_sees_what_its_workers_have_in_hand_the_earliest_due_first(town):
    stand(town.store, flows.load("case"), "IN_SERVICE", 1)
    soon = town.now.date() + timedelta(days=1)
    town.add(
        {"Organisation": [{"id": "st", "name": "示范社工站", "kind": "社工站", "party": "ORG"}],
         "Visit": [{"id": "vs", "state": "PLANNED", "due": soon},
                   {"id": "vl", "state": "PLANNED", "due": soon - timedelta(days=9)}]},
        ("WORKS_FOR", "Actor", "Organisation", [("aR07", "st")]),
        ("OWNED_BY", "Case", "Actor", [("x1", "aR07")]),
        ("BY", "Visit", "Actor", [("vs", "aR07"), ("vl", "aR07")]),
        ("VISITS", "Visit", "Household", [("vs", "h1"), ("vl", "h1")]),
    )  # fmt: skip

    mine = town.ask(WORKER, BENCH)["workbench"]
    by_street = town.ask(STREET, BENCH, station="st")["workbench"]

    assert mine["station"] == {"id": "st"}
    assert mine == by_street
    found = [(one["process"], one["id"], one["late"]) for one in mine["items"]]
    assert found[:2] == [("visit", "vl", True), ("visit", "vs", False)]
    assert ("case", "x1", False) in found
    assert {one["worker"] for one in mine["items"]} == {"aR07"}
    assert mine["late"] == 1


@pytest.mark.feature("F7")
def test_a_station_is_not_shown_to_another_body(town):
    town.add({"Organisation": [{"id": "st", "name": "示范社工站", "party": "ORG"}]})

    with pytest.raises(NotFound):
        town.ask(Role.ORGANISATION, BENCH, station="st")


@pytest.mark.feature("F61")
def test_whoever_is_other_is_looked_at_again_within_a_year(town):
    version = int(town.node("Household", "h1")["version"])
    said = {"operationId": "g10", "id": "h1", "on": str(town.now.date()), "reason": "见义勇为"}
    town.ask(
        VILLAGE,
        """mutation($input: HouseholdChangeInput!) {
          classifyMember(input: $input, person: "p1", groups: ["G10"]) { __typename } }""",
        input=said | {"expectedVersion": version},
    )
    query = "query($until: Date!) { dueReviews(until: $until) { household on } }"
    due = town.now.date() + timedelta(days=365)
    early = town.ask(STREET, query, until=str(due - timedelta(days=1)))["dueReviews"]
    late = town.ask(STREET, query, until=str(due))["dueReviews"]

    assert "h1" not in {one["household"] for one in early}
    assert {"household": "h1", "on": str(due)} in late

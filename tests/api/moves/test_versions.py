"""An item stays on the table it began with; what begins later goes by the new one."""

import json
from datetime import timedelta
from importlib.resources import files
from typing import Any

import yaml

from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.api.moves.conftest import Town
from tests.contract.parties import DISTRICT, TODAY, stand

TEXT = files("graph_schema.flows").joinpath("application.yml").read_text("utf-8")
INTAKE, REVIEWER = Role.TOWN_INTAKE, Role.TOWN_REVIEWER
APPLICATION = flows.load("application")


def own_table(**changes: dict[str, Any]) -> str:
    """The program's table of applications with some rows changed, as a district keeps it."""
    table = yaml.safe_load(TEXT)
    rows = [row | changes.get(row["event"], {}) for row in table["transitions"]]
    return json.dumps(table | {"transitions": rows})


def kept(since: Any, value: str) -> dict[str, Any]:
    return {
        "id": f"own {since}", "code": "flow.application", "value": value,
        "valid_from": since, "district": DISTRICT,
    }  # fmt: skip


def begun(town: Town) -> str:
    told = {"household": "h1", "policy": "E01", "notice_version": "1"}
    return str(town.do(Role.RESIDENT, "startApplication", **told)["id"])


def at(town: Town, id: str, state: str) -> str:
    town.add({"Application": [{"id": id, "state": state}]})
    return id


def test_a_changed_table_applies_to_what_begins_and_not_to_what_runs(town: Town):
    """The district lets R05 publish instead of R04, from today on."""
    old = begun(town)
    town.add({"Param": [kept(TODAY, own_table(publish={"who": ["R05"]}))]})
    new = begun(town)
    for one in (old, new):
        at(town, one, "TOWN_OPINION")

    as_before = town.do(REVIEWER, "publishApplication", old)
    as_told = town.do(INTAKE, "publishApplication", new)

    assert town.node("Application", old)["flow_version"] == "program"
    assert town.node("Application", new)["flow_version"] == TODAY.isoformat()
    assert as_before["code"] == as_told["code"] == "FORBIDDEN"
    assert town.do(INTAKE, "publishApplication", old)["state"] == "PUBLICITY"
    assert town.do(REVIEWER, "publishApplication", new)["state"] == "PUBLICITY"


def test_clocks_fire_by_the_table_an_item_is_on(town: Town):
    """The first table ends a draft by its clock; the one after it leaves drafts alone."""
    old = begun(town)
    endless = yaml.safe_load(TEXT)
    rows = [row for row in endless["transitions"] if row["event"] != "draft_expired"]
    town.add({"Param": [kept(TODAY, json.dumps(endless | {"transitions": rows}))]})
    new = begun(town)

    town.later(days=91)

    states = [town.node("Application", one)["state"] for one in (old, new)]
    assert states == ["CLOSED", "DRAFT"]


def test_a_table_that_ended_still_moves_what_began_with_it(town: Town):
    first = kept(TODAY, own_table(publish={"who": ["R05"]}))
    town.add({"Param": [first]})
    running = begun(town)
    tomorrow = TODAY + timedelta(days=1)
    town.add({"Param": [first | {"valid_to": tomorrow}, kept(tomorrow, own_table())]})
    town.add({"District": [{"id": "d", "today": tomorrow}]})

    at(town, running, "TOWN_OPINION")

    assert town.do(INTAKE, "publishApplication", running)["code"] == "FORBIDDEN"
    assert town.do(REVIEWER, "publishApplication", running)["state"] == "PUBLICITY"
    assert town.node("Application", begun(town))["flow_version"] == tomorrow.isoformat()


def test_what_came_from_a_file_takes_the_table_in_force_when_it_is_first_moved(town: Town):
    loaded = stand(town.store, APPLICATION, "TOWN_OPINION", 1)
    town.add({"Param": [kept(TODAY, own_table(publish={"who": ["R05"]}))]})

    assert town.do(INTAKE, "publishApplication", loaded)["code"] == "FORBIDDEN"
    assert town.do(REVIEWER, "publishApplication", loaded)["state"] == "PUBLICITY"
    assert town.node("Application", loaded)["flow_version"] == TODAY.isoformat()


def test_a_version_that_is_not_on_record_moves_nothing(town: Town):
    lost = stand(town.store, APPLICATION, "TOWN_OPINION", 1, flow_version="2020-01-01")

    told = town.do(INTAKE, "publishApplication", lost)

    assert told["violations"] == ["FLOW_VERSION_GONE"]

"""运行脑 The command page over HTTP, on both servers: each number is the length of its list."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.settings import ApiSettings
from graph_schema.store.session import Store
from tests.api.callers import as_
from tests.matching.reports.figures import figures
from tests.worlds import HERE, SYSTEM
from tests.writing import put

TILES = ("alerts", "overdue", "load", "gaps")
NUMBERS = """query($name: String!, $area: String, $by: [ReportAxis!]) {
  report(name: $name, area: $area, by: $by) { readAt numbers {
    measure area level part tier cell { value state } numerator } } }"""
ROWS = """query($number: ReportCell!, $first: Int!, $after: String) {
  reportRows(number: $number, first: $first, after: $after) { count page {
    pageInfo { hasNextPage endCursor }
    edges { node { id kind code state priority severity gap number load tiers on village
      villageName household { id number level village } } } } } }"""
ACKNOWLEDGE = """mutation { acknowledgeAlert(input: {operationId: "seen it", id: "w3",
  expectedVersion: 1}) { __typename ... on Moved { state } } }"""
CELL = ("measure", "area", "level", "part", "tier")
PAST = datetime(2023, 12, 20, 4, tzinfo=UTC)


@pytest.fixture
def site(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    """The figures, an unseen P1 of h1 long past its clock, and a T3 who is overloaded."""
    figures(store)
    nodes = {
        "Alert": [
            {"id": "w3", "code": "W01", "priority": "P1", "state": "RAISED", "version": 1,
             "raised_at": PAST, "clock": "acknowledge", "clock_from": PAST, "clock_due": PAST,
             "clock_told": 150}
        ],
        "Actor": [{"id": "near", "capacity_units": 4.0}],
    }  # fmt: skip
    put(store, SYSTEM, nodes.items(), [("HAS_ALERT", "Household", "Alert",
                                        [{"from": "h1", "to": "w3"}])])  # fmt: skip
    return create_api(ApiSettings(keys=tmp_path_factory.mktemp("keys")), store)


def tiles(site: Starlette, who: str, **more: Any) -> list[dict[str, Any]]:
    """Every number of every report of the command page, with its report."""
    return [
        one | {"report": name, "readAt": told["readAt"]}
        for name in TILES
        for told in [
            as_(site, who, lambda p, n=name: p.data(NUMBERS, name=n, **more))["report"]
        ]
        for one in told["numbers"]
    ]


def rows(site: Starlette, who: str, tile: dict[str, Any], first: int = 50) -> list[dict]:
    """The whole list behind a number, page by page."""
    number = {key: tile[key] for key in (*CELL, "report", "readAt")}
    found, after = [], None
    while True:
        told = as_(
            site,
            who,
            lambda p: p.data(ROWS, number=number, first=first, after=after),  # noqa: B023
        )["reportRows"]
        assert told["count"] == tile["numerator"]
        found += [edge["node"] for edge in told["page"]["edges"]]
        after = told["page"]["pageInfo"]["endCursor"]
        if not told["page"]["pageInfo"]["hasNextPage"]:
            return found


@pytest.mark.feature("F10")
def test_every_tile_is_the_length_of_its_list_also_after_a_change(site: Starlette):
    before = tiles(site, "town", by=["TIER"])

    for tile in before:
        listed = rows(site, "town", tile, first=1 if tile["numerator"] == 2 else 50)
        assert len({row["id"] for row in listed}) == len(listed) == tile["cell"]["value"]
    moved = as_(site, "town", lambda p: p.data(ACKNOWLEDGE))["acknowledgeAlert"]
    after = tiles(site, "town", by=["TIER"])
    for tile in after:
        assert len(rows(site, "town", tile)) == tile["cell"]["value"]

    assert moved == {"__typename": "Moved", "state": "ACKED"}
    assert _whole(before)["alerts", "unseen", None] == 1
    assert _whole(after)["alerts", "unseen", None] == 0
    assert _whole(after)["alerts", "open", "P1"] == 1


def _whole(told: list[dict[str, Any]]) -> dict[tuple[str, str, str | None], float]:
    """The numbers of the town in all tiers."""
    return {
        (one["report"], one["measure"], one["part"]): one["cell"]["value"]
        for one in told
        if one["area"] == HERE[:9] and one["tier"] is None
    }


def test_the_tiles_say_what_waits_and_the_lists_who_acts(site: Starlette):
    told = tiles(site, "coordinator", by=["TIER"])
    whole = {
        (one["measure"], one["part"], one["tier"]): one
        for one in told
        if one["area"] == "510115"
    }
    late = rows(site, "coordinator", whole["overdue", None, None])
    loaded = rows(site, "coordinator", whole["loaded", None, None])

    assert [(r["kind"], r["tiers"], r["on"]) for r in late] == [
        ("alert", ["TOWN"], "2023-12-20"),
        ("visit", ["VILLAGE"], "2023-12-20"),
    ]
    assert late[0]["household"] == {
        "id": "h1", "number": "H1", "level": "ORANGE", "village": f"区划{HERE}"
    }  # fmt: skip
    assert [(r["number"], r["state"], r["household"]) for r in loaded] == [
        ("NEAR", "SEVERE", None)
    ]
    assert whole["overdue", None, "TOWN"]["cell"]["value"] == 1
    assert whole["unmet", None, None]["cell"]["value"] == sum(
        one["cell"]["value"]
        for (measure, part, tier), one in whole.items()
        if measure == "unmet" and part and tier is None
    )


def test_a_manager_has_the_tiles_and_no_lists(site: Starlette):
    told = tiles(site, "manager", by=["TIER"])
    number = {"report": "gaps", "measure": "unmet"}
    refused = as_(site, "manager", lambda p: p.ask(ROWS, number=number, first=5))

    assert {one["cell"]["state"] for one in told if one["numerator"]} <= {"OK"}
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_a_list_of_no_number_or_with_a_strange_cursor_is_refused(site: Starlette):
    def refused(**number: Any) -> str:
        return as_(
            site, "town", lambda p: p.ask(ROWS, first=2, **number)
        )["errors"][0]["extensions"]["code"]  # fmt: skip

    far = {"report": "gaps", "measure": "unmet", "area": "510115106"}

    assert refused(number={"report": "gaps", "measure": "hopes"}) == "NOT_FOUND"
    assert refused(number=far) == "REJECTED"
    assert refused(number={"report": "gaps", "measure": "unmet"}, after="abc") == "REJECTED"

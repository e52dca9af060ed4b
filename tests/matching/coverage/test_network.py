"""Isolation, single points of failure and leavings, on the five households of the reference."""

import json

import pytest
from rich.console import Console

from matching.coverage.absent import absent
from matching.coverage.command import as_json, show
from matching.coverage.live import reach
from matching.coverage.load import gini, steward_loads
from matching.coverage.network import (
    cut_points,
    fragile,
    if_leaves,
    isolated,
    live_graph,
    single_providers,
)
from matching.coverage.report import report
from tests.matching.coverage.test_golden import five_households
from tests.snapshots import build


def test_single_providers_of_the_five_households():
    snapshot = five_households()
    rows = single_providers(snapshot, reach(snapshot))
    district = rows[rows["area"] == "510115"]

    told = dict(zip(district["provider"], district["share"], strict=True))

    assert told == pytest.approx({"w": 2 / 6, "A": 1 / 6, "v": 1 / 6})
    assert rows.set_index(["area", "provider"])["listed"]["510115", "w"]


def test_what_is_foreseen_is_what_happens_when_w_leaves():
    told = if_leaves(five_households(), "w")

    assert told.uncovered_needs == ["h2-N04", "h5-N08"]
    assert told.isolated_households == []
    assert told.gap_before == pytest.approx(8.625)
    assert told.gap_after == pytest.approx(17.625)


def test_the_graph_names_who_is_cut_off_and_who_holds_it_together():
    snapshot = five_households()
    graph = live_graph(snapshot, reach(snapshot))

    assert isolated(graph) == ["h4"]
    assert "A" in cut_points(graph)
    assert fragile(snapshot, reach(snapshot)) == {"A": 1}


def test_load_of_one_village_steward():
    snapshot = build(
        households=[
            {"id": f"h{i}", "level": level}
            for i, level in enumerate(["L4_HIGH", "L3_MED", "L2_LOW", "L2_LOW"])
        ],
        stewards=[{"household_id": f"h{i}", "tier": "T3", "actor_id": "s"} for i in range(4)],
        actors=[{"id": "s", "tier": "T3", "party": "COM"}, {"id": "idle", "tier": "T3"}],
    )

    told = steward_loads(snapshot, reach(snapshot)).set_index("actor_id")

    assert told["load"]["s"] == pytest.approx(8 / 60)
    assert told["households"]["idle"] == 0
    assert gini(told["load"].to_numpy()) == pytest.approx(0.5)


def test_the_report_says_the_same_in_json_and_in_a_table():
    told = report(five_households())
    console = Console(record=True, width=200, file=None, quiet=False)

    parsed = json.loads(as_json(told, "510115001"))
    with console.capture() as shown:
        show(told, None, console)

    assert {len(row["code"]) for row in parsed["areas"]} == {9, 12}
    assert parsed["areas"][0]["party"]["COM"] == pytest.approx(0.8)
    assert "0.8000" in shown.get()


def test_an_empty_district_has_dashes_and_no_numbers():
    snapshot = build(areas=("510115",), households=[{"id": "h", "has_living_member": False}])

    row = report(snapshot).to_json()["areas"][0]

    assert row["households"] == 0
    assert set(row["party"].values()) == {None}


def test_the_missing_parties_of_the_five_households():
    snapshot = five_households()

    rows = absent(snapshot, reach(snapshot))

    told = sorted(zip(snapshot.needs["id"].iloc[rows["need"]], rows["party"], strict=True))
    assert told == [("h2-N04", "ORG"), ("h4-N02", "SW")]

"""`wulian stewards …` on both servers: load, leaving, cover, routes."""

from datetime import date

import pytest

from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from matching.coverage.live import reach
from matching.coverage.measures import covered
from matching.snapshot import take
from tests.commands import wulian, wulian_json
from tests.matching.stewards.staff import staffed
from tests.worlds import SYSTEM


@pytest.mark.feature("F112")
def test_each_household_has_one_steward_a_tier_and_load_and_gaps_are_shown(store: Store):
    staffed(store)

    told = wulian_json(store, "stewards", "load")

    by = {row["actor_id"]: row for row in told["stewards"]}
    assert by["near"]["load"] == (4 + 2) / 60
    assert by["far"]["load"] == 1 / 60
    assert by["town"]["load"] == (4 + 1) / 300
    assert by["top"]["load"] == pytest.approx((4 + 0.1 + 0) / 400)
    assert [by["near"][n] for n in ("L4_HIGH", "L3_MED", "L2_LOW", "L1_NORM")] == [1, 1, 0, 0]
    assert set(told["lists"]["spare"]) == set(by)
    assert told["without_steward"] == {"T1": 0, "T2": 1, "T3": 0}
    gini = {(row["town"], row["tier"]): row["gini"] for row in told["gini"]}
    assert gini["510115001", "T3"] == pytest.approx(0.5)


def test_if_the_village_steward_leaves_both_households_go_to_who_has_room(store: Store):
    staffed(store)

    told = wulian_json(store, "stewards", "leave", "NEAR")

    assert told["counts"] == {"LAST_LINK": 0, "LAST_NAMED": 0, "T1": 0, "T2": 0, "T3": 2}
    moves = {m["household"]: m["steward_to"] for m in told["hand_over"]["moves"]}
    assert moves == {"h1": "spare", "h2": "spare"}
    assert {m["load_after"] for m in told["hand_over"]["moves"]} == {(4 + 2) / 60}
    goals = told["hand_over"]["towns"][0]["goals"]
    assert {goal["gap"] for goal in goals} == {0}
    assert {g["name"]: g["value"] for g in goals}["villages"] == 1


def test_what_is_foreseen_is_what_is_there_without_the_worker(store: Store):
    """FIRST05: delete the node, look again: what was lost is what was said."""
    staffed(store)
    before = take(store, SYSTEM)
    had = reach(before)

    told = wulian_json(store, "stewards", "leave", "sw")
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.delete_nodes(session, "Actor", ["sw"])
    after = take(store, SYSTEM)
    has = reach(after)

    ids = before.households["id"]
    alone = set(ids[(had.depth > 0) & (has.depth == 0)])
    assert {r["household"] for r in told["households"] if r["lost"] == "LAST_LINK"} == alone
    assert alone == {"h1"}
    lost = set(covered(before, had)["need"]) - set(covered(after, has)["need"])
    needs = set(before.needs["id"].iloc[sorted(lost)])
    assert set(told["needs"]) == needs == {"nh1"}


def test_whoever_has_no_steward_is_proposed_one(store: Store):
    staffed(store)

    told = wulian_json(store, "stewards", "assign")

    assert [(m["household"], m["tier"], m["steward_to"]) for m in told["moves"]] == [
        ("h3", "T2", None)  # the only town steward covers the other town
    ]


def test_an_orange_household_whose_steward_is_away_is_told_before_the_leave_begins(
    store: Store,
):
    staffed(store, leave=(date(2024, 1, 8), date(2024, 1, 19)))

    quiet = wulian_json(store, "stewards", "cover", "--days", "7")
    told = wulian_json(store, "stewards", "cover", "--days", "8", expect=1)
    tie = {"from": "h1", "to": "spare", "props": {"tier": "T3", "from": date(2024, 1, 8)}}
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_relationships(session, "STEWARDED_BY", "Household", "Actor", [tie])
    named = wulian_json(store, "stewards", "cover", "--days", "8")

    assert quiet["uncovered"] == []
    assert [(r["household"], r["day"], r["why"]) for r in told["uncovered"]] == [
        ("h1", "2024-01-08", "ON_LEAVE")
    ]
    assert told["leaves"][0]["orange"] == told["leaves"][0]["uncovered"] == 1
    assert named["uncovered"] == []


def test_a_patrol_goes_by_due_day_then_colour_and_measures_the_way(store: Store):
    staffed(store)

    told = wulian_json(store, "stewards", "route", "NEAR")
    shown = wulian(store, "stewards", "route", "NEAR")

    assert [(s["household"], s["band"], s["visit"]) for s in told["stops"]] == [
        ("h2", "OVERDUE", "planned"),
        ("h1", "TODAY", None),
    ]
    assert told["stops"][0]["km"] == pytest.approx(1.530, abs=2e-3)  # 0.016° at 30.697° north
    assert told["km"] == told["bound_km"] == pytest.approx(2.486, abs=2e-3)
    assert "巡防" in shown


def test_a_person_nobody_knows_is_told_plainly(store: Store):
    staffed(store)

    assert "NOT_FOUND" not in wulian(store, "stewards", "route", "nobody", expect=1)

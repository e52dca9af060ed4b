"""Who is told, when, and that nobody is told after the act was done."""

import json
from datetime import timedelta

from api.actions.many import Many
from graph_schema import flows
from graph_schema.audit import Action
from graph_schema.vocabulary import Role
from tests.contract.parties import NOW, stand, stand_all
from tests.worlds import HERE, SYSTEM

VILLAGE, STREET, WORKER = Role.VILLAGE_STEWARD, Role.TOWN_STEWARD, Role.SOCIAL_WORKER
SEEN = {
    "area_code": HERE, "description": "老人独居", "notice_version": "1",
    "direction": "BOTTOM_UP", "channel": "VILLAGE_VISIT",
}  # fmt: skip


def digests(town, person: str) -> list[list[str]]:
    """Templates in each digest of a person that waits, by day."""
    notes = sorted(
        (n for n in town.all("Notification") if n["to"] == person and n["state"] == "QUEUED"),
        key=lambda note: note["day"],
    )
    return [
        [line["template"] for line in json.loads(n["items"])] for n in notes if n.get("items")
    ]


def told(town, person: str) -> list[str]:
    return [template for day in digests(town, person) for template in day]


def test_a_clock_climbs_its_ladder_owner_village_town_district(town):
    made = town.do(VILLAGE, "createLead", **SEEN)
    reported = town.do(VILLAGE, "reportLead", made)
    lead = town.do(STREET, "assignLead", reported, verifier="aR07")  # ten working days
    rungs = []
    for days in (8, 7, 8, 8):
        town.later(days=days)
        rungs.append(town.node("Lead", lead["id"])["clock_told"])

    assert rungs == [50, 100, 150, 200]
    assert told(town, "aR07") == ["CLOCK_50", "CLOCK_100"]
    assert "CLOCK_150" in told(town, "aR06")
    assert "CLOCK_200" in told(town, "aR12")


def test_several_reminders_of_one_day_are_one_digest(town):
    leads = [
        town.do(VILLAGE, "createLead", **SEEN | {"description": f"情况 {n}"}) for n in range(3)
    ]

    town.later(hours=13)  # more than half of a day

    assert digests(town, "aR03") == [["CLOCK_50"] * 3]
    assert len(leads) == 3


def test_what_is_urgent_does_not_wait_for_the_digest(town):
    town.add({"Household": [{"id": "h1", "urgent": True}]})
    town.do(WORKER, "raiseAlert", household="h1", alert_code="VIOLENCE", priority="FIRST")

    at_once = {(n["to"], n["template"]) for n in town.all("Notification") if n.get("urgent")}

    assert at_once == {
        ("aR03", "ALERT_RAISED"),
        ("aR06", "ALERT_RAISED"),
        ("a2R06", "ALERT_RAISED"),
    }


def test_nothing_is_told_after_the_act_was_done(town):
    made = town.do(VILLAGE, "createLead", **SEEN)
    town.later(hours=13)
    before = digests(town, "aR03")

    town.do(VILLAGE, "reportLead", made)

    assert before == [["CLOCK_50"]]
    assert digests(town, "aR03") == []


def test_what_came_from_a_file_gets_its_clock_from_the_first_round_on(town):
    stand(
        town.store, flows.load("link"), "RECOMMENDED", 1, state_since=NOW - timedelta(days=900)
    )

    town.later(seconds=0)
    begun = town.node("Link", "x1")
    town.later(days=15)

    assert begun["state"] == "RECOMMENDED"
    assert begun["clock_due"] == NOW + timedelta(days=14)
    assert town.node("Link", "x1")["state"] == "DISMISSED"


def test_two_workers_fire_one_timer_once(town):
    stand(
        town.store, flows.load("link"), "PROPOSED", 1, clock="answer", clock_from=NOW,
        clock_due=NOW + timedelta(hours=1),
    )  # fmt: skip

    first, second = town.later(hours=2), town.later(seconds=0)

    events = [s for s in town.all("Step") if s["of_id"] == "x1"]
    assert (first.fired, second.fired) == (1, 0)
    assert [step["event"] for step in events] == ["expire"]


def test_visits_outside_the_sample_end_together_each_with_a_step_of_its_own(town):
    over = {"clock": "sample", "clock_from": NOW, "clock_due": NOW + timedelta(hours=1)}
    town.add({"Household": [{"id": "h1", "level": "L4_HIGH"}]})  # its visits are looked at
    stand_all(town.store, flows.load("visit"), [("DONE", n, over) for n in range(1, 6)])

    first, second = town.later(hours=2), town.later(seconds=0)

    visits = {one["id"]: one for one in town.all("Visit")}
    steps = sorted((s["of_id"], s["event"], s["new"], s["version"]) for s in town.all("Step"))
    entries = [e for e in town.all("AuditEvent") if e["action"] == "VISIT_CHANGED"]
    assert (first.fired, second.fired) == (4, 0)
    assert visits["x1"]["state"] == "DONE"
    assert visits["x1"].get("clock_due") is None
    assert steps == [(f"x{n}", "not_sampled", "CLOSED", 2) for n in range(2, 6)]
    assert {visits[id]["state"] for id, *_ in steps} == {"CLOSED"}
    assert all(visits[id].get("clock") is None for id, *_ in steps)
    assert len(entries) == 1
    assert {id for id, *_ in steps} <= set(entries[0]["subjects"])
    assert [job["kind"] for job in town.all("Job")] == ["evaluate"]


def test_visits_run_late_together_each_with_a_step_and_who_is_told_in_one_digest(town):
    over = {"clock": "visit", "clock_from": NOW, "clock_due": NOW + timedelta(hours=1)}
    stand_all(town.store, flows.load("visit"), [("PLANNED", n, over) for n in range(1, 5)])

    first, again = town.later(hours=2), town.later(seconds=0)
    late = [town.node("Visit", f"x{n}") for n in range(1, 5)]
    village = told(town, "aR03")
    town.later(days=400)  # half an interval later the town is told

    entries = [e["subjects"] for e in town.all("AuditEvent") if "x2" in e["subjects"]]
    steps = sorted((s["of_id"], s["event"]) for s in town.all("Step"))
    assert (first.fired, again.fired) == (4, 0)
    assert village == ["VISIT_OVERDUE"] * 4
    assert {one["clock"] for one in late} == {"visit_late"}
    assert all(one["state"] == "PLANNED" and one["told_in"] for one in late)
    assert [step for step in steps if step[1] == "overdue"] == [
        (f"x{n}", "overdue") for n in range(1, 5) for _ in range(2)
    ]
    assert "VISIT_OVERDUE" in told(town, "aR06")
    late_together = [some for some in entries if {"x1", "x2", "x3", "x4"} <= set(some)]
    assert len(late_together) >= 2  # one entry each time for all four


def test_what_somebody_moved_meanwhile_is_not_moved_by_its_old_clock(town):
    flow = flows.load("visit")
    seen = NOW + timedelta(hours=1)
    stand(town.store, flow, "DONE", 1, clock="sample", clock_due=seen + timedelta(days=1))
    row = next(one for one in flow.transitions if one.event == "not_sampled")

    with town.store.write(SYSTEM, Action.VISIT_CHANGED) as session:
        moved = session.transact(lambda tx: Many(tx, flow, ["x1"]).fire(row, {"x1": seen}))

    assert moved == 0
    assert town.node("Visit", "x1")["state"] == "DONE"

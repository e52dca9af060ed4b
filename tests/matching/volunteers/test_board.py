"""Rows of the graph become weeks of tasks: hours used, leave, silence, answers, half-days."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from matching.volunteers.board import Rows, Setting, half_days
from matching.volunteers.policy import default_policy
from matching.volunteers.rota import SPENT, propose

POLICY = default_policy()
NOW = datetime(2024, 1, 8, 1, tzinfo=UTC)  # Monday, nine in China
SETTING = Setting(
    now=NOW, today=date(2024, 1, 8), zone=ZoneInfo("Asia/Shanghai"), reach_m=10_000,
    policy=POLICY,
)  # fmt: skip


def task(id: str = "t", hours: float = 26, **told):
    """A task of an hour, by default on Tuesday at eleven, for an adult not alone."""
    starts = NOW + timedelta(hours=hours)
    usual = {
        "id": id, "state": "OPEN", "starts_at": starts, "ends_at": starts + timedelta(hours=1),
        "people": 1, "skills": [], "wave": 1, "area": "510115001001", "lon": None, "lat": None,
        "level": None, "members": 2, "births": [date(1950, 1, 1)], "there": [],
    }  # fmt: skip
    return usual | told


def person(id: str = "v", **told):
    usual = {
        "id": id, "skills": [], "languages": ["zh"], "availability": None, "hours": None,
        "cleared": True, "lon": None, "lat": None, "reliability": None, "status": "ACTIVE",
        "leave_from": None, "leave_to": None, "quiet_until": None,
    }  # fmt: skip
    return usual | told


def ask(volunteer: str, task: str, hours_ago: float | None = 1, answer: str | None = None):
    at = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    return {"volunteer": volunteer, "task": task, "at": at, "answer": answer}


def planned(tasks=(), people=(), busy=(), asked=()):
    rows = Rows(tasks=list(tasks), people=list(people), busy=list(busy), asked=list(asked))
    return propose(SETTING.board(rows), POLICY)


def who(found) -> dict[str, tuple[str, ...]]:
    return {wave.task: wave.volunteers for wave in found.waves}


def test_nobody_is_asked_on_leave_in_silence_or_busy():
    claimed = {
        "volunteer": "busy",
        "task": "o",
        **{k: task()[k] for k in ("starts_at", "ends_at")},
    }
    people = [
        person("able"),
        person("busy"),
        person("away", status="ON_LEAVE"),
        person("leave", leave_from=date(2024, 1, 9), leave_to=date(2024, 1, 9)),
        person("back", leave_from=date(2024, 1, 1), leave_to=date(2024, 1, 8)),
        person("quiet", quiet_until=date(2024, 1, 8)),
        person("loud", quiet_until=date(2024, 1, 7)),
    ]

    assert set(who(planned([task()], people, [claimed]))["t"]) == {"able", "back", "loud"}


def test_hours_of_a_week_that_are_given_already_are_not_offered_again():
    monday = {
        "volunteer": "v",
        "task": "o",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=2),
    }
    before = monday | {
        "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW - timedelta(hours=22),
    }

    full = planned([task()], [person(hours=2.5)], [monday])
    last_week = planned([task()], [person(hours=2.5)], [before])

    assert full.nobody == {"t": "HOURS"}
    assert who(last_week) == {"t": ("v",)}


def test_half_days_are_of_the_districts_own_week():
    tuesday_morning = json.dumps([2])

    assert who(planned([task()], [person(availability=tuesday_morning)])) == {"t": ("v",)}
    assert planned([task(hours=28)], [person(availability=tuesday_morning)]).nobody == {
        "t": "TIME"
    }
    assert half_days(None) == half_days("周末") == [True] * 14


def test_a_wave_waits_a_day_for_its_answers_and_a_no_is_a_no():
    people = [person("a"), person("b")]

    waiting = planned([task()], people, asked=[ask("a", "t")])
    over = planned([task()], people, asked=[ask("a", "t", POLICY.wave_hours + 1)])
    refused = planned([task()], people, asked=[ask("a", "t", answer="NO")])
    unasked = planned([task()], people, asked=[ask("a", "t", None, "NO")])
    spent = planned([task()], people, asked=[ask("a", "t", 30), ask("b", "t", 1, "NO")])

    assert (waiting.waiting, waiting.waves) == (("t",), ())
    assert [who(one) for one in (over, refused, unasked)] == [{"t": ("b",)}] * 3
    assert spent.nobody == {"t": "NOT_AGAIN"}


def test_nobody_is_asked_more_often_a_week_than_the_policy_says():
    many = [task(f"t{k}", hours=26 + 2 * k) for k in range(POLICY.most_a_week + 2)]

    found = planned(many, [person()])

    assert len(found.waves) == POLICY.most_a_week
    assert set(found.nobody.values()) == {SPENT}


def test_urgent_tasks_are_asked_for_first():
    many = [task(f"t{k}", hours=26 + 2 * k) for k in range(POLICY.most_a_week)]
    orange = task("zz", hours=60, level="L4_HIGH")

    assert "zz" in who(planned([*many, orange], [person()]))


def test_to_a_child_two_cleared_are_sought_and_one_who_goes_counts():
    child = {"births": [date(2015, 1, 1)], "people": 2}
    people = [person(f"v{k}", cleared=k < 9) for k in range(12)]

    both = planned([task(**child)], people)
    second = planned([task(**child, state="CLAIMED", there=["v0"])], people)

    assert both.waves[0].people == 2
    assert set(both.waves[0].volunteers) <= {f"v{k}" for k in range(9)}
    assert second.waves[0].people == 1
    assert "v0" not in second.waves[0].volunteers


def test_two_are_sought_for_an_adult_alone_at_night_only():
    night = task(hours=36, members=1)  # nine in the evening
    by_day = task(members=1)
    people = [person(f"v{k}") for k in range(12)]

    assert planned([night], people).waves[0].people == 2
    assert planned([by_day], people).waves[0].people == 1


def test_who_says_yes_often_makes_a_smaller_wave():
    people = [person(f"v{k}") for k in range(12)]
    eager = [ask(f"v{k}", f"o{n}", 24 * 30, "YES") for k in range(12) for n in range(20)]

    assert len(planned([task()], people).waves[0].volunteers) == 7
    assert len(planned([task()], people, asked=eager).waves[0].volunteers) < 7


def test_the_rota_is_told_with_its_bound_and_asked_first():
    people = [person("near", lon=103.80, lat=30.70), person("far", lon=103.85, lat=30.70)]
    at_home = {"lon": 103.80, "lat": 30.70}

    found = planned([task(**at_home)], people)

    assert found.weeks[0].goes == (("t", "near"),)
    assert who(found)["t"][0] == "near"
    assert all(goal.proven for goal in found.weeks[0].goals)
    assert found.weeks[0].monday == date(2024, 1, 8)


def test_weeks_are_planned_apart_from_monday_on():
    found = planned([task("a"), task("b", hours=26 + 7 * 24)], [person(hours=1.0)])

    assert [str(week.monday) for week in found.weeks] == ["2024-01-08", "2024-01-15"]
    assert set(who(found)) == {"a", "b"}

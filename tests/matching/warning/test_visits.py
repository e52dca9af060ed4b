"""When households are due, by colour, need, group and living alone; late visits; who came."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.rulefile import BadRuleFile
from matching.risk.evaluate import evaluate as evaluate_risk
from matching.risk.inputs import Inputs
from matching.risk.parameters import default_body, read_parameters
from matching.warning.planning import as_visits, to_complete
from matching.warning.schedule import default_schedule, read_schedule, schedule_in_force
from matching.warning.visits import completion, due, overdue, planned
from tests.examples import examples
from tests.snapshots import AS_OF, build

TEXT = files("matching.warning").joinpath("visits.yml").read_text("utf-8")
CONTACT = {"L4_HIGH": 3, "L3_MED": 14, "L2_LOW": 90, "L1_NORM": 365}
SEEN = datetime(2023, 12, 20, 4, tzinfo=UTC)
NEED_DAYS = {"N01": (90, 30, 14, 3), "N03": (7, 1, 1, 1), "N10": (180, 90, 60, 30)}


def looked_at(home, **tables):
    base = {"id": "h", "last_contact_at": SEEN, "level_since": SEEN}
    snapshot = build(households=[base | home], **tables)
    return Inputs.of(snapshot, read_parameters(default_body()))


def next_due(home, **tables):
    found = due(looked_at(home, **tables), default_schedule())
    return found.day[0].item(), found.reason[0], bool(found.home[0])


VISIT = {"id": "v", "household_id": "h", "mode": "HOME", "done_at": SEEN}


@pytest.mark.feature("F66")
@pytest.mark.feature("F67")
@pytest.mark.feature("F68")
@pytest.mark.parametrize("level", CONTACT)
def test_a_household_is_contacted_at_the_interval_of_its_colour(level):
    day, reason, _ = next_due({"level": level}, visits=[VISIT])

    assert day == date(2023, 12, 20) + timedelta(days=CONTACT[level])
    assert reason in ("orange", "yellow", "blue", "green")


def test_an_urgent_household_is_seen_every_day_until_it_is_stable():
    day, reason, _ = next_due({"level": "L4_HIGH", "urgent": True}, visits=[VISIT])

    assert (day, reason) == (date(2023, 12, 21), "urgent")


def test_a_call_is_a_contact_but_no_visit():
    """Called on the 20th, at home last on the 1st: orange is due at home on the 8th."""
    at_home = VISIT | {"done_at": datetime(2023, 12, 1, 4, tzinfo=UTC)}

    assert next_due({"level": "L4_HIGH"}, visits=[at_home]) == (
        date(2023, 12, 8), "orange", True,
    )  # fmt: skip


@pytest.mark.parametrize(("age", "days"), [(69, 365), (70, 7), (79, 7), (80, 5)])
def test_who_lives_alone_and_is_old_is_contacted_whatever_the_colour(age, days):
    person = {"id": "p", "household_id": "h", "birth": date(2023 - age, 6, 1)}

    day, _, home = next_due({"level": "L1_NORM"}, persons=[person], visits=[VISIT])

    assert day == date(2023, 12, 20) + timedelta(days=days)
    assert not home or age == 69


@examples(25)
@given(
    level=st.sampled_from(sorted(CONTACT)),
    needs=st.dictionaries(st.sampled_from(sorted(NEED_DAYS)), st.integers(1, 4)),
    state=st.sampled_from(["OPEN", "MET"]),
)
def test_the_shortest_interval_of_colour_and_open_needs_counts(level, needs, state):
    rows = [
        {"id": c, "household_id": "h", "code": c, "severity": s, "state": state}
        for c, s in needs.items()
    ]
    days = [CONTACT[level]]
    if state == "OPEN":
        days += [NEED_DAYS[code][severity - 1] for code, severity in needs.items()]

    assert next_due({"level": level}, needs=rows, visits=[VISIT])[0] == date(
        2023, 12, 20
    ) + timedelta(days=min(days))


def test_a_child_in_special_need_is_visited_every_month():
    day, reason, home = next_due({"level": "L1_NORM", "groups": ("G03",)}, visits=[VISIT])

    assert (day, reason, home) == (date(2024, 1, 19), "G03", True)


def test_nobody_plans_a_visit_to_who_is_not_looked_after_or_lives_no_more():
    for home in ({"monitored": False}, {"has_living_member": False}):
        assert planned(looked_at(home | {"level": "L4_HIGH"}), default_schedule()).empty


@pytest.mark.feature("F107")
def test_visits_are_planned_once_the_late_ones_for_today():
    home = {"level": "L3_MED", "last_contact_at": datetime(2023, 11, 1, tzinfo=UTC)}
    first = planned(looked_at(home), default_schedule())
    made = [
        {"id": "n", "household_id": "h", "state": "PLANNED", "due": AS_OF, "mode": mode}
        for mode in first["mode"]
    ]

    again = planned(looked_at(home, visits=made), default_schedule())

    assert [d.date() for d in first["due"]] == [AS_OF]
    assert again.empty


def test_a_planned_call_does_not_stand_for_a_visit_at_home():
    home = {"level": "L4_HIGH", "level_since": datetime(2023, 12, 1, tzinfo=UTC)}
    call = {"id": "c", "household_id": "h", "state": "PLANNED", "due": AS_OF, "mode": "CALL"}

    assert list(planned(looked_at(home, visits=[call]), default_schedule())["mode"]) == ["HOME"]


@pytest.mark.parametrize(
    ("level", "urgent", "now", "told"),
    [
        ("L4_HIGH", True, "2023-12-30T00:30", ("T3", "T2")),
        ("L4_HIGH", True, "2023-12-30T02:00", ("T3", "T2", "T1")),
        ("L4_HIGH", True, "2023-12-30T04:00", ("T3", "T2", "T1", "R12")),
        ("L4_HIGH", False, "2023-12-30T01:59", ("T3",)),
        ("L4_HIGH", False, "2023-12-30T02:00", ("T3", "T2")),
        ("L4_HIGH", False, "2023-12-31T00:00", ("T3", "T2", "T1")),
        ("L3_MED", False, "2023-12-31T23:00", ("T3",)),  # the 30th is a Saturday
        ("L3_MED", False, "2024-01-01T17:00", ("T3", "T2")),
        ("L3_MED", False, "2024-01-05T17:00", ("T3", "T2", "T1")),
        ("L1_NORM", False, "2024-01-05T17:00", ("T3",)),
    ],
)
def test_a_late_visit_climbs_the_tiers_by_the_clock_of_its_colour(level, urgent, now, told):
    """Due on Friday the 29th of December; local times."""
    visit = {"id": "v", "household_id": "h", "state": "ASSIGNED", "due": date(2023, 12, 29)}
    of = looked_at({"level": level, "urgent": urgent}, visits=[visit | {"mode": "HOME"}])

    found = overdue(of, default_schedule(), datetime.fromisoformat(f"{now}+08:00"))

    assert list(found["told"]) == [told]


def test_a_visit_late_by_half_its_interval_is_known_to_the_town():
    visit = {"id": "v", "household_id": "h", "state": "PLANNED", "due": date(2023, 12, 1)}
    of = looked_at({"level": "L2_LOW"}, visits=[visit | {"mode": "CALL"}])

    early = overdue(of, default_schedule(), datetime(2023, 12, 13, 4, tzinfo=UTC))
    late = overdue(of, default_schedule(), datetime(2024, 1, 15, 4, tzinfo=UTC))

    assert list(early["told"]) == [("T3",)]
    assert list(late["told"]) == [("T3", "T2")]


@pytest.mark.feature("F107")
def test_the_completion_rate_counts_what_was_due_and_came_in_time():
    rows = [
        ("a", "DONE", date(2023, 12, 10), date(2023, 12, 9)),
        ("b", "REVIEWED", date(2023, 12, 10), date(2023, 12, 12)),
        ("c", "PLANNED", date(2023, 12, 10), None),
        ("d", "DONE", date(2023, 11, 30), date(2023, 11, 30)),
    ]
    visits = [
        {"id": name, "household_id": "h", "state": state, "due": on}
        | {"done_at": None if done is None else f"{done.isoformat()}T04:00:00Z"}
        for name, state, on, done in rows
    ]
    snapshot = build(
        households=[{"id": "h", "level": "L3_MED", "groups": ("G01", "G05")}], visits=visits
    )
    december = (date(2023, 12, 1), date(2023, 12, 31))

    by_level = completion(snapshot, *december).to_dict("records")
    by_group = completion(snapshot, *december, by="group")

    assert by_level == [{"level": "yellow", "due": 3, "done": 2, "on_time": 1, "rate": 1 / 3}]
    assert list(by_group["group"]) == ["G01", "G05"]
    with pytest.raises(ValueError, match="level, town or group"):
        completion(snapshot, *december, by="colour")


def test_a_districts_own_visit_rules_count_from_their_first_day():
    own = TEXT.replace("contact: 14, visit: 30", "contact: 10, visit: 20")
    row = {"id": "r", "code": "visits", "version": "own", "body": own}
    days = (AS_OF, AS_OF + timedelta(days=1))

    found = [
        schedule_in_force(build(rule_sets=[row | {"valid_from": day}])).levels["yellow"].contact
        for day in days
    ]

    assert found == [10, 14]


@pytest.mark.parametrize(
    ("there", "here", "why"),
    [
        ("contact: 3,", "contact: soon,", "levels.orange.contact: whole days above 0"),
        ("T1: 24h", "T1: 24 hours", "levels.orange.told.T1: hours as 4h"),
        ("T1: 5WD", "T9: 5WD", "levels.yellow.told.T9: unknown"),
        ("groups: {G02", "groups: {G77", "groups.G77: unknown"),
    ],
)
def test_a_bad_file_of_visit_rules_is_refused_by_file_line_and_reason(there, here, why):
    with pytest.raises(BadRuleFile, match=rf"^own.yml line \d+: {why}"):
        read_schedule(TEXT.replace(there, here, 1), "own.yml")


INCOME = {"income_month": 300000, "assets_money": 0}
HEAD = {"id": "p", "household_id": "h", "head": True, "birth": date(1980, 1, 1)}


def to_ask(home, schedule=None, **tables):
    """The visits an evaluation plans to the one household, as (due, mode)."""
    snapshot = build(households=[{"id": "h"} | home], persons=[HEAD], **tables)
    result = evaluate_risk(snapshot, read_parameters(default_body()))
    rows = as_visits(to_complete(result, schedule or default_schedule()), SEEN)
    return [(one.household, one.due, one.mode, one.source) for one in rows]


SENT = [("h", AS_OF + timedelta(days=10), "HOME", "visits INCOMPLETE")]


def test_of_whom_too_little_is_known_somebody_goes_and_asks():
    """Family and half of living: 30 of 100; with income 50; with the house 60, enough."""
    assert to_ask({}) == to_ask(INCOME) == SENT
    assert to_ask(INCOME | {"housing_grade": "A"}) == []


@pytest.mark.parametrize(
    ("visit", "sent"),
    [
        ({"state": "PLANNED", "due": AS_OF + timedelta(days=60)}, []),
        ({"state": "NOT_HOME", "due": AS_OF - timedelta(days=60)}, []),
        ({"state": "PLANNED", "due": AS_OF, "mode": "CALL"}, SENT),
        ({"state": "CLOSED", "due": AS_OF}, SENT),
        ({"state": "DONE", "done_at": datetime(2023, 10, 3, 4, tzinfo=UTC)}, []),
        ({"state": "DONE", "done_at": datetime(2023, 10, 2, 4, tzinfo=UTC)}, SENT),
    ],
)
def test_it_is_sent_for_once_while_a_visit_at_home_is_open_or_was_made_lately(visit, sent):
    assert to_ask({}, visits=[{"id": "v", "household_id": "h"} | visit]) == sent


def test_nobody_is_sent_to_who_is_not_looked_after_nor_where_a_district_has_no_such_rule():
    own = "\n".join(line for line in TEXT.splitlines() if not line.startswith("to_complete"))

    assert to_ask({"monitored": False}) == to_ask({"has_living_member": False}) == []
    assert to_ask({}, read_schedule(own)) == []


def test_a_visit_rule_without_its_days_is_refused_with_its_line():
    broken = TEXT.replace("within: 10", "within: 0")

    with pytest.raises(BadRuleFile, match=r"line \d+: to_complete.within: whole days above 0"):
        read_schedule(broken)

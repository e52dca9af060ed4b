"""Clocks by hand-worked dates: hours, days, working days, ladders, a district's own."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clocks import Calendar, Clocks, Length, defaults, in_force, read, read_table
from graph_schema.errors import SettingsError

ZONE = ZoneInfo("Asia/Shanghai")
# The spring festival of 2024: a week off, two weekend days worked instead.
OFF = {date(2024, 2, day): False for day in range(10, 18)}
SHIFTED = OFF | {date(2024, 2, 4): True, date(2024, 2, 18): True}
CALENDAR = Calendar(ZONE, SHIFTED)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("length", "start", "over"),
    [
        ("2h", local(2024, 1, 8, 23), local(2024, 1, 9, 1)),
        ("0.5h", local(2024, 1, 8, 23), local(2024, 1, 8, 23, 30)),
        ("14cd", local(2024, 1, 8, 23), local(2024, 1, 22, 23)),
        ("1WD", local(2024, 1, 8, 8), local(2024, 1, 9, 17)),
        ("1WD", local(2024, 1, 12, 18), local(2024, 1, 15, 17)),  # over a weekend
        ("2WD", local(2024, 2, 2, 10), local(2024, 2, 5, 17)),  # Sunday the 4th is worked
        ("3WD", local(2024, 2, 8, 10), local(2024, 2, 19, 17)),  # over the festival
    ],
)
def test_a_clock_is_over_when_the_calendar_says(length: str, start: datetime, over: datetime):
    assert CALENDAR.plus(start, Length.read(length, "test")) == over


@given(hours=st.integers(0, 24 * 90), days=st.integers(1, 30))
def test_working_days_counted_one_by_one_agree(hours: int, days: int):
    begun = local(2024, 1, 1) + timedelta(hours=hours)

    over = CALENDAR.plus(begun, Length(days, "WD")).astimezone(ZONE)

    between = [
        begun.date() + timedelta(days=n)
        for n in range(1, (over.date() - begun.date()).days + 1)
    ]
    assert sum(CALENDAR.works(day) for day in between) == days
    assert CALENDAR.works(over.date())
    assert (over.hour, over.minute) == (17, 0)


def test_the_share_of_a_working_clock_stands_still_at_night_and_on_holidays():
    clocks = Clocks(CALENDAR, defaults())
    friday, due = local(2024, 1, 12, 9), local(2024, 1, 15, 17)

    shares = [
        clocks.share("take_over", friday, due, at)
        for at in (local(2024, 1, 12, 17), local(2024, 1, 14, 12), local(2024, 1, 15, 13), due)
    ]

    assert shares == [50.0, 50.0, 75.0, 100.0]


def test_the_ladder_names_the_highest_rung_that_was_reached():
    clocks = Clocks(CALENDAR, defaults())

    rungs = [clocks.rung("verify", share) for share in (10, 50, 99, 100, 160, 300)]
    review = [clocks.rung("checks", share) for share in (50, 70, 95)]

    assert rungs == [0, 50, 50, 100, 150, 200]
    assert review == [0, 70, 90]


@given(
    name=st.sampled_from(["verify", "take_over", "checks", "claim"]),
    hours=st.integers(0, 24 * 60),
    told=st.sampled_from([0, 50, 70, 90, 100, 150]),
)
def test_the_next_rung_is_reached_exactly_when_the_clock_says(name: str, hours: int, told: int):
    clocks, begun = Clocks(CALENDAR, defaults()), local(2024, 1, 1) + timedelta(hours=hours)
    due = clocks.due(name, "else", begun, {"checks_from": begun})
    assert due is not None

    at = clocks.next_rung(name, begun, due, told)

    ladder = [rung for rung in clocks.table[name].ladder if rung > told]
    if not ladder:
        assert at is None
        return
    assert at is not None
    assert clocks.share(name, begun, due, at) == pytest.approx(min(ladder))
    assert clocks.share(name, begun, due, at - timedelta(minutes=1)) <= min(ladder)


@pytest.mark.parametrize(
    ("column", "hours"), [("urgent", 2), ("orange", 24 + 5), ("green", 72 + 5), ("else", 77)]
)
def test_the_answer_clock_by_colour(column: str, hours: int):
    clocks = Clocks(CALENDAR, defaults())

    due = clocks.due("answer", column, local(2024, 1, 8, 12), {})

    assert due == local(2024, 1, 8, 12) + timedelta(hours=hours)


def test_a_clock_runs_from_a_day_of_the_item_to_the_end_of_that_day_and_on():
    clocks = Clocks(CALENDAR, defaults())
    now = local(2024, 1, 8, 12)

    visit = clocks.due("visit", "else", now, {"due": date(2024, 1, 10)})
    hold = clocks.due("hold", "else", now, {"review_on": date(2024, 1, 10)})
    never = clocks.due("visit", "else", now, {})

    assert visit == local(2024, 1, 11)
    assert hold == local(2024, 1, 24, 17)
    assert never is None


def test_payment_starts_with_the_next_month():
    clocks = Clocks(CALENDAR, defaults())

    due = clocks.due("payment_start", "else", local(2024, 1, 31, 12), {})

    assert due == local(2024, 2, 1)


def test_a_district_s_own_parameter_takes_the_place_of_the_table():
    params = [{"code": "clock.answer", "value": '{"else": "1h"}'}]

    clocks = in_force(ZONE, params, [{"date": date(2024, 1, 9), "working": False}])

    begun = local(2024, 1, 8, 12)
    assert clocks.due("answer", "orange", begun, {}) == begun + timedelta(hours=1)
    assert clocks.due("triage", "else", begun, {}) == local(2024, 1, 10, 17)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"else": "3 days"}, "2h, 3cd or 3WD"),
        ({"elsewhere": "2h"}, "expected"),
        ({}, "neither"),
    ],
)
def test_an_unsound_clock_is_refused_by_name(about: dict[str, str], why: str):
    with pytest.raises(SettingsError, match=why) as refused:
        read("answer", about)

    assert refused.value.facts["where"] == "clock answer"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: {else: 1h}\nb: {else: 3 days}\n", "own.yml line 2: clock b"),
        ("a: {else: 1h}\na: {else: 2h}\n", "own.yml line 2: a: given twice"),
        ("a: {else: 1h\n", "own.yml line 2: "),
    ],
)
def test_a_file_of_clocks_is_refused_with_the_line_of_what_is_wrong(text: str, why: str):
    with pytest.raises(SettingsError) as refused:
        read_table(text, "own.yml")

    assert why in str(refused.value)


def test_instants_are_told_in_utc():
    assert CALENDAR.end_of(date(2024, 1, 8)).tzinfo is UTC

"""Alerts over time: raised once, worse, silent after a false alarm, closed, and how right."""

from datetime import UTC, date, datetime, timedelta

import pytest

from matching.evaluation import work_out
from matching.rulesets import in_force
from matching.warning.precision import precision
from matching.warning.saving import after
from matching.warning.triggers import default_triggers
from tests.matching.warning.homes import L
from tests.snapshots import AS_OF, build

PARAMS = [{"code": "L", "value": str(L), "valid_from": date(2023, 1, 1)}]


def at(day):
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def alone(seen, as_of, **more):
    """An old man alone, last seen on a day."""
    return build(
        as_of,
        households=[{"id": "h", "last_contact_at": at(seen), "monitored_from": seen}],
        persons=[{"id": "p", "household_id": "h", "birth": date(1950, 1, 1)}],
        params=PARAMS,
        **more,
    )


def alerts(snapshot):
    return work_out(snapshot, in_force(snapshot), at(snapshot.as_of), "TEST").of_alerts


def plain(snapshot):
    rows = snapshot.alerts.astype(object)
    return rows.where(rows.notna(), None).to_dict("records")


@pytest.mark.feature("F70")
def test_an_alert_shows_the_value_against_the_threshold_and_is_raised_once():
    seen = AS_OF - timedelta(days=8)
    first = alone(seen, AS_OF)

    made = alerts(first)
    (one,) = [a for a in made.raised if a.code == "W07"]
    again = alerts(alone(seen, AS_OF, alerts=plain(after(first, made))))

    assert (one.priority, one.value, one.threshold, one.state) == ("P2", 8.0, 7.0, "RAISED")
    assert one.fact == "p"
    assert not again


def test_a_worse_band_raises_the_priority_of_the_open_alert_and_opens_no_other():
    seen = AS_OF - timedelta(days=8)
    first = alone(seen, AS_OF)
    kept = plain(after(first, alerts(first)))

    week_later = alerts(alone(seen, AS_OF + timedelta(days=7), alerts=kept))

    (worse,) = week_later.worse
    assert week_later.raised == []
    assert (worse.priority, worse.value, worse.threshold) == ("P1", 15.0, 15.0)


@pytest.mark.parametrize(("days", "outcome"), [(29, "silent"), (30, "raised")])
def test_the_same_band_is_silent_for_thirty_days_after_a_false_alarm(days, outcome):
    closed = {"id": "a", "household_id": "h", "code": "W07", "priority": "P2"}
    closed |= {"state": "FALSE_ALARM", "raised_at": at(AS_OF), "state_since": at(AS_OF)}
    later = AS_OF + timedelta(days=days)

    made = alerts(alone(later - timedelta(days=8), later, alerts=[closed]))

    assert len(made.silent) == (outcome == "silent")
    assert [a.code for a in made.raised if a.code == "W07"] == ["W07"] * (outcome == "raised")


def test_a_worse_band_speaks_even_after_a_false_alarm():
    closed = {"id": "a", "household_id": "h", "code": "W07", "priority": "P2"}
    closed |= {"state": "FALSE_ALARM", "raised_at": at(AS_OF), "state_since": at(AS_OF)}

    made = alerts(alone(AS_OF - timedelta(days=15), AS_OF, alerts=[closed]))

    assert [(a.code, a.priority) for a in made.raised] == [("W07", "P1")]


def test_a_suppressed_day_is_counted_once_however_often_it_is_looked_at():
    closed = {"id": "a", "household_id": "h", "code": "W07", "priority": "P2"}
    closed |= {"state": "RESOLVED", "raised_at": at(AS_OF), "state_since": at(AS_OF)}
    snapshot = alone(AS_OF - timedelta(days=8), AS_OF, alerts=[closed])
    made = alerts(snapshot)

    again = alone(AS_OF - timedelta(days=8), AS_OF, alerts=plain(after(snapshot, made)))
    next_day = AS_OF + timedelta(days=1)
    tomorrow = alone(next_day - timedelta(days=8), next_day, alerts=plain(again))

    assert [one.suppressed for one in made.silent] == [1]
    assert not alerts(again)
    assert [one.suppressed for one in alerts(tomorrow).silent] == [2]


def test_what_the_program_raised_closes_by_itself_when_its_ground_is_gone():
    award = {"id": "w", "holder_id": "h", "holder_label": "Household", "household_id": "h"}
    award |= {"policy": "E10", "from_": date(2022, 1, 1)}
    home = {"households": [{"id": "h"}], "params": PARAMS}
    late = build(awards=[award | {"next_review": AS_OF - timedelta(days=31)}], **home)
    kept = plain(after(late, alerts(late)))
    by_hand = [kept[0] | {"id": "b", "household_id": "g", "source": "own_alert"}]
    homes = {"households": [{"id": "h"}, {"id": "g"}], "params": PARAMS}

    made = alerts(
        build(awards=[award | {"next_review": AS_OF}], alerts=kept + by_hand, **homes)
    )

    assert [(one.id, one.state, one.ended) for one in made.closed] == [
        (kept[0]["id"], "RESOLVED", True)
    ]


def test_the_first_file_of_a_dataset_is_no_news_but_for_the_worst():
    """A bill of 41 days before the first delivery is silent, one of 39 days speaks."""
    base = {"person_id": "p", "household_id": "h", "self_pay": 1_000_000, "batch": "first"}
    batch = {"id": "first", "dataset": "yb", "state": "APPLIED", "as_of": AS_OF}
    batch |= {"loaded_at": at(AS_OF)}
    raised = {}
    for days in (30, 31):
        bill = base | {"id": "b", "settled_on": AS_OF - timedelta(days=days)}
        snapshot = build(
            households=[{"id": "h", "income_month": 800_000}],
            persons=[{"id": "p", "household_id": "h", "birth": date(1980, 1, 1)}],
            medical_bills=[bill],
            batches=[batch],
            params=PARAMS,
        )
        raised[days] = {(a.code, a.priority) for a in alerts(snapshot).raised}

    assert raised == {30: {("W02", "P2")}, 31: set()}


def test_the_same_news_is_not_told_again_after_it_was_settled():
    bill = {"id": "b", "person_id": "p", "household_id": "h", "self_pay": 1_000_000}
    closed = {"id": "a", "household_id": "h", "code": "W02", "priority": "P2", "fact": "b"}
    closed |= {"state": "RESOLVED", "raised_at": at(date(2023, 10, 1))}
    home = {
        "households": [{"id": "h", "income_month": 800_000}],
        "persons": [{"id": "p", "household_id": "h", "birth": date(1980, 1, 1)}],
        "medical_bills": [bill | {"settled_on": date(2023, 10, 1)}],
        "params": PARAMS,
    }

    assert [a.code for a in alerts(build(**home)).raised] == ["W02"]
    assert alerts(build(alerts=[closed], **home)).raised == []


def test_the_precision_of_a_rule_is_confirmed_by_raised():
    states = ["RAISED", "VERIFIED", "ACTION_LINKED", "FALSE_ALARM", "RESOLVED", "RESOLVED"]
    rows = [
        {"id": f"a{n}", "household_id": "h", "code": "W01", "state": state, "source": "warning"}
        | {"verified_at": at(AS_OF) if n != 5 else None, "raised_at": at(AS_OF)}
        for n, state in enumerate(states)
    ]  # the last closed by itself, unlooked at
    rows.append(rows[0] | {"id": "other", "source": "own_alert"})

    found = precision(build(households=[{"id": "h"}], alerts=rows), default_triggers())

    one = found.set_index("code").loc["W01"]
    assert one.to_dict() == {
        "raised": 5, "confirmed": 3, "refuted": 1, "open": 3, "suppressed": 0, "precision": 0.6,
    }  # fmt: skip
    assert len(found) == 24
    assert found.set_index("code").loc["W02", "precision"] != 0.0

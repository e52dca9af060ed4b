"""What a changed fact touches, evaluated by itself, is what a full evaluation says of it."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from matching.evaluation import work_out
from matching.rulesets import in_force
from matching.touched import OF_HOUSEHOLDS, OF_PERSONS, Parts
from tests.examples import examples
from tests.matching.warning.homes import homes
from tests.snapshots import build

AS_OF, AT = date(2023, 12, 31), datetime(2023, 12, 31, 4, tzinfo=UTC)


def world(choose, count):
    snapshot = build(AS_OF, **{k: v for k, v in homes(choose, AS_OF, count).items() if v})
    snapshot.look.prepare()
    return snapshot


def by_household(found):
    """Everything an evaluation would write, under the household it is about."""
    verdicts, alerts, risk = found.of_verdicts, found.of_alerts, found.of_risk
    told = {}

    def note(home, one):
        told.setdefault(home, []).append((type(one).__name__, asdict(one)))

    homes_of = dict(
        zip(found.snapshot.persons["id"], found.snapshot.persons["household_id"], strict=True)
    )
    for one in verdicts.made:
        note(homes_of.get(one.subject, one.subject), one)
    for one in alerts.raised:
        note(one.household, one)
    of_alert = dict(
        zip(found.snapshot.alerts["id"], found.snapshot.alerts["household_id"], strict=True)
    )
    for one in (*alerts.worse, *alerts.silent, *alerts.closed):
        note(of_alert[one.id], one)
    of_need = dict(
        zip(found.snapshot.needs["id"], found.snapshot.needs["household_id"], strict=True)
    )
    for one in risk.opened:
        note(one.household, one)
    for one in risk.gained:
        note(of_need[one.id], one)
    for one in risk.evaluations:
        note(one.household, one)
    for one in risk.standings:
        note(one.id, one)
    return told


@pytest.fixture(scope="module")
def whole():
    snapshot = world(Random(11).choice, 400)
    return (
        snapshot,
        Parts(snapshot),
        by_household(work_out(snapshot, in_force(snapshot), AT, "x")),
    )


@examples(10, suppress_health_check=list(HealthCheck))
@given(chosen=st.sets(st.integers(0, 399), min_size=1, max_size=4))
def test_some_households_by_themselves_get_what_the_whole_gives_them(whole, chosen):
    snapshot, parts, expected = whole
    ids = [snapshot.households["id"].iloc[at] for at in chosen]
    part = parts.of(ids)

    found = by_household(work_out(part, in_force(part), AT, "x"))

    assert found == {one: expected[one] for one in ids if one in expected}


@examples(5, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
@pytest.mark.feature("F4")
def test_one_changed_fact_and_its_household_alone_equal_a_full_evaluation(seed):
    """Change one fact, evaluate the touched household: as if all had been evaluated."""
    random = Random(seed)
    tables = homes(random.choice, AS_OF, 12)
    before = build(AS_OF, **{k: v for k, v in tables.items() if v})
    home = random.choice(tables["households"])
    home["income_month"] = random.choice((0, 45_499, 45_500, 91_000, 999_999_999))
    home["housing_grade"] = random.choice(("A", "D", None))
    after = build(AS_OF, **{k: v for k, v in tables.items() if v})
    first = by_household(work_out(before, in_force(before), AT, "x"))
    full = by_household(work_out(after, in_force(after), AT, "x"))

    part = Parts(after).of([home["id"]])
    alone = by_household(work_out(part, in_force(part), AT, "x"))

    assert alone.get(home["id"]) == full.get(home["id"])
    assert {one for one in first | full if first.get(one) != full.get(one)} <= {home["id"]}


def test_a_part_holds_the_rows_of_its_households_and_of_nobody_else(whole):
    snapshot, parts, _ = whole
    ids = snapshot.households["id"].iloc[[3, 5]].tolist()

    part = parts.of([*ids, "nobody"])

    assert part.households["id"].tolist() == ids
    mine = part.persons[part.persons["household_id"].isin(ids)]["id"]
    for table, column in OF_HOUSEHOLDS.items():
        rows = getattr(snapshot, table)
        kept = getattr(part, table)
        if table != "persons":
            assert len(kept) == rows[column].isin(ids).sum(), table
    for table, column in OF_PERSONS.items():
        kept = getattr(part, table)
        assert set(mine) >= set(kept[column]) & set(mine), table
        assert len(kept) == getattr(snapshot, table)[column].isin(mine).sum(), table

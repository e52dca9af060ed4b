"""Every generated household's alerts are the same at once as one household at a time."""

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from matching.eligibility.evaluate import Evaluation
from matching.eligibility.rules import default_rules
from matching.eligibility.subjects import Subjects
from matching.risk.inputs import Inputs
from matching.risk.parameters import default_body, read_parameters
from matching.tables import TABLES
from matching.warning.evaluate import evaluate
from matching.warning.signals import Sight
from matching.warning.triggers import default_triggers
from tests.examples import examples
from tests.matching.risk.houses import L
from tests.matching.risk.plain import households
from tests.matching.warning.homes import homes
from tests.matching.warning.oracle import Told, add_rows, judge
from tests.matching.warning.plain import Around
from tests.snapshots import build

MEANS = ("INCOME_BELOW_L", "INCOME_BELOW_EDGE", "ASSETS_WITHIN_CAP", "NO_MEANS")
DAYS = [date(2023, 12, 31), date(2024, 2, 29), date(2023, 3, 31)]


def seen(snapshot):
    """What the triggers look at."""
    snapshot.look.prepare()
    inputs = Inputs.of(snapshot, read_parameters(default_body()))
    return Sight(inputs, Evaluation(Subjects.of(snapshot), default_rules()))


def both_ways(tables, as_of):
    """What becomes of alerts by household id, at once and one by one; and what holds at all."""
    see = seen(build(as_of, **{name: rows for name, rows in tables.items() if rows}))
    found = evaluate(see, default_triggers())
    houses = households({name: tables.get(name, []) for name in TABLES})
    add_rows(houses, tables)
    around = Around(
        standard=L,
        batches=tables["batches"],
        workdays={row["date"]: row["working"] for row in tables["workdays"]},
        bodies={row["id"]: row["status"] for row in tables["organisations"]},
        people={row["id"]: row for row in tables["persons"]},
        refused=refused(see),
    )
    return at_once(found), {house.row["id"]: judge(house, as_of, around) for house in houses}


def refused(see):
    told = set()
    for policy in ("E01", "E03", "E05"):
        rule = see.rules.book.rules[policy]
        table = see.snapshot.persons if rule.subject == "person" else see.snapshot.households
        for clause in rule.clauses:
            if clause.code in MEANS:
                answers = see.rules.condition(clause.condition, rule.subject)
                told |= {(policy, name) for name in table["id"][answers == 0]}
    return told


def at_once(found):
    ids = found.snapshot.households["id"].tolist()
    alerts = found.snapshot.alerts["id"].tolist()
    told = {name: Told() for name in ids}
    for code, one in found.holding.items():
        for row, home in enumerate(one.household):
            value = float(one.value[row])
            told[ids[home]].holds[code] = (
                f"P{one.rank[row]}",
                None if value != value else value,
                float(one.threshold[row]),
                one.fact[row],
            )
        for name, rows in (
            ("raised", found.raised[code]),
            ("worse", found.worse[code][0]),
            ("silent", found.silent[code][0]),
        ):
            for row in rows:
                getattr(told[ids[one.household[row]]], name).add(code)
        for alert in found.over[code]:
            home = found.snapshot.alerts["household_id"].iloc[alert]
            told[home].over.add(alerts[alert])
    return told


@examples(20, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_household_gets_the_alerts_of_the_plain_rules(data):
    as_of = data.draw(st.sampled_from(DAYS))
    count = data.draw(st.sampled_from([1, 2]))

    found, expected = both_ways(
        homes(lambda values: data.draw(st.sampled_from(values)), as_of, count), as_of
    )

    assert found == expected


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3))]
)
def test_a_whole_district_gets_the_alerts_of_the_plain_rules(seed):
    as_of = DAYS[seed % 3]

    found, expected = both_ways(homes(Random(seed).choice, as_of, 1200), as_of)

    wrong = [name for name in expected if found[name] != expected[name]]
    assert not wrong, (found[wrong[0]], expected[wrong[0]])
    assert len(expected) == 1200


def test_the_generated_districts_reach_every_trigger_and_every_outcome():
    found, _ = both_ways(homes(Random(4).choice, DAYS[0], 1200), DAYS[0])

    assert {code for one in found.values() for code in one.holds} == set(
        default_triggers().triggers
    )
    bands = {(code, one.holds[code][0]) for one in found.values() for code in one.holds}
    assert bands == {
        (code, band.priority)
        for code, trigger in default_triggers().triggers.items()
        for band in trigger.bands
    }
    for name in ("raised", "worse", "silent", "over"):
        assert any(getattr(one, name) for one in found.values()), name

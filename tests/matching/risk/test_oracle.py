"""Every generated household gets the same answer at once as one at a time."""

from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from matching.risk.documents import named_needs
from matching.risk.evaluate import evaluate
from matching.risk.parameters import default_body, read_parameters
from tests.examples import examples
from tests.matching.risk.houses import L, district
from tests.matching.risk.oracle import Answer, judge
from tests.matching.risk.plain import households
from tests.snapshots import build

DAYS = [date(2023, 12, 31), date(2024, 2, 29), date(2023, 3, 31)]
PARAMETERS = read_parameters(default_body())


def both_ways(tables, as_of):
    """Answers by household id, computed at once and one by one."""
    tables = {name: rows for name, rows in tables.items() if rows}
    result = evaluate(build(as_of, **tables), PARAMETERS)
    return at_once(result), {
        house.row["id"]: judge(house, as_of, L)
        for house in households({name: tables.get(name, []) for name in ALL})
    }


ALL = district(lambda values: values[0], date(2023, 12, 31), 1).keys()


def at_once(result):
    ids = result.snapshot.households["id"].tolist()
    codes = list(result.parameters.need.kinds)
    derived = {name: {} for name in ids}
    new = result.needs.at < 0
    for home, kind, severity in zip(
        result.needs.household[new],
        result.needs.kind[new],
        result.needs.severity[new],
        strict=True,
    ):
        derived[ids[home]][codes[kind]] = int(severity)
    rows = {name: set() for name in ids}
    for one in result.rows:
        facts = getattr(result.snapshot, one.table)["id"].to_numpy()[one.at]
        rules = [one.rule] * len(facts) if isinstance(one.rule, str) else one.rule
        for home, rule, points, fact in zip(
            one.household, rules, one.amount, facts, strict=True
        ):
            rows[ids[home]].add((rule, int(points), fact))
    return {
        name: Answer(
            score=int(result.score[i]),
            need=int(result.need[i]),
            portrait=int(result.portrait[i]),
            event=int(result.event[i]),
            protect=int(result.protect[i]),
            computed=int(result.computed[i]),
            level=int(result.move.level[i]),
            urgent=bool(result.urgent[i]),
            unknown=bool(result.situation_unknown[i]),
            completeness=int(result.completeness[i]),
            derived=derived[name],
            rows=rows[name],
        )
        for i, name in enumerate(ids)
    }


@examples(20, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_household_gets_the_answer_of_the_plain_rules(data):
    as_of = data.draw(
        st.sampled_from([date(2023, 12, 31), date(2024, 2, 29), date(2023, 3, 31)])
    )
    count = data.draw(st.sampled_from([1, 2]))
    tables = district(lambda values: data.draw(st.sampled_from(values)), as_of, count)

    found, expected = both_ways(tables, as_of)

    assert found == expected


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_whole_district_gets_the_answers_of_the_plain_rules(seed):
    as_of = DAYS[seed % 3]

    found, expected = both_ways(district(Random(seed).choice, as_of, 1500), as_of)

    wrong = [name for name in expected if found[name] != expected[name]]
    assert not wrong, (found[wrong[0]], expected[wrong[0]])
    assert len(expected) == 1500


def test_the_generated_districts_reach_every_colour_row_and_rule():
    tables = district(Random(5).choice, date(2023, 12, 31), 1500)
    result = evaluate(
        build(**{name: rows for name, rows in tables.items() if rows}), PARAMETERS
    )

    assert set(result.computed) == {1, 2, 3, 4}
    assert {r.rule for r in result.rows if isinstance(r.rule, str)} == {
        f"P{i:02d}" for i in range(1, 11)
    }
    assert {r.rule for r in result.floors if isinstance(r.rule, str)} == {
        f"H{i}" for i in range(1, 9)
    }
    stated = {f.rule for f in result.derivation.stated.facts}
    assert stated == {f"ND0{i}" for i in range(1, 10)}
    assert np.any(result.move.level != result.computed)
    assert len(set(named_needs(result).ids)) == len(result.needs.at)

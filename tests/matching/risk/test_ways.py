"""What would change a colour is true: end the facts it names, and the rules say so too."""

import json
from datetime import date
from random import Random

from matching.risk.documents import documents, named_needs
from matching.risk.evaluate import evaluate
from matching.risk.parameters import LEVELS, default_body, read_parameters
from matching.risk.ways import ways
from tests.matching.risk.houses import district
from tests.snapshots import build

AS_OF = date(2023, 12, 31)
PARAMETERS = read_parameters(default_body())
ENDS = {"Need": "MET", "Alert": "RESOLVED"}


def evaluated(tables):
    return evaluate(build(**{name: rows for name, rows in tables.items() if rows}), PARAMETERS)


def told(result):
    """Ways of every household by id."""
    written = documents(result, "v", named_needs(result))
    return {
        home: ways(json.loads(rows), json.loads(floors), PARAMETERS, AS_OF)
        for home, rows, floors in zip(
            result.snapshot.households["id"], written.rows, written.floors, strict=True
        )
    }


def ended(tables, facts):
    """The same rows with these needs met and these alerts resolved."""
    gone = {fact for _, fact in facts}
    return tables | {
        name: [
            row | {"state": ENDS[label]} if row["id"] in gone else row for row in tables[name]
        ]
        for name, label in (("needs", "Need"), ("alerts", "Alert"))
    }


def test_ending_what_is_named_gives_the_colour_that_is_named():
    tables = district(Random(11).choice, AS_OF, 900)
    stored = {row["id"] for name in ("needs", "alerts") for row in tables[name]}
    stated = {row["id"] for row in tables["needs"] if row.get("evidence")}
    result = evaluated(tables)
    derived = {
        home for at, home in zip(result.needs.at, result.needs.household, strict=True) if at < 0
    }
    derived |= {int(home) for home in result.derivation.household}
    checked: dict[str, tuple] = {}
    for at, (home, found) in enumerate(told(result).items()):
        for one in found.down:
            plain = {fact for _, fact in one.facts} <= stored - stated
            if plain and {label for label, _ in one.facts} <= set(ENDS) and at not in derived:
                checked[home] = (one.facts, one.level)
    after = evaluated(ended(tables, [f for facts, _ in checked.values() for f in facts]))
    levels = dict(zip(after.snapshot.households["id"], after.computed.tolist(), strict=True))

    assert {home: LEVELS[levels[home]] for home in checked} == {
        home: level for home, (_, level) in checked.items()
    }
    assert len(checked) > 30
    assert any(len(facts) > 1 for facts, _ in checked.values())


def test_the_reasons_added_up_again_are_the_colour_that_was_computed():
    result = evaluated(district(Random(12).choice, AS_OF, 600))
    scores = dict(zip(result.snapshot.households["id"], result.score.tolist(), strict=True))
    ranks = dict(zip(result.snapshot.households["id"], result.computed.tolist(), strict=True))

    for home, found in told(result).items():
        if found.up is None:
            assert ranks[home] == 4
        else:
            assert found.up == PARAMETERS.threshold(ranks[home] + 1) - scores[home]
        assert len(found.lines) <= 5
        assert all(LEVELS.index(one.level) < ranks[home] for one in found.down)


def test_one_fact_that_forces_the_colour_is_named_first_and_is_enough():
    result = evaluated(
        {
            "households": [{"id": "h", "income_month": 500000}],
            "needs": [
                {"id": "n3", "household_id": "h", "code": "N03", "severity": 2},
                {"id": "n2", "household_id": "h", "code": "N02", "severity": 1},
            ],
        }
    )
    found = told(result)["h"]

    assert found.lines[0]["rule"] == "N03"
    assert [one.facts for one in found.down] == [(("Need", "n3"),)]
    assert found.up is None

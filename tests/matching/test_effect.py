"""What an intake would change: the answer of the evaluation that follows."""

from datetime import UTC, datetime
from random import Random

import pytest

from graph_schema.errors import Rejected
from graph_schema.vocabulary import NeedCode
from matching.effect import FIELDS, Intake, effect, supposing
from matching.evaluation import work_out
from matching.risk.parameters import LEVELS
from matching.rulesets import in_force
from tests.matching.risk.houses import district
from tests.snapshots import AS_OF, build

AT = datetime(2023, 12, 31, 4, tzinfo=UTC)
INTAKES = [
    Intake(needs={"N03": 3}),
    Intake(needs={"N05": 2, "N06": 4}, facts={"income_month": 0}),
    Intake(facts={"medical_12m": 9_000_000, "income_month": 100_000}),
    Intake(),
]


def world(seed):
    tables = district(Random(seed).choice, AS_OF, 5)
    return build(AS_OF, **{name: rows for name, rows in tables.items() if rows})


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("intake", INTAKES)
def test_the_effect_is_what_the_evaluation_of_the_changed_household_says(seed, intake):
    snapshot = world(seed)
    rules = in_force(snapshot)
    now = work_out(snapshot, rules, AT, "NOW").risk
    home = seed
    told = effect(snapshot, rules, AT, snapshot.households["id"][home], intake)
    then = work_out(supposing(snapshot, home, intake), rules, AT, "THEN").risk

    assert told.levels == (LEVELS[now.move.level[home]], LEVELS[then.move.level[home]])
    assert told.scores == (int(now.score[home]), int(then.score[home]))
    others = [at for at in range(len(now.score)) if at != home]
    assert then.score[others].tolist() == now.score[others].tolist()
    if intake == INTAKES[-1]:
        assert told.scores[0] == told.scores[1]
        assert told.alerts == ()


def test_a_crisis_makes_the_household_orange_and_urgent():
    snapshot = build(AS_OF, households=[{"id": "h", "income_month": 900_000}])

    told = effect(snapshot, in_force(snapshot), AT, "h", Intake(needs={"N03": 3}))

    assert told.levels[1] == "L4_HIGH"
    assert told.urgent == (False, True)


@pytest.mark.parametrize(
    ("intake", "code"),
    [
        (Intake(needs={"N99": 2}), "UNKNOWN_CODE"),
        (Intake(needs={str(NeedCode.CARE): 5}), "SEVERITY_1_TO_4"),
        (Intake(facts={"level": "L1_NORM"}), "UNKNOWN_FIELD"),
    ],
)
def test_a_form_that_tells_what_is_no_fact_is_refused(intake, code):
    snapshot = build(AS_OF, households=[{"id": "h"}])

    with pytest.raises(Rejected, match=code):
        effect(snapshot, in_force(snapshot), AT, "h", intake)
    assert "level" not in FIELDS

"""What a worker sees of a household, and what is kept of it beside a person's decision."""

import json
from datetime import date

import pytest

from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store import bulk
from matching.eligibility.commands import check_parameters, household_verdicts, verdict_rows
from matching.eligibility.verdicts import Outcome
from matching.jobs import evaluate
from matching.snapshot import take
from matching.warning.commands import plan_visits
from tests.matching.written import ACCESS, write
from tests.snapshots import AS_OF, VILLAGE

PARAMS = {"L": 91000, "asset_cap": 24, "asset_cap_edge": 36, "k_edge": "1.5", "elder_80": 5000}


@pytest.fixture
def district(embedded_store):
    """A poor family whose assets nobody knows, and an old woman with means."""
    write(
        embedded_store,
        AS_OF,
        {
            "households": [
                {"id": "poor", "size": 3, "income_month": 150000, "village": VILLAGE},
                {"id": "old", "size": 1, "income_month": 300000, "assets_money": 0},
            ],
            "persons": [
                {"id": "a", "household_id": "poor", "head": True, "hukou_area": VILLAGE}
                | {"birth": date(1985, 3, 15)},
                {"id": "b", "household_id": "old", "head": True, "hukou_area": VILLAGE}
                | {"birth": date(1941, 6, 1)},
            ],
            "params": [
                {"code": code, "value": json.dumps(value), "valid_from": date(2023, 1, 1)}
                for code, value in PARAMS.items()
            ],
        },
    )
    return embedded_store


@pytest.mark.feature("F31")
@pytest.mark.feature("F59")
def test_every_policy_is_judged_with_evidence_and_what_is_missing(district):
    told = household_verdicts(district, ACCESS, "poor")

    by_policy = {(one.policy, one.subject): one for one in told.verdicts}
    minimum = by_policy["E01", "poor"]
    conditions = {c["code"]: c for c in json.loads(minimum.conditions)}
    assert minimum.outcome == "NEED_MORE_DATA"
    assert {code: one["answer"] for code, one in conditions.items()} == {
        "LOCAL_HUKOU": "YES",
        "INCOME_BELOW_L": "YES",
        "ASSETS_WITHIN_CAP": "UNKNOWN",
        "NOT_EXTREME_HARDSHIP": "YES",
    }
    income = {"fact": "income_per_person", "value": 150000, "per": 3}
    assert conditions["INCOME_BELOW_L"]["evidence"] == [
        income | {"label": "Household", "id": "poor"}
    ]
    assert json.loads(minimum.missing) == [
        {"fact": "assets_per_person", "ask": ["BDC", "TAX", "VISIT"]}
    ]
    assert len(told.verdicts) == 25  # one class for every policy; one member
    assert {one.outcome for one in told.verdicts} <= set(Outcome)
    assert told.outcome == "NEED_MORE_DATA"


@pytest.mark.feature("F59")
def test_the_list_of_a_class_can_be_taken_out_and_a_pair_stands_in_one_class_only(district):
    evaluate(district, ACCESS)
    snapshot = take(district, ACCESS)

    every = verdict_rows(snapshot)
    open_ = verdict_rows(snapshot, policy="E01", outcome="NEED_MORE_DATA")

    assert not every.duplicated(["subject", "policy"]).any()
    assert list(open_["subject"]) == ["poor"]
    assert sum(len(verdict_rows(snapshot, outcome=one)) for one in Outcome) == len(every) > 1


def test_a_household_is_found_by_its_number_and_only_within_reach(district):
    assert household_verdicts(district, ACCESS, "old").outcome == "ELIGIBLE"
    with pytest.raises(NotFound):
        household_verdicts(district, ACCESS, "H00000000")


@pytest.mark.feature("F4")
def test_a_machine_verdict_is_kept_while_it_holds_and_replaced_when_facts_change(district):
    evaluate(district, ACCESS)
    before = verdicts(district)
    with district.write(ACCESS, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Household", [{"id": "poor", "assets_money": 0}])

    report = evaluate(district, ACCESS)
    after = verdicts(district)

    old = [v for v in before.values() if v["policy"] == "E01"]
    new = [v for v in after.values() if v["policy"] == "E01" and not v.get("valid_to")]
    assert [v["class"] for v in old] == ["NEED_MORE_DATA"]
    assert [(v["class"], v["by"], v["amount_month"]) for v in new] == [
        ("ELIGIBLE", "MACHINE", 91000 * 3 - 150000)
    ]
    assert after[old[0]["id"]]["valid_to"] == AS_OF
    assert report.written["verdicts"] >= 1
    untouched = {i for i, v in before.items() if v["policy"] == "E10"}
    assert all(after[one] == before[one] for one in untouched)


def verdicts(store):
    with store.read(ACCESS) as session:
        return {n["id"]: n for n in bulk.scan(session, "Verdict")}


@pytest.mark.feature("F66")
@pytest.mark.feature("F107")
def test_visits_that_are_due_are_planned_by_colour_once(district):
    evaluate(district, ACCESS)

    first = plan_visits(district, ACCESS)
    again = plan_visits(district, ACCESS)

    assert first.by_reason == {"orange": 1}  # 82, alone, nobody has ever called
    assert first.written == 1
    assert again.written == 0


@pytest.mark.parametrize(
    ("supposed", "why", "which"),
    [
        ({"L": 91000, "M": 3}, "UNKNOWN_PARAMETER", "M"),
        ({"k_edge": "1.5", "L": "many"}, "NOT_A_NUMBER", "L"),
        ({"k_edge": "3/2", "L": "1/0"}, "NOT_A_NUMBER", "L"),
    ],
)
def test_of_what_is_supposed_the_one_that_is_not_there_or_no_number_is_refused(
    supposed, why, which
):
    with pytest.raises(Rejected, match=why) as refused:
        check_parameters(supposed, ["L", "k_edge"])

    assert refused.value.facts["parameter"] == which

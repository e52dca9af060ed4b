"""The domain's worked cases V1–V7 for eligibility, one test each."""

import json
from datetime import date

import numpy as np
import pytest

from matching.eligibility.benefits import amounts
from matching.eligibility.evaluate import Evaluation
from matching.eligibility.logic import NO, UNKNOWN, YES
from matching.eligibility.rules import default_rules
from matching.eligibility.subjects import Subjects
from matching.eligibility.verdicts import Outcome, Standing, judge, self_care_level
from tests.snapshots import VILLAGE, build

L = 91000
PARAMS = {
    "L": L,
    "PDI": 5_700_000,
    "PDI_rural": 3_300_000,
    "r_rigid": "0.60",
    "gradual_months": 6,
    "asset_cap": 24,
    "asset_cap_edge": 36,
    "k_edge": "1.5",
    "elder_80": 5000,
    "elder_90": 15000,
    "elder_100": 30000,
}


def evaluation(income_per_person, *, size=3, assets=0, birth=date(1985, 3, 15), **more):
    household = {
        "id": "h",
        "size": size,
        "income_month": income_per_person,
        "assets_money": assets,
    }
    household["income_month"] = round(income_per_person * size)
    person = {
        "id": "p",
        "household_id": "h",
        "head": True,
        "birth": birth,
        "hukou_area": VILLAGE,
    }
    return Evaluation(
        Subjects.of(
            build(
                households=[household | more.pop("household", {})],
                persons=[person | more.pop("person", {})],
                params=[
                    {"code": code, "value": json.dumps(value), "valid_from": date(2023, 1, 1)}
                    for code, value in PARAMS.items()
                ],
                **more,
            )
        ),
        default_rules(),
    )


def result(of, code):
    return int(judge(of, code).result[0])


def test_v1_a_poor_household_without_award_is_eligible_for_the_gap():
    verdict = judge(evaluation(50000), "E01")

    assert verdict.outcome[0] is Outcome.ELIGIBLE
    assert not verdict.receiving[0]
    assert verdict.amount[0] == 123000


@pytest.mark.parametrize(
    ("income", "edge"), [(91000, YES), (136499, YES), (136500, NO)], ids=["L", "below", "at"]
)
def test_v2_the_edge_class_starts_at_l_and_ends_strictly_below_one_and_a_half_l(income, edge):
    of = evaluation(income)

    assert result(of, "E01") == NO
    assert result(of, "E03") == edge


def test_v3_unknown_assets_leave_the_verdict_open_and_ask_for_them():
    verdict = judge(evaluation(50000, assets=None), "E01")

    assert verdict.outcome[0] is Outcome.NEED_MORE_DATA
    assert [fact for fact, lacking in verdict.missing.items() if lacking[0]] == [
        "assets_per_person"
    ]


@pytest.mark.parametrize(
    ("since", "outcome", "flag"),
    [
        (date(2023, 9, 30), Outcome.ELIGIBLE, True),
        (date(2023, 6, 1), Outcome.SHOULD_EXIT, False),
    ],
    ids=["month 3", "over"],
)
def test_v4_income_above_the_standard_exits_only_after_the_gradual_months(since, outcome, flag):
    award = {"id": "a", "holder_id": "h", "holder_label": "Household", "household_id": "h"}
    of = evaluation(100000, awards=[award | {"policy": "E01", "from_": date(2022, 1, 1)}])
    standing = Standing(
        receiving=np.array([True]),
        confirmed=np.array([True]),
        false_since=np.array([since], dtype="datetime64[D]"),
    )

    verdict = judge(of, "E01", standing)

    assert verdict.outcome[0] is outcome
    assert bool(verdict.gradual_exit[0]) is flag


@pytest.mark.parametrize(("rigid", "answer"), [(3_024_000, YES), (3_023_900, NO)])
def test_v5_rigid_spending_counts_from_exactly_six_tenths(rigid, answer):
    of = evaluation(140000, household={"rigid_12m": rigid})

    assert result(of, "E04") == answer


@pytest.mark.parametrize(
    ("failed", "level"),
    [(0, "自理"), (1, "半护理"), (3, "半护理"), (4, "全护理"), (6, "全护理")],
)
def test_v6_self_care_is_graded_by_failed_acts(failed, level):
    assert self_care_level(failed) == level


def test_v6_a_seventh_act_does_not_exist():
    with pytest.raises(ValueError, match="0 to 6"):
        self_care_level(7)


def test_v7_an_old_person_with_means_has_the_age_allowance_and_other_resources():
    of = evaluation(300000, birth=date(1941, 6, 1))

    age, care = judge(of, "E10"), judge(of, "E11")

    assert (age.result[0], age.amount[0]) == (YES, 5000)
    assert care.result[0] == NO
    assert care.outcome[0] is Outcome.OTHER_RESOURCES


def test_a_parameter_without_a_value_in_force_is_unknown():
    of = Evaluation(
        Subjects.of(build(households=[{"id": "h", "income_month": 1}])), default_rules()
    )

    assert judge(of, "E01").clauses["INCOME_BELOW_L"][0] == UNKNOWN


def paid(policy, person, household=None, **more):
    """Fen that a policy gives a person, whatever the other conditions say."""
    told = {"dis_care_1": 12000, "dis_care_2": 10000, "orphan_home": 140000}
    told |= {"orphan_inst": 210000, "k_tk": "1.3", "MW": 233000}
    told |= {"care_full": "0.33", "care_half": "0.17", "care_self": "0.05"}
    told |= {"med_ratio_tkdb": "0.70", "med_cap": 5_000_000}
    params = [
        {"code": code, "value": json.dumps(value), "valid_from": date(2023, 1, 1)}
        for code, value in (PARAMS | told).items()
    ]
    home = {"id": "h", "size": 1, "income_month": 0} | (household or {})
    snapshot = build(
        households=[home],
        persons=[{"id": "p", "household_id": "h", "hukou_area": VILLAGE} | person],
        params=params,
        **more,
    )
    return int(amounts(Evaluation(Subjects.of(snapshot), default_rules()), policy)[0])


@pytest.mark.parametrize(
    ("kind", "grade", "fen"), [("肢体", 1, 12000), ("肢体", 2, 10000), ("精神", 3, 10000)]
)
def test_the_care_allowance_is_paid_by_grade(kind, grade, fen):
    born = date(1980, 1, 1)

    assert (
        paid("E09", {"birth": born, "disability_type": kind, "disability_grade": grade}) == fen
    )


@pytest.mark.parametrize("policy", ["E12", "E13"])
def test_a_child_without_parents_gets_more_in_an_institution(policy):
    child = {"birth": date(2015, 1, 1)}

    assert paid(policy, child) == 140000
    assert paid(policy, child, {"housing_type": "机构"}) == 210000


@pytest.mark.parametrize(
    ("care", "fen"),
    [("全护理", 195190), ("半护理", 157910), ("自理", 129950), (None, 118300)],
)
def test_extreme_hardship_pays_living_and_care_by_level(care, fen):
    assert paid("E05", {"birth": date(1950, 1, 1), "self_care": care}) == fen


@pytest.mark.parametrize(
    ("town", "income", "answer"),
    [("001", 474_999, YES), ("001", 475_000, NO), ("101", 274_999, YES), ("101", 275_000, NO)],
)
def test_the_line_of_disposable_income_is_another_in_rural_towns(town, income, answer):
    """57,000 and 33,000 yuan a year are 4,750 and 2,750 a month."""
    home = {"village": f"510115{town}001", "rigid_12m": 12 * 3 * income}
    of = evaluation(income, household=home)

    assert judge(of, "E04").clauses["INCOME_BELOW_PDI"][0] == answer


@pytest.mark.parametrize(
    ("cost", "fen"), [(1_000_000, 700_000), (7_142_857, 4_999_999), (9_000_000, 5_000_000)]
)
def test_medical_aid_pays_a_share_up_to_the_cap_of_a_year(cost, fen):
    """0.7 of the cost, at most 50,000 yuan a year."""
    award = {"id": "a", "holder_id": "h", "holder_label": "Household", "household_id": "h"}
    bill = {"id": "b", "person_id": "p", "household_id": "h", "self_pay": cost}

    assert fen == paid(
        "E15",
        {"birth": date(1980, 1, 1)},
        awards=[award | {"policy": "E01", "from_": date(2022, 1, 1)}],
        medical_bills=[bill | {"settled_on": date(2023, 6, 1)}],
    )


@pytest.mark.parametrize(("told", "answer"), [(True, NO), (False, YES), (None, YES)])
def test_who_has_care_paid_for_a_work_injury_has_no_living_allowance(told, answer):
    award = {"id": "a", "holder_id": "h", "holder_label": "Household", "household_id": "h"}
    work = {"id": "e", "person_id": "p", "household_id": "h", "injury_care": told}
    of = evaluation(
        50000,
        person={"disability_grade": 2},
        awards=[award | {"policy": "E01", "from_": date(2022, 1, 1)}],
        employment=[work],
    )

    assert result(of, "E08") == answer

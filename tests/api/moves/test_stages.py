"""渐进: a plan goes stage by stage; the principles it follows stand in help."""

import re

import pytest

from api.gql.schema import printed
from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.contract.parties import stand

WORKER = Role.SOCIAL_WORKER
pytestmark = pytest.mark.feature("F119")
PLAN = """query($case: ID!) { servicePlan(case: $case) {
  stage goals { kind stage state before after } } }"""
SIGNED = {
    "exit_goal": "生活自理", "goals": ["ABILITY", "ASSETS", "INCLUSION"],
    "goal_scores": [2, 1, 4], "signed_by_household": True,
}  # fmt: skip


def test_a_stage_is_reached_before_the_next_is_worked_on(town):
    stand(town.store, flows.load("case"), "ASSESSING", 1)
    gap = town.do(WORKER, "planCase", "x1", **SIGNED, goal_stages=[1, 3, 3])
    town.do(WORKER, "planCase", "x1", **SIGNED, goal_stages=[1, 2, 2])
    town.add({"Case": [{"id": "x1", "state": "IN_SERVICE"}]})
    begun = town.ask(WORKER, PLAN, case="x1")["servicePlan"]
    all_at_once = town.do(WORKER, "reachPlanStage", "x1", goal_scores=[7, 3, 4])
    town.do(WORKER, "reachPlanStage", "x1", goal_scores=[7])
    second = town.ask(WORKER, PLAN, case="x1")["servicePlan"]
    town.do(WORKER, "reachPlanStage", "x1", goal_scores=[5, 6])
    over = town.do(WORKER, "reachPlanStage", "x1", goal_scores=[9])

    assert gap["violations"] == ["STAGES_IN_TURN"]
    assert all_at_once["violations"] == ["ONE_SCORE_A_GOAL"]
    assert over["violations"] == ["NO_OPEN_STAGE"]
    assert (begun["stage"], second["stage"]) == (1, 2)
    assert [(g["kind"], g["stage"], g["state"]) for g in second["goals"]] == [
        ("ABILITY", 1, "MET"), ("ASSETS", 2, "OPEN"), ("INCLUSION", 2, "OPEN"),
    ]  # fmt: skip
    assert second["goals"][0] == {
        "kind": "ABILITY", "stage": 1, "state": "MET", "before": 2, "after": 7
    }  # fmt: skip


def test_help_names_four_principles_and_operations_that_are_there(town):
    told = town.ask(Role.RESIDENT, "{ principles { name says shownBy } }")["principles"]
    known = set(re.findall(r"^  (\w+)", printed(), re.MULTILINE))
    assert len(told) == 4
    assert "循序渐进" in {one["name"] for one in told}
    assert all(one["says"] for one in told)
    assert {name for one in told for name in one["shownBy"]} <= known

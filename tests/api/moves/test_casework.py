"""Assessment, support network, packages by colour, plans that change, self-reliance."""

import json
from datetime import timedelta

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.contract.parties import stand

WORKER, STREET = Role.SOCIAL_WORKER, Role.TOWN_STEWARD
PLAN = {"exit_goal": "生活自理", "goals": ["ABILITY"], "goal_scores": [2]}
PLANNED = PLAN | {"signed_by_household": True}
OF_CASE = """query($id: ID!) { servicePlan(case: $id) {
  template exitGoal services added leftOut
  edits { who reason before } selfReliance { score } } }"""


@pytest.mark.feature("F63")
def test_a_full_assessment_holds_needs_strengths_and_the_network_that_supports(town):
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)
    town.add({"Person": [{"id": "q", "name": "王芳", "name_fold": "王芳", "id_no_hash": "q"}]},
             ("CARES_FOR", "Person", "Person", [("q", "p1")]),
             ("STEWARDED_BY", "Household", "Actor", [("h1", "aR03")]))  # fmt: skip
    made = town.do(WORKER, "openCase", household="h1")
    scores = {"person_scores": '{"health": 2}', "family": "{}", "community": "{}"}
    scores["strengths"] = '{"will": 3}'
    near = [{"who": "楼下邻居", "tie": "NEIGHBOUR", "strength": 2}]
    vague = town.do(WORKER, "assessCase", made, **scores, network='[{"who": "邻居"}]')
    town.do(WORKER, "assessCase", made, **scores, network=json.dumps(near))

    told = town.ask(
        WORKER,
        """query($c: ID!, $h: ID!) {
          assessment(case: $c) { needs { code severity } person strengths network }
          supportMap(household: $h) {
            nodes { id kind name } edges { from to tie strength } } }""",
        c=made["id"], h="h1",
    )  # fmt: skip

    full, around = told["assessment"], told["supportMap"]
    edges = {(e["from"], e["to"], e["tie"], e["strength"]) for e in around["edges"]}
    assert vague["violations"] == ["WHO_TIE_STRENGTH"]
    assert full["needs"] == [{"code": "CARE", "severity": 2}]
    assert (full["person"], full["strengths"]) == ('{"health": 2}', '{"will": 3}')
    assert json.loads(full["network"]) == near
    assert edges == {
        ("p1", "h1", "MEMBER_OF", None), ("guardian", "p1", "GUARDIAN_OF", None),
        ("q", "p1", "CARES_FOR", None), ("aR03", "h1", "STEWARDED_BY", None),
        ("o", "h1", "PROVIDED_BY", None), ("h1/0", "h1", "NEIGHBOUR", 2),
    }  # fmt: skip
    ends = {end for edge in edges for end in edge[:2]}
    assert {node["id"] for node in around["nodes"]} == ends


@pytest.mark.feature("F74")
@pytest.mark.feature("F75")
@pytest.mark.feature("F76")
@pytest.mark.feature("F77")
@pytest.mark.parametrize(
    ("level", "code", "services", "begins"),
    [
        ("L4_HIGH", "P-HIGH", ["SV05", "SV06"], ["CONFERENCE"]),
        ("L3_MED", "P-MED", ["SV07", "SV08", "SV16"], ["HOME"]),
        ("L2_LOW", "P-LOW", ["SV03", "SV09", "SV10", "SV11"], []),
        ("L1_NORM", "P-NORM", ["SV12", "SV13"], []),
    ],
)
def test_a_household_is_offered_the_package_of_its_colour_and_its_plan_begins_from_it(
    town, level, code, services, begins
):
    town.add({
        "Household": [{"id": "h1", "level": level}],
        "CatalogueItem": [
            {"id": f"s{s}", "code": f"PC-1{s[2:]}", "type": "PC", "title": s, "needs": [],
             "areas": ["510115"], "service_types": [s], "status": "ACTIVE", "used": 0}
            for s in [*services, "SV19"]
        ],
    })  # fmt: skip
    stand(town.store, flows.load("case"), "ASSESSING", 1)

    query = "query($h: ID!) { offeredPackage(household: $h) { code begins services { code } "
    told = town.ask(WORKER, query + "resources { services } } }", h="h1")["offeredPackage"]
    done = town.do(WORKER, "planCase", "x1", **PLANNED, town_steward="a2R06")

    plan, visits = town.node("ServicePlan", done["found"][0]), town.all("Visit")
    planned = [visit["mode"] for visit in visits if visit["state"] == "PLANNED"]
    assert (told["code"], [s["code"] for s in told["services"]]) == (code, services)
    assert [r["services"] for r in told["resources"]] == [[s] for s in services]
    assert (plan["template"], plan["services"]) == (code, services)
    assert planned == begins


@pytest.mark.feature("F81")
def test_a_plan_begins_from_a_template_and_every_edit_is_kept_with_its_reason(town):
    stand(town.store, flows.load("case"), "ASSESSING", 1)
    chosen = ["SV07", "SV16", "SV10"]
    strange = town.do(WORKER, "planCase", "x1", **PLANNED, services=["SV77"])
    planned = town.do(WORKER, "planCase", "x1", **PLANNED, services=chosen)
    silent = town.do(WORKER, "reviseCasePlan", planned, services=["SV16"])
    once = town.do(WORKER, "reviseCasePlan", planned, services=["SV16"], reason="情绪好转")
    town.now += timedelta(hours=1)
    town.do(WORKER, "reviseCasePlan", once, services=["SV16", "SV09"], reason="愿意参加小组")

    plan = town.ask(WORKER, OF_CASE, id="x1")["servicePlan"]
    assert strange["violations"] == ["UNKNOWN_CODE"]
    assert silent["violations"] == ["REASON_MISSING"]
    assert (plan["template"], plan["services"]) == ("P-MED", ["SV09", "SV16"])
    assert (plan["added"], plan["leftOut"]) == (["SV09"], ["SV07", "SV08"])
    assert plan["edits"] == [
        {"who": "aR07", "reason": "情绪好转", "before": ["SV07", "SV10", "SV16"]},
        {"who": "aR07", "reason": "愿意参加小组", "before": ["SV16"]},
    ]


@pytest.mark.feature("F83")
def test_a_plan_has_an_exit_goal_and_self_reliance_shows_its_trend(town):
    made = town.do(WORKER, "openCase", household="h1")
    scores = dict.fromkeys(("person_scores", "family", "community", "strengths"), "{}")
    over = town.do(WORKER, "assessCase", made, **scores, self_reliance=11)
    assessed = town.do(WORKER, "assessCase", made, **scores, self_reliance=2)
    aimless = town.do(WORKER, "planCase", assessed, **PLANNED | {"exit_goal": " "})
    town.do(WORKER, "planCase", assessed, **PLANNED)
    for score in (4, 7):
        town.now = town.now.replace(day=town.now.day + 1)
        town.add({"Case": [{"id": made["id"], "state": "REVIEWING"}]})
        town.do(WORKER, "continueCase", made["id"], self_reliance=score)

    plan = town.ask(WORKER, OF_CASE, id=made["id"])["servicePlan"]
    assert over["violations"] == ["SELF_RELIANCE_0_TO_10"]
    assert aimless["violations"] == ["EMPTY"]
    assert plan["exitGoal"] == "生活自理"
    assert [one["score"] for one in plan["selfReliance"]] == [2, 4, 7]

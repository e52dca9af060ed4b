"""Brands and their templates: growth with a companion, 1+4+N, setting sail; focus, partners."""

import json
from datetime import date, timedelta

import pytest

from graph_schema.vocabulary import Role
from tests.api.moves.test_projects import DRAFT
from tests.contract.parties import DISTRICT, PROJECT, TODAY

PUBLISHER, BODY, WORKER = Role.PUBLISHER, Role.ORGANISATION, Role.SOCIAL_WORKER
VOLUNTEER = Role.VOLUNTEER
ENROLMENTS = """query($p: ID!) { enrolments(project: $p) {
  state template skills trained placedOn participants { slot id } } }"""


def running(town, brand, *homes, **more):
    """A project of a brand, drafted by its publisher, that serves households by now."""
    drafted = town.do(PUBLISHER, "draftProject", **DRAFT | {"brand": brand} | more)
    id = drafted["id"]
    town.add({"Project": [{"id": id, "state": "RUNNING"}]},
             ("RUNS", "Organisation", "Project", [("o", id)]),
             ("SERVES", "Project", "Household", [(id, home) for home in homes]))  # fmt: skip
    return id


def pass_days(town, days) -> None:
    """Let days pass on the district's own calendar too."""
    on = town.node("District", "d")["today"] + timedelta(days=days)
    town.add({"District": [{"id": "d", "code": DISTRICT, "today": on}]})
    town.later(days=days)


def child(town) -> None:
    """A child lives in h1 with its guardian."""
    told = {"name": "王一", "name_fold": "王一", "birth": date(2015, 5, 1), "sex": "2"}
    grown = {"id": "guardian", "name": "李大", "birth": date(1980, 1, 1)}
    town.add({"Person": [{"id": "kid", "id_no_hash": "kid", **told}, grown]},
             ("MEMBER_OF", "Person", "Household", [("kid", "h1")]))  # fmt: skip


@pytest.mark.feature("F90")
def test_growth_plus_one_ties_child_guardian_and_companion_and_keeps_a_growth_record(town):
    child(town)
    project = running(town, "GROWTH_PLUS_ONE", "h1")

    def enrol(home="h1", **slots):
        told = {"in_project": project, "household": home, "participants": json.dumps(slots)}
        return town.do(BODY, "enrolHousehold", **told)

    lonely = enrol(child=["kid"], guardian=["guardian"])
    old = enrol(child=["p1"], guardian=["guardian"], companion=["aR09"])
    steward = enrol(child=["kid"], guardian=["guardian"], companion=["aR03"])
    unserved = enrol("h2", child=["kid"], guardian=["guardian"], companion=["aR09"])
    made = enrol(child=["kid"], guardian=["guardian"], companion=["aR09"])
    grown = town.do(VOLUNTEER, "recordGrowth", made, note="开始主动打招呼", hours=2.0)
    skills = town.do(BODY, "recordSkills", grown, skills=["烹饪"])

    (seen,) = town.ask(WORKER, ENROLMENTS, p=project)["enrolments"]
    record = town.node("ServiceRecord", grown["found"][0])
    assert lonely["violations"] == ["SLOT_NOT_FILLED"]
    assert old["violations"] == ["AGE_DOES_NOT_FIT"]
    assert steward["violations"] == ["WRONG_ROLE"]
    assert unserved["code"] == "NOT_FOUND" or unserved["violations"] == [
        "NOT_SERVED_BY_PROJECT"
    ]
    assert [(one["slot"], one["id"]) for one in seen["participants"]] == [
        ("child", "kid"), ("companion", "aR09"), ("guardian", "guardian"),
    ]  # fmt: skip
    assert (record["note"], record["hours"]) == ("开始主动打招呼", 2.0)
    assert skills["violations"] == ["NOT_OF_THIS_TEMPLATE"]


@pytest.mark.feature("F91")
def test_one_four_n_has_configurable_slots_and_is_tied_to_a_temporary_aid_request(town):
    slots = {"worker": {"of": "Actor", "least": 1, "most": 1, "role": "R07"},
             "helper": {"of": "Actor", "least": 0, "most": 3}}  # fmt: skip
    unsound = {"helper": {"of": "House", "least": 2, "most": 1}}
    refused = town.do(PUBLISHER, "draftProject", **DRAFT, brand="ONE_FOUR_N",
                      slots=json.dumps(unsound))  # fmt: skip
    project = running(town, "ONE_FOUR_N", "h1", "h2", slots=json.dumps(slots))
    told = {"in_project": project, "participants": json.dumps({"worker": ["aR07"]})}
    untied = town.do(WORKER, "enrolHousehold", **told, household="h1")
    asked = {"household": "h1", "policy": "E06", "notice_version": "1"}
    begun = town.do(Role.RESIDENT, "startApplication", **asked)
    town.do(Role.RESIDENT, "submitApplication", begun)
    enrolled = town.do(WORKER, "enrolHousehold", **told, household="h1")

    (seen,) = town.ask(WORKER, ENROLMENTS, p=project)["enrolments"]
    assert refused["violations"] == ["SLOT_NOT_SOUND"]
    assert untied["violations"] == ["NO_REQUEST_FOR"]
    assert enrolled["state"] == "ENROLLED"
    assert seen["participants"] == [{"slot": "worker", "id": "aR07"}]


@pytest.mark.feature("F92")
def test_setting_sail_follows_a_job_seeker_from_skills_to_six_months_at_work(town):
    project = running(town, "SAIL", "h1")
    told = {"in_project": project, "household": "h1"}
    made = town.do(BODY, "enrolHousehold", **told,
                   participants=json.dumps({"job_seeker": ["p1"]}))  # fmt: skip
    skilled = town.do(BODY, "recordSkills", made, skills=["保洁", "烹饪"])
    once = town.do(BODY, "recordTraining", skilled, trained=["养老护理初级"], hours=40.0)
    twice = town.do(BODY, "recordTraining", once, trained=["安全生产"])
    placed = town.do(BODY, "recordPlacement", twice, employer="某物业公司", starts_on=TODAY)
    hasty = town.do(BODY, "confirmThreeMonths", placed)
    pass_days(town, 91)
    reminded = [n for n in town.all("Notification") if made["id"] in str(n.get("items"))]
    three = town.do(BODY, "confirmThreeMonths", made["id"])
    too_soon = town.do(BODY, "confirmSixMonths", three)
    pass_days(town, 90)
    six = town.do(BODY, "confirmSixMonths", made["id"])

    (seen,) = town.ask(WORKER, ENROLMENTS, p=project)["enrolments"]
    brands = {b["code"]: b for b in town.ask(
        Role.DISTRICT_CASEWORKER,
        "query { brands { code enrolments { state count } } }")["brands"]}  # fmt: skip
    assert (seen["skills"], seen["trained"]) == (["保洁", "烹饪"], ["养老护理初级", "安全生产"])
    assert seen["placedOn"] == str(TODAY)
    assert hasty["violations"] == ["TOO_EARLY"]
    assert {n["to"] for n in reminded} >= {"aR08"}
    assert three["state"] == "KEPT_THREE"
    assert too_soon["violations"] == ["TOO_EARLY"]
    assert six["state"] == "KEPT_SIX"
    assert brands["SAIL"]["enrolments"] == [{"state": "KEPT_SIX", "count": 1}]


@pytest.mark.feature("F88")
@pytest.mark.feature("F98")
def test_brands_group_projects_with_results_and_a_partner_shows_what_it_runs(town):
    partner = {"id": "ayx", "credit_code": "52990115MJ0000002L", "name": "成都爱有戏",
               "party": "ORG", "status": "ACTIVE"}  # fmt: skip
    first = running(town, "STORE_ROOM", "h1", "h2")
    second = running(town, "SAIL", "h2", title="扬帆一期")
    town.add({"Organisation": [partner], "Project": [{"id": first, "spent": 90_000}]},
             ("RUNS", "Organisation", "Project", [("ayx", one) for one in (first, second)]),
             )  # fmt: skip

    query = "query { brands { name households spent projects { id households } } }"
    brands = {b["name"]: b for b in town.ask(Role.MANAGER, query)["brands"]}
    of = town.ask(BODY, """query { organisation(id: "ayx") {
      name projects { id brand state } } }""")["organisation"]  # fmt: skip
    assert list(brands) == ["义仓", "成长益+1", "1+4+N", "幸福扬帆"]
    assert brands["义仓"] == {"name": "义仓", "households": 2, "spent": 90_000,
                             "projects": [{"id": first, "households": 2}]}  # fmt: skip
    assert brands["成长益+1"]["projects"] == []
    assert of["name"] == "成都爱有戏"
    assert {(p["id"], p["brand"]) for p in of["projects"]} == {
        (first, "义仓"), (second, "幸福扬帆"),
    }  # fmt: skip


@pytest.mark.feature("F99")
def test_needs_and_projects_carry_the_partners_focus_areas(town):
    drafted = town.do(PUBLISHER, "draftProject", **DRAFT | {"needs": ["INCLUSION"]})
    town.do(PUBLISHER, "draftProject", **DRAFT, focus=["MENTAL_REHABILITATION"])
    told = {"household": "h1", "notice_version": "1"}
    town.do(WORKER, "reportNeed", **told, need_code="INCLUSION")
    need = town.do(WORKER, "reportNeed", **told, need_code="MENTAL_HEALTH")
    need = town.do(WORKER, "verifyNeed", need, visit="v1")
    need = town.do(WORKER, "confirmNeed", need)
    chosen = {"severity": 2, "evidence": "量表", "goal": "稳定"}
    town.do(WORKER, "assessNeed", need, **chosen, focus=["MENTAL_REHABILITATION"])

    found = town.ask(WORKER, """query {
      inclusion: projects(focus: INCLUSION) { edges { node { id focus } } }
      needs(focus: MENTAL_REHABILITATION) { edges { node { id focus } } }
      all: needs { edges { node { code focus } } } }""")  # fmt: skip
    (project,) = [edge["node"] for edge in found["inclusion"]["edges"]]
    (tagged,) = [edge["node"] for edge in found["needs"]["edges"]]
    by_code = {e["node"]["code"]: e["node"]["focus"] for e in found["all"]["edges"]}
    assert project == {"id": drafted["id"], "focus": ["INCLUSION"]}
    assert tagged == {"id": need["id"], "focus": ["MENTAL_REHABILITATION"]}
    assert by_code["INCLUSION"] == ["INCLUSION"]


def test_a_project_that_does_not_run_takes_nobody_in(town):
    town.add({"Project": [PROJECT | {"id": "jb", "state": "SUSPENDED"}]},
             ("SERVES", "Project", "Household", [("jb", "h1")]))  # fmt: skip
    told = {"household": "h1", "in_project": "jb", "participants": "{}"}

    assert town.do(BODY, "enrolHousehold", **told)["violations"] == ["PROJECT_NOT_RUNNING"]

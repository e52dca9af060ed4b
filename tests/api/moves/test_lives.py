"""Links, needs, cases and changes as a household lives through them."""

from datetime import date, timedelta

import pytest

from api.jobs import work_once
from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.contract.parties import NOW, TODAY, stand

VILLAGE, STREET, WORKER = Role.VILLAGE_STEWARD, Role.TOWN_STEWARD, Role.SOCIAL_WORKER
BODY = Role.ORGANISATION


def test_the_outcome_of_a_link_meets_the_need_and_everybody_concerned_learns_it(town):
    stand(town.store, flows.load("link"), "COMPLETED", 1)

    alone = town.do(BODY, "confirmLink", "x1", outcome="MET")
    partly = town.do(VILLAGE, "confirmLink", "x1", outcome="PARTLY", rating=4)

    told = {n["to"] for n in town.all("Notification") if "x1" in (n.get("items") or "")}
    assert alone["code"] == "FORBIDDEN"
    assert partly["state"] == "OUTCOME_CONFIRMED"
    assert town.node("Need", "n1")["state"] == "PARTLY_MET"
    assert "aR08" in told


def test_who_works_for_the_provider_does_not_confirm_its_own_service(town):
    stand(town.store, flows.load("link"), "COMPLETED", 1)

    own = town.do(WORKER, "confirmLink", "x1", actor="a2R07")
    other = town.do(WORKER, "confirmLink", "x1")

    assert own["violations"] == ["PROVIDER_ALONE"]
    assert other["state"] == "OUTCOME_CONFIRMED"
    assert town.node("Need", "n1")["state"] == "MET"


def test_a_disputed_outcome_leaves_a_new_link_below_it_and_the_need_open(town):
    stand(town.store, flows.load("link"), "COMPLETED", 1)

    done = town.do(Role.RESIDENT, "disputeLink", "x1", reason="没有来")

    child = town.node("Link", done["found"][0])
    assert child["state"] == "RECOMMENDED"
    assert town.node("Need", "n1")["state"] == "OPEN"


def test_a_second_report_of_the_same_open_need_adds_its_evidence(town):
    told = {"household": "h1", "need_code": "CARE", "notice_version": "2023-1"}

    again = town.do(VILLAGE, "reportNeed", **told, evidence="走访所见")

    assert again["id"] == "n1"
    assert town.node("Need", "n1")["evidence"] == "DEPARTMENT; 走访所见"


@pytest.mark.feature("F28")
def test_a_reported_change_becomes_a_version_and_the_household_is_evaluated_anew(town):
    told = {"household": "h1", "changed_field": "Household.size", "new_value": "2"}

    asked = town.do(Role.RESIDENT, "submitChangeRequest", **told)
    done = town.do(Role.TOWN_INTAKE, "applyChangeRequest", asked)

    version = town.node("Version", done["found"][0])
    queued = [job for job in town.all("Job") if job["kind"] == "evaluate"]
    assert asked["state"] == "REVIEW"
    assert town.node("Household", "h1")["size"] == 2
    assert (version["of_id"], version["props"]) == ("h1", '{"size": 1}')
    assert len(queued) == 1


def test_a_new_phone_number_is_taken_over_at_once(town):
    told = {"household": "h1", "changed_field": "Household.phone", "new_value": "13900000000"}

    done = town.do(VILLAGE, "submitChangeRequest", **told)

    assert done["state"] == "APPLIED"
    assert town.node("Household", "h1")["phone"] == "13900000000"


@pytest.mark.feature("F13")
def test_the_goals_of_a_plan_are_scored_before_and_after(town):
    stand(town.store, flows.load("case"), "ASSESSING", 1)
    plan = {"exit_goal": "生活自理", "goals": ["ABILITY", "ASSETS", "INCLUSION"]}
    short = town.do(WORKER, "planCase", "x1", **plan, goal_scores=[2], signed_by_household=True)
    done = town.do(
        WORKER, "planCase", "x1", **plan, goal_scores=[2, 1, 4], signed_by_household=True
    )
    town.add({"Case": [{"id": "x1", "state": "REVIEWING"}]})
    told = {"household_confirms": True, "goal_scores": [7, 3, 4]}
    met = town.do(WORKER, "meetCaseGoals", "x1", **told)

    goals = {goal["kind"]: (goal["before"], goal["after"]) for goal in town.all("Goal")}
    assert short["violations"] == ["ONE_SCORE_A_GOAL"]
    assert town.node("ServicePlan", done["found"][0])["template"] == "P-MED"
    assert met["state"] == "GOAL_MET"
    assert goals == {"ABILITY": (2, 7), "ASSETS": (1, 3), "INCLUSION": (4, 4)}


@pytest.mark.feature("F109")
def test_a_confirmed_change_is_at_once_what_everybody_entitled_sees(town):
    told = {"household": "h1", "changed_field": "Household.size", "new_value": "4"}
    asked = town.do(Role.RESIDENT, "submitChangeRequest", **told)
    query = "query($id: ID!) { household(id: $id) { size } }"
    before = [town.ask(role, query, id="h1") for role in (VILLAGE, WORKER)]

    town.do(Role.TOWN_INTAKE, "applyChangeRequest", asked)

    after = [town.ask(role, query, id="h1") for role in (VILLAGE, STREET, WORKER)]
    assert before == [{"household": {"size": 1}}] * 2
    assert after == [{"household": {"size": 4}}] * 3


@pytest.mark.feature("F44")
def test_a_case_is_assessed_on_three_levels_and_its_plan_has_an_exit_goal(town):
    made = town.do(WORKER, "openCase", household="h1")
    scores = {
        "person_scores": '{"health": 2}',
        "family": '{"care": 1}',
        "community": '{"near": 3}',
    }
    lacking = town.do(WORKER, "assessCase", made, **scores, strengths="many")
    assessed = town.do(WORKER, "assessCase", made, **scores, strengths='{"will": 3}')
    plan = {"exit_goal": "生活自理", "goals": ["ABILITY", "INCLUSION"], "goal_scores": [2, 5]}
    unsigned = town.do(WORKER, "planCase", assessed, **plan, signed_by_household=False)
    planned = town.do(WORKER, "planCase", assessed, **plan, signed_by_household=True)

    kept = town.node("Assessment", assessed["found"][0])
    assert lacking["violations"] == ["NOT_JSON"]
    assert unsigned["violations"] == ["NOT_SIGNED_BY_HOUSEHOLD"]
    assert (kept["person"], kept["strengths"]) == ('{"health": 2}', '{"will": 3}')
    assert town.node("ServicePlan", planned["found"][0])["exit_goal"] == "生活自理"
    assert {goal["kind"] for goal in town.all("Goal")} == {"ABILITY", "INCLUSION"}


def test_the_last_death_closes_the_case_and_everything_that_hangs_on_it(town):
    stand(town.store, flows.load("case"), "IN_SERVICE", 1)
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)
    link = "x1"
    town.add({"Case": [{"id": "k1", "case_no": "k1", "state": "IN_SERVICE"}]},
             ("OF", "Case", "Household", [("k1", "h1")]))  # fmt: skip
    told = {"person": "p1", "died_on": TODAY, "death_evidence": "CERTIFICATE"}

    done = town.do(VILLAGE, "closeCaseOnDeath", "k1", **told)

    assert done["state"] == "CLOSED_DEATH"
    assert town.node("Link", link)["state"] == "CANCELLED"
    assert town.node("Need", "n1")["state"] == "WITHDRAWN"
    assert town.node("Person", "p1")["deceased"] == TODAY


def test_another_member_s_death_does_not_close_the_case(town):
    stand(town.store, flows.load("case"), "IN_SERVICE", 1)
    town.add({}, ("MEMBER_OF", "Person", "Household", [("p2", "h1")]))
    told = {"person": "p1", "died_on": TODAY, "death_evidence": "CERTIFICATE"}

    done = town.do(VILLAGE, "closeCaseOnDeath", "x1", **told)

    assert done["violations"] == ["OTHERS_LIVE"]


def test_a_suspended_case_stops_the_clocks_of_its_visits_and_gives_back_what_was_left(town):
    stand(town.store, flows.load("case"), "IN_SERVICE", 1)
    visit = town.do(STREET, "planVisit", household="h1", due=TODAY + timedelta(days=9))
    due = town.node("Visit", visit["id"])["clock_due"]

    stopped = town.do(WORKER, "suspendCase", "x1", reason="住院")
    town.later(days=20)
    still = town.node("Visit", visit["id"])
    town.do(WORKER, "resumeCase", stopped)

    assert still["state"] == "PLANNED"
    assert still.get("clock_due") is None
    left = town.node("Visit", visit["id"])["clock_due"] - town.now
    assert left == due - NOW


def test_an_alert_is_raised_once_and_silent_for_a_month_after_a_false_alarm(town):
    told = {"household": "h1", "alert_code": "NEW_ILLNESS"}
    first = town.do(VILLAGE, "raiseAlert", **told, priority="THIRD")
    worse = town.do(WORKER, "raiseAlert", **told, priority="SECOND")
    seen = town.do(VILLAGE, "acknowledgeAlert", worse["id"])
    town.do(VILLAGE, "dismissAlert", seen, reason="误报")
    soon = town.do(VILLAGE, "raiseAlert", **told, priority="SECOND")
    town.now += timedelta(days=31)
    later = town.do(VILLAGE, "raiseAlert", **told, priority="SECOND")

    assert worse["id"] == first["id"]
    assert town.node("Alert", first["id"])["priority"] == "P2"
    assert soon["violations"] == ["SUPPRESSED"]
    assert later["state"] == "RAISED"


@pytest.mark.feature("F32")
@pytest.mark.fact("A07")
def test_an_adverse_decision_needs_a_human_who_did_not_prepare_it(town):
    stand(town.store, flows.load("application"), "DISTRICT_REVIEW", 1, prepared_by=None)
    machine = {"id": "m", "by": "MACHINE", "class": "ELIGIBLE", "policy": "E10"}
    town.add({"Verdict": [machine]}, ("HAS_VERDICT", "Application", "Verdict", [("x1", "m")]))
    unprepared = town.do(Role.DISTRICT_APPROVER, "refuseApplication", "x1", reason="超标准")
    reviewed = town.do(Role.DISTRICT_CASEWORKER, "reviewApplication", "x1")
    town.add({"Application": [{"id": "x1", "prepared_by": "aR11"}]})
    own = town.do(Role.DISTRICT_APPROVER, "refuseApplication", "x1", reason="超标准")
    town.add({"Application": [{"id": "x1", "prepared_by": "aR10"}]})
    silent = town.do(Role.DISTRICT_APPROVER, "refuseApplication", "x1")
    refused = town.do(Role.DISTRICT_APPROVER, "refuseApplication", "x1", reason="超标准")

    verdicts = sorted((v["by"], v["class"], v.get("reasons")) for v in town.all("Verdict"))
    assert unprepared["violations"] == ["NOT_PREPARED"]
    assert reviewed["state"] == "DISTRICT_REVIEW"
    assert own["violations"] == ["FOUR_EYES"]
    assert silent["violations"] == ["REASON_MISSING"]
    assert refused["state"] == "REFUSED"
    assert verdicts == [("HUMAN", "REFUSED", "超标准"), ("MACHINE", "ELIGIBLE", None)]


def test_the_worker_judges_an_accepted_application_condition_by_condition(town):
    begun = town.do(
        Role.RESIDENT, "startApplication", household="h1", policy="E01", notice_version="1"
    )
    handed_in = town.do(Role.RESIDENT, "submitApplication", begun)
    accepted = town.do(Role.TOWN_INTAKE, "acceptApplication", handed_in)
    while work_once(town.store, "test"):
        pass

    judged = town.node("Application", begun["id"])
    verdict = town.all("Verdict")[0]
    assert accepted["due"] is not None
    assert judged["state"] == "AUTO_REVIEW"
    assert verdict["by"] == "MACHINE"
    assert "UNKNOWN" in verdict["conditions"]
    assert verdict["missing"] != "[]"


def test_places_are_taken_once_and_given_back_once(town):
    town.add({"CatalogueItem": [{"id": "i", "capacity": 1}]})
    for n in (1, 2):
        stand(town.store, flows.load("link"), "PROPOSED", n)

    first = town.do(BODY, "acceptLink", "x1")
    full = town.do(BODY, "acceptLink", "x2")
    town.do(BODY, "failLink", first, reason="PROVIDER_STOPPED")
    second = town.do(BODY, "acceptLink", "x2")

    alerts = [(a["code"], a["state"]) for a in town.all("Alert")]
    assert full["code"] == "NO_CAPACITY"
    assert second["state"] == "ACCEPTED"
    assert alerts == [("W19", "RAISED")]


def test_hold_within_thirty_days(town):
    stand(town.store, flows.load("link"), "IN_SERVICE", 1)

    late = town.do(BODY, "holdLink", "x1", review_on=date(2024, 3, 1), reason="外出")
    held = town.do(BODY, "holdLink", "x1", review_on=date(2024, 1, 15), reason="外出")

    assert late["violations"] == ["REVIEW_WITHIN_30_DAYS"]
    assert held["due"] == "2024-01-29T09:00:00+00:00"  # ten working days after the review

"""Projects from draft to hand-over; bids that nobody reads before the window closes."""

from datetime import timedelta

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.contract.parties import DISTRICT, NOW, PANEL, PROJECT, TODAY, WEEK, stand

PUBLISHER, BODY, JUDGE = Role.PUBLISHER, Role.ORGANISATION, Role.EVALUATOR
CASEWORKER, WORKER = Role.DISTRICT_CASEWORKER, Role.SOCIAL_WORKER
DRAFT = {
    "title": "微光陪伴", "groups": ["DISABLED"], "needs": ["CARE"], "areas": [DISTRICT],
    "quota": 2,
    "budget": 5_000_000, "indicators": '{"hours": 200}', "scoring_sheet": '{"plan": 60}',
    "bid_opens": NOW + timedelta(hours=1), "bid_closes": NOW + timedelta(days=8),
    "starts_on": "2024-02-01", "ends_on": "2024-12-31",
}  # fmt: skip
BIDS = "query($p: ID!) { projectBids(project: $p) { id version state amount body score } }"


def bid(town, project, amount, actor):
    told = {"project_id": project, "amount": amount, "sealed_body": '{"staff": 3}'}
    drafted = town.do(BODY, "draftBid", **told, actor=actor)
    return town.do(BODY, "submitBid", drafted, actor=actor)


@pytest.fixture
def bidding(town):
    """A published project with two bids, its window open."""
    drafted = town.do(PUBLISHER, "draftProject", **DRAFT)
    submitted = town.do(PUBLISHER, "submitProject", drafted)
    town.do(CASEWORKER, "approveProject", submitted)
    town.later(hours=2)
    bid(town, drafted["id"], 4_800_000, "aR08")
    bid(town, drafted["id"], 4_500_000, "a2R08")
    return drafted["id"]


@pytest.mark.feature("F86")
def test_bids_are_sealed_until_the_window_closes(town, bidding):
    sealed = town.ask(PUBLISHER, BIDS, p=bidding)["projectBids"]
    own = town.ask(BODY, BIDS, p=bidding)["projectBids"]
    town.later(days=9)
    late = town.do(BODY, "withdrawBid", own[0]["id"])
    opened = town.ask(PUBLISHER, BIDS, p=bidding)["projectBids"]

    assert [(b["amount"], b["body"]) for b in sealed] == [(None, None)] * 2
    assert [b["amount"] for b in own] == [4_800_000]
    assert late["violations"] == ["BIDS_CLOSED"]
    assert sorted(b["amount"] for b in opened) == [4_500_000, 4_800_000]


@pytest.mark.feature("F86")
@pytest.mark.feature("F56")
def test_the_best_bid_wins_after_hidden_scores_and_a_notice_without_objection(town, bidding):
    town.later(days=9)
    bids = town.ask(PUBLISHER, BIDS, p=bidding)["projectBids"]
    for one in bids:
        town.do(PUBLISHER, "validateBid", one["id"])
    tied = {"id": "aR15", "staff_no": "aR15"}
    town.add({"Actor": [tied]}, ("WORKS_FOR", "Actor", "Organisation", [("aR15", "o")]))
    conflict = town.do(PUBLISHER, "evaluateProject", bidding, evaluators=list(PANEL))
    town.add({"Actor": [{"id": "a4", "staff_no": "a4", "roles": ["R15"], "status": "ACTIVE"}]})
    panel = ["a4", *PANEL[1:]]
    town.do(PUBLISHER, "evaluateProject", bidding, evaluators=panel)
    early = town.do(JUDGE, "lockBidScore", bids[0]["id"], actor="a4")
    for place, one in enumerate(bids):
        for judge in panel:
            town.do(JUDGE, "rateBid", one["id"], points=70.0 + 10 * place, actor=judge)
        town.do(JUDGE, "lockBidScore", one["id"], actor="a4")
    ranked = town.do(JUDGE, "rankProject", bidding, actor="a4")
    objected = town.do(BODY, "objectToAward", bidding, reason="评分有误")
    hasty = town.do(PUBLISHER, "awardProject", objected)
    town.now += timedelta(days=6)
    open_still = town.do(PUBLISHER, "awardProject", objected)
    dismissed = town.do(CASEWORKER, "dismissAwardObjection", objected, reason="查无依据")
    awarded = town.do(PUBLISHER, "awardProject", dismissed)
    signed = town.do(PUBLISHER, "signProject", awarded, agreement="WT-2024-1")

    states = {b["id"]: b["state"] for b in town.ask(PUBLISHER, BIDS, p=bidding)["projectBids"]}
    assert conflict["violations"] == ["CONFLICT_OF_INTEREST"]
    assert early["violations"] == ["SCORES_MISSING"]
    assert ranked["found"][0] == bids[1]["id"]
    assert hasty["violations"] == ["TOO_EARLY"]
    assert open_still["violations"] == ["OBJECTION_OPEN"]
    assert states == {bids[1]["id"]: "WON", bids[0]["id"]: "LOST"}
    assert signed["state"] == "CONTRACTED"
    assert len(town.all("Milestone")) == 3


def test_with_fewer_than_two_valid_bids_the_bidding_has_failed(town, bidding):
    town.later(days=9)
    one, _ = town.ask(PUBLISHER, BIDS, p=bidding)["projectBids"]

    town.do(PUBLISHER, "invalidateBid", one["id"], reason="材料不全")

    assert town.node("Project", bidding)["state"] == "FAILED_BID"


@pytest.mark.feature("F84")
def test_nobody_signs_for_a_project_that_no_body_runs(town):
    row = PROJECT | {"id": "q", "project_no": "q", "state": "AWARDED"}
    town.add({"Project": [row]}, ("PUBLISHES", "Actor", "Project", [("aR14", "q")]))

    alone = town.do(PUBLISHER, "signProject", "q", agreement="WT-2024-2")
    town.add({}, ("RUNS", "Organisation", "Project", [("o", "q")]))
    signed = town.do(BODY, "signProject", "q", agreement="WT-2024-2")
    unserved = town.do(BODY, "findProjectTargets", signed)
    nobody = town.do(WORKER, "assessProject", unserved, households=[], visit="v1")

    assert alone["violations"] == ["NOBODY_RUNS_IT"]
    assert signed["state"] == "CONTRACTED"
    assert nobody["violations"] == ["HOUSEHOLDS_MISSING"]


@pytest.mark.feature("F56")
def test_a_project_runs_to_its_close_and_access_ends_a_month_later(town):
    stand(town.store, flows.load("project"), "SERVICE_PLAN", 1)
    running = town.do(BODY, "runProject", "x1", plan_signed=True)
    half = town.do(PUBLISHER, "reviewProjectMidterm", running)
    on = town.do(JUDGE, "continueProject", half)
    told = {"report": "完成", "spent": 90}
    wrong = town.do(BODY, "closeOutProject", on, **told, survey_scores=[5, 6, 4])
    handed_in = town.do(BODY, "closeOutProject", on, **told, survey_scores=[5, 5, 4])
    again = town.do(PUBLISHER, "rectifyProject", handed_in, reason="账目不清")
    better = town.do(BODY, "resubmitProject", again, report="已更正")
    accepted = town.do(PUBLISHER, "acceptProject", better)
    closed = town.do(PUBLISHER, "closeProject", accepted)

    assert wrong["violations"] == ["SURVEY_OF_THREE"]
    assert closed["state"] == "CLOSED"
    assert town.node("Project", "x1")["access_until"] == TODAY + timedelta(days=30)


@pytest.mark.feature("F85")
def test_the_centre_publishes_by_somebody_who_works_for_it_and_may(town):
    centre = {"id": "wg", "credit_code": "52990115MJ0000001N", "name": "微光社会工作服务中心"}
    town.add({"Organisation": [centre | {"party": "ORG", "status": "ACTIVE"}]},
             ("WORKS_FOR", "Actor", "Organisation", [("aR14", "wg")]))  # fmt: skip

    published = town.do(PUBLISHER, "draftProject", **DRAFT)
    other = town.do(BODY, "draftProject", **DRAFT)

    assert published["state"] == "DRAFT"
    assert other["code"] == "FORBIDDEN"


@pytest.mark.feature("F87")
def test_no_household_is_served_by_a_project_without_visit_assessment_and_plan(town):
    stand(town.store, flows.load("project"), "CONTRACTED", 1)
    found = town.do(BODY, "findProjectTargets", "x1")
    unseen = town.do(WORKER, "assessProject", found, households=["h1"])
    chosen = town.do(WORKER, "assessProject", found, households=["h1"], visit="v1")
    unassessed = town.do(WORKER, "planProject", chosen)
    made = town.do(WORKER, "openCase", household="h1")
    scores = dict.fromkeys(("person_scores", "family", "community", "strengths"), "{}")
    town.do(WORKER, "assessCase", made, **scores)
    planned = town.do(WORKER, "planProject", chosen)
    unsigned = town.do(BODY, "runProject", planned, plan_signed=False)

    assert set(found["found"]) <= {f"h{n}" for n in range(6)}
    assert len(found["found"]) == 3  # its quota
    assert unseen["violations"] == ["VISIT_OR_WAIVER_MISSING"]
    assert unassessed["violations"] == ["ASSESSMENT_MISSING"]
    assert planned["state"] == "SERVICE_PLAN"
    assert unsigned["violations"] == ["PLAN_NOT_SIGNED"]


def test_a_terminated_project_hands_every_household_over(town):
    stand(town.store, flows.load("project"), "RUNNING", 1)
    stand(town.store, flows.load("link"), "IN_SERVICE", 2)
    town.add(
        {
            "Link": [
                {"id": "asked", "state": "PROPOSED"},
                {"id": "thought", "state": "RECOMMENDED"},
            ],
            "Enrolment": [{"id": "e", "state": "ENROLLED", "template": "SAIL"}],
        },
        ("SERVES", "Project", "Household", [("x1", "h2")]),
        ("STEWARDED_BY", "Household", "Actor", [("h2", "aR03")]),
        ("HAS_LINK", "Household", "Link", [("h2", "asked"), ("h2", "thought")]),
        ("VIA", "Link", "Project", [(link, "x1") for link in ("x2", "asked", "thought")]),
        ("IN_PROJECT", "Enrolment", "Project", [("e", "x1")]),
        ("FOR", "Enrolment", "Household", [("e", "h2")]),
    )

    alone = town.do(PUBLISHER, "terminateProject", "x1", caseworker="aR07", reason="机构停业")
    done = town.do(PUBLISHER, "terminateProject", "x1", caseworker="aR10", reason="机构停业")

    told = [n for n in town.all("Notification") if n["template"] == "HOUSEHOLD_HANDED_OVER"]
    assert alone["violations"] == ["WRONG_ROLE"]
    assert done["state"] == "TERMINATED"
    states = {id: town.node("Link", id)["state"] for id in ("x2", "asked", "thought")}
    assert states == {"x2": "CANCELLED", "asked": "WITHDRAWN", "thought": "DISMISSED"}
    assert town.node("Enrolment", "e")["state"] == "LEFT"
    assert [(a["code"], a["state"]) for a in town.all("Alert")] == [("W19", "RAISED")]
    assert [(n["to"], n["of_id"], n["urgent"]) for n in told] == [("aR03", "h2", True)]
    assert {job["kind"] for job in town.all("Job")} >= {"plan", "evaluate"}


def test_a_suspended_project_goes_on_where_it_was_with_what_was_left_of_its_clock(town):
    stand(town.store, flows.load("project"), "SERVICE_PLAN", 1)
    running = town.do(BODY, "runProject", "x1", plan_signed=True)
    town.now += timedelta(days=10)
    held = town.do(PUBLISHER, "suspendProject", running, caseworker="aR10", reason="整顿")
    town.later(days=60)
    back = town.do(PUBLISHER, "resumeProject", held, caseworker="aR10")

    assert back["state"] == "RUNNING"
    left = town.node("Project", "x1")["clock_due"] - town.now
    assert left == timedelta(days=20)
    assert left > WEEK

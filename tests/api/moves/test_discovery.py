"""Discovery, both ways: from who sees somebody in need to a case with an owner."""

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.contract.parties import stand
from tests.worlds import HERE

VILLAGE, STREET, WORKER = Role.VILLAGE_STEWARD, Role.TOWN_STEWARD, Role.SOCIAL_WORKER
DISTRICT, BODY = Role.DISTRICT_CASEWORKER, Role.ORGANISATION
SEEN = {"area_code": HERE, "description": "老人独居，屋内无取暖", "notice_version": "2023-1"}
BOTTOM_UP = SEEN | {"direction": "BOTTOM_UP", "channel": "VILLAGE_VISIT"}


def confirmed(town, **lead):
    """A lead that village, street and social worker have each done their step on."""
    made = town.do(VILLAGE, "createLead", **BOTTOM_UP | {"household": "h1"} | lead)
    reported = town.do(VILLAGE, "reportLead", made)
    assigned = town.do(STREET, "assignLead", reported, verifier="aR07")
    return town.do(WORKER, "confirmLead", assigned, visit="v1", needs=["CARE", "EDUCATION"])


@pytest.mark.feature("F42")
@pytest.mark.feature("F41")
def test_village_street_and_social_worker_have_one_step_and_one_timer_each(town):
    made = town.do(VILLAGE, "createLead", **BOTTOM_UP)
    reported = town.do(VILLAGE, "reportLead", made)
    by_village = town.do(VILLAGE, "assignLead", reported, verifier="aR07")
    assigned = town.do(STREET, "assignLead", reported, verifier="aR07")
    by_street = town.do(Role.TOWN_INTAKE, "confirmLead", assigned, visit="v1")
    done = town.do(WORKER, "confirmLead", assigned, visit="v1", household="h2")

    assert [by_village["code"], by_street["code"]] == ["FORBIDDEN", "FORBIDDEN"]
    assert made["due"] == "2024-01-09T04:00:00+00:00"  # 24 hours
    assert reported["due"] == "2024-01-09T09:00:00+00:00"  # one working day, to its end
    assert assigned["due"] == "2024-01-22T09:00:00+00:00"  # ten working days
    assert done["state"] == "CONFIRMED"
    steps = town.ask(DISTRICT, STEPS, id=made["id"])["steps"]
    assert [(s["event"], s["role"], s["tier"]) for s in steps] == [
        ("create", "R03", "T3"),
        ("report", "R03", "T3"),
        ("assign", "R06", "T2"),
        ("confirm", "R07", None),
    ]


STEPS = (
    """query($id: ID!) { steps(process: "lead", id: $id) { event role tier who old new } }"""
)


@pytest.mark.feature("F40")
def test_every_lead_has_an_owner_and_a_record_of_who_handed_it_on(town):
    lead = confirmed(town)
    triaged = town.do(
        DISTRICT, "triageLead", lead, urgency=3, urgency_reasons=["独居", "无取暖"]
    )
    sent = town.do(DISTRICT, "dispatchLead", triaged, organisations=["o"])
    paired = town.do(BODY, "pairLead", sent, worker="a2R07", contact_on="2024-01-08")

    steps = town.ask(DISTRICT, STEPS, id=lead["id"])["steps"]

    assert paired["state"] == "PAIRED"
    assert [(s["who"], s["new"]) for s in steps][-3:] == [
        ("aR10", "TRIAGED"),
        ("aR10", "DISPATCHED"),
        ("aR08", "PAIRED"),
    ]


@pytest.mark.feature("F51")
def test_nobody_is_confirmed_without_a_visit_or_a_waiver_of_somebody_else(town):
    made = town.do(VILLAGE, "createLead", **BOTTOM_UP | {"household": "h1"})
    reported = town.do(VILLAGE, "reportLead", made)
    lead = town.do(STREET, "assignLead", reported, verifier="aR07")

    neither = town.do(WORKER, "confirmLead", lead)
    own = town.do(STREET, "confirmLead", lead, waived_by="aR06")
    waived = town.do(WORKER, "confirmLead", lead, waived_by="aR06")

    assert neither["violations"] == ["VISIT_OR_WAIVER_MISSING"]
    assert own["violations"] == ["WAIVER_NEEDS_SECOND_PERSON"]
    assert waived["state"] == "CONFIRMED"


def test_a_confirmed_lead_joins_a_household_and_its_needs_are_verified(town):
    lead = confirmed(town, household=None)

    states = {town.node("Need", id)["state"] for id in lead["found"] if town.node("Need", id)}
    homes = [id for id in lead["found"] if town.node("Household", id)]

    assert states == {"VERIFIED"}
    assert len(homes) == 1


@pytest.mark.feature("F52")
@pytest.mark.feature("F53")
def test_route_one_verified_judged_urgent_with_reasons_dispatched_with_a_timer(town):
    lead = confirmed(town, direction="TOP_DOWN", channel="SW_DAILY")
    silent = town.do(DISTRICT, "triageLead", lead, urgency=5, urgency_reasons=["独居"])
    triaged = town.do(DISTRICT, "triageLead", lead, urgency=4, urgency_reasons=["独居"])
    sent = town.do(DISTRICT, "dispatchLead", triaged, organisations=["o", "o2"])
    fired = town.later(days=3)
    back = town.node("Lead", lead["id"])

    assert silent["violations"] == ["URGENCY_1_TO_4"]
    assert sent["due"] == "2024-01-09T09:00:00+00:00"
    assert fired.fired >= 1
    assert back["state"] == "TRIAGED"
    assert back["direction"] == "TOP_DOWN"


@pytest.mark.feature("F54")
def test_route_two_names_the_unit_that_refers_and_the_outcome_returns_to_it(town):
    referral = SEEN | {"direction": "TOP_DOWN", "channel": "REFERRAL_OFFICE"}
    nameless = town.do(Role.DEPARTMENT, "createLead", **referral)
    made = town.do(Role.DEPARTMENT, "createLead", **referral, referring_unit="医保局待遇科")
    reported = town.do(Role.DEPARTMENT, "reportLead", made)
    assigned = town.do(STREET, "assignLead", reported, verifier="aR07")
    refuted = town.do(WORKER, "refuteLead", assigned, evidence="本人已迁出", reason="MOVED")

    told = [n for n in town.all("Notification") if n["to"] == "aR13"]

    assert nameless["violations"] == ["REFERRING_UNIT_MISSING"]
    assert refuted["state"] == "UNFOUNDED"
    assert [made["id"] in n["items"] for n in told] == [True]


@pytest.mark.feature("F55")
def test_pushed_data_carry_their_cause_and_each_step_to_the_case_its_time(town):
    pushed = {"direction": "TOP_DOWN", "channel": "DATA_PUSH", "household": "h1"}
    without = town.do(Role.DEPARTMENT, "createLead", **SEEN | pushed)
    made = town.do(Role.DEPARTMENT, "createLead", **SEEN | pushed, cause="C01")
    reported = town.do(Role.DEPARTMENT, "reportLead", made)
    assigned = town.do(STREET, "assignLead", reported, verifier="aR07")
    lead = town.do(WORKER, "confirmLead", assigned, visit="v1")
    triaged = town.do(DISTRICT, "triageLead", lead, urgency=2, urgency_reasons=["医疗自付高"])
    opened = town.do(WORKER, "openCaseFromLead", triaged)

    steps = town.ask(DISTRICT, STAMPED, id=made["id"])["steps"]

    assert without["violations"] == ["CAUSE_MISSING"]
    assert town.node("Case", opened["found"][0])["state"] == "OPEN"
    assert len(steps) == 6
    assert all(step["at"] for step in steps)


STAMPED = """query($id: ID!) { steps(process: "lead", id: $id) { event at } }"""


@pytest.mark.feature("F57")
def test_route_three_a_resident_reports_himself_after_the_notice(town):
    own = SEEN | {"direction": "TOP_DOWN", "channel": "SELF_RECRUIT", "household": "h1"}
    stand(town.store, flows.load("project"), "INTERNAL_REVIEW", 3)
    published = town.do(DISTRICT, "approveProject", "x3")

    made = town.do(Role.RESIDENT, "createLead", **own)
    withdrawn = town.do(Role.RESIDENT, "withdrawLead", made)

    kept = town.node("Lead", made["id"])
    assert town.node("PublicNotice", published["found"][0])["category"] == "PROJECT"
    assert kept["channel"] == "SELF_RECRUIT"
    assert withdrawn["state"] == "WITHDRAWN"
    assert kept.get("description") is None  # the minimum record says nothing of him


@pytest.mark.feature("F43")
def test_a_survey_creates_a_lead_for_somebody_who_is_not_in_the_system(town):
    planned = town.do(STREET, "planVisit", household="h1", due="2024-01-12")
    assigned = town.do(STREET, "assignVisit", planned, volunteer="aR07")
    done = town.do(
        WORKER, "finishVisit", assigned, mode="HOME", note="已访", notice_version="2023-1",
        found_person="隔壁老人无人照看", found_needs=["EDUCATION"],
    )  # fmt: skip

    leads = [town.node("Lead", id) for id in done["found"] if town.node("Lead", id)]
    needs = [town.node("Need", id) for id in done["found"] if town.node("Need", id)]

    assert [(lead["channel"], lead["area_code"]) for lead in leads] == [("SW_SURVEY", HERE)]
    assert [(need["code"], need["state"]) for need in needs] == [("N08", "REPORTED")]


def test_the_same_words_about_the_same_village_are_shown_as_perhaps_the_same(town):
    first = town.do(VILLAGE, "createLead", **BOTTOM_UP)
    second = town.do(Role.VOLUNTEER, "createLead", **BOTTOM_UP | {"channel": "NEIGHBOUR"})

    assert second["found"] == [first["id"]]


def test_somebody_else_s_lead_does_not_exist(town):
    made = town.do(VILLAGE, "createLead", **BOTTOM_UP)

    told = town.do(Role.VOLUNTEER, "reportLead", made)
    nobody = town.do(Role.VOLUNTEER, "reportLead", made | {"id": "nobody"})

    assert told == nobody
    assert told["code"] == "NOT_FOUND"

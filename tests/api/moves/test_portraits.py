"""Groups, needs, portrait tags and where they lead, the household's token, orange at once."""

from datetime import date, timedelta

import pytest

from api.actions.qr import ALPHABET, sound
from api.auth.sessions import Caller
from api.jobs import work_once
from graph_schema.errors import NotFound, Rejected
from graph_schema.vocabulary import Role
from tests.api.moves.test_projects import DRAFT
from tests.contract.parties import DISTRICT, TODAY

VILLAGE, WORKER, PUBLISHER = Role.VILLAGE_STEWARD, Role.SOCIAL_WORKER, Role.PUBLISHER
CLASSIFY = """mutation($input: HouseholdChangeInput!, $groups: [String!]!, $primary: String) {
  done: classifyMember(input: $input, person: "p1", groups: $groups, primary: $primary) {
    ... on HouseholdChanged { version } ... on Failure { code violations } } }"""
ISSUE = """mutation($op: String!) { done: issueQrToken(operationId: $op, household: "h1") {
  ... on QrIssued { token } } }"""
SCAN = """query($token: String!) { scanQr(token: $token) {
  household level reasons { rule } next { process id moves } } }"""


def worked(town) -> None:
    """Let the worker do all that waits."""
    while work_once(town.store, "test"):
        pass


def classify(town, groups, version, primary=None, reason=None):
    said = {"operationId": f"{groups} {version} {reason}", "id": "h1", "on": str(TODAY)}
    said |= {"expectedVersion": version, "reason": reason}
    told = town.ask(VILLAGE, CLASSIFY, input=said, groups=groups, primary=primary)
    return told["done"]


@pytest.mark.feature("F61")
def test_a_person_belongs_to_several_groups_and_one_of_them_is_primary(town):
    lowest = classify(town, ["G05", "G01"], 1)
    query = """query { household(id: "h1") { groups primaryGroup
      members { groups primaryGroup } } }"""
    by_code = town.ask(VILLAGE, query)["household"]
    chosen = classify(town, ["G01", "G05"], lowest["version"], primary="G05")
    by_worker = town.ask(VILLAGE, query)["household"]
    version = chosen["version"]
    faults = [
        classify(town, ["G01", "G02"], version)["violations"],
        classify(town, ["G77"], version)["violations"],
        classify(town, ["G01"], version, primary="G05")["violations"],
        classify(town, ["G10"], version)["violations"],
    ]
    other = classify(town, ["G10"], version, reason="见义勇为致残")

    groups = ["G01", "G05"]
    assert by_code["members"] == [{"groups": groups, "primaryGroup": "G01"}]
    assert (by_code["groups"], by_code["primaryGroup"]) == (groups, "MINIMUM_LIVING")
    assert by_worker["members"] == [{"groups": groups, "primaryGroup": "G05"}]
    codes = ["GROUPS_EXCLUDE_EACH_OTHER", "UNKNOWN_CODE", "PRIMARY_NOT_HELD", "REASON_MISSING"]
    assert faults == [[code] for code in codes]
    assert other["version"] > version


@pytest.mark.feature("F62")
def test_a_need_is_coded_with_severity_source_dates_and_status(town):
    told = {"household": "h1", "need_code": "EDUCATION", "notice_version": "1"}
    need = town.do(VILLAGE, "reportNeed", **told)
    query = """query($id: ID!) { need(id: $id) {
      code severity source state since metAt evidence episode } }"""
    first = town.ask(VILLAGE, query, id=need["id"])["need"]
    need = town.do(WORKER, "verifyNeed", need, visit="v1")
    need = town.do(WORKER, "confirmNeed", need)
    told = {"severity": 3, "evidence": "缺课九天", "goal": "返校"}
    need = town.do(WORKER, "openNeed", town.do(WORKER, "assessNeed", need, **told),
                   household_agrees=True)  # fmt: skip
    town.now += timedelta(days=20)
    town.do(WORKER, "meetNeed", need)

    last = town.ask(VILLAGE, query, id=need["id"])["need"]
    assert (first["code"], first["state"], first["source"]) == ("EDUCATION", "REPORTED", "R03")
    assert (last["severity"], last["evidence"], last["state"]) == (3, "缺课九天", "MET")
    assert (last["since"][:10], last["metAt"][:10]) == ("2024-01-08", "2024-01-28")


@pytest.mark.feature("F69")
def test_a_portrait_has_tags_and_numbers_with_source_and_date(town):
    bill = {"id": "m1", "self_pay": 600_000, "settled_on": date(2023, 12, 1)}
    town.add({
        "Household": [{"id": "h1", "income_month": 100_000, "monitored": True}],
        "MedicalBill": [bill | {"source": "yb_medical", "batch": "facts"}],
    })  # fmt: skip
    town.do(VILLAGE, "raiseAlert", household="h1", alert_code="NEW_ILLNESS", priority="THIRD")
    worked(town)

    query = """query { portrait(household: "h1") { level completeness changedAt score
      tags { code name value source batch since until } } }"""
    before = town.ask(VILLAGE, query)["portrait"]
    town.add({"Household": [{"id": "h1", "income_month": 1_000_000}]})
    town.do(WORKER, "reassessNeed", "n1", severity=3, reason="加重")
    worked(town)
    after = town.ask(VILLAGE, query)["portrait"]

    tags = {tag["code"]: tag for tag in before["tags"]}
    assert tags["MEDICAL_BURDEN"] == {
        "code": "MEDICAL_BURDEN", "name": "医疗负担重", "value": "600000/1200000",
        "source": "yb_medical", "batch": "facts", "since": "2023-12-01", "until": None,
    }  # fmt: skip
    assert tags["NO_CARER"]["value"] == "s2"
    assert before["completeness"] in range(101)
    assert before["changedAt"].startswith("2024-01-08")
    held = {tag["code"]: tag["value"] for tag in after["tags"] if tag["until"] is None}
    past = [(tag["code"], tag["until"]) for tag in after["tags"] if tag["until"]]
    assert "MEDICAL_BURDEN" not in held
    assert held["NO_CARER"] == "s3"
    assert past == [("LOW_INCOME", str(TODAY)), ("MEDICAL_BURDEN", str(TODAY)),
                    ("NO_CARER", str(TODAY))][-len(past):]  # fmt: skip


@pytest.mark.feature("F71")
def test_from_a_need_tag_alert_package_and_project_are_one_path(town):
    told = {"household": "h1", "alert_code": "NEW_DISABILITY", "priority": "THIRD"}
    raised = town.do(VILLAGE, "raiseAlert", **told)
    worked(town)
    query = """query { needPaths(need: "n1") {
      need tagCode alert alertCode package projectTitle } }"""
    nowhere = town.ask(WORKER, query)["needPaths"]
    code = {"L3_MED": "P-MED", "L2_LOW": "P-LOW", "L4_HIGH": "P-HIGH"}[
        town.node("Household", "h1")["level"]
    ]
    drafted = town.do(PUBLISHER, "draftProject", **DRAFT, package=code)
    submitted = town.do(PUBLISHER, "submitProject", drafted)
    town.do(Role.DISTRICT_CASEWORKER, "approveProject", submitted)

    path = town.ask(WORKER, query)["needPaths"]
    elsewhere = Caller(account="x", actor="x", role=WORKER, roles=(WORKER,),
                       areas=("510115106",))  # fmt: skip
    assert nowhere == []
    assert path == [{
        "need": "n1", "tagCode": "NO_CARER", "alert": raised["id"], "alertCode": "W05",
        "package": code, "projectTitle": "微光陪伴",
    }]  # fmt: skip
    assert town.asking.ask(elsewhere, query) == {"needPaths": []}


@pytest.mark.feature("F64")
def test_a_scan_tells_who_may_the_colour_reasons_and_what_is_next_and_nobody_else_anything(
    town,
):
    town.do(VILLAGE, "raiseAlert", household="h1", alert_code="NEW_ILLNESS", priority="THIRD")
    worked(town)
    old = town.ask(VILLAGE, ISSUE, op="1")["done"]["token"]
    token = town.ask(VILLAGE, ISSUE, op="2")["done"]["token"]
    scanned = town.ask(VILLAGE, SCAN, token=token)["scanQr"]
    elsewhere = Caller(account="x", actor="x", role=WORKER, roles=(WORKER,),
                       areas=("510115106",))  # fmt: skip

    assert sound(token)
    assert set(token) <= set(ALPHABET)
    assert token != old
    assert scanned["household"] == "h1"
    assert scanned["level"] in {"YELLOW", "BLUE", "ORANGE"}
    assert {"N04", "W06"} <= {reason["rule"] for reason in scanned["reasons"]}
    assert len(scanned["reasons"]) <= 5
    assert scanned["next"]["process"] == "alert"
    assert scanned["next"]["moves"] == ["acknowledgeAlert"]
    with pytest.raises(NotFound):
        town.ask(VILLAGE, SCAN, token=old)
    with pytest.raises(NotFound):
        town.asking.ask(elsewhere, SCAN, token=token)
    wrong = ("A" if token[3] != "A" else "B") + token[4:]
    with pytest.raises(Rejected, match="BAD_TOKEN"):
        town.ask(VILLAGE, SCAN, token=token[:3] + wrong)
    looks = [
        e for e in town.all("AuditEvent") if e["action"] == "LOOKED" and e["who"] == "aR03"
    ]
    assert looks


@pytest.mark.feature("F65")
def test_turning_orange_tells_the_stewards_and_starts_the_clock_within_a_minute(town):
    town.add({}, ("STEWARDED_BY", "Household", "Actor", [("h1", "aR03")]))
    town.do(VILLAGE, "raiseAlert", household="h1", alert_code="NEW_ILLNESS", priority="THIRD")
    worked(town)
    calm = town.all("Visit")
    told = {"household": "h1", "need_code": "CRISIS", "notice_version": "1"}
    need = town.do(VILLAGE, "reportNeed", **told)
    need = town.do(WORKER, "verifyNeed", need, visit="v1")
    need = town.do(WORKER, "confirmNeed", need)
    need = town.do(WORKER, "assessNeed", need, severity=2, evidence="入户所见", goal="安全")
    town.do(WORKER, "openNeed", need, household_agrees=True)
    known = town.now
    town.now += timedelta(seconds=40)
    worked(town)

    home = town.node("Household", "h1")
    (visit,) = [v for v in town.all("Visit") if v["state"] == "PLANNED"]
    urgent = [n for n in town.all("Notification") if n.get("of_id") == visit["id"]]
    assert not [v for v in calm if v["state"] == "PLANNED"]
    assert home["level"] == "L4_HIGH"
    assert home["level_since"] - known <= timedelta(seconds=60)
    assert visit["clock_due"] - town.now == timedelta(hours=24)
    assert {(n["to"], n["template"]) for n in urgent} == {
        ("aR03", "HOUSEHOLD_TURNED_ORANGE"), ("aR06", "HOUSEHOLD_TURNED_ORANGE"),
        ("a2R06", "HOUSEHOLD_TURNED_ORANGE"),
    }  # fmt: skip


@pytest.mark.feature("F82")
def test_from_a_need_or_a_verdict_one_move_links_the_policy_and_starts_the_application(town):
    item = {"id": "ap", "code": "AP-009", "type": "AP", "title": "护理补贴", "needs": ["N04"],
            "groups": [], "areas": [DISTRICT], "status": "ACTIVE", "used": 0,
            "conditions": '"E09"'}  # fmt: skip
    verdict = {"id": "vd", "policy": "E10", "class": "ELIGIBLE", "by": "MACHINE"}
    town.add({"CatalogueItem": [item], "Verdict": [verdict]},
             ("OFFERS", "Organisation", "CatalogueItem", [("o", "ap")]),
             ("HAS_VERDICT", "Person", "Verdict", [("p2", "vd")]))  # fmt: skip
    asked = {"household": "h1", "policy": "E09", "notice_version": "1"}
    strange = town.do(VILLAGE, "startApplication", **asked, need="n2")
    begun = town.do(VILLAGE, "startApplication", **asked, need="n1")
    of_policy = asked | {"household": "h2", "machine_verdict": "vd"}
    other = town.do(VILLAGE, "startApplication", **of_policy)
    judged = town.do(VILLAGE, "startApplication", **of_policy | {"policy": "E10"})

    link = town.ask(WORKER, """query($id: ID!) { link(id: $id) {
      state need { id } resource { code } } }""", id=begun["found"][0])["link"]  # fmt: skip
    assert strange["violations"] == ["NEED_OF_ANOTHER_HOUSEHOLD"]
    assert begun["state"] == "DRAFT"
    assert link == {"state": "RECOMMENDED", "need": {"id": "n1"},
                    "resource": {"code": "AP-009"}}  # fmt: skip
    assert other["violations"] == ["VERDICT_OF_ANOTHER_POLICY"]
    assert judged["state"] == "DRAFT"

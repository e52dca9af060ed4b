"""Impact assessments by two people, kept and looked at again; breaches within the hour."""

from datetime import timedelta

import pytest

from api.privacy.retention import keep_terms
from graph_schema.errors import Forbidden
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.contract.parties import TODAY

CASEWORKER, STEWARD, OFFICER = Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD, Role.AUDITOR
WRITTEN = {
    "title": "四色分级",
    "necessity": "分级帮扶",
    "risks": "误判",
    "measures": "人工复核",
}
ASSESSED = "query { impactAssessments { all { id state reviewOn approvedAt } missing } }"
BREACHES = """query { breaches { id state drill due alarmedAt notifiedAt dataKinds cause harm
  remedies contact households } }"""
NOTICE = {
    "data_kinds": ["姓名", "电话"], "breach_cause": "名单误发", "harm": "可能接到骚扰电话",
    "remedies": "已收回名单; 接到可疑来电请勿转账", "contact": "区民政局 028-0000-0000",
}  # fmt: skip


def told(town, template):
    return sorted(n["to"] for n in town.all("Notification") if n["template"] == template)


@pytest.mark.fact("A09")
def test_what_is_done_with_people_is_assessed_by_two_and_looked_at_again(town):
    draft = town.do(CASEWORKER, "draftImpactAssessment", assessed="AUTOMATED", **WRITTEN)
    before = town.ask(OFFICER, ASSESSED)["impactAssessments"]
    other = town.do(STEWARD, "draftImpactAssessment", assessed="SHARING", **WRITTEN)
    own = town.do(STEWARD, "approveImpactAssessment", other, review_on=TODAY)
    held = town.do(OFFICER, "approveImpactAssessment", draft,
                   review_on=TODAY + timedelta(days=365))  # fmt: skip
    after = town.ask(OFFICER, ASSESSED)["impactAssessments"]

    assert before["missing"] == ["SENSITIVE", "AUTOMATED", "SHARING", "PUBLISHING"]
    assert own["violations"] == ["SAME_PERSON"]
    assert held["state"] == "IN_FORCE"
    assert after["missing"] == ["SENSITIVE", "SHARING", "PUBLISHING"]
    with pytest.raises(Forbidden):
        town.ask(Role.VILLAGE_STEWARD, ASSESSED)

    town.later(days=367)
    due = town.node("ImpactAssessment", draft["id"])
    assert due["state"] == "DUE"
    assert "AUTOMATED" in town.ask(OFFICER, ASSESSED)["impactAssessments"]["missing"]
    renewed = town.do(STEWARD, "renewImpactAssessment",
                      {"id": draft["id"], "version": due["version"]},
                      review_on=TODAY + timedelta(days=900))  # fmt: skip
    assert renewed["state"] == "IN_FORCE"


@pytest.mark.fact("A09")
def test_a_retired_assessment_stays_three_years_whatever_a_district_sets(town):
    town.add({"Param": [{"id": "short", "code": "retention.impact_assessments",
                         "value": "30", "valid_from": TODAY}]})  # fmt: skip
    draft = town.do(CASEWORKER, "draftImpactAssessment", assessed="SENSITIVE", **WRITTEN)
    town.do(STEWARD, "retireImpactAssessment", draft, reason="不再处理")

    def gone_after(days: int) -> int:
        later = Store(town.store.connection, clock=lambda: town.now + timedelta(days=days))
        return keep_terms(later, dry=True)["impact_assessments"]

    assert (gone_after(1094), gone_after(1096)) == (0, 1)


@pytest.mark.fact("A10")
def test_a_breach_is_taken_on_within_the_hour_or_more_people_hear_of_it(town):
    found = town.do(Role.VILLAGE_STEWARD, "reportBreach", said="名单发错群")
    (seen,) = town.ask(OFFICER, BREACHES)["breaches"]
    town.later(minutes=59)
    still = town.node("Breach", found["id"])["state"]
    town.later(minutes=2)
    late = town.node("Breach", found["id"])
    taken = town.do(OFFICER, "takeOnBreach", {"id": found["id"], "version": late["version"]})

    assert seen["due"] == "2024-01-08T05:00:00+00:00"  # an hour after it was reported
    assert told(town, "BREACH_FOUND") == ["aR12", "aR17"]
    assert (still, late["state"], taken["state"]) == ("FOUND", "LATE", "ALARMED")
    assert set(told(town, "BREACH_LATE")) >= {"aR10", "aR12", "aR17"}
    assert town.ask(OFFICER, BREACHES)["breaches"][0]["alarmedAt"]


@pytest.mark.fact("A10")
def test_a_notice_without_one_of_its_five_parts_is_refused(town):
    taken = town.do(OFFICER, "takeOnBreach", town.do(CASEWORKER, "reportBreach", said="丢失"))

    def notified(**notice):
        return town.do(OFFICER, "notifyBreach", taken, **notice, households=["h1"])

    for part in NOTICE:
        blank = [" "] if part == "data_kinds" else " "
        assert "violations" in notified(**NOTICE | {part: blank}), part
    assert notified(**NOTICE)["state"] == "NOTIFIED"


@pytest.mark.fact("A10")
def test_the_notice_goes_to_every_household_it_is_about_and_of_a_drill_to_nobody(town):
    def through(**more):
        found = town.do(CASEWORKER, "reportBreach", said="名单误发", **more)
        return town.do(OFFICER, "takeOnBreach", found)

    nobody = town.do(OFFICER, "notifyBreach", through(), **NOTICE)
    drill = town.do(OFFICER, "notifyBreach", through(drill=True), **NOTICE, households=["h1"])
    after_drill = [o for o in town.all("Outbox") if o["topic"] == "breach.notice"]
    real = town.do(OFFICER, "notifyBreach", through(), **NOTICE, households=["h1", "h2"])
    closed = town.do(OFFICER, "closeBreach", real, report="已收回, 已培训")
    sent = [o for o in town.all("Outbox") if o["topic"] == "breach.notice"]
    shown = {one["id"]: one for one in town.ask(OFFICER, BREACHES)["breaches"]}[real["id"]]

    assert nobody["violations"] == ["HOUSEHOLDS_MISSING"]
    assert (drill["state"], after_drill) == ("NOTIFIED", [])
    assert sorted(o["about"] for o in sent) == ["h1", "h2"]
    assert all(real["id"] in o["payload"] for o in sent)
    assert closed["state"] == "CLOSED"
    assert (shown["dataKinds"], shown["households"]) == (["姓名", "电话"], 2)
    assert [shown[one] for one in ("cause", "harm", "remedies", "contact")] == [
        NOTICE[one] for one in ("breach_cause", "harm", "remedies", "contact")
    ]

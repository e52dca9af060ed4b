"""Sessions that are booked, their restricted notes, referrals on a consent of their own."""

from datetime import timedelta

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from loaders.catalogue import items
from tests.contract.parties import NOW, stand

BODY, WORKER, STREET = Role.ORGANISATION, Role.SOCIAL_WORKER, Role.TOWN_STEWARD
VILLAGE, DISTRICT_STEWARD = Role.VILLAGE_STEWARD, Role.DISTRICT_STEWARD
AT = {"starts_at": NOW + timedelta(hours=2), "ends_at": NOW + timedelta(hours=4),
      "meeting_place": "社区活动室"}  # fmt: skip
SESSION = {"task_kind": "SESSION", "note": "按预约进行", **AT}
BOOKINGS = """query($s: String!) { bookings(service: $s) {
  household item state startsAt place } }"""
NOTE = "query($t: ID!) { sessionNote(task: $t) { note restricted } }"


def serving(town, n, service, state="IN_SERVICE"):
    """A link of household n to an item of a kind of service."""
    town.add({"CatalogueItem": [{"id": "i", "service_types": [service]}]})
    return stand(town.store, flows.load("link"), state, n)


@pytest.mark.feature("F93")
@pytest.mark.feature("F94")
@pytest.mark.feature("F95")
@pytest.mark.feature("F96")
@pytest.mark.parametrize("service", ["SV14", "SV15", "SV18", "SV04"])
def test_the_catalogue_has_the_service_and_its_sessions_are_booked_one_at_a_time(town, service):
    serving(town, 1, service)
    booked = town.do(BODY, "createTask", **SESSION, link="x1")
    assigned = town.do(BODY, "assignTask", booked, worker="a2R07")
    twice = town.do(BODY, "createTask", **SESSION | {
        "starts_at": NOW + timedelta(hours=3), "ends_at": NOW + timedelta(hours=5)
    }, link="x1")  # fmt: skip
    after = town.do(BODY, "createTask", **SESSION | {
        "starts_at": NOW + timedelta(hours=4), "ends_at": NOW + timedelta(hours=5)
    }, link="x1")  # fmt: skip

    seen = town.ask(STREET, BOOKINGS, s=service)["bookings"]
    assert [one for one in items() if service in one.service_types]
    assert assigned["state"] == "CONFIRMED"
    assert twice["violations"] == ["BOOKED_THEN"]
    assert after["state"] == "CREATED"
    assert [(one["household"], one["item"], one["state"]) for one in seen] == [
        ("h1", "PC-001", "CONFIRMED"), ("h1", "PC-001", "CREATED"),
    ]  # fmt: skip
    assert town.ask(STREET, BOOKINGS, s="SV26")["bookings"] == []


@pytest.mark.feature("F96")
def test_what_is_noted_of_a_psychological_session_only_who_gave_it_and_the_district_read(town):
    def session(n, service):
        serving(town, n, service)
        made = town.do(BODY, "createTask", **SESSION, link=f"x{n}")
        assigned = town.do(BODY, "assignTask", made, worker="a2R07")
        return town.do(WORKER, "checkInTask", assigned, actor="a2R07")

    def read(role, task, actor=None):
        return town.ask(role, NOTE, actor=actor, t=task)["sessionNote"]

    told = {"session_note": "谈到家庭冲突", "hours": 1.0}
    done = town.do(WORKER, "reportTask", session(1, "SV04"), **told, actor="a2R07")
    other = town.do(WORKER, "reportTask", session(2, "SV18"), **told, actor="a2R07")

    assert other["violations"] == ["NOT_A_RESTRICTED_SERVICE"]
    assert read(WORKER, done["id"], "a2R07") == {"note": "谈到家庭冲突", "restricted": False}
    assert read(DISTRICT_STEWARD, done["id"])["note"] == "谈到家庭冲突"
    for role in (WORKER, VILLAGE, STREET, Role.DISTRICT_CASEWORKER):
        assert read(role, done["id"]) == {"note": None, "restricted": True}


@pytest.mark.feature("F97")
def test_a_mental_health_referral_needs_its_own_consent_and_only_its_status_comes_back(town):
    serving(town, 1, "SV22", "RECOMMENDED")
    without = town.do(STREET, "proposeLink", "x1")
    asked = {"household": "h1", "purposes": ["MENTAL_HEALTH_REFERRAL"], "receivers": ["o"],
             "data_fields": ["name", "phone"], "notice_version": "1"}  # fmt: skip
    consent = town.do(WORKER, "requestConsent", **asked)
    town.do(Role.RESIDENT, "grantConsent", consent, method="SIGNATURE", signer="本人")
    proposed = town.do(STREET, "proposeLink", "x1")
    accepted = town.do(BODY, "acceptLink", proposed)
    served = town.do(BODY, "startLink", accepted)
    telling = town.do(BODY, "completeLink", served, note="诊断为…", visits=3)
    closed = town.do(BODY, "completeLink", served)

    link = town.ask(STREET, """query { link(id: "x1") { state outcome } }""")["link"]
    records = town.all("ServiceRecord")
    assert without["code"] == "NO_CONSENT"
    assert accepted["state"] == "ACCEPTED"
    assert telling["violations"] == ["STATUS_ONLY"]
    assert closed["state"] == "COMPLETED"
    assert link == {"state": "COMPLETED", "outcome": None}
    assert [(one.get("note"), one.get("output")) for one in records] == [(None, "{}")]


@pytest.mark.feature("F97")
def test_withdrawing_that_consent_ends_the_referral_and_no_other_link(town):
    town.add({
        "CatalogueItem": [{"id": "j", "code": "PC-002", "service_types": ["SV16"],
                           "status": "ACTIVE", "type": "PC"}],
        "Consent": [{"id": "u5", "state": "GRANTED", "purposes": ["U5"]}],
        "Link": [{"id": "other", "state": "IN_SERVICE", "units": 1}],
    }, ("COVERS", "Consent", "Household", [("u5", "h1")]),
        ("HAS_LINK", "Household", "Link", [("h1", "other")]),
        ("TO_ITEM", "Link", "CatalogueItem", [("other", "j")]))  # fmt: skip
    serving(town, 1, "SV22")

    town.do(Role.RESIDENT, "withdrawConsent", "u5")

    assert town.node("Link", "x1")["state"] == "CANCELLED"
    assert town.node("Link", "other")["state"] == "IN_SERVICE"

"""Into monitoring, and who may report at all; leads by cause and direction."""

from datetime import date

import pytest

from graph_schema import flows
from graph_schema.vocabulary import Role
from tests.contract.parties import NOW, TODAY, stand
from tests.worlds import HERE

STREET, WORKER = Role.TOWN_STEWARD, Role.SOCIAL_WORKER


@pytest.mark.feature("F58")
def test_into_monitoring_is_one_action_with_a_start_a_reason_and_a_review(town):
    stand(town.store, flows.load("case"), "IN_SERVICE", 1)
    told = {"starts_on": TODAY, "review_on": date(2024, 7, 8)}

    silent = town.do(WORKER, "startMonitoring", "x1", **told)
    done = town.do(WORKER, "startMonitoring", "x1", **told, reason="支出骤增")

    home = town.node("Household", "h1")
    assert silent["violations"] == ["REASON_MISSING"]
    assert done["state"] == "IN_SERVICE"
    assert (home["monitored"], home["monitored_from"], home["review_on"]) == (
        True,
        TODAY,
        date(2024, 7, 8),
    )
    assert town.node("Case", "x1")["state_since"] < NOW


PARTIES = [
    Role.RESIDENT, Role.GUARDIAN, Role.VILLAGE_STEWARD, Role.TOWN_INTAKE, Role.TOWN_STEWARD,
    Role.SOCIAL_WORKER, Role.ORGANISATION, Role.VOLUNTEER, Role.DONOR, Role.DISTRICT_CASEWORKER,
    Role.DISTRICT_STEWARD, Role.DEPARTMENT, Role.PUBLISHER,
]  # fmt: skip


@pytest.mark.feature("F104")
def test_everybody_named_in_the_programme_can_report_a_lead(town):
    told = {"area_code": HERE, "notice_version": "2023-1", "direction": "BOTTOM_UP"}
    reported = [
        town.do(role, "createLead", **told, channel="NEIGHBOUR", description=f"情况 {role}")
        for role in PARTIES
    ]

    assert [one["state"] for one in reported] == ["NEW"] * len(PARTIES)


LEADS = "{ leads { id cause } leadCounts { direction channel count } }"


@pytest.mark.feature("F41")
@pytest.mark.feature("F52")
@pytest.mark.feature("F55")
def test_leads_are_listed_by_cause_and_counted_by_direction(town):
    told = {"area_code": HERE, "notice_version": "2023-1", "description": "自付费用高"}
    pushed = {"direction": "TOP_DOWN", "channel": "DATA_PUSH"}
    for cause in ("C06", "C01", "C06"):
        town.do(Role.DEPARTMENT, "createLead", **told, **pushed, cause=cause)
    seen = {"direction": "BOTTOM_UP", "channel": "VILLAGE_VISIT"}
    town.do(Role.VILLAGE_STEWARD, "createLead", **told, **seen)

    found = town.ask(STREET, LEADS)

    assert [lead["cause"] for lead in found["leads"]] == ["C01", "C06", "C06", None]
    assert found["leadCounts"] == [
        {"direction": "BOTTOM_UP", "channel": "VILLAGE_VISIT", "count": 1},
        {"direction": "TOP_DOWN", "channel": "DATA_PUSH", "count": 3},
    ]

"""What reports count, written beside the stewards' world: leads, cases, services, surveys.

h1 (orange, G05) has aid, a live link and a case found by a visit; h2 (yellow) is in hardship
without aid or link; h3 (blue) in the other town has aid only, and a lead by telephone that came
to nothing. A project serves h1 and h3. Two alerts of h1: one true and served two days later,
one false.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from graph_schema.store.session import Store
from tests.matching.stewards.staff import NOON, staffed
from tests.worlds import HERE, SYSTEM, THERE
from tests.writing import put

DAY = datetime(2023, 12, 1, 4, tzinfo=UTC)


def figures(store: Store) -> None:
    """Write the world."""
    staffed(store)
    nodes: dict[str, list[dict[str, Any]]] = {
        "Award": [
            {"id": f"a{h}", "policy": "E01", "from": date(2023, 1, 1)} for h in ("h1", "h3")
        ],
        "Lead": [
            _lead("visit", HERE, "BOTTOM_UP", "VILLAGE_VISIT", "CASE_OPENED"),
            _lead("push", HERE, "TOP_DOWN", "DATA_PUSH", "CONFIRMED"),
            _lead("call", THERE, "TOP_DOWN", "HOTLINE", "UNFOUNDED"),
        ],
        "Case": [{"id": "case", "case_no": "C1", "state": "IN_SERVICE", "opened_at": DAY}],
        "Cause": [{"id": code, "code": code} for code in ("C01", "C02")],
        "Project": [{"id": "jp", "project_no": "JP", "state": "RUNNING"}],
        "ServicePlan": [{"id": "plan", "signed_at": DAY}],
        "Goal": [
            {"id": "g1", "kind": "ABILITY", "before": 1, "after": 3, "state": "OPEN"},
            {"id": "g2", "kind": "INCLUSION", "before": 2, "after": 2, "state": "OPEN"},
        ],
        "ServiceRecord": [
            {"id": "r1", "method": "M1", "at": NOON, "cost": 5000, "service_type": "SV05"},
            {"id": "r2", "method": "M2", "at": NOON, "attendees": 8},
            {"id": "r3", "method": "M3", "at": NOON, "service_type": "SV13"},
        ],
        "Survey": [
            {"id": "s1", "scores": "[5, 4, 4]"},
            {"id": "s2", "scores": '{"kind": 3, "quick": 3, "useful": 3}'},
        ],
        "Ticket": [{"id": f"t{d}", "department": d, "state": "SENT"} for d in ("YB", "JY")],
        "Alert": [
            {
                "id": "w1",
                "code": "W12",
                "priority": "P1",
                "state": "RESOLVED",
                "raised_at": NOON - timedelta(hours=48),
                "verified_at": NOON - timedelta(hours=40),
            },
            {
                "id": "w2",
                "code": "W02",
                "priority": "P2",
                "state": "FALSE_ALARM",
                "raised_at": DAY,
                "verified_at": DAY,
            },
        ],
        "CatalogueItem": [{"id": "i", "service_types": ["SV16", "SV09"]}],
        "Link": [
            {"id": "served", "accepted_at": NOON, "first_contact_at": NOON, "proposed_at": DAY}
        ],
        "Verdict": [
            {"id": f"v{h}", "policy": "E01", "class": "ELIGIBLE", "by": "MACHINE"}
            for h in ("h1", "h2")
        ],
        "Notification": [{"id": "note", "of_id": "vh2", "state": "SENT", "at": NOON}],
    }
    ties = [
        ("RECEIVES", "Household", "Award", [("h1", "ah1"), ("h3", "ah3")]),
        ("ABOUT", "Lead", "Household", [("visit", "h1"), ("push", "h1"), ("call", "h3")]),
        ("BECAME", "Lead", "Case", [("visit", "case")]),
        ("OF", "Case", "Household", [("case", "h1")]),
        ("CAUSED_BY", "Household", "Cause", [("h1", "C01"), ("h1", "C02"), ("h2", "C01")]),
        ("SERVES", "Project", "Household", [("jp", "h1"), ("jp", "h3")]),
        ("HAS_PLAN", "Case", "ServicePlan", [("case", "plan")]),
        ("HAS_GOAL", "ServicePlan", "Goal", [("plan", "g1"), ("plan", "g2")]),
        ("RECORDS", "ServiceRecord", "Link", [("r1", "served")]),
        ("RECORDS", "ServiceRecord", "Task", [("r2", "t")]),
        ("RECORDS", "ServiceRecord", "Visit", [("r3", "planned")]),
        ("PART_OF_LINK", "Task", "Link", [("t", "served")]),
        ("CONCERNS", "Survey", "Household", [("s1", "h1")]),
        ("CONCERNS", "Survey", "Person", [("s2", "ph2")]),
        ("CONCERNS", "Ticket", "Household", [("tYB", "h1"), ("tJY", "h1")]),
        ("HAS_ALERT", "Household", "Alert", [("h1", "w1"), ("h1", "w2")]),
        ("TO_ITEM", "Link", "CatalogueItem", [("served", "i")]),
        ("HAS_VERDICT", "Household", "Verdict", [("h1", "vh1"), ("h2", "vh2")]),
    ]
    rows = [(*ends, [{"from": a, "to": b} for a, b in pairs]) for *ends, pairs in ties]
    put(store, SYSTEM, nodes.items(), rows)


def _lead(name: str, area: str, direction: str, channel: str, state: str) -> dict[str, Any]:
    told = {"direction": direction, "channel": channel, "state": state, "created_at": DAY}
    return {"id": name, "area_code": area, **told}

"""A small district with somebody of every role, in which any item stands in any state.

Each row of a process gets a household of its own: rows do not stand in each other's way.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from api.auth.sessions import Caller
from graph_schema.flows import Flow
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.worlds import HERE, SYSTEM
from tests.writing import put

DISTRICT, TOWN = "510115", "510115001"
NOW = datetime(2024, 1, 8, 4, tzinfo=UTC)  # a Monday, noon in China
TODAY = date(2024, 1, 8)
AREAS = {
    Role.VILLAGE_STEWARD: HERE,
    Role.TOWN_INTAKE: TOWN,
    Role.TOWN_REVIEWER: TOWN,
    Role.TOWN_STEWARD: TOWN,
    Role.SOCIAL_WORKER: TOWN,
}
STAFF = {
    role: f"a{role}" for role in Role if role not in {Role.SYSTEM, Role.RESIDENT, Role.GUARDIAN}
}
SECONDS = {
    "a2R06": Role.TOWN_STEWARD,
    "a2R10": Role.DISTRICT_CASEWORKER,
    "a2R07": Role.SOCIAL_WORKER,
}
PANEL = ("aR15", "a2R15", "a3R15")
WEEK = timedelta(days=7)


def caller(role: Role, number: int = 0) -> Caller:
    """Somebody of a role, in the household with a number where the role is of one."""
    actor = {Role.RESIDENT: f"p{number}", Role.GUARDIAN: "guardian"}.get(role) or STAFF[role]
    area = AREAS.get(role, DISTRICT)
    return Caller(account=f"acc{actor}", actor=actor, role=role, roles=(role,), areas=(area,))


def district(store: Store, homes: int) -> None:
    """Write the district with so many households, each with a person, consent, need, link."""
    areas = {DISTRICT: "DISTRICT", TOWN: "TOWN", HERE: "VILLAGE"}
    staff = {**{who: role for role, who in STAFF.items()}, **SECONDS}
    staff |= {"a2R15": Role.EVALUATOR, "a3R15": Role.EVALUATOR, "a2R08": Role.ORGANISATION}
    numbers = range(homes)
    nodes: dict[str, list[dict[str, Any]]] = {
        "District": [{"id": "d", "code": DISTRICT, "zone": "Asia/Shanghai", "today": TODAY}],
        "Area": [
            {"id": f"a{c}", "code": c, "name": f"区划{c}", "level": n} for c, n in areas.items()
        ],
        "Actor": [
            {
                "id": who, "staff_no": who, "roles": [str(role)], "status": "ACTIVE",
                "party": "VOL" if role is Role.VOLUNTEER else "GOV", "skills": ["care"],
                "department": "YB" if role is Role.DEPARTMENT else None, "reliability": 1.0,
            }
            for who, role in staff.items()
        ],
        "Organisation": [
            {"id": o, "credit_code": f"5{n}990115MJ0000000", "party": "ORG", "status": "ACTIVE"}
            for n, o in enumerate(("o", "o2"))
        ],
        "CatalogueItem": [
            {
                "id": "i", "code": "PC-001", "type": "PC", "title": "照料", "needs": ["N04"],
                "groups": [], "areas": [DISTRICT], "status": "ACTIVE", "used": 0, "skills": [],
            }
        ],
        "Project": [{"id": "jb", "project_no": "jb", "state": "RUNNING", "areas": [DISTRICT]}],
        "Dataset": [{"id": "ds", "code": "yb_medical", "owner": "YB"}],
        "ImportBatch": [{"id": "facts", "dataset": "yb_medical", "state": "SETTLED"}],
        "Household": [
            {"id": f"h{n}", "hh_no": f"H{n}", "size": 1, "groups": ["G05"], "level": "L3_MED"}
            for n in numbers
        ],
        "Person": [
            {
                "id": f"p{n}", "name": "王小明", "name_fold": "王小明", "id_no_hash": f"p{n}",
                "birth": date(1950, 1, 1), "sex": "1",
            }
            for n in numbers
        ] + [{"id": "guardian", "name": "李大", "name_fold": "李大", "id_no_hash": "g"}],
        "MedicalBill": [{"id": f"m{n}", "total": 100} for n in numbers],
        "Consent": [
            {"id": f"c{n}", "state": "GRANTED", "purposes": ["U1", "U3", "U4"],
             "from": date(2023, 1, 1)}
            for n in numbers
        ],
        "Need": [
            {"id": f"n{n}", "code": "N04", "severity": 2, "state": "OPEN", "episode": 1,
             "since": NOW - timedelta(days=200), "evidence": "DEPARTMENT"}
            for n in numbers
        ],
        "Visit": [{"id": f"v{n}", "state": "DONE", "done_at": NOW} for n in numbers],
    }  # fmt: skip
    pairs = [
        (
            "COVERS",
            "Actor",
            "Area",
            [(w, f"a{AREAS.get(r, DISTRICT)}") for w, r in staff.items()],
        ),
        ("COVERS", "Organisation", "Area", [("o", f"a{TOWN}"), ("o2", f"a{TOWN}")]),
        (
            "WORKS_FOR",
            "Actor",
            "Organisation",
            [("aR08", "o"), ("a2R07", "o"), ("a2R08", "o2")],
        ),
        ("OFFERS", "Organisation", "CatalogueItem", [("o", "i")]),
        ("RUNS", "Organisation", "Project", [("o", "jb")]),
        ("OF", "ImportBatch", "Dataset", [("facts", "ds")]),
        ("LIVES_IN", "Household", "Area", [(f"h{n}", f"a{HERE}") for n in numbers]),
        ("MEMBER_OF", "Person", "Household", [(f"p{n}", f"h{n}") for n in numbers]),
        ("GUARDIAN_OF", "Person", "Person", [("guardian", f"p{n}") for n in numbers]),
        ("HAS_FACT", "Person", "MedicalBill", [(f"p{n}", f"m{n}") for n in numbers]),
        ("FROM", "MedicalBill", "ImportBatch", [(f"m{n}", "facts") for n in numbers]),
        ("COVERS", "Consent", "Household", [(f"c{n}", f"h{n}") for n in numbers]),
        ("HAS_NEED", "Household", "Need", [(f"h{n}", f"n{n}") for n in numbers]),
        ("VISITS", "Visit", "Household", [(f"v{n}", f"h{n}") for n in numbers]),
    ]
    write(store, nodes, pairs)


def write(store: Store, nodes: dict[str, list[dict[str, Any]]], pairs: list[Any]) -> None:
    """Write nodes by label and ties as (type, from label, to label, pairs of ids)."""
    ties = [(*ends, [{"from": a, "to": b} for a, b in both]) for *ends, both in pairs]
    put(store, SYSTEM, nodes.items(), ties)


# What somebody of a collection was told at a door: enough to hand it in.
COLLECTED = json.dumps(
    {
        "members": [{"relation": "户主", "name": "赵六", "birth": "1950-01-01", "sex": "1"}],
        "home": [{"housing_type": "独居"}],
        "means": [{"income_month": "500"}],
        "cause": [{"causes": ["C01"], "first": "C01"}],
        "ask": [{"needs": ["N04"]}],
    }
)

# How an item of each process hangs in the district, by the number of its household.
TIES: dict[str, Any] = {
    "lead": lambda n: [
        ("ABOUT", "Lead", "Household", f"x{n}", f"h{n}"),
        ("DISPATCHED_TO", "Lead", "Organisation", f"x{n}", "o"),
    ],
    "case": lambda n: [("OF", "Case", "Household", f"x{n}", f"h{n}")],
    "need": lambda n: [("HAS_NEED", "Household", "Need", f"h{n}", f"x{n}")],
    "link": lambda n: [
        ("HAS_LINK", "Household", "Link", f"h{n}", f"x{n}"),
        ("FOR_NEED", "Link", "Need", f"x{n}", f"n{n}"),
        ("TO_ITEM", "Link", "CatalogueItem", f"x{n}", "i"),
        ("PROVIDED_BY", "Link", "Organisation", f"x{n}", "o"),
    ],
    "task": lambda n: [
        ("HAS_LINK", "Household", "Link", f"h{n}", f"l{n}"),
        ("PROVIDED_BY", "Link", "Organisation", f"l{n}", "o"),
        ("PART_OF_LINK", "Task", "Link", f"x{n}", f"l{n}"),
    ],
    "visit": lambda n: [("VISITS", "Visit", "Household", f"x{n}", f"h{n}")],
    "consent": lambda n: [("COVERS", "Consent", "Household", f"x{n}", f"h{n}")],
    "ticket": lambda n: [("CONCERNS", "Ticket", "Household", f"x{n}", f"h{n}")],
    "alert": lambda n: [("HAS_ALERT", "Household", "Alert", f"h{n}", f"x{n}")],
    "change_request": lambda n: [("CONCERNS", "ChangeRequest", "Household", f"x{n}", f"h{n}")],
    "data_request": lambda n: [
        ("CONCERNS", "DataRequest", "Household", f"x{n}", f"h{n}"),
        ("CONCERNS", "DataRequest", "Person", f"x{n}", f"p{n}"),
    ],
    "enrolment": lambda n: [
        ("FOR", "Enrolment", "Household", f"x{n}", f"h{n}"),
        ("IN_PROJECT", "Enrolment", "Project", f"x{n}", "jb"),
        ("TAKES_PART", "Actor", "Enrolment", "aR09", f"x{n}"),
    ],
    "goods": lambda n: [("HOLDS", "Organisation", "GoodsLot", "o", f"x{n}")],
    "feedback": lambda n: [],
    "impact_assessment": lambda n: [],
    "breach": lambda n: [],
    "joining": lambda n: [],
    "collection": lambda n: [],
    "application": lambda n: [("FOR", "Application", "Household", f"x{n}", f"h{n}")],
    "import": lambda n: [("OF", "ImportBatch", "Dataset", f"x{n}", "ds")],
    "project": lambda n: [
        ("PUBLISHES", "Actor", "Project", "aR14", f"x{n}"),
        ("RUNS", "Organisation", "Project", "o", f"x{n}"),
        *(("EVALUATED_BY", "Project", "Actor", f"x{n}", one) for one in PANEL),
    ],
    "bid": lambda n: [
        ("PUBLISHES", "Actor", "Project", "aR14", f"l{n}"),
        *(("EVALUATED_BY", "Project", "Actor", f"l{n}", one) for one in PANEL),
        ("HAS_BID", "Project", "Bid", f"l{n}", f"x{n}"),
        ("BY", "Bid", "Organisation", f"x{n}", "o"),
    ],
}
WINDOW = {"bid_opens": NOW - WEEK, "bid_closes": NOW + WEEK}
PROJECT = {
    "title": "微光", "groups": ["G05"], "needs": ["N04"], "areas": [DISTRICT], "quota": 3,
    "budget": 100, "indicators": "{}", "scoring_sheet": "{}",
    "starts_on": date(2023, 6, 1), "ends_on": date(2024, 2, 1), **WINDOW,
}  # fmt: skip
# What an item of each process is, whatever its state.
PROPS: dict[str, Any] = {
    "lead": {"area_code": HERE, "direction": "BOTTOM_UP", "notice_version": "1",
             "referrer": "aR03"},
    "case": {"next_worker": "aR07"},
    "need": {"code": "N05", "episode": 1, "evidence": "DEPARTMENT",
             "since": NOW - timedelta(days=200), "met_at": NOW},
    "link": {"units": 1, "parties": ["ORG"], "review_on": TODAY, "expected_on": TODAY,
             "reason_code": "UNSAFE"},
    "task": {"kind": "VOLUNTEER", "note": "陪伴", "skills": ["care"], "people_needed": 1,
             "starts_at": NOW, "ends_at": NOW + timedelta(hours=1)},
    "visit": {"due": TODAY, "not_home_count": 0},
    "consent": {"purposes": ["U3"], "to": TODAY},
    "ticket": {"department": "YB", "question": "?"},
    "alert": {"code": "W03", "priority": "P3"},
    "change_request": {"field": "Household.size", "new": "2"},
    "data_request": {"kind": "COPY", "asked_at": NOW},
    "application": {"policy": "E10", "notice_version": "1", "prepared_by": "aR10",
                    "notice_on": date(2023, 12, 1), "check_state": "CONFIRMED",
                    "survey_state": "DONE", "clock_start": NOW},
    "enrolment": {"template": "GROWTH_PLUS_ONE"},
    "goods": {"sku": "RICE-5KG", "unit": "袋", "quantity": 9.0, "expiry": TODAY,
              "district": DISTRICT},
    "collection": {"form": "basic", "area_code": HERE, "notice_version": "2024-1",
                   "method": "SIGNATURE", "purposes": ["U3"], "created_by": "aR03",
                   "answers": COLLECTED},
    "joining": {"area_code": HERE[:9], "notice_version": "2024-1", "name": "林小满",
                "phone": "13800000001",
                "secret_hash": "x", "skills": ["visiting"]},
    "feedback": {"text": "列表太长", "district": DISTRICT, "created_by": "aR03"},
    "impact_assessment": {"assessed": "SENSITIVE", "title": "四色", "district": DISTRICT,
                          "review_on": TODAY, "created_by": "aR10"},
    "breach": {"text": "名单外传", "district": DISTRICT},
    "import": {"dataset": "yb_medical", "applied_at": NOW, "district": DISTRICT},
    "project": PROJECT,
    "bid": {"amount": 90, "sealed_body": "{}", "score": 80.0,
            "scores": '{"aR15": 80, "a2R15": 80, "a3R15": 80}'},
}  # fmt: skip


def stand(store: Store, flow: Flow, state: str, number: int, **props: Any) -> str:
    """Let an item stand in a state, about the household of its number; returns its id."""
    return stand_all(store, flow, [(state, number, props)])[0]


def stand_all(
    store: Store, flow: Flow, wanted: list[tuple[str, int, dict[str, Any]]]
) -> list[str]:
    """Let many items stand, each in a state, with more properties."""
    items, more, ties = [], [], {}
    for state, n, props in wanted:
        known = {"id": f"x{n}", "state": state, "state_since": NOW - timedelta(days=40)}
        items.append(known | PROPS[flow.name] | props)
        if flow.name == "task":  # one a day: nobody is at two places at once
            begins = NOW + timedelta(days=n)
            items[-1] |= {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}
            more.append({"id": f"l{n}", "state": "ACCEPTED", "units": 1})
        if flow.name == "bid":
            more.append(
                {"id": f"l{n}", "project_no": f"l{n}", "state": PHASE[state], **PROJECT}
            )
        for kind, start, end, a, b in TIES[flow.name](n):
            ties.setdefault((kind, start, end), []).append((a, b))
    nodes = {flow.label: items}
    if more:
        nodes = {"Link" if flow.name == "task" else "Project": more} | nodes
    for row in items:
        if key := KEYS.get(flow.label):
            row[key] = row["id"]
    write(store, nodes, [(*kind, ends) for kind, ends in ties.items()])
    return [row["id"] for row in items]


KEYS = {
    "GoodsLot": "lot_no",
    "Case": "case_no",
    "Application": "application_no",
    "Project": "project_no",
}
# In which phase its project is while a bid is in a state.
PHASE = {
    "DRAFT": "BIDDING", "SUBMITTED": "BIDDING", "VALID": "EVALUATING", "SCORED": "AWARD_NOTICE",
    "WITHDRAWN": "BIDDING", "INVALID": "EVALUATING", "WON": "AWARDED", "LOST": "AWARDED",
}  # fmt: skip

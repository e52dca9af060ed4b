"""Tiny named worlds, written straight into a store: two villages, few households."""

from datetime import UTC, date, datetime

from graph_schema.access import Access
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.writing import put

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))
ZONE = "Asia/Shanghai"
TODAY = date(2023, 12, 31)
RECENT = datetime(2023, 12, 30, 4, tzinfo=UTC)
REASONS = '[{"code": "SCORE", "score": 700, "parts": {"fit": 300}}]'
HERE, THERE = "510115001001", "510115106001"


def two_villages(store: Store) -> None:
    """Two towns with a village each; h1 and h2 live here, h3 there; two recommendations here.

    Item i has one place left; consent: h1 and h3 agreed to matching, h2 did not.
    """
    areas = {"510115": "DISTRICT", "510115001": "TOWN", "510115106": "TOWN"}
    areas |= {HERE: "VILLAGE", THERE: "VILLAGE"}
    homes = {"h1": (HERE, "L4_HIGH"), "h2": (HERE, "L3_MED"), "h3": (THERE, "L2_LOW")}
    nodes = {
        "District": [
            {
                "id": "d",
                "code": "510115",
                "name": "温江区",
                "zone": "Asia/Shanghai",
                "today": TODAY,
            }
        ],
        "Area": [
            {"id": f"a{c}", "code": c, "name": f"区划{c}", "level": n} for c, n in areas.items()
        ],
        "Household": [
            {
                "id": h,
                "hh_no": h.upper(),
                "size": 1,
                "level": level,
                "groups": ["G05"],
                "monitored": True,
                "monitored_from": date(2023, 1, 1),
            }
            for h, (_, level) in homes.items()
        ],
        "Person": [
            {
                "id": f"p{h}",
                "name": "王小明",
                "name_fold": "王小明",
                "id_no_hash": h,
                "id_no": "990115195001010019",
                "birth": date(1950, 1, 1),
                "sex": "1",
            }
            for h in homes
        ],
        "Need": [
            {
                "id": f"n{h}",
                "code": "N04",
                "severity": 2,
                "state": "OPEN",
                "since": RECENT,
                "episode": 1,
            }
            for h in homes
        ],
        "Organisation": [
            {
                "id": "o",
                "credit_code": "52990115MJ0000000N",
                "name": "示范服务中心",
                "party": "ORG",
                "status": "ACTIVE",
            }
        ],
        "CatalogueItem": [
            {
                "id": "i",
                "code": "PC-001",
                "type": "PC",
                "title": "居家生活照料",
                "needs": ["N04"],
                "groups": [],
                "areas": ["510115"],
                "capacity": 1,
                "used": 0,
                "status": "ACTIVE",
                "needs_volunteer": False,
                "skills": [],
                "verified_at": RECENT,
            }
        ],
        "Consent": [
            {
                "id": f"c{h}",
                "state": "GRANTED",
                "purposes": ["U1", "U2", "U3", "U4"],
                "from": date(2023, 1, 1),
            }
            for h in ("h1", "h3")
        ],
        "Link": [
            {
                "id": f"l{h}",
                "kind": "NEED",
                "state": "RECOMMENDED",
                "score": 700,
                "units": 1,
                "parties": ["ORG"],
                "reasons": REASONS,
            }
            for h in homes
        ],
        "Actor": [
            {
                "id": "v",
                "staff_no": "V1",
                "name": "李丽",
                "party": "VOL",
                "roles": ["R09"],
                "skills": ["care"],
                "status": "ACTIVE",
            }
        ],
        "Task": [
            {
                "id": "t",
                "kind": "VOLUNTEER",
                "state": "OPEN",
                "note": "陪伴",
                "skills": ["care"],
                "people_needed": 1,
                "starts_at": RECENT,
                "ends_at": RECENT,
                "meeting_place": "社区",
            }
        ],
    }
    ties = [
        (
            "LIVES_IN",
            "Household",
            "Area",
            [{"from": h, "to": f"a{v}"} for h, (v, _) in homes.items()],
        ),
        (
            "MEMBER_OF",
            "Person",
            "Household",
            [{"from": f"p{h}", "to": h, "relation": "户主", "head": True} for h in homes],
        ),
        ("HAS_NEED", "Household", "Need", [{"from": h, "to": f"n{h}"} for h in homes]),
        ("HAS_LINK", "Household", "Link", [{"from": h, "to": f"l{h}"} for h in homes]),
        ("FOR_NEED", "Link", "Need", [{"from": f"l{h}", "to": f"n{h}"} for h in homes]),
        ("TO_ITEM", "Link", "CatalogueItem", [{"from": f"l{h}", "to": "i"} for h in homes]),
        ("PROVIDED_BY", "Link", "Organisation", [{"from": f"l{h}", "to": "o"} for h in homes]),
        ("OFFERS", "Organisation", "CatalogueItem", [{"from": "o", "to": "i"}]),
        ("COVERS", "Consent", "Household", [{"from": f"c{h}", "to": h} for h in ("h1", "h3")]),
        ("COVERS", "Actor", "Area", [{"from": "v", "to": "a510115001"}]),
    ]
    put(store, SYSTEM, nodes.items(), ties)


def everything(store: Store) -> None:
    """Add to the two villages one of each of what else there is; h1 has it, h3 an award.

    The task is under h1's link; of two awards of h1's house one is its person's.
    """
    nodes = {
        "Alert": [
            {"id": "w1", "code": "W01", "priority": "P1", "state": "RAISED",
             "raised_at": RECENT}
        ],
        "RiskEvaluation": [
            {
                "id": "e1",
                "level": "L4_HIGH",
                "computed_level": "L4_HIGH",
                "score": 6200,
                "rows": '[{"fact": "f", "label": "MedicalBill", "points": 9, "rule": "RB01"}]',
                "floors": "[]",
                "at": RECENT,
            }
        ],
        "Award": [
            {"id": id, "policy": policy, "amount_month": 60000, "from": date(2023, 1, 1)}
            for id, policy in (("aw1", "E01"), ("aw2", "E10"), ("aw3", "E01"))
        ],
        "Project": [
            {"id": "j", "project_no": "J1", "title": "照料", "state": "DRAFT", "needs": ["N04"]}
        ],
        "Milestone": [{"id": "ms", "title": "开始", "status": "scheduled"}],
        "ImportBatch": [
            {"id": "b", "file_name": "a.csv", "dataset": "mz_ledger", "state": "APPLIED"}
        ],
        "ImportIssue": [{"id": "x", "line": 3, "code": "X10", "kind": "CELL", "state": "OPEN"}],
        "IdentityPair": [
            {"id": "pair", "left": "ph2", "right": "ph1", "score": 0.9, "reasons": '["NAME"]',
             "state": "OPEN"}
        ],
        "MatchPlan": [
            {"id": "m", "district": "510115", "state": "IN_FORCE", "run_at": RECENT, "seed": 1}
        ],
    }  # fmt: skip
    ties = [
        ("HAS_ALERT", "Household", "Alert", [{"from": "h1", "to": "w1"}]),
        ("HAS_EVALUATION", "Household", "RiskEvaluation", [{"from": "h1", "to": "e1"}]),
        (
            "RECEIVES",
            "Household",
            "Award",
            [{"from": "h1", "to": "aw1"}, {"from": "h3", "to": "aw3"}],
        ),
        ("RECEIVES", "Person", "Award", [{"from": "ph1", "to": "aw2"}]),
        ("HAS_MILESTONE", "Project", "Milestone", [{"from": "j", "to": "ms"}]),
        ("RUNS", "Organisation", "Project", [{"from": "o", "to": "j"}]),
        ("HAS_ISSUE", "ImportBatch", "ImportIssue", [{"from": "b", "to": "x"}]),
        ("RECOMMENDS", "MatchPlan", "Link", [{"from": "m", "to": "lh1"}]),
        ("PART_OF_LINK", "Task", "Link", [{"from": "t", "to": "lh1"}]),
        ("STEWARDED_BY", "Household", "Actor", [{"from": "h1", "to": "v", "tier": "T3"}]),
        ("WORKS_FOR", "Actor", "Organisation", [{"from": "v", "to": "o"}]),
        (
            "PART_OF",
            "Area",
            "Area",
            [
                {"from": "a510115001", "to": "a510115"},
                {"from": f"a{HERE}", "to": "a510115001"},
                {"from": "a510115106", "to": "a510115"},
                {"from": f"a{THERE}", "to": "a510115106"},
            ],
        ),
    ]
    put(store, SYSTEM, nodes.items(), ties)

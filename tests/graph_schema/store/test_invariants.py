"""What must hold in a district: a sound graph keeps it, each breach is found by its name."""

import json
from datetime import UTC, date, datetime

from graph_schema.store.invariants import FILES, INVARIANTS, PARTS, STATES, breaches
from graph_schema.store.session import Store
from tests.worlds import SYSTEM
from tests.writing import put

TODAY = date(2024, 1, 8)
THEN = datetime(2024, 1, 2, 4, tzinfo=UTC)
HOME = [{"id": "h", "hh_no": "H1", "level": "L3_MED"}, {"id": "h2", "hh_no": "H2"}]
SOUND = {
    "Household": HOME,
    "Area": [{"id": "a", "code": "510115001001"}, {"id": "a2", "code": "510115001002"}],
    "Person": [{"id": "p"}, {"id": "p2"}],
    "Actor": [{"id": "s", "staff_no": "S1"}, {"id": "s2", "staff_no": "S2"}],
    "RiskEvaluation": [{"id": "e", "level": "L3_MED", "at": THEN}],
    "Alert": [{"id": "w", "code": "W03", "state": "RAISED"}],
    "Need": [{"id": "n", "code": "N04", "state": "OPEN"}],
    "CatalogueItem": [{"id": "i", "code": "PC-1", "capacity": 2, "used": 1}],
    "Organisation": [{"id": "o", "credit_code": "52990115MJ0000000N", "party": "ORG"}],
    "Consent": [{"id": "c", "state": "GRANTED", "purposes": ["U3"], "to": date(2024, 1, 8)}],
    "Link": [{"id": "l", "state": "IN_SERVICE", "units": 1}],
    "Project": [{"id": "j", "project_no": "P1", "state": "RUNNING"}],
}
TIES = [
    ("LIVES_IN", "Household", "Area", "h", "a", {}),
    ("MEMBER_OF", "Person", "Household", "p", "h", {"head": True}),
    ("STEWARDED_BY", "Household", "Actor", "h", "s", {"tier": "T3"}),
    ("HAS_EVALUATION", "Household", "RiskEvaluation", "h", "e", {}),
    ("HAS_ALERT", "Household", "Alert", "h", "w", {}),
    ("HAS_NEED", "Household", "Need", "h", "n", {}),
    ("HAS_LINK", "Household", "Link", "h", "l", {}),
    ("FOR_NEED", "Link", "Need", "l", "n", {}),
    ("TO_ITEM", "Link", "CatalogueItem", "l", "i", {}),
    ("PROVIDED_BY", "Link", "Organisation", "l", "o", {}),
    ("COVERS", "Consent", "Household", "c", "h", {}),
    ("SERVES", "Project", "Household", "j", "h", {}),
    ("VIA", "Link", "Project", "l", "j", {}),
]  # fmt: skip
# What breaks each: nodes and ties that are added to the sound graph, or written over it.
BROKEN = {
    "one_evaluation": (
        {"RiskEvaluation": [{"id": "e2", "level": "L3_MED", "at": THEN}]},
        [("HAS_EVALUATION", "Household", "RiskEvaluation", "h", "e2", {})],
    ),
    "one_colour": ({"Household": [{"id": "h", "level": "L1_NORM"}]}, []),
    "one_steward": ({}, [("STEWARDED_BY", "Household", "Actor", "h", "s2", {"tier": "T3"})]),
    "one_home": ({}, [("LIVES_IN", "Household", "Area", "h", "a2", {})]),
    "one_membership": (
        {"Person": [{"id": "p3"}], "Household": [{"id": "h3", "hh_no": "H3"}]},
        [
            ("MEMBER_OF", "Person", "Household", "p3", home, {"from": since, "to": until})
            for home, since, until in (
                ("h2", date(2023, 1, 1), date(2023, 6, 2)),
                ("h3", date(2023, 6, 1), date(2023, 9, 1)),
            )
        ],
    ),
    "left_household": ({}, []),  # h3: who was there has left
    "ended_household": ({"Household": [{"id": "h", "valid_to": date(2024, 1, 7)}]}, []),
    "ended_household_open": ({}, []),  # h: its need is open, and its link serves
    "one_household": ({}, [("MEMBER_OF", "Person", "Household", "p", "h2", {})]),
    "one_head": ({}, [("MEMBER_OF", "Person", "Household", "p2", "h", {"head": True})]),
    "one_alert": (
        {"Alert": [{"id": "w2", "code": "W03", "state": "ACKED"}]},
        [("HAS_ALERT", "Household", "Alert", "h", "w2", {})],
    ),
    "one_need": (
        {"Need": [{"id": "n2", "code": "N04", "state": "PARTLY_MET"}]},
        [("HAS_NEED", "Household", "Need", "h", "n2", {})],
    ),
    "one_case": (
        {"Case": [{"id": k, "case_no": k, "state": "OPEN"} for k in ("k", "k2")]},
        [("OF", "Case", "Household", k, "h", {}) for k in ("k", "k2")],
    ),
    "places_within": ({"CatalogueItem": [{"id": "i", "capacity": 0}]}, []),
    "places_taken": ({"CatalogueItem": [{"id": "i", "used": 2}]}, []),
    "consent_behind": ({"Consent": [{"id": "c", "to": date(2024, 1, 7)}]}, []),
    "ended_consent": (
        {"Consent": [{"id": "c2", "state": "WITHDRAWN", "to": date(2024, 1, 9)}]},
        [],
    ),
    "ended_project": ({"Project": [{"id": "j", "state": "TERMINATED"}]}, []),
    "ended_project_links": ({"Project": [{"id": "j", "state": "TERMINATED"}]}, []),
    "need_of_link": (
        {"Need": [{"id": "n3", "code": "N05", "state": "OPEN"}]},
        [
            ("HAS_NEED", "Household", "Need", "h2", "n3", {}),
            ("FOR_NEED", "Link", "Need", "l", "n3", {}),
        ],
    ),
    "state_of_steps": (
        {"Step": [{"id": "st", "of_id": "l", "old": "IN_SERVICE", "new": "COMPLETED"}]},
        [("HAS_STEP", "Link", "Step", "l", "st", {})],
    ),
    "counts_of_files": (
        {
            "ImportBatch": [
                {
                    "id": "b", "state": "APPLIED",
                    "counts": json.dumps(dict.fromkeys(PARTS, 1) | {"rows": 5}),
                }
            ]
        },
        [],
    ),
}  # fmt: skip


def write(store: Store, nodes: dict, ties: list) -> None:
    edges = [
        (kind, start, end, [{"from": a, "to": b, "props": props}])
        for kind, start, end, a, b, props in ties
    ]
    put(store, SYSTEM, nodes.items(), edges)


def found(store: Store) -> set[str]:
    with store.read(SYSTEM) as session:
        return {one.invariant.name for one in breaches(session, {None: TODAY})}


def test_a_sound_district_keeps_everything_and_each_breach_is_found(store: Store):
    write(store, SOUND, TIES)
    sound = found(store)

    missed = {}
    for name, (nodes, ties) in BROKEN.items():
        write(store, nodes, ties)
        if name not in found(store):
            missed[name] = "not found"

    assert sound == set()
    assert missed == {}


def test_every_invariant_is_broken_here_once():
    named = {one.name for one in (*INVARIANTS, STATES, FILES)}

    assert named - BROKEN.keys() == {"counts_of_lanes"}  # lanes: test_lanes breaks them


def test_a_lane_that_lost_an_entry_is_found(embedded_store: Store):
    write(embedded_store, SOUND, TIES)
    text = "MATCH (e:AuditEvent) WITH e LIMIT 1 DETACH DELETE e"
    with embedded_store.connection.open(read=False) as session:
        session.execute_write(lambda tx: tx.run(text).consume())

    assert found(embedded_store) == {"counts_of_lanes"}


def test_a_breach_says_what_does_not_hold_and_names_ids_only(store: Store):
    write(store, SOUND, TIES)
    write(store, *BROKEN["one_steward"])

    with store.read(SYSTEM) as session:
        (told,) = map(str, breaches(session, {None: TODAY}))

    assert told == "a household has one active steward a tier; not so 1 times: h"

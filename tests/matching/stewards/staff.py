"""Stewards for the two villages of tests.worlds: who is in charge, stands by, leaves.

T3 `near` has h1 (orange) and h2 (yellow) in the one village, `far` h3 (blue) in the other
town; `spare` covers the first town and has nobody. T2 `town` has h1 and h2, T1 `top` all three.
Social worker `sw` alone serves h1, by a live link with consent.
"""

from datetime import UTC, date, datetime
from typing import Any

from graph_schema.store.session import Store
from tests.worlds import HERE, SYSTEM, THERE, two_villages
from tests.writing import put

NOON = datetime(2023, 12, 30, 4, tzinfo=UTC)
PLACES = {"h1": (103.836, 30.697), "h2": (103.846, 30.697), "h3": (103.745, 30.790)}
STAFF = {
    "near": ("T3", HERE, 103.830, 30.697),
    "spare": ("T3", HERE[:9], 103.830, 30.697),
    "far": ("T3", THERE, 103.740, 30.790),
    "town": ("T2", HERE[:9], 103.836, 30.697),
    "top": ("T1", "510115", 103.836, 30.697),
}
CHARGE = {
    "near": ("h1", "h2"),
    "far": ("h3",),
    "town": ("h1", "h2"),
    "top": ("h1", "h2", "h3"),
}


def staffed(store: Store, *, leave: tuple[date, date] | None = None) -> None:
    """Write the world; leave: the first and last day on which `near` is away."""
    two_villages(store)
    dates = {"leave_from": leave[0], "leave_to": leave[1]} if leave else {}
    nodes: dict[str, list[dict[str, Any]]] = {
        "Household": [{"id": h, "lon": lon, "lat": lat} for h, (lon, lat) in PLACES.items()],
        "Actor": [
            {
                "id": s,
                "staff_no": s.upper(),
                "name": "王丽",
                "party": "COM",
                "tier": tier,
                "status": "ACTIVE",
                "lon": lon,
                "lat": lat,
                **(dates if s == "near" else {}),
            }
            for s, (tier, _, lon, lat) in STAFF.items()
        ]
        + [{"id": "sw", "staff_no": "SW", "name": "李静", "party": "SW", "status": "ACTIVE"}],
        "Link": [
            {
                "id": "served",
                "kind": "NEED",
                "state": "IN_SERVICE",
                "parties": ["SW"],
                "last_contact_at": NOON,
            }
        ],
        "Visit": [{"id": "planned", "state": "ASSIGNED", "due": date(2023, 12, 20)}],
    }
    ties = [
        (
            "STEWARDED_BY",
            "Household",
            "Actor",
            [
                {"from": h, "to": s, "props": {"tier": STAFF[s][0], "from": date(2023, 1, 1)}}
                for s, homes in CHARGE.items()
                for h in homes
            ],
        ),
        (
            "COVERS",
            "Actor",
            "Area",
            [
                {"from": s, "to": f"a{area}", "props": {"tier": tier}}
                for s, (tier, area, *_) in STAFF.items()
            ]
            + [{"from": "sw", "to": "a510115"}],
        ),
        ("HAS_LINK", "Household", "Link", [{"from": "h1", "to": "served"}]),
        ("FOR_NEED", "Link", "Need", [{"from": "served", "to": "nh1"}]),
        ("PROVIDED_BY", "Link", "Actor", [{"from": "served", "to": "sw"}]),
        ("VISITS", "Visit", "Household", [{"from": "planned", "to": "h2"}]),
        ("BY", "Visit", "Actor", [{"from": "planned", "to": "near"}]),
    ]
    put(store, SYSTEM, nodes.items(), ties)

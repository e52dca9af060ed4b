"""Snapshots made from plain rows: name the columns a test is about, the rest is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from graph_schema.access import Access
from graph_schema.vocabulary import Purpose
from matching.snapshot import District, Snapshot
from matching.tables import TABLES, frame

AS_OF = date(2023, 12, 31)
VILLAGE = "510115001001"

_DEFAULTS: dict[str, dict[str, Any]] = {
    "households": {
        "village": VILLAGE,
        "size": 1,
        "monitored": True,
        "monitored_from": date(2023, 1, 1),
        "has_living_member": True,
    },
    "needs": {"severity": 1, "state": "OPEN", "episode": 1},
    "alerts": {"state": "RAISED"},
    "links": {
        "kind": "NEED",
        "state": "IN_SERVICE",
        "units": 1,
        "provider_label": "Organisation",
    },
    "items": {"status": "ACTIVE"},
    "actors": {"status": "ACTIVE"},
    "organisations": {"status": "ACTIVE"},
    "visits": {"state": "DONE", "mode": "HOME"},
    "consents": {
        "state": "GRANTED",
        "purposes": ("U1", "U2", "U3", "U4"),
        "from_": date(2023, 1, 1),
    },
    "stewards": {"from_": date(2023, 1, 1)},
}


def build(
    as_of: date = AS_OF,
    *,
    areas: tuple[str, ...] = ("510115",),
    **tables: Iterable[Mapping[str, Any]],
) -> Snapshot:
    """A snapshot from rows per table: `build(households=[{"id": "h1"}], needs=[…])`.

    Columns that are left out take a plain default (above) or are missing. An unknown table or
    column raises.
    """
    unknown = set(tables) - set(TABLES)
    if unknown:
        raise ValueError(f"no table {', '.join(sorted(unknown))}")
    frames = {
        name: frame(name, [_DEFAULTS.get(name, {}) | dict(row) for row in tables.get(name, ())])
        for name in TABLES
    }
    households = frames["households"]
    households["town"] = households["town"].fillna(households["village"].str[:9])
    return Snapshot(
        access=Access.system(Purpose.MONITORING, areas),
        as_of=as_of,
        district=District(code="510115", zone="Asia/Shanghai", name="温江区"),
        **frames,
    )

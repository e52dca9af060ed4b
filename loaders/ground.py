"""What stands before the first file: district, areas, causes, dated parameters, datasets."""

import json
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import CauseCode
from loaders.source import names, source
from loaders.world.places import towns, villages

SYSTEM = "NBS-2022-10-31"


def load_ground(store: Store, access: Access, told: dict[str, Any]) -> dict[str, int]:
    """Bring in or update the district of district.json. Returns how many nodes are new."""
    code, today = told["code"], date.fromisoformat(told["today"])
    with store.read(access) as session:
        held = {label: _held(session, label, key) for label, key in KEYS.items()}
    rows: dict[str, list[dict[str, Any]]] = {
        "District": [
            {"code": code, "name": told["name"], "zone": told["zone"], "today": today,
             "label_high": "橙", "colour_high": "#E8590C", "demo": bool(told.get("demo"))}
        ],
        "Area": list(_areas(code, told["name"])),
        "Cause": [{"code": str(c)} for c in CauseCode],
        "Param": list(_params()),
        "Dataset": list(_datasets()),
    }  # fmt: skip
    made = {}
    with store.write(access, Action.FILE_LOADED) as session:
        for label, nodes in rows.items():
            for node in nodes:
                key = tuple(str(node[k]) for k in KEYS[label])
                node["id"] = held[label].setdefault(key, new_id())
            made[label] = bulk.upsert_nodes(session, label, nodes)[0]
        ids = {row["code"]: row["id"] for row in rows["Area"]}
        parents = [
            {"from": i, "to": ids[up]} for c, i in ids.items() if (up := _parent(c)) in ids
        ]
        bulk.upsert_relationships(session, "PART_OF", "Area", "Area", parents)
    return made


KEYS = {
    "District": ("code",),
    "Area": ("code",),
    "Cause": ("code",),
    "Param": ("code", "valid_from"),
    "Dataset": ("code",),
}


def _held(session: Any, label: str, key: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    rows = bulk.scan(session, label, ["id", *key])
    return {tuple(str(row[k]) for k in key): row["id"] for row in rows}


def _parent(code: str) -> str:
    return {12: code[:9], 9: code[:6], 6: code[:4]}.get(len(code), "")


def _areas(code: str, name: str) -> Iterable[dict[str, Any]]:
    common = {"code_system": SYSTEM, "source": SYSTEM}
    yield {"code": code[:4], "name": "成都市", "level": "CITY"} | common
    yield {"code": code, "name": name, "level": "DISTRICT"} | common
    for town, title in towns(code).items():
        inside = [v for v in villages(code) if v.town == town]
        yield {
            "code": town, "name": title, "level": "TOWN",
            "lon": round(sum(v.lon for v in inside) / len(inside), 6),
            "lat": round(sum(v.lat for v in inside) / len(inside), 6),
        } | common  # fmt: skip
    for village in villages(code):
        yield {
            "code": village.code, "name": village.name, "level": "VILLAGE",
            "lon": village.lon, "lat": village.lat,
        } | common  # fmt: skip


def _params() -> Iterable[dict[str, Any]]:
    text = files("loaders").joinpath("parameters.yml").read_text(encoding="utf-8")
    for row in yaml.safe_load(text):
        yield {
            "code": row["code"], "value": json.dumps(row["value"]), "unit": row["unit"],
            "valid_from": row["from"], "valid_to": row["to"], "basis": row["basis"],
            "verified_by": row["verified_by"] or None,
        }  # fmt: skip


def _datasets() -> Iterable[dict[str, Any]]:
    """Give what may be handed in: the sharing catalogue's own part of each source."""
    for name in names():
        told = source(name)
        yield {
            "code": name, "owner": told.department, "purpose": str(told.sharing.purpose),
            "fields": sorted({column.field for column in told.columns.values()}),
            "frequency": told.sharing.frequency, "sharing": told.sharing.attribute,
        }  # fmt: skip

"""What stands before the first file: district, areas, causes, dated parameters, datasets."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import SourceError
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import CauseCode
from loaders.district import VILLAGE, District, read_district, sample
from loaders.source import names, source

KEYS = {
    "District": ("code",),
    "Area": ("code",),
    "Cause": ("code",),
    "Param": ("code", "valid_from"),
    "Dataset": ("code",),
}


def load_ground(store: Store, access: Access, told: Mapping[str, Any]) -> dict[str, int]:
    """Bring in what a district.json of the synthetic district stands on.

    Returns how many nodes are new. Raises SourceError for a district that is neither the sample
    nor in the store already.
    """
    own = read_district(sample())
    if told["code"] != own.code:
        if not _is_there(store, access, told["code"]):
            raise SourceError(
                file="district.json", why=f"district {told['code']} is not in the store",
                do="wulian load district FOLDER",
            )  # fmt: skip
        return {}
    day = date.fromisoformat(told["today"]) if told.get("today") else None
    named = replace(own, name=told["name"], zone=told["zone"], today=day)
    return bring_in(store, access, replace(named, demo=bool(told.get("demo"))))


def bring_in(
    store: Store, access: Access, district: District, told: Iterable[tuple[str, date, str]] = ()
) -> dict[str, int]:
    """Bring in or update a district; returns how many nodes are new. Again changes nothing.

    access: the program's own, for this district. told: more parameters, each its code, since
    when, and its value as JSON. Of a parameter that is not written any more
    the store keeps the value: results of the past rest on it.
    """
    with store.read(access) as session:
        held = {label: _held(session, label, key) for label, key in KEYS.items()}
    rows: dict[str, list[dict[str, Any]]] = {
        "District": [_district(district)],
        "Area": list(_areas(district)),
        "Cause": [{"code": str(c)} for c in CauseCode],
        "Param": [*_params(district), *_more(told)],
        "Dataset": list(_datasets()),
    }
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


def _is_there(store: Store, access: Access, code: str) -> bool:
    with store.read(access) as session:
        return any(row["code"] == code for row in session.run("snapshot_districts"))


def _held(session: Any, label: str, key: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    rows = bulk.scan_own(session, label, ["id", *key])
    return {tuple(str(row[k]) for k in key): row["id"] for row in rows}


def _parent(code: str) -> str:
    return {12: code[:9], 9: code[:6], 6: code[:4]}.get(len(code), "")


def _district(told: District) -> dict[str, Any]:
    former = [{"name": old, "now": one["now"], "since": one["since"].isoformat()}
              for old, one in told.former.items()]  # fmt: skip
    return {
        "code": told.code, "name": told.name, "zone": told.zone, "today": told.today,
        "demo": told.demo, "label_high": told.label_high, "colour_high": told.colour_high,
        "confirm_at_town": told.confirm_at_town, "outline": told.outline, "towns": told.towns,
        "former_towns": json.dumps(former, ensure_ascii=False) if former else None,
    }  # fmt: skip


def _areas(told: District) -> Iterable[dict[str, Any]]:
    common = {"code_system": told.code_system, "source": told.code_system}
    yield {"code": told.code[:4], "name": told.city, "level": "CITY"} | common
    yield {"code": told.code, "name": told.name, "level": "DISTRICT"} | common | _middle(told)
    for place in told.places:
        level = "VILLAGE" if len(place.code) == VILLAGE else "TOWN"
        yield {
            "code": place.code, "name": place.name, "level": level, "lon": place.lon,
            "lat": place.lat,
        } | common  # fmt: skip


def _middle(told: District) -> dict[str, float]:
    """Give the middle of the villages whose place is known: distances are measured there."""
    known = [
        (place.lon, place.lat)
        for place in told.places
        if len(place.code) == VILLAGE and place.lon is not None and place.lat is not None
    ]
    if not known:
        return {}
    lon, lat = (round(sum(degrees) / len(known), 6) for degrees in zip(*known, strict=True))
    return {"lon": lon, "lat": lat}


def _params(told: District) -> Iterable[dict[str, Any]]:
    for row in told.parameters:
        yield {
            "code": row["code"], "value": json.dumps(row["value"]), "unit": row["unit"],
            "valid_from": row["from"], "valid_to": row["to"], "basis": row["basis"],
            "verified_by": row["verified_by"] or None,
        }  # fmt: skip


def _more(told: Iterable[tuple[str, date, str]]) -> Iterable[dict[str, Any]]:
    for code, since, value in told:
        yield {"code": code, "value": value, "unit": "document", "valid_from": since}


def _datasets() -> Iterable[dict[str, Any]]:
    """Give what may be handed in: the sharing catalogue's own part of each source."""
    for name in names():
        told = source(name)
        yield {
            "code": name, "owner": told.department, "purpose": str(told.sharing.purpose),
            "fields": sorted({column.field for column in told.columns.values()}),
            "frequency": told.sharing.frequency, "sharing": told.sharing.attribute,
        }  # fmt: skip

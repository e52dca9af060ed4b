"""`/view/network`: the coverage network of an area with places, ready to be painted."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import anyio.to_thread
import orjson
from starlette.requests import Request
from starlette.responses import Response

from visual.door import Door, Refused
from visual.network.detail import Drawing, draw_closed, draw_district, draw_town, draw_village
from visual.network.numbers import AreaNumbers, HelperNumbers, HomeNumbers, Served
from visual.views.answers import answer, refusal

NETWORK = """
query Network($area: String!, $asOf: Date) {
  coverageNetwork(area: $area, asOf: $asOf) { area document }
  areas { code name level }
}
"""

AREA_CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DETAIL = {6: "DISTRICT", 9: "TOWN", 12: "VILLAGE"}

Rows = Sequence[Mapping[str, Any]]


async def show(request: Request) -> Response:
    """Answer the network of `area` as of `asOf` as its level of detail draws it."""
    area, as_of = request.query_params.get("area", ""), request.query_params.get("asOf")
    if not AREA_CODE.fullmatch(area) or (as_of and not DAY.fullmatch(as_of)):
        return answer({"code": "NOT_FOUND"}, 404)
    door: Door = request.app.state.door
    try:
        told = await door.ask(request, NETWORK, {"area": area, "asOf": as_of})
    except Refused as refused:
        return refusal(refused)
    names = {str(row["code"]): str(row["name"]) for row in told["areas"]}
    if area not in names:
        return answer({"code": "NOT_FOUND"}, 404)
    document = orjson.loads(told["coverageNetwork"]["document"])
    drawn = await anyio.to_thread.run_sync(_Picture(area, names, document).to_json)
    return answer(drawn)


class _Picture:
    """One area's numbers, drawn and said in JSON."""

    def __init__(
        self, area: str, names: Mapping[str, str], document: Mapping[str, Any]
    ) -> None:
        self._area, self._names, self._document = area, names, document
        self._gaps = _by_place(document["gaps"], "gap")
        self._missing = _by_place(document["missing"], "party")
        self._areas = {row["code"]: self._numbers(row) for row in document["areas"]}
        self._homes = {row["id"]: self._home(row) for row in document["homes"]}
        self._helpers = {row["id"]: _helper(row) for row in document["helpers"]}
        self._served = [
            Served(
                place=row["from"],
                helper=row["to"],
                party=row["party"],
                state=row["state"],
                count=row["count"],
            )
            for row in document["edges"]
        ]

    def to_json(self) -> dict[str, Any]:
        drawing, counts = self._drawn(), _summed(self._gaps)
        path = [self._area[:digits] for digits in DETAIL if digits <= len(self._area)]
        return {
            "area": self._named(self._area),
            "path": [self._named(code) for code in path if code in self._names],
            "detail": DETAIL[len(self._area)],
            "asOf": self._document["as_of"],
            "reach": round(drawing.reach, 1),
            "text": round(drawing.text, 2),
            "places": [
                self._place(code, drawing) for code in drawing.places if code in self._areas
            ],
            "homes": [self._shown(one, drawing) for one in self._homes],
            "helpers": [
                {**asdict(self._helpers[one]), "x": round(x, 1), "y": round(y, 1)}
                for one, (x, y) in drawing.helpers.items()
            ],
            "edges": [
                {
                    "from": e.place,
                    "to": e.helper,
                    "party": e.party,
                    "state": e.state,
                    "count": e.count,
                }
                for e in drawing.edges
            ],
            "ghosts": [
                {
                    "from": ghost.place,
                    "gap": ghost.gap,
                    "party": ghost.party,
                    "count": ghost.count,
                    "x": round(ghost.x, 1),
                    "y": round(ghost.y, 1),
                }
                for ghost in drawing.ghosts
            ],
            "gaps": dict(counts),
            "unmet": counts.total(),
            "missing": dict(_summed(self._missing)),
        }

    def _drawn(self) -> Drawing:
        helpers = list(self._helpers.values())
        if len(self._area) == 12 and self._homes:
            return draw_village(list(self._homes.values()), helpers, self._served)
        inside = [a for a in self._areas.values() if a.code != self._area or len(a.code) == 12]
        villages = [a for a in inside if len(a.code) == 12]
        if len(self._area) == 6:
            towns = [a for a in inside if len(a.code) == 9]
            return draw_district(towns, villages, helpers, self._served)
        if len(self._area) == 12 and villages:
            return draw_closed(villages[0], helpers, self._served)
        return draw_town(villages, helpers, self._served)

    def _named(self, code: str) -> dict[str, str]:
        return {"code": code, "name": _everyday(self._names.get(code, code))}

    def _numbers(self, row: Mapping[str, Any]) -> AreaNumbers:
        return AreaNumbers(
            code=row["code"],
            name=row["name"],
            households=row["households"],
            parties=row["party"],
            tiers=row["tier"],
            needs=row["nbc"],
            gaps=self._gaps.get(row["code"], {}),
            missing=self._missing.get(row["code"], {}),
        )

    def _home(self, row: Mapping[str, Any]) -> HomeNumbers:
        return HomeNumbers(
            id=row["id"],
            label=row["label"],
            level=row["level"],
            urgent=row["urgent"],
            parties=tuple(row["parties"]),
            tiers=tuple(row["tiers"]),
            gaps=self._gaps.get(row["id"], {}),
            missing=self._missing.get(row["id"], {}),
        )

    def _place(self, code: str, drawing: Drawing) -> dict[str, Any]:
        area, disc = self._areas[code], drawing.places[code]
        return {
            "id": code,
            "label": _everyday(area.name),
            "kind": DETAIL[len(code)],
            "x": round(disc.x, 1),
            "y": round(disc.y, 1),
            "r": round(disc.r, 1),
            "households": area.households,
            "parties": dict(area.parties),
            "tiers": dict(area.tiers),
            "needs": area.needs,
            "inner": [
                {
                    "id": one.code,
                    "label": _everyday(one.name),
                    "x": round(one.disc.x, 1),
                    "y": round(one.disc.y, 1),
                    "r": round(one.disc.r, 1),
                    "needs": one.needs,
                }
                for one in drawing.inner.get(code, ())
            ],
        }

    def _shown(self, home: str, drawing: Drawing) -> dict[str, Any]:
        told, disc = self._homes[home], drawing.places[home]
        return {
            "id": told.id,
            "label": told.label,
            "level": told.level,
            "urgent": told.urgent,
            "parties": told.parties,
            "tiers": told.tiers,
            "x": round(disc.x, 1),
            "y": round(disc.y, 1),
        }


def _everyday(name: str) -> str:
    """Name a place as people do: 「和平社区居委会」 is 「和平社区」."""
    return name.removesuffix("居委会").removesuffix("村委会")


def _helper(row: Mapping[str, Any]) -> HelperNumbers:
    return HelperNumbers(
        id=row["id"],
        label=row["label"],
        party=row["party"],
        person=row["person"],
        links=row["links"],
        alone=row["alone"],
    )


def _by_place(rows: Rows, kind: str) -> dict[str, dict[str, int]]:
    """Sort counts by place and kind: unmet needs by gap class, missing parties."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["from"], {})[row[kind]] = row["count"]
    return found


def _summed(by_place: Mapping[str, Mapping[str, int]]) -> Counter[str]:
    """Count by kind in the whole area."""
    found: Counter[str] = Counter()
    for counts in by_place.values():
        found.update(counts)
    return found

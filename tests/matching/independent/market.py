"""Items, who offers them, who could help, beside every household of an export."""

from math import asin, cos, radians, sin, sqrt

from tests.matching.independent.colours import tables
from tests.matching.independent.export import Export, Row
from tests.matching.independent.network import Home, homes
from tests.matching.independent.rules import Fitting
from tests.matching.risk.plain import age, households

EARTH_KM = 6371.0088
FRESH_DAYS = {"AP": 365, "WP": 365, "CS": 180, "PC": 180}


class Market:
    """What there is to be linked. homes, fitting: by household; offers: bodies by item."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.homes: dict[str, Home] = {home.row["id"]: home for home in homes(export)}
        self.items = export.nodes["CatalogueItem"]
        self.offers: dict[str, list[Row]] = {
            item: export.starts("OFFERS", item, "Organisation") for item in self.items
        }
        self.volunteers = [
            v
            for v in export.all("Actor")
            if v.get("party") == "VOL"
            and v.get("status") == "ACTIVE"
            and (v.get("weekly_hours_max") is None or v["weekly_hours_max"] > 0)
        ]
        self.fitting = {
            one.row["id"]: Fitting(export, one) for one in households(tables(export))
        }
        self.reach_km = export.param("volunteer_reach_km") or 10

    def offered(self, item: Row) -> bool:
        return str(item.get("status")).upper() == "ACTIVE" and bool(self.offers[item["id"]])

    def public(self, item: Row) -> bool:
        return any(body["party"] in ("COM", "GOV") for body in self.offers[item["id"]])

    def covers(self, item: Row, home: Home) -> bool:
        areas = item.get("areas") or ()
        return not areas or any(home.village.startswith(top) for top in areas)

    def free(self, item: Row) -> bool:
        return item.get("capacity") is None or item["capacity"] > (item.get("used") or 0)

    def fresh(self, item: Row) -> bool:
        days = self.export.age(item.get("verified_at"))
        return days is not None and days <= FRESH_DAYS[item["type"]]

    def helped(self, item: Row, home: Home) -> bool:
        """No volunteer is needed, or one is near with the skill and, for minors, clearance."""
        if not item.get("needs_volunteer"):
            return True
        minors = any(
            self.export.living(person)
            and (years := age(person.get("birth"), self.export.today)) is not None
            and years < 18
            for person, _ in self.export.members(home.row["id"])
        )
        return any(
            set(item.get("skills") or ()) <= set(v.get("skills") or ())
            and (v.get("clearance_minors") or not minors)
            and apart(v, home.row) <= self.reach_km
            for v in self.volunteers
        )


def apart(one: Row, other: Row) -> float:
    """Great-circle distance in km; 0 where a place is unknown."""
    if None in (one.get("lon"), one.get("lat"), other.get("lon"), other.get("lat")):
        return 0.0
    a, b = radians(one["lat"]), radians(other["lat"])
    half = sin((b - a) / 2) ** 2
    half += cos(a) * cos(b) * sin(radians(other["lon"] - one["lon"]) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))

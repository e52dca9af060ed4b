"""What the graph already holds, read once a file: keys to ids; no row asks the store."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from graph_schema.store import bulk
from graph_schema.store.session import ReadSession
from loaders.people import KnownPerson, People

PERSON = (
    "id", "id_no_hash", "id_no", "name_fold", "birth", "sex", "live_area", "hukou_area",
    "groups", "deceased",
)  # fmt: skip
NOON = 4  # UTC hour of local noon in the district's zone: a day stays the day it was


def instant(day: date | None) -> datetime | None:
    """Turn a local day into the instant of its noon."""
    return None if day is None else datetime(day.year, day.month, day.day, NOON, tzinfo=UTC)


class Known:
    """Look-ups over the graph, each filled when it is first asked for."""

    def __init__(self, session: ReadSession, as_of: date) -> None:
        self.session, self.as_of = session, as_of
        self._moved: dict[str, frozenset[str]] = {}

    def reading(self, session: ReadSession) -> "Known":
        """Go on with another session; what was looked up stays, as loading keeps it true."""
        self.session = session
        return self

    def _map(self, label: str, key: str) -> dict[str, str]:
        rows = bulk.scan_own(self.session, label, ["id", key])
        return {row[key]: row["id"] for row in rows if row.get(key)}

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """Area code → id."""
        return self._map("Area", "code")

    @cached_property
    def villages(self) -> Mapping[tuple[str, str], str]:
        """(town name, village name) → village code."""
        rows = self._areas
        towns = {row["code"]: row["name"] for row in rows if row["level"] == "TOWN"}
        return {
            (towns[row["code"][:9]], row["name"]): row["code"]
            for row in rows
            if row["level"] == "VILLAGE"
        }

    @cached_property
    def towns(self) -> Mapping[str, str]:
        """Town name → code."""
        return {row["name"]: row["code"] for row in self._areas if row["level"] == "TOWN"}

    @cached_property
    def former_towns(self) -> Mapping[str, tuple[str, date]]:
        """Name of a town of the past → name of the town it went into, from which day."""
        rows = bulk.scan(self.session, "District", ["code", "former_towns"])
        told = next((row["former_towns"] for row in rows if self._own(row["code"])), None)
        return {
            one["name"]: (one["now"], date.fromisoformat(one["since"]))
            for one in json.loads(told or "[]")
        }

    @cached_property
    def _areas(self) -> list[dict[str, Any]]:
        """Read the areas of the caller's district: names repeat in others."""
        rows = bulk.scan(self.session, "Area", ["code", "name", "level"])
        return [row for row in rows if self._own(row["code"])]

    def _own(self, code: str) -> bool:
        """Whether an area, or a district, is the caller's; what names none is everybody's."""
        return not code or any(code.startswith(top[:6]) for top in self.session.access.areas)

    @cached_property
    def replaced(self) -> dict[str, tuple[str, date]]:
        """Code of an area that was merged → what took its place, from which day."""
        ids = self._map("Area", "code")
        codes = {id: code for code, id in ids.items()}
        rows = bulk.scan_relationships(self.session, "REPLACED_BY", "Area", "Area")
        return {
            codes[row["from"]]: (codes[row["to"]], row["props"].get("on") or date.min)
            for row in rows
        }

    @cached_property
    def households(self) -> dict[str, str]:
        """Household number → id."""
        return self._map("Household", "hh_no")

    @cached_property
    def people(self) -> People:
        """Everybody, to be found by number and by marks."""
        member = {
            row["from"]: row["to"]
            for row in bulk.scan_relationships(self.session, "MEMBER_OF", "Person", "Household")
            if row["props"].get("to") is None
        }
        found = People()
        for row in bulk.scan_own(self.session, "Person", PERSON):
            person = KnownPerson(
                row["id"], row["name_fold"] or "", member.get(row["id"]),
                row["id_no"] or "", row["birth"], row["sex"],
                row["live_area"] or row["hukou_area"], frozenset(row["groups"] or ()),
                deceased=row["deceased"] is not None,
            )  # fmt: skip
            found.add(person, row["id_no_hash"])
        return found

    @cached_property
    def members(self) -> defaultdict[str, dict[str, KnownPerson]]:
        """Household id → its people by id."""
        found: defaultdict[str, dict[str, KnownPerson]] = defaultdict(dict)
        for person in self.people:
            if person.household is not None:
                found[person.household][person.id] = person
        return found

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """Left and right of what was ever proposed as the same: it is not proposed again."""
        rows = bulk.scan_own(self.session, "IdentityPair", ["left", "right"])
        return {(row["left"], row["right"]) for row in rows}

    @cached_property
    def organisations(self) -> dict[str, tuple[str, str]]:
        """Credit code → id and party."""
        rows = bulk.scan(self.session, "Organisation", ["id", "credit_code", "party"])
        return {row["credit_code"]: (row["id"], row["party"]) for row in rows}

    @cached_property
    def bodies_elsewhere(self) -> frozenset[str]:
        """Credit codes of bodies that another district keeps."""
        rows = bulk.scan(self.session, "Organisation", ["credit_code", "district"])
        return frozenset(
            row["credit_code"] for row in rows if not self._own(row["district"] or "")
        )

    @cached_property
    def actors(self) -> dict[str, tuple[str, str]]:
        """Staff number → id and party."""
        rows = bulk.scan_own(self.session, "Actor", ["id", "staff_no", "party"])
        return {row["staff_no"]: (row["id"], row["party"]) for row in rows}

    @cached_property
    def items(self) -> dict[str, str]:
        """Item code → id."""
        return self._map("CatalogueItem", "code")

    @cached_property
    def needs(self) -> dict[str, str]:
        """Need number → id."""
        return self._map("Need", "need_no")

    @cached_property
    def links(self) -> dict[str, str]:
        """Link number → id."""
        return self._map("Link", "link_no")

    @cached_property
    def visits(self) -> dict[str, str]:
        """Visit number → id."""
        return self._map("Visit", "visit_no")

    @cached_property
    def alerts(self) -> dict[str, str]:
        """Alert number → id."""
        return self._map("Alert", "alert_no")

    @cached_property
    def projects(self) -> dict[str, str]:
        """Project number → id."""
        return self._map("Project", "project_no")

    @cached_property
    def causes(self) -> dict[str, str]:
        """Cause code → id."""
        return self._map("Cause", "code")

    @cached_property
    def consents(self) -> Mapping[str, str]:
        """Household id → id of a consent that covers it."""
        rows = bulk.scan_relationships(self.session, "COVERS", "Consent", "Household")
        return {row["to"]: row["from"] for row in rows}

    @cached_property
    def ended_consents(self) -> frozenset[str]:
        """Ids of consents that were given and do not hold any more, as people had it here."""
        rows = bulk.scan(self.session, "Consent", ["id", "state"])
        return frozenset(row["id"] for row in rows if row["state"] != "GRANTED")

    @cached_property
    def stewards(self) -> defaultdict[str, dict[str, str]]:
        """Household id → who is in charge of it today, by tier."""
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        ends = ("STEWARDED_BY", "Household", "Actor")
        for row in bulk.scan_relationships(self.session, *ends):
            if row["props"].get("to") is None:
                found[row["from"]][str(row["props"].get("tier"))] = row["to"]
        return found

    def moved(self, label: str) -> frozenset[str]:
        """Ids of items that people or clocks have moved here: no ledger moves them back."""
        if label not in self._moved:
            rows = self.session.shaped("known_moved", {"LABEL": label})
            self._moved[label] = frozenset(row["id"] for row in rows)
        return self._moved[label]

    @cached_property
    def contacts(self) -> dict[str, datetime]:
        """Household id → last contact on record."""
        rows = bulk.scan_own(self.session, "Household", ["id", "last_contact_at"])
        return {row["id"]: row["last_contact_at"] for row in rows if row["last_contact_at"]}

    @cached_property
    def bills(self) -> dict[str, tuple[str, date, int]]:
        """Bill id → person id, day it was settled, own payment in fen."""
        whose = {
            row["to"]: row["from"]
            for row in bulk.scan_relationships(
                self.session, "HAS_FACT", "Person", "MedicalBill"
            )
        }
        rows = bulk.scan_own(self.session, "MedicalBill", ["id", "settled_on", "self_pay"])
        return {
            row["id"]: (whose[row["id"]], row["settled_on"], row["self_pay"])
            for row in rows
            if row["id"] in whose and row["settled_on"] and row["self_pay"] is not None
        }

    def nodes(self, label: str, wanted: set[str]) -> dict[str, dict[str, Any]]:
        """Read nodes whole, in the clear: those wanted that are there."""
        return bulk.find(self.session, label, wanted)

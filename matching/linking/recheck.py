"""Every hard rule once more, link by link, from the tables as they are: no code of the solver.

Plain loops on purpose: this is the second opinion on what may be linked at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.eligibility.items import ItemEligibility, for_items
from matching.eligibility.logic import YES
from matching.linking.check import Fault
from matching.refusals import Sides, current, fingerprint, grounds

if TYPE_CHECKING:
    from datetime import date

    from matching.snapshot import Snapshot

    Row = Mapping[str, Any]

OPEN_NEED = ("OPEN", "PARTLY_MET")
EARTH_M = 6_371_008.8
SLACK_M = 100  # plane and sphere differ by less inside a district


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One recommendation to look at: ids of link, need, item and provider."""

    link: str
    need: str
    item: str
    provider: str


def recheck(
    snapshot: Snapshot, policy: Mapping[str, Any], offered: list[Offered]
) -> tuple[Fault, ...]:
    """List every recommendation that breaks a hard rule on the day of the snapshot.

    policy: the body of policy.yml. offered: the recommendations still open.
    """
    register = Register.of(snapshot, policy)
    faults = []
    for one in offered:
        broken = register.broken(one)
        if broken:
            facts = {"link": one.link, "need": one.need, "item": one.item, "rules": broken}
            faults.append(Fault("RULE_BROKEN", facts))
    return (*faults, *register.crowded(offered), *_repeated(offered))


def _repeated(offered: list[Offered]) -> list[Fault]:
    counts = Counter(one.need for one in offered)
    return [Fault("NEED_TWICE", {"need": n, "count": c}) for n, c in counts.items() if c > 1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Register:
    """The snapshot as look-ups by id."""

    snapshot: Snapshot
    rules: Mapping[str, Any]
    needs: Mapping[str, Row]
    homes: Mapping[str, Row]
    items: Mapping[str, Row]
    offers: Mapping[tuple[str, str], Row]
    links: Mapping[str, list[Row]]
    held: Counter[str]
    eligibility: ItemEligibility
    home_at: Mapping[str, int]
    item_at: Mapping[str, int]
    consents: Mapping[str, list[Row]]
    minors: frozenset[str]
    volunteers: list[Row]

    @classmethod
    def of(cls, snapshot: Snapshot, policy: Mapping[str, Any]) -> Register:
        rules = policy["rules"]
        links: dict[str, list[Row]] = {}
        held: Counter[str] = Counter()
        for row in _rows(snapshot.links):
            links.setdefault(str(row["need_id"]), []).append(row)
            if row["state"] in (*rules["holding"], *rules["promised"]):
                held[str(row["item_id"])] += max(1, int(row["units"]))
        consents: dict[str, list[Row]] = {}
        for row in _rows(snapshot.consents):
            consents.setdefault(str(row["household_id"]), []).append(row)
        return cls(
            snapshot=snapshot,
            rules=rules,
            needs=_by(snapshot.needs),
            homes=_by(snapshot.households),
            items=_by(snapshot.items),
            offers={
                (str(r["item_id"]), str(r["provider_id"])): r for r in _rows(snapshot.offers)
            },
            links=links,
            held=held,
            eligibility=for_items(snapshot, snapshot.items),
            home_at={str(h): k for k, h in enumerate(snapshot.households["id"])},
            item_at={str(i): k for k, i in enumerate(snapshot.items["id"])},
            consents=consents,
            minors=_minors(snapshot, rules["volunteer"]["minor_below"]),
            volunteers=[
                r
                for r in _rows(snapshot.actors)
                if r["party"] == "VOL"
                and r["status"] == "ACTIVE"
                and not (r["weekly_hours_max"] <= 0)
            ],
        )

    def broken(self, one: Offered) -> list[str]:
        """Name the rules a recommendation breaks, sorted."""
        need, item = self.needs.get(one.need), self.items.get(one.item)
        offer = self.offers.get((one.item, one.provider))
        home = self.homes.get(str(need["household_id"])) if need else None
        if need is None or item is None or offer is None or home is None:
            return ["UNKNOWN"]
        holds = {
            "NEED_OPEN": need["state"] in OPEN_NEED,
            "MONITORED": bool(home["monitored"]) and bool(home["has_living_member"]),
            "ACTIVE": str(item["status"]).upper() == "ACTIVE",
            "SERVICE": need["code"] in item["needs"],
            "AREA": _inside(item["areas"], home),
            "DISTANCE": self._near(item, offer, home),
            "ELIGIBLE": self._eligible(str(home["id"]), one.item),
            "CONSENT": self._agreed(offer, str(home["id"])),
            "VOLUNTEER": self._helped(item, home),
            "COOL_DOWN": self._cool(one),
            "FREE_NEED": self._free(one),
            "FRESH": self._fresh(item),
        }
        return sorted(name for name, held in holds.items() if not held)

    def crowded(self, offered: list[Offered]) -> list[Fault]:
        """List items with more taken, promised and recommended than there are places."""
        asked = Counter(one.item for one in offered)
        ours = {one.link for one in offered}
        for rows in self.links.values():
            asked.update(
                str(row["item_id"])
                for row in rows
                if row["state"] == "RECOMMENDED" and row["id"] not in ours
            )
        found: list[Fault] = []
        for code, count in sorted(asked.items()):
            item = self.items.get(code)
            if item is None or _missing(item["capacity"]):
                continue
            taken = max(int(item["used"]), self.held[code])
            if taken + count > int(item["capacity"]):
                facts = {"item": code, "taken": taken, "recommended": count,
                         "capacity": int(item["capacity"])}  # fmt: skip
                found.append(Fault("OVER_CAPACITY", facts))
        return found

    def _eligible(self, home: str, item: str) -> bool:
        home_at, item_at = np.array([self.home_at[home]]), np.array([self.item_at[item]])
        return int(self.eligibility.codes(home_at, item_at)[0]) == YES

    def _near(self, item: Row, offer: Row, home: Row) -> bool:
        reach = self.rules["reach_m"].get(item["type"])
        return reach is None or _apart(offer, home) <= reach + SLACK_M

    def _agreed(self, offer: Row, home: str) -> bool:
        today = pd.Timestamp(self.snapshot.as_of)
        for row in self.consents.get(home, []):
            begun = not (row["from_"] > today)
            if offer["provider_party"] in self.rules["public_parties"]:
                if begun and {"U1", "U2"} & set(row["purposes"]) and _given(row["state"]):
                    return True
                continue
            still = row["state"] == "GRANTED" and not (row["to"] < today)
            if begun and still and "U3" in row["purposes"]:
                return True
        return False

    def _helped(self, item: Row, home: Row) -> bool:
        if not item["needs_volunteer"]:
            return True
        told = self.snapshot.param("volunteer_reach_km")
        reach = (told * 1000 if told else self.rules["volunteer"]["reach_m"]) + SLACK_M
        return any(
            set(item["skills"]) <= set(v["skills"])
            and (bool(v["clearance_minors"]) or str(home["id"]) not in self.minors)
            and _apart(v, home) <= reach
            for v in self.volunteers
        )

    def _cool(self, one: Offered) -> bool:
        """No refusal or silence of the past stands against it."""
        return not any(
            row["state"] in self.rules["cool_down_days"] and self._stands(row, one)
            for row in self.links.get(one.need, [])
        )

    def _stands(self, row: Row, one: Offered) -> bool:
        """Whether a link that came to nothing bars this pair today."""
        same_item = one.item == row["item_id"]
        if not (same_item or one.provider == row["provider_id"]):
            return False
        if not _missing(row["lifted_at"]):
            return False  # a named person lifted it
        if row["reason_code"] in self.rules["never_lifted"]:
            return True
        ended = row["state_since"] if _missing(row["ended_at"]) else row["ended_at"]
        on = None if _missing(ended) else ended.tz_convert(self.snapshot.zone).date()
        passed = None if on is None else (self.snapshot.as_of - on).days
        ground = grounds().get(str(row["reason_code"]))
        if row["state"] != "DECLINED" or ground is None or not current(row["refused_facts"]):
            return passed is None or passed <= self.rules["cool_down_days"][row["state"]]
        if ground.bars == "item" and not same_item:
            return False
        if ground.days is not None and passed is not None and passed > ground.days:
            return False
        if ground.rules and on is not None and self._ruled_since(on):
            return False
        home = str(row["household_id"])
        about = Sides(
            need=self.needs[str(row["need_id"])],
            item=self.items.get(str(row["item_id"]), {}),
            household=self.homes[home],
            members=[p for p in _rows(self.snapshot.persons) if p["household_id"] == home],
        )
        return fingerprint(str(row["reason_code"]), about) == str(row["refused_facts"])

    def _ruled_since(self, on: date) -> bool:
        return any(
            not _missing(begun) and on < begun.date() <= self.snapshot.as_of
            for begun in self.snapshot.rule_sets["valid_from"]
        )

    def _free(self, one: Offered) -> bool:
        """Nothing is under way for the need, and neither item nor provider is linked to it."""
        for row in self.links.get(one.need, []):
            if row["state"] in self.rules["in_flight"]:
                return False
            same = one.item == row["item_id"] or one.provider == row["provider_id"]
            if row["state"] == "IN_SERVICE" and same:
                return False
        return True

    def _fresh(self, item: Row) -> bool:
        if _missing(item["verified_at"]):
            return False
        local = item["verified_at"].tz_convert(self.snapshot.zone).date()
        age = (self.snapshot.as_of - local).days
        return bool(0 <= age <= int(self.rules["freshness_days"][item["type"]]))


def _rows(table: pd.DataFrame) -> list[Row]:
    found: list[Row] = table.to_dict("records")  # type: ignore[assignment]  # str columns
    return found


def _by(table: pd.DataFrame) -> dict[str, Row]:
    return {str(row["id"]): row for row in _rows(table)}


def _missing(value: Any) -> bool:
    """Tell None, NaN, NaT and NA."""
    return bool(pd.isna(value))


def _given(state: str) -> bool:
    return state in ("GRANTED", "EXPIRED", "SUPERSEDED", "WITHDRAWN")


def _inside(areas: tuple[str, ...], home: Row) -> bool:
    place = home["village"] if isinstance(home["village"], str) else home["town"]
    return not areas or any(str(place).startswith(top) for top in areas)


def _minors(snapshot: Snapshot, below: int) -> frozenset[str]:
    day = pd.Timestamp(snapshot.as_of)
    adult_on = snapshot.persons["birth"] + pd.DateOffset(years=below)
    living = ~(snapshot.persons["deceased"] <= day)
    young = snapshot.persons[(adult_on > day) & (snapshot.persons["birth"] <= day) & living]
    return frozenset(young["household_id"].dropna())


def _apart(one: Row, other: Row) -> float:
    """Great-circle distance (haversine) in metres; 0 where a place is unknown."""
    if any(_missing(row[name]) for row in (one, other) for name in ("lon", "lat")):
        return 0.0
    a, b = radians(one["lat"]), radians(other["lat"])
    half = sin((b - a) / 2) ** 2
    half += cos(a) * cos(b) * sin(radians(other["lon"] - one["lon"]) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(half))

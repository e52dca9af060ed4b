"""Recommendations of an export against every hard rule, and against the places there are."""

from collections import Counter

from tests.matching.independent.export import Export, Row
from tests.matching.independent.market import Market, apart
from tests.matching.independent.network import Home, consented, noticed

REACH_KM = {"CS": 20.0, "PC": 15.0}  # policies are asked for at a counter or by post
SLACK_KM = 0.1  # a plane and a sphere differ by less inside a district
HOLDING = ("ACCEPTED", "IN_SERVICE", "ON_HOLD")
PROMISED = ("PROPOSED", "WAITLISTED", "DECLINED_PENDING")
TAKEN_UP = (*PROMISED, "ACCEPTED", "ON_HOLD", "COMPLETED", "RECOMMENDED")
COOL_DOWN = {"DECLINED": 90, "EXPIRED": 30}


def broken(market: Market) -> list[str]:
    """Name each recommendation that may not be, by rule and link; empty when all may."""
    found = crowded(market)
    for home in market.homes.values():
        for link in home.links:
            if link["state"] == "RECOMMENDED" and link["kind"] == "NEED":
                rules = _rules(market, home, link)
                found += [f"{rule} {link['id']}" for rule, held in rules.items() if not held]
    return sorted(found)


def crowded(market: Market) -> list[str]:
    """Name items with more held, promised and recommended than there are places."""
    held: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    planned = set()
    for link in market.export.all("Link"):
        item = market.export.one("TO_ITEM", link["id"], "CatalogueItem")
        units = max(1, link.get("units") or 1)
        if item and link["state"] in HOLDING:
            held[item["id"]] += units
        elif item and link["state"] in (*PROMISED, "RECOMMENDED"):
            asked[item["id"]] += units
        if item and link["state"] == "RECOMMENDED":
            planned.add(item["id"])
    return [
        f"OVER_CAPACITY {i}"
        for i in sorted(planned)
        if (places := market.items[i].get("capacity")) is not None
        and max(market.items[i].get("used") or 0, held[i]) + asked[i] > places
    ]


def _rules(market: Market, home: Home, link: Row) -> dict[str, bool]:
    item, body = market.items[link["item_id"]], link["provider_id"]
    needs = [need for need in home.needs if need.row["id"] == link["need_id"]]
    offers = {one["id"]: one for one in market.offers[item["id"]]}
    if not needs or body not in offers:
        return {"NEED_OPEN": bool(needs), "OFFERED": body in offers}
    (need,) = needs
    others = [one for one in need.links if one["id"] != link["id"]]
    public = link["provider_party"] in ("COM", "GOV")
    reach = REACH_KM.get(item["type"])
    return {
        "OFFERED": market.offered(item),
        "SERVICE": need.row["code"] in item["needs"],
        "AREA": market.covers(item, home),
        "DISTANCE": reach is None or apart(offers[body], home.row) <= reach + SLACK_KM,
        "ELIGIBLE": _eligible(market, home, item),
        "CONSENT": noticed(market.export, home.row["id"])
        if public
        else consented(market.export, home.row["id"], "U3"),
        "VOLUNTEER": market.helped(item, home),
        "FRESH": market.fresh(item),
        "ONCE": not any(one["state"] in TAKEN_UP for one in others),
        "COOL_DOWN": not any(_cooling(market.export, link, one) for one in others),
    }


def _eligible(market: Market, home: Home, item: Row) -> bool:
    """Whether all is true, and nothing false where a rule is not judged here."""
    fitting = market.fitting[home.row["id"]]
    return fitting.fits(item) is (True if fitting.judges(item) else None)


def _cooling(export: Export, link: Row, other: Row) -> bool:
    same = other["item_id"] == link["item_id"] or other["provider_id"] == link["provider_id"]
    if not same or other["state"] not in COOL_DOWN:
        return False
    days = export.age(other.get("ended_at") or other["state_since"])
    recent = days is not None and days <= COOL_DOWN[other["state"]]
    return recent or other.get("reason_code") == "UNSAFE"

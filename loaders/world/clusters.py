"""Clusters of unmet needs: where they lie, who joins, and the catalogue that breaks there."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from loaders.world.households import House, Need
from loaders.world.parties import Offer, Parties
from loaders.world.places import Village, shares, villages

STALE_DAYS = 400


@dataclass(slots=True)
class Cluster:
    """Unmet needs of one code in neighbouring villages. needs: their numbers, as planted."""

    gap: str
    need: str
    town: str
    villages: list[str]
    size: int
    item: str = ""
    group: str = ""
    needs: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Give the cluster as the truth tells it."""
        return {
            "class": self.gap,
            "need": self.need,
            "town": self.town,
            "villages": self.villages,
            "needs": self.needs,
        }


def cluster_of(around: Parties, area: str, gap: str, count: int) -> Cluster:
    """Choose the villages: the town's largest and its nearest, until they hold enough."""
    told = shares()["planted"]
    about = told["clusters"][gap]
    size = max(1, min(told["cluster"], round(told["cluster"] * count / 1000)))
    town = area + about["town"]
    inside = [
        (v, int(c))
        for v, c in zip(villages(area), around.counts, strict=True)
        if v.town == town
    ]
    centre = max(inside, key=lambda pair: pair[1])[0]
    inside.sort(key=lambda p: (p[0].lon - centre.lon) ** 2 + (p[0].lat - centre.lat) ** 2)
    chosen, held = [], 0
    for village, homes in inside:
        if held >= size * (8 if "group" in about else 3):
            break
        chosen.append(village.code)
        held += homes
    return Cluster(
        gap=gap,
        need=about["need"],
        town=town,
        villages=chosen,
        size=size,
        item=about.get("item", ""),
        group=about.get("group", ""),
    )


def join(cluster: Cluster, house: House, village: Village, as_of: date) -> bool:
    """Give a household of the cluster's villages the need, which nobody may stand by."""
    if len(cluster.needs) >= cluster.size or village.code not in cluster.villages:
        return False
    if not house.consent or (cluster.group and cluster.group not in house.groups):
        return False
    found = next((n for n in house.needs if n.code == cluster.need), None)
    found = found or add_need(house, cluster.need, as_of)
    house.unserved.add(cluster.need)
    house.plants.add(cluster.gap)
    cluster.needs.append(found.number)
    return True


def add_need(house: House, code: str, as_of: date) -> Need:
    """Give a household a moderate need it was not drawn with."""
    found = Need(f"N{house.number[1:]}-{code[1:]}", code, 2, as_of - timedelta(days=90))
    house.needs = sorted([*house.needs, found], key=lambda n: n.code)
    return found


def arrange(offers: list[Offer], area: str, as_of: date) -> None:
    """Shape the catalogue so that each cluster's needs break at its edge, not before."""
    for gap, about in shares()["planted"]["clusters"].items():
        town, special = area + about["town"], about.get("item")
        every = sorted({v.town for v in villages(area)})
        for offer in offers:
            if about["need"] not in offer.item.needs:
                continue
            if gap == "NO_SERVICE":
                offer.active = False
            elif offer.item.code == special:
                offer.prefixes = (town,)
                if gap == "STALE":
                    offer.verified = as_of - timedelta(days=STALE_DAYS)
                    offer.capacity = None  # places there are, but nobody knows if still
            else:
                reached = [t for t in every if t.startswith(offer.prefixes) and t != town]
                offer.prefixes = tuple(reached) or (f"{area}000",)


def full_item() -> str:
    """Give the code of the item in which no place is to be free."""
    return str(shares()["planted"]["clusters"]["FULL"]["item"])


def fill(offers: list[Offer]) -> None:
    """Leave no place free in the item of the cluster whose gap is FULL."""
    for offer in offers:
        if offer.item.code == full_item():
            offer.capacity = offer.used

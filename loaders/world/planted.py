"""Truths planted in the district: households, clusters of unmet needs, stewards' loads.

Counts and places are data in shares.yml; source: domain reference 8. What is planted in single
households is due at equal steps over the district: the next one that can carry it does.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from loaders.world.households import Alert, House, Need
from loaders.world.parties import Offer, Parties, log_linear
from loaders.world.places import Village, shares, villages
from loaders.world.stewards import Staff
from loaders.world.truth import STANDARD, age_of

STALE_DAYS = 400


def wanted(counts: dict[str, int], count: int) -> dict[str, int]:
    """Scale counts given at 10,000 households to the size; at least one of each."""
    scale = log_linear(shares()["planted"]["scale"], count)
    return {name: max(1, round(number * scale)) for name, number in counts.items()}


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


class Planter:
    """Sows what single households carry, in the order they come."""

    def __init__(self, around: Parties, count: int, area: str) -> None:
        told = shares()["planted"]
        self.clusters = [_cluster(around, area, gap, count) for gap in told["clusters"]]
        self._wanted = wanted(told["households"], count)
        self._sown: Counter[str] = Counter()
        self._count = count

    def sow(self, house: House, village: Village, place: int, as_of: date) -> None:
        """Plant at most one truth in a household; place: its number in the district."""
        for cluster in self.clusters:
            if not house.plants and _join(cluster, house, village, as_of):
                return
        for name, sow in SOWERS.items():
            whole = self._wanted[name]
            due = min(whole, place * (whole + 1) // self._count + 1)
            if self._sown[name] < due and not house.plants and sow(house, as_of):
                house.plants.add(name)
                self._sown[name] += 1


def _cluster(around: Parties, area: str, gap: str, count: int) -> Cluster:
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


def _join(cluster: Cluster, house: House, village: Village, as_of: date) -> bool:
    """Give a household of the cluster's villages the need, which nobody may stand by."""
    if len(cluster.needs) >= cluster.size or village.code not in cluster.villages:
        return False
    if not house.consent or (cluster.group and cluster.group not in house.groups):
        return False
    found = next((n for n in house.needs if n.code == cluster.need), None)
    if found is None:
        number = f"N{house.number[1:]}-{cluster.need[1:]}"
        found = Need(number, cluster.need, 2, as_of - timedelta(days=90))
        house.needs.append(found)
        house.needs.sort(key=lambda n: n.code)
    house.unserved.add(cluster.need)
    house.plants.add(cluster.gap)
    cluster.needs.append(found.number)
    return True


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


def fill(offers: list[Offer]) -> None:
    """Leave no place free in the item of the cluster whose gap is FULL."""
    full = shares()["planted"]["clusters"]["FULL"]["item"]
    for offer in offers:
        if offer.item.code == full:
            offer.capacity = offer.used


def settle_loads(around: Parties, units: dict[str, float]) -> dict[str, list[str]]:
    """Set the own capacity of village stewards whose load left its band; tell the planted.

    units: weights of the households in charge, by staff number.
    """
    told = shares()["planted"]
    found: dict[str, list[str]] = {"overloaded": [], "idle": []}
    for (tier, town), group in around.stewards.items():
        if tier != "T3":
            continue
        for index, one in enumerate(group):
            kind = around.spans[town].kinds[index]
            _into_band(
                one, units.get(one.number, 0.0), told["bands"][kind], told["stewards"][kind]
            )
            if kind in found:
                found[kind].append(one.number)
    return {name: sorted(numbers) for name, numbers in found.items()}


def _into_band(one: Staff, units: float, band: list[float], aim: float) -> None:
    whole = shares()["stewards"]["capacity"]
    if units and not band[0] <= units / whole <= band[1] - 0.01:
        one.capacity = max(1, round(units / aim))


def _unpaid(house: House, as_of: date) -> bool:
    """Eligible for 低保 and not receiving: the need for basic living follows (ND07)."""
    if "G01" not in house.groups or "G02" in house.groups:
        return False
    if any("G08" in m.groups for m in house.members if m.relation == "户主"):
        return False  # the ledger would show an age allowance in the same row
    house.derived.append(("N05", 3 if house.per_head < 0.5 * STANDARD else 2))
    return True


def _relapsed(house: House, as_of: date) -> bool:
    """Left aid 200 days ago: watched for 24 months (ND09)."""
    if {"G01", "G02", "G06"} & set(house.groups):
        return False
    house.left_aid = as_of - timedelta(days=200)
    house.derived.append(("N10", 2))
    return True


def _unguarded(house: House, as_of: date) -> bool:
    """Let the school list a child without a guardian (H1, ND08)."""
    for member in house.members:
        if 6 <= age_of(member.birth, as_of) < 16 and "G03" in member.groups:
            member.unguarded = True
            house.derived.append(("N03", 3))
            return True
    return False


def _risen(house: House, as_of: date) -> bool:
    """Still paid 低保 though income and assets have risen above the lines."""
    if house.groups != ["G01"] or not house.income:
        return False
    size, told = len(house.members), shares()["standard"]
    house.award = 30000 * size
    house.income = int(STANDARD * 1.2) * size // 100 * 100
    house.assets = int(told["asset_cap_edge"] * STANDARD * size * 1.2) // 100 * 100
    house.medical = min(house.medical, house.income)
    return True


def _dead(house: House, as_of: date) -> bool:
    """Still paid 低保 though the last visit found the only member dead."""
    if house.groups != ["G01"] or len(house.members) != 1 or house.members[0].grade:
        return False
    house.award = 30000
    return age_of(house.members[0].birth, as_of) < 70


def _renamed(house: House, as_of: date) -> bool:
    """Known to two departments by two names: a conflict of data, W24, for a human."""
    if not 18 <= age_of(house.members[0].birth, as_of) < 60:
        return False
    house.alerts.append(Alert("", "W24", "P3", as_of, None))
    return True


SOWERS: dict[str, Callable[[House, date], bool]] = {
    "eligible_not_receiving": _unpaid,
    "relapsed": _relapsed,
    "no_guardian": _unguarded,
    "dead": _dead,
    "should_exit": _risen,
    "renamed": _renamed,
}

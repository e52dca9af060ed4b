"""Truths planted in the district: households, clusters of unmet needs, stewards' loads.

Counts and places are data in shares.yml; source: domain reference 8. Which household carries
what is settled before any is drawn, so that a hundred of them hold every truth as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from loaders.world.households import Alert, House, Kind, Need, age_of, stream
from loaders.world.parties import Offer, Parties, log_linear
from loaders.world.places import Village, shares, villages
from loaders.world.stewards import Staff
from loaders.world.truth import STANDARD

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


def carriers(seed: int, count: int) -> dict[int, str]:
    """Choose which households carry a truth of their own: place in the district → its name."""
    counts = wanted(shares()["planted"]["households"], count)
    names = [name for name, number in counts.items() for _ in range(number)]
    places = stream(seed, "planted").choice(count, size=len(names), replace=False)
    return dict(zip(map(int, places), names, strict=True))


def kinds(carrying: Mapping[int, str]) -> dict[int, Kind]:
    """Tell what each of those households must be."""
    return {place: SOWERS[name][0] for place, name in carrying.items()}


class Planter:
    """Sows what households carry, in the order they come. carrying: see carriers."""

    def __init__(
        self, around: Parties, count: int, area: str, carrying: Mapping[int, str]
    ) -> None:
        told = shares()["planted"]
        self.clusters = [_cluster(around, area, gap, count) for gap in told["clusters"]]
        self._carrying, self._around = carrying, around
        alone = told["single_point"]
        self._alone_town, self._alone_codes = area + alone["town"], alone["codes"]
        most = max(1, around.sizes[self._alone_town] // 3)
        self._alone_left = min(wanted({"needs": alone["needs"]}, count)["needs"], most)

    def sow(self, house: House, village: Village, place: int, as_of: date) -> None:
        """Plant at most one truth in a household; place: its number in the district.

        Raises ValueError when a household cannot carry what was settled for it.
        """
        if (name := self._carrying.get(place)) is not None:
            if not SOWERS[name][1](house, as_of):
                raise ValueError(f"{house.number} cannot carry {name}")
            house.plants.add(name)
            return
        if not any(_join(cluster, house, village, as_of) for cluster in self.clusters):
            self._leave_to_one(house, village, as_of)

    def _leave_to_one(self, house: House, village: Village, as_of: date) -> None:
        """Leave some needs of a town to one body alone: what it goes without, they lose."""
        if not self._alone_left or village.town != self._alone_town or not house.consent:
            return
        mine = [n for n in house.needs if n.code in self._alone_codes]
        mine = mine or [_add(house, self._alone_codes[0], as_of)]
        taken = mine[: self._alone_left]
        house.alone = {n.code for n in taken}
        house.plants.add("single_point")
        self._around.alone_needs += [n.number for n in taken]
        self._alone_left -= len(taken)


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
    found = found or _add(house, cluster.need, as_of)
    house.unserved.add(cluster.need)
    house.plants.add(cluster.gap)
    cluster.needs.append(found.number)
    return True


def _add(house: House, code: str, as_of: date) -> Need:
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
    """Left aid 200 days ago, and income is below 1.2 L again (ND09, W15)."""
    if {"G01", "G02", "G06"} & set(house.groups):
        return False
    size, told = len(house.members), shares()["standard"]
    house.left_aid = as_of - timedelta(days=200)
    house.income = int(STANDARD * 1.1) * size // 100 * 100
    house.assets = int(told["asset_cap_edge"] * STANDARD * size * 1.2) // 100 * 100
    house.medical = min(house.medical, house.income)
    house.alerts.append(Alert("", "W15", "P2", as_of, None))
    house.derived.append(("N10", 2))
    return True


def _unguarded(house: House, as_of: date) -> bool:
    """Let the school list a child without a guardian (H1, ND08, W08)."""
    for member in house.members:
        if 6 <= age_of(member.birth, as_of) < 16 and "G03" in member.groups:
            member.unguarded = True
            house.derived.append(("N03", 3))
            house.alerts.append(Alert("", "W08", "P1", as_of, None))
            return True
    return False


def _risen(house: House, as_of: date) -> bool:
    """Still paid 低保 though income and assets have risen above the lines (W17)."""
    if house.groups != ["G01"] or not house.income:
        return False
    size, told = len(house.members), shares()["standard"]
    house.award = 30000 * size
    house.income = int(STANDARD * 1.2) * size // 100 * 100
    house.assets = int(told["asset_cap_edge"] * STANDARD * size * 1.2) // 100 * 100
    house.medical = min(house.medical, house.income)
    house.alerts.append(Alert("", "W17", "P2", as_of, None))
    return True


def _dead(house: House, as_of: date) -> bool:
    """Still paid 低保 though the last visit found the only member dead (W17)."""
    if house.groups != ["G01"] or len(house.members) != 1 or house.members[0].grade:
        return False
    house.award = 30000
    house.alerts.append(Alert("", "W17", "P2", as_of, None))
    return age_of(house.members[0].birth, as_of) < 70


def _renamed(house: House, as_of: date) -> bool:
    """Known to two departments by two names: a conflict of data, W24, for a human."""
    if not 18 <= age_of(house.members[0].birth, as_of) < 60:
        return False
    house.alerts.append(Alert("", "W24", "P3", as_of, None))
    return True


SOWERS: Mapping[str, tuple[Kind, Callable[[House, date], bool]]] = {
    "eligible_not_receiving": (Kind(("G01",)), _unpaid),
    "relapsed": (Kind(("G07",)), _relapsed),
    "no_guardian": (Kind(("G03",)), _unguarded),
    "dead": (Kind(("G01",), size=1), _dead),
    "should_exit": (Kind(("G01",)), _risen),
    "renamed": (Kind(("G07",)), _renamed),
}

"""Truths planted in the district: households, who joins a cluster of gaps, stewards' loads.

Counts and places are data in shares.yml; source: domain reference 8. Which household carries
what is settled before any is drawn, so that a hundred of them hold every truth as well.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from loaders.world.clusters import Cluster, add_need, cluster_of, join
from loaders.world.households import CHUNK, Alert, House, Kind, age_of, stream
from loaders.world.parties import Parties, log_linear
from loaders.world.places import Village, settle, shares, villages
from loaders.world.stewards import Staff
from loaders.world.truth import STANDARD

ALONE = "single_point"


def wanted(counts: dict[str, int], count: int) -> dict[str, int]:
    """Scale counts given at 10,000 households to the size; at least one of each."""
    scale = log_linear(shares()["planted"]["scale"], count)
    return {name: max(1, round(number * scale)) for name, number in counts.items()}


def kept(seed: int, count: int, area: str, clusters: Sequence[Cluster]) -> dict[int, str]:
    """Keep a household for each cluster and for the body that stands alone: place → its name.

    So that none is empty where a few villages hold a handful of households.
    """
    village, _ = settle(stream(seed, "houses"), area, min(CHUNK, count))
    codes = [villages(area)[at].code for at in village]
    town = area + shares()["planted"][ALONE]["town"]
    wanted_in = [(c.gap, tuple(c.villages)) for c in clusters] + [(ALONE, (town,))]
    found: dict[int, str] = {}
    for name, inside in wanted_in:
        fits = (p for p, code in enumerate(codes) if p not in found and code.startswith(inside))
        if (place := next(fits, None)) is not None:
            found[place] = name
    return found


def carriers(seed: int, count: int, taken: Mapping[int, str]) -> dict[int, str]:
    """Choose which households carry a truth of their own: place in the district → its name.

    taken: places that are kept for other truths.
    """
    counts = wanted(shares()["planted"]["households"], count)
    names = [name for name, number in counts.items() for _ in range(number)]
    size = len(names) + len(taken)
    drawn = map(int, stream(seed, "planted").choice(count, size=size, replace=False))
    return dict(zip([p for p in drawn if p not in taken], names, strict=False))


def kinds(carrying: Mapping[int, str]) -> dict[int, Kind]:
    """Tell what each of those households must be."""
    groups = {
        gap: about["group"]
        for gap, about in shares()["planted"]["clusters"].items()
        if "group" in about
    }
    told = {place: Kind((groups[name],)) for place, name in carrying.items() if name in groups}
    return told | {p: SOWERS[name][0] for p, name in carrying.items() if name in SOWERS}


class Planter:
    """Sows what households carry, in the order they come.

    carrying: what is settled, see kept and carriers; place in the district → its name.
    """

    def __init__(self, seed: int, count: int, area: str, around: Parties) -> None:
        told = shares()["planted"]
        self.clusters = [cluster_of(around, area, gap, count) for gap in told["clusters"]]
        taken = kept(seed, count, area, self.clusters)
        self.carrying = taken | carriers(seed, count, taken)
        self._around = around
        alone = told[ALONE]
        self._alone_town, self._alone_codes = area + alone["town"], alone["codes"]
        most = max(len(self._alone_codes), around.sizes[self._alone_town] // 2)
        self._alone_left = min(wanted({"needs": alone["needs"]}, count)["needs"], most)

    def sow(self, house: House, village: Village, place: int, as_of: date) -> None:
        """Plant at most one truth in a household; place: its number in the district.

        Raises ValueError when a household cannot carry what was settled for it.
        """
        name = self.carrying.get(place, "")
        if name in SOWERS:
            if not SOWERS[name][1](house, as_of):
                raise ValueError(f"{house.number} cannot carry {name}")
            house.plants.add(name)
            return
        if name:
            house.consent = True
        if name == ALONE and self._leave_to_one(house, village, self._alone_codes, as_of):
            return
        own_first = sorted(self.clusters, key=lambda cluster: cluster.gap != name)
        if not any(join(cluster, house, village, as_of) for cluster in own_first):
            self._leave_to_one(house, village, self._alone_codes[:1], as_of)

    def _leave_to_one(
        self, house: House, village: Village, codes: Sequence[str], as_of: date
    ) -> bool:
        """Leave some needs of a town to one body alone: what it goes without, they lose.

        codes: needs that it is given if it has none of that kind; several: all it lacks.
        """
        if not self._alone_left or village.town != self._alone_town or not house.consent:
            return False
        held = {n.code for n in house.needs}
        if len(codes) > 1 or not held & set(self._alone_codes):
            for code in codes:
                if code not in held:
                    add_need(house, code, as_of)
        mine = [n for n in house.needs if n.code in self._alone_codes]
        taken = mine[: self._alone_left]
        house.alone = {n.code for n in taken}
        house.plants.add(ALONE)
        self._around.alone_needs += [n.number for n in taken]
        self._alone_left -= len(taken)
        return True


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

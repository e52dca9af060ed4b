"""The class of every unmet need, by plain code written from the reference alone (6.4).

Conditions of a rule are not worked out here: no household is drawn with a need to which only
items under a rule could answer. Where a rule matters all the same, the class is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loaders.world.households import ADULT, House, age_of, suits
from loaders.world.parties import Offer, Parties
from loaders.world.services import Served
from loaders.world.stewards import Staff
from loaders.world.told import Spool
from loaders.world.truth import WINDOW, basis, stated

FRESH = {"AP": 365, "WP": 365, "CS": 180, "PC": 180}  # days
IN_FLIGHT = frozenset({"PROPOSED", "ACCEPTED"})
MONITORING = "N10"
REACH, EARTH = 10.0, 6371.0088  # km: how far a volunteer comes; the radius (6.3)


class _Unmet(NamedTuple):
    """An unmet need that no link explains. asked: a link was proposed before."""

    key: str
    code: str
    village: str
    groups: Sequence[str]
    ages: Sequence[int]
    consent: bool
    asked: bool
    lon: float
    lat: float


@dataclass(slots=True)
class Gaps:
    """Unmet needs as households go by; key: household number, colon, need code."""

    _unmet: Spool = field(default_factory=Spool)

    def add(self, served: Served, as_of: date) -> None:
        """Take the unmet needs of a household; a link in flight or lapsed explains one."""
        house = served.house
        for code in sorted(stated(house)):
            mine = [
                x
                for x in served.links
                if (x.need is not None and x.need.code == code)
                or (x.need is None and code == MONITORING)
            ]
            serving = [x for x in mine if x.state == "IN_SERVICE"]
            if any(
                basis(house, x) and x.last and (as_of - x.last).days <= WINDOW[served.level]
                for x in serving
            ):
                continue
            key = f"{house.number}:{code}"
            if any(x.state in IN_FLIGHT for x in mine):
                self._unmet.add([key, "IN_FLIGHT"])
            elif serving:
                self._unmet.add([key, "LAPSED"])
            else:
                self._unmet.add(_unmet(key, code, served, house, bool(mine), as_of))

    def close(self) -> None:
        """Forget what was put aside."""
        self._unmet.close()

    def classes(self, around: Parties, as_of: date) -> Iterator[tuple[str, str]]:
        """Tell key and class of each unmet need whose class is certain, in order of keys."""
        by_need: dict[str, list[Offer]] = {}
        for offer in around.offers:
            for need in offer.item.needs:
                if offer.active and offer.providers:
                    by_need.setdefault(str(need), []).append(offer)
        helpers = _Helpers(around)
        for told in self._unmet:
            if len(told) == 2:
                yield told[0], told[1]
                continue
            one = _Unmet(*told)
            offers = by_need.get(one.code, [])
            found = {_class(one, offers, as_of, helpers, rules=r) for r in (True, False)}
            if len(found) == 1:
                yield one.key, found.pop()


def _unmet(
    key: str, code: str, served: Served, house: House, asked: bool, as_of: date
) -> _Unmet:
    return _Unmet(
        key,
        code,
        served.village.code,
        house.groups,
        [age_of(m.birth, as_of) for m in house.members],
        house.consent,
        asked,
        house.lon,
        house.lat,
    )


class _Helpers:
    """Volunteers by what they can do: where they are, whether they may go to minors."""

    def __init__(self, around: Parties) -> None:
        self._all = [one for group in around.volunteers.values() for one in group if one.hours]
        self._known: dict[tuple[str, ...], tuple[NDArray[np.float64], NDArray[np.bool_]]] = {}

    def reach(self, skills: tuple[str, ...], one: _Unmet) -> bool:
        """Tell whether somebody with all of the skills could come."""
        if skills not in self._known:
            self._known[skills] = _places(
                [v for v in self._all if set(skills) <= set(v.skills)]
            )
        places, cleared = self._known[skills]
        near = _kilometres(one, places) <= REACH
        return bool((near & (cleared | (min(one.ages) >= ADULT))).any())


def _places(people: list[Staff]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give lon, lat (n, 2) and who may go to minors (n,)."""
    spots = np.array([(p.lon, p.lat) for p in people], dtype=float).reshape(-1, 2)
    return spots, np.array([p.minors for p in people], dtype=bool)


def _kilometres(one: _Unmet, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure great-circle distances, haversine: shape (n,)."""
    lon, lat = np.radians(places).T
    half = np.sin((lat - np.radians(one.lat)) / 2) ** 2
    along = np.sin((lon - np.radians(one.lon)) / 2) ** 2
    half = half + np.cos(lat) * np.cos(np.radians(one.lat)) * along
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(half)))


def _class(
    one: _Unmet, offers: Sequence[Offer], as_of: date, helpers: _Helpers, *, rules: bool
) -> str:
    """Walk the edges; rules: what is taken to be true of conditions of a rule."""
    if not one.consent and not any(o.item.party in {"COM", "GOV"} for o in offers):
        return "NO_CONSENT"
    if not offers:
        return "NO_SERVICE"
    left = [o for o in offers if one.village.startswith(o.prefixes)]
    if not left:
        return "OUT_OF_AREA"
    left = [o for o in left if suits(o.item, one.groups, one.ages, rules=rules)]
    if not left:
        return "NOT_ELIGIBLE"
    left = [o for o in left if o.capacity is None or o.used < o.capacity]
    if not left:
        return "FULL"
    left = [o for o in left if (as_of - o.verified).days <= FRESH[o.item.type]]
    if not left:
        return "STALE"
    if all(o.item.needs_volunteer and not helpers.reach(o.item.skills, one) for o in left):
        return "NO_VOLUNTEER"
    return "DECLINED" if one.asked else "NEVER_PROPOSED"

"""The class of every unmet need, by plain code written from the reference alone (6.4).

Conditions of a rule, and whether a volunteer is near enough, are not worked out here: the class
is told where every possible answer leads to the same one, and left out where it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import NamedTuple

from loaders.world.households import House
from loaders.world.parties import Offer, Parties
from loaders.world.places import shares
from loaders.world.services import Served
from loaders.world.truth import WINDOW, age_of, basis, stated

FRESH = {"AP": 365, "WP": 365, "CS": 180, "PC": 180}  # days
IN_FLIGHT = frozenset({"PROPOSED", "ACCEPTED"})
MONITORING = "N10"


class _Unmet(NamedTuple):
    """An unmet need that no link explains. asked: a link was proposed before."""

    key: str
    code: str
    village: str
    groups: frozenset[str]
    ages: tuple[int, ...]
    consent: bool
    asked: bool


@dataclass(slots=True)
class Gaps:
    """Unmet needs as households go by; key: household number, colon, need code."""

    _known: dict[str, str] = field(default_factory=dict)
    _open: list[_Unmet] = field(default_factory=list)

    def add(self, served: Served, as_of: date) -> None:
        """Take the unmet needs of a household; a link in flight or lapsed explains one."""
        house = served.house
        for code in stated(house):
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
                self._known[key] = "IN_FLIGHT"
            elif serving:
                self._known[key] = "LAPSED"
            else:
                self._open.append(_unmet(key, code, served, house, bool(mine), as_of))

    def classes(self, around: Parties, as_of: date) -> dict[str, str]:
        """Tell the class of each unmet need whose class is certain, by key."""
        told = dict(self._known)
        by_need: dict[str, list[Offer]] = {}
        for offer in around.offers:
            for need in offer.item.needs:
                if offer.active and offer.providers:
                    by_need.setdefault(str(need), []).append(offer)
        for one in self._open:
            found = {
                _class(one, by_need.get(one.code, ()), as_of, rules, people)
                for rules, people in product((True, False), repeat=2)
            }
            if len(found) == 1:
                told[one.key] = found.pop()
        return dict(sorted(told.items()))


def _unmet(
    key: str, code: str, served: Served, house: House, asked: bool, as_of: date
) -> _Unmet:
    return _Unmet(
        key,
        code,
        served.village.code,
        frozenset(house.groups),
        tuple(age_of(m.birth, as_of) for m in house.members),
        house.consent,
        asked,
    )


def _class(one: _Unmet, offers: Sequence[Offer], as_of: date, rules: bool, people: bool) -> str:
    """Walk the edges; rules and people: what is taken to be true where it is not known here."""
    if not one.consent and not any(o.item.party in {"COM", "GOV"} for o in offers):
        return "NO_CONSENT"
    if not offers:
        return "NO_SERVICE"
    left = [o for o in offers if one.village.startswith(o.prefixes)]
    if not left:
        return "OUT_OF_AREA"
    left = [o for o in left if _fits(one, o, rules)]
    if not left:
        return "NOT_ELIGIBLE"
    left = [o for o in left if o.capacity is None or o.used < o.capacity]
    if not left:
        return "FULL"
    left = [o for o in left if (as_of - o.verified).days <= FRESH[o.item.type]]
    if not left:
        return "STALE"
    if not any(not o.item.needs_volunteer or (people and _known_skill(o)) for o in left):
        return "NO_VOLUNTEER"
    return "DECLINED" if one.asked else "NEVER_PROPOSED"


def _fits(one: _Unmet, offer: Offer, rules: bool) -> bool:
    item = offer.item
    low, high = item.age[0] or 0, item.age[1] if item.age[1] is not None else 200
    return (
        (not item.groups or bool(one.groups & {str(g) for g in item.groups}))
        and any(low <= age <= high for age in one.ages)
        and (rules or item.rule is None)
    )


def _known_skill(offer: Offer) -> bool:
    """Whether any volunteer of the district may have what the item asks for."""
    return set(offer.item.skills) <= set(shares()["skills"])

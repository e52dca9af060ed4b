"""Hard rules, one bit each: 0 is a candidate. Bits stand in the order rules are applied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING

import numpy as np

from matching.basis import in_force, noticed
from matching.coverage.gaps import covers
from matching.coverage.volunteers import Volunteers
from matching.eligibility.items import ItemEligibility, for_items
from matching.eligibility.logic import NO, UNKNOWN
from matching.facts import positions
from matching.linking.declines import Barred, barred
from matching.linking.places import distance

if TYPE_CHECKING:
    import pandas as pd

    from matching.linking.arrays import Bools, Ints, Masks
    from matching.linking.demand import Demand
    from matching.linking.policy import Policy
    from matching.linking.supply import Supply
    from matching.snapshot import Snapshot


class Rule(IntFlag):
    """Why a pair is not permitted. The lowest bit of a mask is the first rule that failed."""

    SERVICE = 1  # the item does not name the need
    AREA = 2  # it serves other areas
    DISTANCE = 4  # farther than its reach
    GROUP = 8  # for other groups or ages
    ELIGIBLE = 16  # its conditions do not hold
    FACTS = 32  # whether they hold is not known
    CONSENT = 64  # no consent for U3, no notice for public bodies
    SKILL = 128  # it takes a volunteer, and none with the skill and hours is near
    CLEARANCE = 256  # … none who may be with minors
    CONFLICT = 512  # the need has a link with it, or with this provider
    DECLINED = 1024  # declined or expired a short while ago
    STALE = 2048  # its places were not confirmed in time
    EMPTY = 4096  # no place left


RULES = tuple(Rule)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What the rules ask of a snapshot, worked out once.

    agreed: homes with consent for U3; told: homes with a notice. public: offers of bodies for
    which a notice is enough. fixed: bits of an item that hold for every need.
    """

    eligibility: ItemEligibility
    volunteers: Volunteers
    agreed: Bools
    told: Bools
    public: Bools
    fixed: Masks
    barred: Barred


def ground(snapshot: Snapshot, want: Demand, have: Supply, policy: Policy) -> Ground:
    """Work out what the rules need to know about households, items and past links."""
    homes = len(snapshot.households)
    fixed = np.zeros(have.m, dtype=np.uint32)
    stale = (have.age_days < 0) | (have.age_days > have.window_days)
    fixed[stale] |= np.uint32(Rule.STALE)
    fixed[have.free == 0] |= np.uint32(Rule.EMPTY)
    return Ground(
        eligibility=for_items(snapshot, snapshot.items),
        volunteers=Volunteers.of(snapshot),
        agreed=_homes(snapshot, in_force(snapshot, "U3"), homes),
        told=_homes(snapshot, snapshot.consents[noticed(snapshot)], homes),
        public=np.isin(have.party, policy.rules.public_parties),
        fixed=fixed,
        barred=barred(snapshot, want, have, policy),
    )


def _homes(snapshot: Snapshot, consents: pd.DataFrame, count: int) -> Bools:
    at = positions(snapshot.households["id"], consents["household_id"])
    held = np.zeros(count, dtype=bool)
    held[at[at >= 0]] = True
    return held


def masks(base: Ground, want: Demand, have: Supply, needs: Ints, offers: Ints) -> Masks:
    """Examine needs × offers of one need code: uint32, shape (needs, offers).

    needs: positions in the demand, ascending; offers: positions in the supply's offers.
    """
    item = have.offer_item[offers]
    found = np.zeros((len(needs), len(offers)), dtype=np.uint32)
    if not found.size:
        return found
    for rule, broken in (
        (Rule.AREA, ~_served(want, have, needs, item)),
        (Rule.DISTANCE, _too_far(want, have, needs, offers)),
        *_eligible(base, want, have, needs, item),
        (Rule.CONSENT, ~_consented(base, want, needs, offers)),
        *_volunteers(base, want, have, needs, item),
    ):
        found |= np.where(broken, np.uint32(rule), np.uint32(0))
    found |= base.fixed[item][None, :]
    _bar(found, base, have, needs, offers)
    return found


def _served(want: Demand, have: Supply, needs: Ints, item: Ints) -> Bools:
    villages, at = np.unique(want.village[needs], return_inverse=True)
    items, of = np.unique(item, return_inverse=True)
    table = covers(have.areas[items], villages.astype(object))
    served: Bools = table[of][:, at].T
    return served


def _too_far(want: Demand, have: Supply, needs: Ints, offers: Ints) -> Bools:
    far = distance(
        want.x[needs][:, None],
        want.y[needs][:, None],
        have.x[offers][None, :],
        have.y[offers][None, :],
    )
    reach = have.reach_m[have.offer_item[offers]][None, :]
    return (reach >= 0) & (far > reach)


def _eligible(
    base: Ground, want: Demand, have: Supply, needs: Ints, item: Ints
) -> list[tuple[Rule, Bools]]:
    shape = (len(needs), len(item))
    home = np.broadcast_to(want.home[needs][:, None], shape)
    row = np.broadcast_to(have.row[item][None, :], shape)
    of = base.eligibility
    group, age = of.group.codes(home, row), of.age.codes(home, row)
    own = of.conditions.codes(home, row)
    return [
        (Rule.GROUP, (group == NO) | (age == NO)),
        (Rule.ELIGIBLE, own == NO),
        (Rule.FACTS, (own == UNKNOWN) | (age == UNKNOWN) | (group == UNKNOWN)),
    ]


def _consented(base: Ground, want: Demand, needs: Ints, offers: Ints) -> Bools:
    home = want.home[needs]
    return np.where(
        base.public[offers][None, :], base.told[home][:, None], base.agreed[home][:, None]
    )


def _volunteers(
    base: Ground, want: Demand, have: Supply, needs: Ints, item: Ints
) -> list[tuple[Rule, Bools]]:
    """Skill, hours and reach; and, where minors live, a clearance."""
    of, home, row = base.volunteers, want.home[needs], have.row[item]
    asked = of.needed[row]
    none = np.zeros((len(needs), len(item)), dtype=bool)
    if not asked.any():
        return [(Rule.SKILL, none)]
    question = of.question[row]
    skilled = of.able[question, 0][:, home].T
    cleared = of.able[question, 1][:, home].T
    return [
        (Rule.SKILL, asked[None, :] & ~skilled),
        (
            Rule.CLEARANCE,
            asked[None, :] & skilled & ~cleared & of.minors[home][:, None],
        ),
    ]


def _bar(found: Masks, base: Ground, have: Supply, needs: Ints, offers: Ints) -> None:
    """Set the bits of past and present links on the pairs they stand against."""
    rows = base.barred
    at = np.searchsorted(needs, rows.need)
    mine = (at < len(needs)) & (needs[np.minimum(at, len(needs) - 1)] == rows.need)
    for k in np.flatnonzero(mine):
        hit = have.offer_item[offers] == rows.item[k]
        hit |= have.provider[offers] == rows.provider[k]
        bits = rows.there[k] * Rule.CONFLICT | rows.cooling[k] * Rule.DECLINED
        found[at[k], hit] |= np.uint32(bits)


def names(mask: int) -> tuple[str, ...]:
    """Name the rules of a mask, in the order they are applied."""
    return tuple(str(rule.name) for rule in RULES if mask & rule)

"""How well a permitted pair fits: documented functions with the weights of the policy.

score = lowest + Σ floor(weight × value / 1000), values are integers 0 … 1000. Never looked at:
ethnicity, religion, surname, photo, free text.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from matching.coverage.live import PARTIES
from matching.linking.places import UNKNOWN, distance
from matching.tables import day, local_days

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from matching.linking.arrays import Bools, Ints
    from matching.linking.demand import Demand
    from matching.linking.policy import Policy
    from matching.linking.supply import Supply
    from matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """What the functions ask of a snapshot, worked out once.

    fit: points by item. waiting: days by need. on: parties at work by need's household, (n, 5).
    party: of an offer, position in PARTIES, −1 for none of the five. groups, primary: distinct
    sets and codes of households, (n,) positions. hit: (item group sets, household sets).
    """

    want: Demand
    have: Supply
    policy: Policy
    fit: Ints
    waiting: Ints
    on: Bools
    party: Ints
    group: Ints


def field(snapshot: Snapshot, want: Demand, have: Supply, policy: Policy) -> Field:
    """Work out what the functions need to know about needs, items and offers."""
    since = local_days(snapshot.needs["since"], snapshot.zone)[want.row]
    waited = (day(snapshot.as_of) - since).astype("timedelta64[D]").astype(np.int64)
    return Field(
        want=want,
        have=have,
        policy=policy,
        fit=_fits(have, policy),
        waiting=np.where(np.isnat(since), 0, np.maximum(0, waited)),
        on=want.found.on[want.home],
        party=np.array([_party(p) for p in have.party.tolist()], dtype=np.int64),
        group=_group_values(snapshot, want, have, policy),
    )


def _party(code: str) -> int:
    return PARTIES.index(code) if code in PARTIES else -1


def _fits(have: Supply, policy: Policy) -> Ints:
    """Value items by how many needs they name: shape (m,)."""
    value = policy.values["fit"]
    return np.array(
        [
            value["one"]
            if len(codes) == 1
            else value["few" if len(codes) <= value["few_up_to"] else "general"]
            for codes in have.needs
        ],
        dtype=np.int64,
    )


def _group_values(snapshot: Snapshot, want: Demand, have: Supply, policy: Policy) -> Ints:
    """How an item's target groups meet a household's: shape (n, m), int64, 0 … 1000.

    The household's primary group is named 1000, another of its groups 700, open to all 400.
    """
    value = policy.values["group"]
    homes = snapshot.households
    keys = list(
        zip(
            homes["groups"].to_numpy()[want.home].tolist(),
            homes["primary_group"].fillna("").to_numpy("U")[want.home].tolist(),
            strict=True,
        )
    )
    distinct = sorted(set(keys))
    at = {key: k for k, key in enumerate(distinct)}
    asked = sorted({tuple(groups) for groups in have.groups})
    of = {groups: k for k, groups in enumerate(asked)}
    table = np.zeros((len(distinct), len(asked)), dtype=np.int64)
    for (held, primary), row in at.items():
        for groups, column in of.items():
            table[row, column] = _group_value(held, primary, groups, value)
    home = np.array([at[key] for key in keys], dtype=np.int64)
    item = np.array([of[tuple(groups)] for groups in have.groups], dtype=np.int64)
    return table[np.ix_(home, item)] if len(home) and len(item) else np.zeros((0, 0), np.int64)


def _group_value(
    held: tuple[str, ...], primary: str, groups: tuple[str, ...], value: Mapping[str, int]
) -> int:
    if not groups:
        return value["open"]
    if primary and (primary in groups or primary[:3] in groups):
        return value["primary"]
    if any(g in groups or g[:3] in groups for g in held):
        return value["member"]
    return 0


def need_fit(of: Field, need: Ints, offer: Ints) -> Ints:
    """Give 1000 to an item made for one need, 600 for up to three, 300 for more."""
    return of.fit[of.have.offer_item[offer]]


def way(of: Field, need: Ints, offer: Ints) -> Ints:
    """Give 1000 at 0 m, 0 at the item's reach; 1000 without a way, 500 where unknown."""
    have, want = of.have, of.want
    far = distance(want.x[need], want.y[need], have.x[offer], have.y[offer])
    reach = have.reach_m[have.offer_item[offer]]
    near = 1000 - np.minimum(far, reach) * 1000 // np.maximum(reach, 1)
    known = np.where(far == UNKNOWN, of.policy.values["unknown"], near)
    return np.where(reach < 0, 1000, known)


def target_group(of: Field, need: Ints, offer: Ints) -> Ints:
    """Give 1000 where the primary group is meant, 700 another of its own, 400 open to all."""
    return of.group[need, of.have.offer_item[offer]]


def missing_party(of: Field, need: Ints, offer: Ints) -> Ints:
    """Give 1000 to a provider of a party not yet at work for the household; else 0."""
    party = of.party[offer]
    absent = ~of.on[need, np.maximum(party, 0)]
    return np.where((party >= 0) & absent, 1000, 0)


def waiting(of: Field, need: Ints, offer: Ints) -> Ints:
    """Give 1000 after 90 days of waiting, 0 on the first day."""
    longest = int(of.policy.values["waiting_days"])
    return np.minimum(of.waiting[need], longest) * 1000 // longest


def fresh_capacity(of: Field, need: Ints, offer: Ints) -> Ints:
    """Give 1000 to places confirmed today, 0 at the end of their window."""
    item = of.have.offer_item[offer]
    window = np.maximum(of.have.window_days[item], 1)
    return 1000 - np.clip(of.have.age_days[item], 0, window) * 1000 // window


def acceptance(of: Field, need: Ints, offer: Ints) -> Ints:
    """Give the provider's share of proposals taken up, per mille; 500 where unknown."""
    known = of.have.accepts[offer]
    return np.where(known < 0, of.policy.values["unknown"], np.clip(known, 0, 1000))


def language(of: Field, need: Ints, offer: Ints) -> Ints:
    """Give 500: no register states a household's language, so it is not known."""
    return np.full(len(need), of.policy.values["unknown"], dtype=np.int64)


FUNCTIONS: Mapping[str, Callable[[Field, Ints, Ints], Ints]] = MappingProxyType(
    {
        "need_fit": need_fit,
        "distance": way,
        "target_group": target_group,
        "missing_party": missing_party,
        "waiting": waiting,
        "fresh_capacity": fresh_capacity,
        "acceptance": acceptance,
        "language": language,
    }
)


def parts(of: Field, need: Ints, offer: Ints) -> dict[str, Ints]:
    """Give the points of each function for pairs of need and offer: shape of both."""
    return {
        name: weight * FUNCTIONS[name](of, need, offer) // 1000
        for name, weight in of.policy.scores.items()
    }


def scores(of: Field, need: Ints, offer: Ints) -> NDArray[np.int64]:
    """Add the points up: lowest … highest of the policy, shape of need and offer."""
    total = np.full(len(need), of.policy.score_lowest, dtype=np.int64)
    for points in parts(of, need, offer).values():
        total += points
    return total

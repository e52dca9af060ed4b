"""The resources of a run: active catalogue items with their free places, and who offers them.

A place belongs to the item, not to one of its providers: the plan chooses among items, and each
pair takes the item's best permitted provider, which is exact.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.linking.places import metres, middle
from matching.tables import day, local_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from matching.linking.arrays import Codes, Ints
    from matching.linking.policy import Policy
    from matching.snapshot import Snapshot

    Places = Mapping[tuple[str, str], int]

UNLIMITED = -1
RECOMMENDED = "RECOMMENDED"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Supply:
    """Items (m) by id and their offers (o) by (item, provider id).

    row: positions in snapshot.items. free: places left, UNLIMITED without a stated capacity.
    age_days: since the last confirmation, −1 never; window_days: how long one lasts. reach_m:
    −1 where no way is to be gone. offer_item: position of the item. accepts: per mille of
    proposals taken up, −1 unknown.
    """

    ids: NDArray[np.str_]
    row: Ints
    type: NDArray[np.str_]
    needs: NDArray[np.object_]
    groups: NDArray[np.object_]
    areas: NDArray[np.object_]
    free: Ints
    age_days: Ints
    window_days: Ints
    reach_m: Ints
    offer_item: Ints
    provider: NDArray[np.str_]
    provider_label: NDArray[np.str_]
    party: NDArray[np.str_]
    x: Codes
    y: Codes
    accepts: Ints

    @property
    def m(self) -> int:
        return len(self.ids)

    def capacity(self, needs: int) -> Ints:
        """Give places for the solver: unlimited means one for each need of the run."""
        return np.where(self.free == UNLIMITED, needs, self.free)


def supply(snapshot: Snapshot, policy: Policy, places: Places) -> Supply:
    """Choose the resources of a run: active items that an active body offers.

    places: units of links by (item id, state), of the whole store; the recommendations among
    them are those this run does not plan anew: by hand, or for people of other areas.
    """
    items, offers = snapshot.items, _active(snapshot)
    chosen = (items["status"].str.upper() == "ACTIVE").to_numpy(dtype=bool) & items["id"].isin(
        offers["item_id"]
    ).to_numpy(dtype=bool)
    row = np.flatnonzero(chosen)
    ids = items["id"].to_numpy("U")
    row = row[np.argsort(ids[row], kind="stable")]
    kind = items["type"].to_numpy("U")[row]
    at = pd.Index(ids[row], dtype="str").get_indexer(pd.Index(offers["item_id"], dtype="str"))
    offers = offers[at >= 0].assign(at=at[at >= 0])
    offers = offers.sort_values(["at", "provider_id"], kind="stable")
    x, y = metres(offers["lon"], offers["lat"], middle(snapshot))
    reach = policy.rules.reach_m
    return Supply(
        ids=ids[row],
        row=row,
        type=kind,
        needs=items["needs"].to_numpy()[row],
        groups=items["groups"].to_numpy()[row],
        areas=items["areas"].to_numpy()[row],
        free=_free(snapshot, policy, places)[row],
        age_days=_age(snapshot)[row],
        window_days=np.array([policy.rules.freshness_days.get(k, 0) for k in kind], np.int64),
        reach_m=np.array([_or_less(reach.get(k)) for k in kind], dtype=np.int64),
        offer_item=offers["at"].to_numpy(np.int64),
        provider=offers["provider_id"].to_numpy("U"),
        provider_label=offers["provider_label"].to_numpy("U"),
        party=offers["provider_party"].fillna("").to_numpy("U"),
        x=x,
        y=y,
        accepts=_per_mille(offers["accepts"]),
    )


def _or_less(value: int | None) -> int:
    return -1 if value is None else value


def _active(snapshot: Snapshot) -> pd.DataFrame:
    """Offers of bodies that are not closed."""
    offers, bodies = snapshot.offers, snapshot.organisations
    closed = bodies["id"][~bodies["status"].fillna("ACTIVE").str.upper().isin(["ACTIVE"])]
    return offers[~offers["provider_id"].isin(closed)]


def places_by_state(snapshot: Snapshot) -> Places:
    """Count the units of a snapshot's links by item and state."""
    links = snapshot.links[snapshot.links["item_id"].notna()]
    found: Counter[tuple[str, str]] = Counter()
    for item, state, units in zip(
        links["item_id"], links["state"], links["units"], strict=True
    ):
        found[str(item), str(state)] += max(1, int(units))
    return found


def _free(snapshot: Snapshot, policy: Policy, places: Places) -> Ints:
    """Places left per item: capacity − taken − promised − recommended by others, never below 0.

    Taken is what the item states or what its links hold, whichever is more.
    """
    items = snapshot.items
    ids = items["id"].tolist()

    def held(states: tuple[str, ...]) -> Ints:
        return np.array([sum(places.get((i, s), 0) for s in states) for i in ids], np.int64)

    taken = np.maximum(items["used"].to_numpy(np.int64), held(policy.rules.holding))
    capacity = items["capacity"].fillna(UNLIMITED).to_numpy(np.int64)
    promised = held((*policy.rules.promised, RECOMMENDED))
    left = np.maximum(0, capacity - taken - promised)
    return np.where(items["capacity"].isna().to_numpy(), UNLIMITED, left)


def _age(snapshot: Snapshot) -> Ints:
    """Days since an item was confirmed; −1 never, or only after the day of the plan."""
    days = local_days(snapshot.items["verified_at"], snapshot.zone)
    age = (day(snapshot.as_of) - days).astype("timedelta64[D]").astype(np.int64)
    return np.where(np.isnat(days) | (age < 0), -1, age)


def _per_mille(shares: pd.Series[Any]) -> Ints:
    value = shares.to_numpy(float)
    known = np.isfinite(value)
    return np.where(known, np.rint(np.where(known, value, 0) * 1000), -1).astype(np.int64)

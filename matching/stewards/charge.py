"""Who is in charge of whom in one tier, as arrays of whole numbers.

Loads are counted in whole units: the weights and capacities of the vocabulary times a factor a
tier, so that every weight is whole (T3 16/8/4/1 of 240, T2 200/50/5/1 of 15,000, T1 40/1/0/0 of
4,000). Source: domain reference 1.2, 6.2; docs/algorithms/stewards.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph_schema.vocabulary import Tier, entries
from matching.coverage.live import LEVELS, TIERS, Reach, active_stewards
from matching.facts import positions
from matching.tables import day

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Texts = NDArray[np.object_]

FACTOR = {"T1": 10, "T2": 50, "T3": 4}  # the smallest that makes every weight of the tier whole
NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One tier on one day. Households of H in snapshot order, stewards by id.

    household: positions in snapshot.households. level: index into LEVELS, orange 0. steward:
    index into stewards, -1 nobody. units, capacity: whole units. available: may be given more.
    covers: area codes each steward covers by the staff list. village: 12 digits or "".
    """

    tier: str
    household: Ints
    level: Ints
    units: Ints
    village: Texts
    steward: Ints
    stewards: tuple[str, ...]
    capacity: Ints
    available: Bools
    covers: tuple[tuple[str, ...], ...]

    @property
    def loads(self) -> Ints:
        """Units each steward carries: shape (stewards,)."""
        held = self.steward >= 0
        found = np.bincount(self.steward[held], self.units[held], minlength=len(self.stewards))
        return found.astype(np.int64)

    def number(self, steward: str) -> int | None:
        """Find a steward's index; None where the tier has no such steward."""
        return self.stewards.index(steward) if steward in self.stewards else None


def unit_weights(tier: str) -> Ints:
    """Give the load of one household per level, orange first, in whole units: shape (4,)."""
    about = entries(Tier)[tier].about
    told = np.array([round(about["weights"][n] * FACTOR[tier]) for n in LEVELS], dtype=np.int64)
    exact = [about["weights"][n] * FACTOR[tier] for n in LEVELS]
    if not np.allclose(told, exact):
        raise ValueError(f"weights of {tier} are not whole in units of 1/{FACTOR[tier]}")
    return told


def charge(snapshot: Snapshot, found: Reach, tier: str) -> Charge:
    """Read who is in charge in one tier at the end of the day."""
    homes = np.flatnonzero(found.counted)
    ids = snapshot.households["id"].to_numpy(dtype=object)[homes]
    ties = active_stewards(snapshot)
    ties = ties[(ties["tier"] == tier).to_numpy()].drop_duplicates("household_id")
    people = snapshot.actors[(snapshot.actors["tier"] == tier).to_numpy(dtype=bool)]
    stewards = sorted({*people["id"], *ties["actor_id"]})
    rows = snapshot.actors.drop_duplicates("id").set_index("id").reindex(stewards)
    at = positions(pd.Series(ids, dtype="str"), ties["household_id"])
    who = pd.Index(stewards).get_indexer(pd.Index(ties["actor_id"]))
    steward = np.full(len(homes), NOBODY, dtype=np.int64)
    steward[at[at >= 0]] = who[at >= 0]
    usual = float(entries(Tier)[tier].about["capacity"])
    own = rows["capacity_units"].fillna(usual).to_numpy(dtype=float)
    village = snapshot.households["village"].fillna("").to_numpy(dtype=object)[homes]
    return Charge(
        tier=tier,
        household=homes,
        level=found.level[homes],
        units=unit_weights(tier)[found.level[homes]],
        village=village,
        steward=steward,
        stewards=tuple(stewards),
        capacity=np.maximum(1, np.rint(own * FACTOR[tier])).astype(np.int64),
        available=(rows["status"] == "ACTIVE").to_numpy(dtype=bool)
        & ~on_leave(rows, snapshot.as_of),
        covers=tuple(tuple(v) if isinstance(v, tuple) else () for v in rows["areas"]),
    )


def every_tier(snapshot: Snapshot, found: Reach) -> dict[str, Charge]:
    """Read all three tiers."""
    return {tier: charge(snapshot, found, tier) for tier in TIERS}


def on_leave(actors: pd.DataFrame, on: date) -> Bools:
    """Tell who is away on a day: ON_LEAVE without dates, or inside the dates of a leave."""
    start, end = (actors[n].to_numpy(dtype="datetime64[D]") for n in ("leave_from", "leave_to"))
    today = day(on)
    dated = (~np.isnat(start) | ~np.isnat(end)) & ~(start > today) & ~(end < today)
    undated = np.isnat(start) & np.isnat(end) & (actors["status"] == "ON_LEAVE").to_numpy(bool)
    away: Bools = dated | undated
    return away

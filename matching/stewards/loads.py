"""How much each steward carries, by colour, and how evenly a town shares it.

Source: domain reference 6.2 (U, Gini) and 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.coverage.live import LEVELS, TIERS
from matching.coverage.load import OVERLOAD, SEVERE, SPARE, gini
from matching.stewards.charge import FACTOR, Charge, every_tier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

STATES = ("SEVERE", "OVERLOAD", "OK", "SPARE")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """Loads on a day. stewards: one row each, heaviest first; gini: one a town and tier.

    Columns of stewards: actor_id, staff_no, tier, town, available, households, one a level
    (households of that colour), weight and capacity (units of the domain), load (U), state.
    without: households of H with no steward of a tier.
    """

    as_of: date
    stewards: pd.DataFrame
    gini: pd.DataFrame
    without: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """Say it in plain values; the lists of overloaded, severe and spare stewards by id."""
        rows = self.stewards
        return {
            "as_of": self.as_of.isoformat(),
            "stewards": rows.to_dict("records"),
            "gini": [
                row | {"gini": None if np.isnan(row["gini"]) else row["gini"]}
                for row in self.gini.to_dict("records")
            ],
            "lists": {
                state.lower(): rows["actor_id"][rows["state"] == state].tolist()
                for state in STATES
                if state != "OK"
            },
            "without_steward": dict(self.without),
        }


def loads(snapshot: Snapshot, found: Reach) -> LoadReport:
    """Tell the load of every steward of the three tiers at the end of the day."""
    tiers = every_tier(snapshot, found)
    rows = pd.concat([_rows(snapshot, tiers[t]) for t in TIERS], ignore_index=True)
    rows = rows.sort_values(["load", "actor_id"], ascending=[False, True], ignore_index=True)
    uneven = [
        {
            "town": town,
            "tier": tier,
            "stewards": len(some),
            "gini": gini(some["load"].to_numpy()),
        }
        for (town, tier), some in rows.groupby(["town", "tier"])
    ]
    return LoadReport(
        as_of=snapshot.as_of,
        stewards=rows,
        gini=pd.DataFrame(uneven, columns=["town", "tier", "stewards", "gini"]),
        without={t: int((tiers[t].steward < 0).sum()) for t in TIERS},
    )


def _rows(snapshot: Snapshot, about: Charge) -> pd.DataFrame:
    count = len(about.stewards)
    held = about.steward >= 0
    who, level = about.steward[held], about.level[held]
    colours = np.bincount(who * len(LEVELS) + level, minlength=count * len(LEVELS))
    staff = snapshot.actors.drop_duplicates("id").set_index("id")["staff_no"]
    load = about.loads / about.capacity
    told = pd.DataFrame(
        {
            "actor_id": pd.Series(about.stewards, dtype="str"),
            "staff_no": [str(staff.get(one, "")) for one in about.stewards],
            "tier": about.tier,
            "town": towns_of(about),
            "available": about.available,
            "households": np.bincount(who, minlength=count),
        }
    )
    for i, level_name in enumerate(LEVELS):
        told[level_name] = colours.reshape(count, len(LEVELS))[:, i]
    told["weight"] = about.loads / FACTOR[about.tier]
    told["capacity"] = about.capacity / FACTOR[about.tier]
    told["load"] = load
    told["state"] = states(load)
    return told


def states(load: np.ndarray[Any, np.dtype[np.float64]]) -> list[str]:
    """Name the state of each load: above 1.25 severe, above 1 overload, below 0.3 spare."""
    told = np.select(
        [load > SEVERE, load > OVERLOAD, load < SPARE], STATES[:2] + STATES[3:], "OK"
    )
    return [str(one) for one in told]


def towns_of(about: Charge) -> list[str]:
    """Name each steward's town: where most of their households live, else what they cover."""
    held = about.steward >= 0
    town = pd.Series([v[:9] for v in about.village[held]], dtype="str")
    usual = town.groupby(about.steward[held]).agg(lambda some: some.mode().iloc[0])
    digits = 6 if about.tier == "T1" else 9
    found = []
    for s, covers in enumerate(about.covers):
        place = usual.get(s) or next(iter(sorted(covers, key=lambda c: (-len(c), c))), "")
        found.append(str(place)[:digits])
    return found

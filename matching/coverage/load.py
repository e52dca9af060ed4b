"""How much stewards carry, and how evenly. Source: domain reference 6.2 and 6.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph_schema.vocabulary import Tier, entries
from matching.coverage.live import LEVELS, Reach, active_stewards, at_positions
from matching.facts import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

OVERLOAD, SEVERE, SPARE = 1.0, 1.25, 0.3


def steward_loads(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    """Tell U(s) per steward and tier: Σ weight(level) ÷ capacity over the households in charge.

    Columns actor_id, tier, town (where most of them live), households, load, state {SEVERE,
    OVERLOAD, SPARE, OK}; one row also for a steward of the tier in charge of none. A steward's
    own capacity_units go before the tier's K. Sorted by load, heaviest first.
    """
    assigned = active_stewards(snapshot)
    home = positions(snapshot.households["id"], assigned["household_id"])
    inside = at_positions(found.counted, home, missing=0)
    rows = assigned[inside].assign(
        level=found.level[home[inside]],
        town=snapshot.households["town"].to_numpy(dtype=object)[home[inside]],
    )
    weights = {
        t: [e.about["weights"][name] for name in LEVELS] for t, e in entries(Tier).items()
    }
    rows["weight"] = [weights[t][n] for t, n in zip(rows["tier"], rows["level"], strict=True)]
    told = rows.groupby(["actor_id", "tier"], as_index=False).agg(
        households=("household_id", "size"), weight=("weight", "sum"), town=("town", _most)
    )
    actors = snapshot.actors
    idle = actors[
        actors["tier"].notna()
        & (actors["status"] == "ACTIVE")
        & ~actors["id"].isin(told["actor_id"])
    ]
    none = pd.DataFrame(
        {"actor_id": idle["id"], "tier": idle["tier"], "households": 0, "weight": 0.0}
    )
    none["town"] = [next((a[:9] for a in areas), None) for areas in idle["areas"]]
    told = pd.concat([told, none], ignore_index=True) if len(none) else told
    own = actors.set_index("id")["capacity_units"].reindex(told["actor_id"]).to_numpy()
    usual = told["tier"].map({t: e.about["capacity"] for t, e in entries(Tier).items()})
    told["load"] = told["weight"] / np.where(np.isnan(own), usual.to_numpy(dtype=float), own)
    told["state"] = np.select(
        [told["load"] > SEVERE, told["load"] > OVERLOAD, told["load"] < SPARE],
        ["SEVERE", "OVERLOAD", "SPARE"],
        "OK",
    )
    return told.drop(columns="weight").sort_values(
        ["load", "actor_id"], ascending=[False, True], ignore_index=True
    )


def _most(towns: pd.Series[str]) -> str | None:
    return towns.mode().iloc[0] if towns.notna().any() else None


def gini(loads: NDArray[np.float64]) -> float:
    """Unevenness of non-negative loads, 0 even to 1; NaN where there is nothing to share."""
    if len(loads) == 0 or loads.sum() == 0:
        return float("nan")
    ordered = np.sort(loads)
    rank = np.arange(1, len(ordered) + 1)
    return float(
        (2 * (rank * ordered).sum() / ordered.sum() - (len(ordered) + 1)) / len(ordered)
    )

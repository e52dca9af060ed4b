"""How long needs wait, and how far help has to travel. Source: domain reference 6.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.coverage.volunteers import kilometres
from matching.facts import positions

if TYPE_CHECKING:
    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

HOUR = np.timedelta64(1, "h")


def waiting(snapshot: Snapshot) -> pd.DataFrame:
    """Tell hours from opening to first contact: columns town, median_hours, p90_hours."""
    needs, links = snapshot.needs, snapshot.links
    first = (
        links.dropna(subset=["need_id", "first_contact_at"])
        .groupby("need_id")["first_contact_at"]
        .min()
    )
    met = first.reindex(needs["id"]).to_numpy(dtype="datetime64[us]")
    hours = (met - needs["since"].to_numpy(dtype="datetime64[us]")) / HOUR
    home = positions(snapshot.households["id"], needs["household_id"])
    known = ~np.isnan(hours) & (hours >= 0) & (home >= 0)
    town = snapshot.households["town"].to_numpy(dtype=object)[home[known]]
    rows = pd.DataFrame({"town": pd.Series(town, dtype="str"), "hours": hours[known]})
    told = rows.groupby("town")["hours"]
    median, slow = told.quantile(0.5), told.quantile(0.9)
    return pd.DataFrame(
        {
            "town": pd.Series(median.index, dtype="str"),
            "median_hours": median.to_numpy(),
            "p90_hours": slow.to_numpy(),
        }
    )


def reach_cost(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    """Tell mean km from household to provider over live links: columns town, mean_km."""
    places = pd.concat(
        [snapshot.organisations[["id", "lon", "lat"]], snapshot.actors[["id", "lon", "lat"]]]
    ).set_index("id")
    live = np.flatnonzero(found.link_live)
    home = snapshot.households.iloc[found.link_household[live]]
    at = places.reindex(snapshot.links["provider_id"].iloc[live])
    km = kilometres(
        home["lon"].to_numpy(),
        home["lat"].to_numpy(),
        at["lon"].to_numpy(),
        at["lat"].to_numpy(),
    )
    rows = pd.DataFrame({"town": home["town"].to_numpy(), "mean_km": km}).dropna()
    rows["town"] = rows["town"].astype("str")
    return rows.groupby("town")["mean_km"].mean().reset_index()

"""How long needs wait, and how far help has to travel. Source: domain reference 6.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.coverage.volunteers import kilometres
from matching.facts import positions
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

HOUR = np.timedelta64(1, "h")
DIGITS = (6, 9, 12)  # district, town, village


def waiting(snapshot: Snapshot) -> pd.DataFrame:
    """Tell hours from opening to first contact, of contacts up to the day.

    Columns area (district, town, village), median_hours, p90_hours.
    """
    needs = snapshot.needs
    come = snapshot.look.days("links", "first_contact_at") <= day(snapshot.as_of)
    first = (
        snapshot.links[come]
        .dropna(subset=["need_id"])
        .groupby("need_id")["first_contact_at"]
        .min()
    )
    met = first.reindex(needs["id"]).to_numpy(dtype="datetime64[us]")
    hours = (met - needs["since"].to_numpy(dtype="datetime64[us]")) / HOUR
    home = positions(snapshot.households["id"], needs["household_id"])
    known = ~np.isnan(hours) & (hours >= 0) & (home >= 0)
    rows = _by_area(snapshot, home[known], hours[known])
    told = rows.groupby("area")["value"]
    median, slow = told.quantile(0.5), told.quantile(0.9)
    return pd.DataFrame(
        {
            "area": pd.Series(median.index, dtype="str"),
            "median_hours": median.to_numpy(),
            "p90_hours": slow.to_numpy(),
        }
    )


def reach_cost(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    """Tell mean km from household to provider over live links: columns area, mean_km."""
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
    known = ~np.isnan(km)
    rows = _by_area(snapshot, found.link_household[live][known], km[known])
    told = rows.groupby("area")["value"].mean()
    return told.rename("mean_km").reset_index()


def _by_area(snapshot: Snapshot, home: Ints, value: Floats) -> pd.DataFrame:
    """Put each value under the district, town and village of its household: area, value."""
    village = snapshot.households["village"].astype("str").iloc[home]
    parts = [
        pd.DataFrame({"area": village.str[:digits].to_numpy(), "value": value})[
            (village.str.len() >= digits).to_numpy(dtype=bool)
        ]
        for digits in DIGITS
    ]
    told = pd.concat(parts, ignore_index=True)
    told["area"] = told["area"].astype("str")
    return told

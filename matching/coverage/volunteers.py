"""Whether a volunteer could be found for an item: skill, time, clearance, distance.

Source: domain reference 6.4, row 10, and 3.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from matching.facts import ages, positions, some
from matching.tables import day

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

EARTH_KM = 6371.0088
REACH_KM = 10.0  # the parameter volunteer_reach_km where the district states none
ADULT = 18


def kilometres(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Great-circle distance (haversine) of degrees, in km; NaN where a place is unknown."""
    a, b = np.radians(lat), np.radians(to_lat)
    half = np.sin((b - a) / 2) ** 2
    half = half + np.cos(a) * np.cos(b) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    distance: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return distance


@dataclass(frozen=True, slots=True)
class Volunteers:
    """Who could go where. able: (distinct skills, 2, households); [:, 1] with clearance."""

    needed: Bools  # (items,)
    question: Ints  # (items,), position of the item's skills among the distinct ones
    able: Bools
    minors: Bools  # (households,)

    @classmethod
    def of(cls, snapshot: Snapshot) -> Volunteers:
        """Work out for each distinct set of skills which households a volunteer can reach.

        A volunteer whose place is unknown reaches the district; so is a household found whose
        place is unknown. Time: any weekly hours left, unknown counts as some.
        """
        rows = snapshot.actors
        ready = rows[
            (
                (rows["party"] == "VOL")
                & (rows["status"] == "ACTIVE")
                & ~(rows["weekly_hours_max"] <= 0)
            ).to_numpy(dtype=bool)
        ]
        items, homes = snapshot.items, snapshot.households
        asked = sorted(set(items["skills"][items["needs_volunteer"]]))
        able = np.zeros((len(asked), 2, len(homes)), dtype=bool)
        limit = snapshot.param("volunteer_reach_km") or REACH_KM
        for q, skills in enumerate(asked):
            skilled = [set(skills) <= set(held) for held in ready["skills"]]
            fits = ready[np.array(skilled, dtype=bool)]
            able[q, 0] = _within(snapshot, fits, limit)
            able[q, 1] = _within(snapshot, fits[fits["clearance_minors"].to_numpy()], limit)
        people = snapshot.persons
        gone = people["deceased"].to_numpy(dtype="datetime64[D]") <= day(snapshot.as_of)
        home = np.where(gone, -1, positions(homes["id"], people["household_id"]))
        age = ages(people["birth"], snapshot.as_of)
        place = {skills: q for q, skills in enumerate(asked)}
        return cls(
            needed=items["needs_volunteer"].to_numpy(dtype=bool),
            question=np.array([place.get(s, 0) for s in items["skills"]], dtype=np.int64),
            able=able,
            minors=some(home, (age >= 0) & (age < ADULT), len(homes)),
        )

    def found(self, items: Ints, households: Ints) -> Bools:
        """Tell for every item and household whether none is needed or one is there: (i, h)."""
        told = np.ones((len(items), len(households)), dtype=bool)
        for row, item in enumerate(items):
            if self.needed[item]:
                able = self.able[self.question[item]]
                told[row] = np.where(
                    self.minors[households], able[1][households], able[0][households]
                )
        return told


def _within(snapshot: Snapshot, volunteers: pd.DataFrame, limit: float) -> Bools:
    """Whether any of the volunteers is within `limit` km of each household: (households,)."""
    homes = snapshot.households
    if volunteers.empty:
        return np.zeros(len(homes), dtype=bool)
    known = volunteers[volunteers["lon"].notna() & volunteers["lat"].notna()]
    if len(known) < len(volunteers):
        return np.ones(len(homes), dtype=bool)
    placed = (homes["lon"].notna() & homes["lat"].notna()).to_numpy()
    told = np.ones(len(homes), dtype=bool)
    nearest, _ = cKDTree(_on_sphere(known)).query(_on_sphere(homes[placed]))
    told[placed] = nearest <= 2 * np.sin(limit / EARTH_KM / 2)  # chord of that arc
    return told


def _on_sphere(rows: pd.DataFrame) -> Floats:
    """Points of the unit sphere: shape (n, 3). Chords order as great-circle distances do."""
    lon, lat = np.radians(rows["lon"].to_numpy()), np.radians(rows["lat"].to_numpy())
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)

"""Which villages lie next to each other, by their centres: the Gabriel graph.

Two villages are neighbours when no third lies inside the circle that has them at the two ends
of a diameter. It needs no borders, contains the nearest neighbour of each, and is connected.
Source: K. R. Gabriel and R. R. Sokal, Systematic Zoology 18 (1969), 259-278.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

DEGREE_KM = 111.195  # one degree of latitude on a sphere of radius 6371.0088 km


def neighbours(snapshot: Snapshot, villages: Sequence[str]) -> Bools:
    """Tell which villages are neighbours or the same: shape (n, n), symmetric.

    A village whose place is unknown is a neighbour of every other one.
    """
    places = snapshot.areas.drop_duplicates("code").set_index("code").reindex(list(villages))
    lon, lat = (places[n].to_numpy(dtype=float) for n in ("lon", "lat"))
    known = ~(np.isnan(lon) | np.isnan(lat))
    flat = np.stack([lon * np.cos(np.radians(lat)), lat], axis=1) * DEGREE_KM
    found = np.ones((len(villages), len(villages)), dtype=bool)
    at = np.flatnonzero(known)
    found[np.ix_(at, at)] = gabriel(flat[at])
    return found


def gabriel(points: Floats) -> Bools:
    """Give the Gabriel graph of points in the plane, each also its own neighbour: (n, n)."""
    apart = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
    found = np.ones((len(points), len(points)), dtype=bool)
    for third in range(len(points)):
        inside = apart[:, third, None] + apart[None, third, :] < apart - 1e-9
        inside[third, :] = inside[:, third] = False
        found &= ~inside
    return found

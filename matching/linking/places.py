"""Where things are, in whole metres on one plane, and how far apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from matching.linking.arrays import Codes, Ints
    from matching.snapshot import Snapshot

EARTH_M = 6_371_008.8  # mean radius
MIDDLE = 30.7  # degrees north, where the plane touches for a district that does not say where
NOWHERE = np.int32(-(2**31))  # the place is not known
UNKNOWN = -1  # so the distance is not


def middle(snapshot: Snapshot) -> float:
    """Give the latitude where the plane touches: the district's own, to a tenth of a degree.

    The whole district's, whatever part of it is looked at: a place has one distance to another.
    """
    areas = snapshot.areas
    told = areas["lat"][areas["code"] == snapshot.district.code].dropna()
    return MIDDLE if told.empty else round(float(told.iloc[0]), 1)


def metres(
    lon: pd.Series[Any], lat: pd.Series[Any], middle: float = MIDDLE
) -> tuple[Codes, Codes]:
    """Project degrees to metres east and north, rounded: int32, NOWHERE where unknown.

    middle: degrees north where the plane touches; a district is small enough for one plane.
    """
    east, north = np.radians(lon.to_numpy(float)), np.radians(lat.to_numpy(float))
    known = np.isfinite(east) & np.isfinite(north)
    x = np.where(known, np.rint(EARTH_M * np.cos(np.radians(middle)) * east), NOWHERE)
    y = np.where(known, np.rint(EARTH_M * north), NOWHERE)
    return x.astype(np.int32), y.astype(np.int32)


def distance(x: Codes, y: Codes, to_x: Codes, to_y: Codes) -> Ints:
    """Give whole metres as the crow flies, broadcast; UNKNOWN where either place is.

    floor(sqrt) of an exact integer below 2^53 is the same on every machine (IEEE 754).
    """
    east = x.astype(np.int64) - to_x.astype(np.int64)
    north = y.astype(np.int64) - to_y.astype(np.int64)
    nowhere = (x == NOWHERE) | (to_x == NOWHERE)
    square = np.where(nowhere, 0, east * east + north * north)  # from nowhere it overflows
    far = np.floor(np.sqrt(square.astype(np.float64))).astype(np.int64)
    return np.where(nowhere, UNKNOWN, far)

"""Points of the map: a household lies where it is for its own case team, else near by.

The way it is moved is fixed for each household by a key of the installation: who looks again
learns nothing more. Source: domain reference 7.1 (map jitter ≥ 300 m outside the case team).
"""

import hashlib
import hmac
import math

LEAST, MOST = 300.0, 600.0  # metres that a point is moved
METRES = 6_371_008.8 * math.pi / 180  # of a degree of latitude
PLACES = 5  # digits of a degree: a metre


def moved(lon: float, lat: float, household: str, key: bytes) -> tuple[float, float]:
    """Move a place (degrees, WGS-84) by LEAST to MOST metres, the same way each time."""
    digest = hmac.new(key, b"point " + household.encode(), hashlib.sha256).digest()
    turn, far = (int.from_bytes(digest[i : i + 8]) / 2**64 for i in (0, 8))
    angle = 2 * math.pi * turn
    metres = math.sqrt(LEAST**2 + far * (MOST**2 - LEAST**2))  # even over the ring
    north = metres * math.cos(angle) / METRES
    east = metres * math.sin(angle) / (METRES * math.cos(math.radians(lat)))
    return round(lon + east, PLACES), round(lat + north, PLACES)

"""Where things lie in the network: area packing, the same every time, no layout in the browser.

Towns stand on a ring in order of code, villages of a town on a spiral by size, households of a
village in a sunflower. Room is reserved in steps of 20 %: while a village grows by less,
nothing moves, so two dates can be laid over each other. Unit: the room of one household is a
disc of radius 1.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GOLDEN = math.pi * (3 - math.sqrt(5))
GROWTH = 1.2  # room is reserved up to the next power of this
LEAST_ROOM = 8  # households' room of the smallest village: its name and rings need it
SPIRAL = 6000  # places tried for a village
GAP = 3.0  # between two villages
TOWN_GAP = 16.0  # between two towns at least: the parties' marks stand there
MARKS = 0.15  # and this share of the ring's radius, because the marks grow with the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A round place: middle and radius."""

    x: float
    y: float
    r: float


def room(households: int) -> int:
    """Reserve room for so many households: the next step of 20 %, at least eight."""
    if households <= LEAST_ROOM:
        return LEAST_ROOM
    return math.floor(GROWTH ** math.ceil(math.log(households, GROWTH) - 1e-9) + 1e-9)


def sunflower(count: int) -> NDArray[np.float64]:
    """Middles of `count` discs of radius 1 about the origin. Shape (count, 2)."""
    number = np.arange(count)
    away = 1.9 * np.sqrt(number + 0.5)
    return np.column_stack([away * np.cos(number * GOLDEN), away * np.sin(number * GOLDEN)])


def radius_of(households: int) -> float:
    """Radius of a village's disc, the reserved room included."""
    return 1.9 * math.sqrt(room(households)) + 1


def pack_town(sizes: Mapping[str, int]) -> tuple[dict[str, Disc], float]:
    """Place a town's villages about its middle, largest inside; and give its own radius."""
    order = sorted(sizes, key=lambda code: (-room(sizes[code]), code))
    placed: dict[str, Disc] = {}
    for code in order:
        placed[code] = _free_place(radius_of(sizes[code]), list(placed.values()))
    reach = max((math.hypot(d.x, d.y) + d.r for d in placed.values()), default=0.0)
    return placed, reach + GAP


def _free_place(radius: float, taken: Sequence[Disc]) -> Disc:
    """Find the first place on a golden spiral where a disc touches none of those taken."""
    if not taken:
        return Disc(x=0.0, y=0.0, r=radius)
    xs, ys, rs = (np.array([getattr(d, part) for d in taken]) for part in ("x", "y", "r"))
    number = np.arange(SPIRAL)
    widest = 2.2 * math.sqrt(float(((rs + GAP) ** 2).sum())) + 2 * (radius + GAP)
    away = widest * np.sqrt(number / SPIRAL)
    x, y = away * np.cos(number * GOLDEN), away * np.sin(number * GOLDEN)
    clear = np.hypot(x[:, None] - xs, y[:, None] - ys) >= rs + radius + GAP
    free = np.flatnonzero(clear.all(axis=1))
    if not len(free):
        outside = max(math.hypot(d.x, d.y) + d.r for d in taken)
        return Disc(x=outside + radius + GAP, y=0.0, r=radius)
    first = int(free[0])
    return Disc(x=float(x[first]), y=float(y[first]), r=radius)


def ring(radii: Sequence[float]) -> tuple[list[tuple[float, float]], float]:
    """Put discs side by side on one ring, the first on top, clockwise; and give its radius."""
    if len(radii) < 2:
        return [(0.0, 0.0)] * len(radii), 0.0
    least = max(radii) + TOWN_GAP
    low, high = least, least + 2 * sum(2 * r + TOWN_GAP for r in radii)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _angle(radii, middle) > 2 * math.pi else (low, middle)
    spare = (2 * math.pi - _angle(radii, high)) / len(radii)
    angle = -math.pi / 2
    places: list[tuple[float, float]] = []
    for number, r in enumerate(radii):
        half = _half_angle(r, high) + spare / 2
        angle += half if number else 0.0
        places.append((high * math.cos(angle), high * math.sin(angle)))
        angle += half
    return places, high


def _half_angle(radius: float, away: float) -> float:
    return math.asin(min(1.0, (radius + max(TOWN_GAP, MARKS * away) / 2) / away))


def _angle(radii: Sequence[float], away: float) -> float:
    return 2 * sum(_half_angle(r, away) for r in radii)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """Places of one scope, by area code; `reach` is the radius that holds them all."""

    towns: Mapping[str, Disc]
    villages: Mapping[str, Disc]
    reach: float


def pack(sizes: Mapping[str, int]) -> Packing:
    """Place villages (12-digit code → households) and their towns (first nine digits)."""
    codes = sorted({code[:9] for code in sizes})
    inner = {
        town: pack_town({code: n for code, n in sizes.items() if code[:9] == town})
        for town in codes
    }
    middles, away = ring([reach for _, reach in inner.values()])
    towns: dict[str, Disc] = {}
    villages: dict[str, Disc] = {}
    for (town, (discs, reach)), (x, y) in zip(inner.items(), middles, strict=True):
        towns[town] = Disc(x=x, y=y, r=reach)
        villages |= {
            code: Disc(x=x + disc.x, y=y + disc.y, r=disc.r) for code, disc in discs.items()
        }
    reach = away + max((disc.r for disc in towns.values()), default=0.0)
    return Packing(towns=towns, villages=villages, reach=reach)

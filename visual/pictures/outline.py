"""The district's outline, its schematic town cells, and where the village discs lie in them.

Villages have no outline of their own: each is a disc, spread evenly inside its town's cell. The
picture is a sketch (示意图，非行政界线), in a flat projection good enough for one district.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

Points = NDArray[np.float64]
WIDTH = 1000.0  # of the picture; the height follows
NAME = (50.0, 32.0)  # half the width and height that a town's name and number need


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One town: rings as SVG path text, and where its name stands."""

    code: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """All shapes of one district in picture units, x to the right, y down.

    discs: village code → (x, y, free radius): no two discs of that radius touch. frame: where
    degrees fall: west and north end, units a degree of longitude, a degree of latitude.
    """

    width: float
    height: float
    district: str
    cells: tuple[Cell, ...]
    discs: Mapping[str, tuple[float, float, float]]
    frame: tuple[float, float, float, float]


class ForeignCoordinates(Exception):
    """A text does not say that its coordinates are WGS-84."""


def draw_outline(district: str, cells: str, villages: Sequence[str]) -> Outline:
    """Read both texts (GeoJSON, WGS-84) and place the villages, given by 12-digit code.

    Raises ForeignCoordinates when one names no, or another, reference system.
    """
    border, towns = _features(district, "outline"), _features(cells, "towns")
    project = _Projection(ring for shape in border for ring in _rings(shape))
    drawn: list[Cell] = []
    discs: dict[str, tuple[float, float, float]] = {}
    for feature in sorted(towns, key=lambda shape: str(shape["properties"]["code"])):
        code = str(feature["properties"]["code"])
        rings = [project(ring) for ring in _rings(feature)]
        inside = sorted(village for village in villages if village.startswith(code))
        spread, (x, y) = _discs(max(rings, key=_area), inside)
        discs |= spread
        name = str(feature["properties"]["name"])
        drawn.append(Cell(code=code, name=name, path=_path(rings), x=x, y=y))
    outline = _path([project(ring) for shape in border for ring in _rings(shape)])
    return Outline(
        width=WIDTH,
        height=round(project.height, 1),
        district=outline,
        cells=tuple(drawn),
        discs=discs,
        frame=project.frame,
    )


class _Projection:
    """Equirectangular about the middle of the district, fitted to the width."""

    def __init__(self, rings: Iterable[Points]) -> None:
        everything = np.concatenate(list(rings))
        self._west, south = everything.min(axis=0)
        east, self._north = everything.max(axis=0)
        squeeze = math.cos(math.radians((south + self._north) / 2))
        self._scale = WIDTH / ((east - self._west) * squeeze)
        self._squeeze = squeeze
        self.height = float((self._north - south) * self._scale)

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """West and north end, units a degree of longitude and of latitude."""
        across, down = self._scale * self._squeeze, self._scale
        return float(self._west), float(self._north), float(across), float(down)

    def __call__(self, ring: Points) -> Points:
        x = (ring[:, 0] - self._west) * self._squeeze * self._scale
        y = (self._north - ring[:, 1]) * self._scale
        return np.column_stack([x, y])


def _features(text: str, which: str) -> list[dict[str, Any]]:
    content = json.loads(text)
    named = " ".join(
        [str(content.get("crs", "")), str(content.get("name", ""))]
        + [str(shape["properties"].get("crs", "")) for shape in content["features"]]
    )
    if "wgs" not in named.lower() and "cgcs2000" not in named.lower():
        raise ForeignCoordinates(which)
    return list(content["features"])


def _rings(feature: Mapping[str, Any]) -> list[Points]:
    """Outer rings only: no district here has a hole."""
    shape = feature["geometry"]
    parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [np.asarray(part[0], dtype=np.float64)[:, :2] for part in parts]


def _path(rings: Iterable[Points]) -> str:
    parts = []
    for ring in rings:
        corners = " ".join(f"{x:.1f} {y:.1f}" for x, y in ring)
        parts.append(f"M{corners}Z")
    return "".join(parts)


def _area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def _lattice(ring: Points, wanted: int) -> Points:
    low, high = ring.min(axis=0), ring.max(axis=0)
    step = math.sqrt(float(np.prod(high - low)) / wanted)
    xs, ys = np.arange(low[0], high[0], step), np.arange(low[1], high[1], step)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    inner = grid[_inside(ring, grid)]
    return inner if len(inner) else ring.mean(axis=0, keepdims=True)


def _inside(ring: Points, points: Points) -> NDArray[np.bool_]:
    """Even-odd rule for many points at once."""
    one, two = ring, np.roll(ring, -1, axis=0)
    x, y = points[:, :1], points[:, 1:]
    across = (one[:, 1] > y) != (two[:, 1] > y)
    rise = np.where(two[:, 1] == one[:, 1], 1.0, two[:, 1] - one[:, 1])
    at = (two[:, 0] - one[:, 0]) * (y - one[:, 1]) / rise + one[:, 0]
    inside: NDArray[np.bool_] = (across & (x < at)).sum(axis=1) % 2 == 1
    return inside


def _depth(ring: Points, points: Points) -> NDArray[np.float64]:
    """Distance of each point to the border."""
    one, along = ring, np.roll(ring, -1, axis=0) - ring
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    offset = points[:, None, :] - one
    share = np.clip((offset * along).sum(axis=2) / length, 0, 1)
    nearest = one + share[..., None] * along
    away: NDArray[np.float64] = np.linalg.norm(points[:, None, :] - nearest, axis=2).min(axis=1)
    return away


def _discs(
    ring: Points, villages: Sequence[str]
) -> tuple[dict[str, tuple[float, float, float]], tuple[float, float]]:
    """Spread the villages evenly, in reading order of their codes, round the town's name.

    Returns village → (x, y, free radius), and where the town's name stands: deepest inside.
    """
    wanted = len(villages)
    lattice = _lattice(ring, 1600)
    depth = _depth(ring, lattice)
    name = lattice[int(depth.argmax())]
    place = round(float(name[0]), 1), round(float(name[1]), 1)
    if not wanted:
        return {}, place
    for roomy in (depth >= 0.12 * math.sqrt(_area(ring) / wanted), depth >= 0.0):
        free = lattice[roomy & (_off_name(name, lattice) > 0)]
        if len(free) >= wanted:
            lattice = free
            break
    start = lattice[np.linspace(0, len(lattice) - 1, wanted).astype(int)]
    centres, _ = kmeans2(lattice, start, iter=60, minit="matrix", missing="warn")
    apart = np.linalg.norm(centres[:, None] - lattice[None], axis=2)
    centres = lattice[apart.argmin(axis=1)]  # a mean of places may lie under the name
    gaps = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    np.fill_diagonal(gaps, np.inf)
    room = np.minimum(gaps.min(axis=1) / 2, _depth(ring, centres))
    room = np.minimum(room, np.maximum(_off_name(name, centres), room / 2))
    discs = {
        village: (
            round(float(centres[n, 0]), 1),
            round(float(centres[n, 1]), 1),
            round(float(room[n]) * 0.94, 1),
        )
        for village, n in zip(villages, _reading_order(centres), strict=True)
    }
    return discs, place


def _off_name(name: Points, points: Points) -> NDArray[np.float64]:
    """Distance of each point to the box of the town's name; 0 inside it."""
    outside = np.maximum(np.abs(points - name) - np.array(NAME), 0)
    away: NDArray[np.float64] = np.linalg.norm(outside, axis=1)
    return away


def _reading_order(centres: Points) -> list[int]:
    """From top to bottom in bands of 40, in each from left to right."""
    return [int(n) for n in np.lexsort((centres[:, 0], np.round(centres[:, 1] / 40)))]

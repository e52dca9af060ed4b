"""The district's real towns and villages, and where invented households stand in them."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

_KM = 111.195  # kilometres a degree of latitude


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community; lon, lat: an invented centre near its town's."""

    code: str
    name: str
    town: str
    town_name: str
    lon: float
    lat: float
    urban: bool


@cache
def shares() -> dict[str, Any]:
    """Read what the district is made of."""
    text = files(__package__).joinpath("shares.yml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


def _table(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath("areas", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def towns(area: str) -> dict[str, str]:
    """Name the towns of a district by 9-digit code, in order of code."""
    rows = _table(f"{area}_wenjiang_streets.csv")
    return {row["code"]: row["name"] for row in sorted(rows, key=lambda r: r["code"])}


@cache
def villages(area: str) -> tuple[Village, ...]:
    """List the district's villages in order of code; centres are the same at every seed."""
    names = towns(area)
    rng = Generator(PCG64(SeedSequence(int(area))))
    found = []
    for row in sorted(_table(f"{area}_wenjiang_villages.csv"), key=lambda r: r["code"]):
        about = shares()["towns"][row["streetCode"][6:]]
        east, north = rng.normal(0, about["sigma"], 2)
        lat = about["lat"] + north / _KM
        lon = about["lon"] + east / (_KM * float(np.cos(np.radians(lat))))
        found.append(
            Village(
                code=row["code"],
                name=row["name"],
                town=row["streetCode"],
                town_name=names[row["streetCode"]],
                lon=round(lon, 6),
                lat=round(lat, 6),
                urban=row["code"][9:10] == "0",
            )
        )
    return tuple(found)


def settle(
    rng: Generator, area: str, count: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Place households: village positions (count,), and lon, lat (count, 2).

    Towns get their shares to the household, so that even a hundred households reach each. A
    house lies around its town's centre (2-D normal); its village is the town's nearest.
    """
    places, told = villages(area), shares()["towns"]
    quota = apportioned([about["share"] for about in told.values()], count)
    town = rng.permutation(np.repeat(np.arange(len(quota)), quota))
    offset = rng.normal(0, 1, (count, 2))
    village = np.zeros(count, dtype=np.int64)
    spot = np.zeros((count, 2))
    for t, (code, about) in enumerate(told.items()):
        mine = np.flatnonzero(town == t)
        east_west = _KM * float(np.cos(np.radians(about["lat"])))
        spot[mine, 0] = about["lon"] + offset[mine, 0] * about["sigma"] / east_west
        spot[mine, 1] = about["lat"] + offset[mine, 1] * about["sigma"] / _KM
        inside = [i for i, v in enumerate(places) if v.town[6:] == code]
        centres = np.array([[places[i].lon, places[i].lat] for i in inside])
        away = ((spot[mine, None] - centres[None]) ** 2).sum(axis=2)
        village[mine] = np.array(inside)[away.argmin(axis=1)] if len(mine) else village[mine]
    return village, spot.round(6)


def apportioned(weights: list[float], count: int) -> NDArray[np.int64]:
    """Share a count out by weights, largest remainders first; the parts add up to it."""
    exact = np.array(weights, dtype=float) * count / sum(weights)
    parts = np.floor(exact).astype(np.int64)
    rest = np.argsort(parts - exact, kind="stable")[: count - int(parts.sum())]
    parts[rest] += 1
    return parts

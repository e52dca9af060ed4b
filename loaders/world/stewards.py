"""Named people of the synthetic district and the stewards of its three tiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from loaders.world import identity
from loaders.world.places import Village, shares, towns, villages


@dataclass(slots=True)
class Staff:
    """A named person. areas: code prefixes the person covers."""

    number: str
    name: str
    phone: str
    party: str
    role: str
    tier: str
    areas: list[str]
    body: str
    skills: list[str]
    hours: int
    minors: bool
    lon: float
    lat: float
    capacity: int | None = None  # own units, where the tier's do not hold


@dataclass(slots=True)
class Span:
    """How a town's households fall to its T3, in rank order.

    ends: the share of the town at which each one's households end, ascending to 1.
    kinds: overloaded, idle or others.
    """

    ends: list[float]
    kinds: list[str]


def person(rng: Generator, number: str, **about: object) -> Staff:
    """Draw a name and a telephone; about: what else is known of the person."""
    told = shares()
    base: dict[str, object] = {
        "name": identity.name(rng, told["surnames"], told["given"]),
        "phone": identity.phone(rng),
        "tier": "",
        "body": "",
        "skills": [],
        "hours": 40,
        "minors": False,
    }
    return Staff(number=number, **(base | about))  # type: ignore[arg-type]


def spans_of(rng: Generator, sizes: dict[str, int]) -> dict[str, Span]:
    """Share each town's households out to its T3; some get too many, some too few."""
    told, found = shares()["planted"]["stewards"], {}
    for town, size in sizes.items():
        number = max(1, ceil(size / shares()["stewards"]["T3"]))
        each = min(told["each"], number // 4)
        kinds = ["others"] * number
        for place, index in enumerate(rng.choice(number, size=2 * each, replace=False)):
            kinds[int(index)] = "overloaded" if place < each else "idle"
        weight = np.array([told[kind] for kind in kinds])
        found[town] = Span((weight.cumsum() / weight.sum()).tolist(), kinds)
    return found


def stewards_of(
    rng: Generator,
    counts: NDArray[np.int64],
    area: str,
    offices: Mapping[str, str],
    spans: dict[str, Span],
) -> tuple[list[Staff], dict[tuple[str, str], list[Staff]]]:
    """Appoint the stewards of the three tiers, as many as their loads ask for.

    counts: households by village. offices: committee by village. Gives all of them, and by
    (tier, town or district) in order.
    """
    per, places = shares()["stewards"], villages(area)
    found: dict[tuple[str, str], list[Staff]] = {}
    total = int(counts.sum())
    found["T1", area] = [
        person(
            rng,
            f"S1{i:05}",
            party="COM",
            role="R12",
            tier="T1",
            areas=[area],
            lon=103.834,
            lat=30.695,
        )
        for i in range(max(2, ceil(total / per["T1"])))
    ]
    for town in towns(area):
        inside = [(v, int(c)) for v, c in zip(places, counts, strict=True) if v.town == town]
        size = sum(c for _, c in inside)
        found["T2", town] = [
            person(
                rng,
                f"S2{town[6:]}{i:03}",
                party="COM",
                role="R06",
                tier="T2",
                areas=[town],
                lon=inside[0][0].lon,
                lat=inside[0][0].lat,
            )
            for i in range(max(1, ceil(size / per["T2"])))
        ]
        found["T3", town] = [
            person(
                rng,
                f"S3{town[6:]}{i:04}",
                party="COM",
                role="R03",
                tier="T3",
                areas=_covered(inside, i, spans[town].ends, size),
                lon=inside[0][0].lon,
                lat=inside[0][0].lat,
            )
            for i in range(len(spans[town].ends))
        ]
    for one in (s for (tier, _), group in found.items() if tier == "T3" for s in group):
        one.body = offices[one.areas[0]]
    return [s for group in found.values() for s in group], found


def _covered(
    inside: list[tuple[Village, int]], index: int, ends: list[float], size: int
) -> list[str]:
    """Name the villages whose households fall to the steward of this index, in rank order."""
    low, high = ends[index - 1] * size if index else 0.0, ends[index] * size
    found, start = [], 0
    for village, count in inside:
        if start < high and start + count > low:
            found.append(village.code)
        start += count
    return found or [inside[min(index, len(inside) - 1)][0].code]

"""How much of the network is shown at once: district, town or village."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from visual.network.ghosts import Ghost, around, beside, lacks
from visual.network.numbers import AreaNumbers, HelperNumbers, HomeNumbers, Served
from visual.network.positions import GOLDEN, Disc, pack, radius_of, ring, sunflower

HUBS = 24  # helpers shown in the middle of a district or town: those with most links
ROWS = 4  # gap classes that a town or village is told beside the picture
CLASSES = 12  # and a household, or a village that is opened
SPREAD = 3.4  # between two households of an opened village
CLOSED = 2.4  # the picture of a village opened without its people, in radii of its disc
OPEN = 0.75  # radians of its ring, up and down from the right, that are left to its words
SCALE_OF_TOWN = 3.0  # villages of an opened town, against the district's picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A village inside a town's disc."""

    code: str
    name: str
    disc: Disc
    needs: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Where everything lies. text: height of a row of words, in picture units."""

    reach: float
    text: float
    places: Mapping[str, Disc]
    inner: Mapping[str, tuple[Inner, ...]]
    helpers: Mapping[str, tuple[float, float]]
    edges: tuple[Served, ...]
    ghosts: tuple[Ghost, ...]


def draw_district(
    towns: Sequence[AreaNumbers],
    villages: Sequence[AreaNumbers],
    helpers: Sequence[HelperNumbers],
    served: Sequence[Served],
) -> Drawing:
    """Draw towns on the ring, their villages inside; helpers with most links in the middle."""
    names = {town.code for town in towns}
    packing = pack({v.code: v.households or 0 for v in villages if v.code[:9] in names})
    discs = {code: packing.towns[code] for code in sorted(names) if code in packing.towns}
    by_town: defaultdict[str, list[Inner]] = defaultdict(list)
    for village in villages:
        if village.code in packing.villages:
            disc = packing.villages[village.code]
            by_town[village.code[:9]].append(
                Inner(code=village.code, name=village.name, disc=disc, needs=village.needs)
            )
    inner = {code: tuple(found) for code, found in by_town.items()}
    return _ring_drawing(discs, packing.reach, inner, towns, helpers, served)


def draw_town(
    villages: Sequence[AreaNumbers],
    helpers: Sequence[HelperNumbers],
    served: Sequence[Served],
) -> Drawing:
    """Draw villages on a ring in order of code; helpers with most links in the middle."""
    order = sorted(villages, key=lambda village: village.code)
    radii = _opened([radius_of(village.households or 0) for village in order])
    places, away = ring(radii)
    discs = {
        village.code: Disc(x=x, y=y, r=r)
        for village, (x, y), r in zip(order, places, radii, strict=True)
    }
    reach = away + max(radii, default=0.0)
    return _ring_drawing(discs, reach, {}, order, helpers, served)


def _opened(radii: Sequence[float]) -> list[float]:
    """Enlarge the discs of an opened town; the small ones more, so that their words fit."""
    mean = sum(radii) / len(radii) if radii else 0.0
    return [SCALE_OF_TOWN * (0.5 * r + 0.5 * mean) for r in radii]


def _ring_drawing(
    discs: Mapping[str, Disc],
    reach: float,
    inner: Mapping[str, tuple[Inner, ...]],
    areas: Sequence[AreaNumbers],
    helpers: Sequence[HelperNumbers],
    served: Sequence[Served],
) -> Drawing:
    hubs = _middle(discs, helpers, served)
    lost = {area.code: lacks(area.gaps, {}, rows=ROWS) for area in areas}
    ghosts, text = beside(discs, lost, reach=reach)
    return Drawing(
        reach=reach,
        text=text,
        places=discs,
        inner=inner,
        helpers=hubs,
        edges=tuple(edge for edge in served if edge.place in discs and edge.helper in hubs),
        ghosts=tuple(ghosts),
    )


def _middle(
    discs: Mapping[str, Disc], helpers: Sequence[HelperNumbers], served: Sequence[Served]
) -> dict[str, tuple[float, float]]:
    """Place the hubs in the free middle, each on the side of the areas it mostly serves."""
    top = sorted(helpers, key=lambda helper: (-helper.links, helper.id))[:HUBS]
    free = min((math.hypot(d.x, d.y) - d.r for d in discs.values()), default=0.0)
    room = max(free * 0.82, 24.0)
    pull = {helper.id: _pull(helper.id, discs, served) for helper in top}
    slots = [
        (room * math.sqrt((n + 0.5) / len(top)), n * GOLDEN) for n in range(len(top))
    ]  # from the middle outwards
    points = [(away * math.cos(turn), away * math.sin(turn)) for away, turn in slots]
    found: dict[str, tuple[float, float]] = {}
    for helper in sorted(top, key=lambda one: (-math.hypot(*pull[one.id]), one.id)):
        wx, wy = pull[helper.id]
        best = min(points, key=lambda p: ((p[0] - wx) ** 2 + (p[1] - wy) ** 2, p))
        points.remove(best)
        found[helper.id] = best
    return found


def _pull(
    helper: str, discs: Mapping[str, Disc], served: Sequence[Served]
) -> tuple[float, float]:
    """Middle of the places that a helper serves, by links."""
    mine = [edge for edge in served if edge.helper == helper and edge.place in discs]
    total = sum(edge.count for edge in mine)
    if not total:
        return 0.0, 0.0
    return (
        sum(discs[edge.place].x * edge.count for edge in mine) / total,
        sum(discs[edge.place].y * edge.count for edge in mine) / total,
    )


def draw_village(
    homes: Sequence[HomeNumbers],
    helpers: Sequence[HelperNumbers],
    served: Sequence[Served],
) -> Drawing:
    """Draw households in a sunflower as given, from the middle; helpers about them."""
    points = sunflower(len(homes)) * SPREAD
    places = {
        home.id: Disc(x=float(x), y=float(y), r=1.5)
        for home, (x, y) in zip(homes, points, strict=True)
    }
    reach = max((math.hypot(d.x, d.y) for d in places.values()), default=0.0) + 14
    known = {helper.id for helper in helpers}
    edges = tuple(e for e in served if e.place in places and e.helper in known)
    ghosts = [
        ghost
        for home in homes
        for ghost in around(
            home.id,
            places[home.id].x,
            places[home.id].y,
            lacks(home.gaps, home.missing, rows=CLASSES),
        )
    ]
    return Drawing(
        reach=reach,
        text=1.6,
        places=places,
        inner={},
        helpers=_about(places, helpers, edges, reach - 5),
        edges=edges,
        ghosts=tuple(ghosts),
    )


def draw_closed(
    village: AreaNumbers, helpers: Sequence[HelperNumbers], served: Sequence[Served]
) -> Drawing:
    """Draw a village opened by somebody who may not see its people: itself, helpers about it.

    Every gap class and every missing party ends beside the picture.
    """
    places = {village.code: Disc(x=0.0, y=0.0, r=radius_of(village.households or 0))}
    reach = CLOSED * places[village.code].r
    lost = {village.code: lacks(village.gaps, village.missing, rows=CLASSES)}
    ghosts, text = beside(places, lost, reach=reach)
    known = {helper.id for helper in helpers}
    edges = tuple(e for e in served if e.place in places and e.helper in known)
    return Drawing(
        reach=reach,
        text=text,
        places=places,
        inner={},
        helpers=_beside_words(sorted(known), 0.86 * reach),
        edges=edges,
        ghosts=tuple(ghosts),
    )


def _beside_words(helpers: Sequence[str], away: float) -> dict[str, tuple[float, float]]:
    """Spread the helpers on a ring that is open on the right, where the words stand."""
    step = 2 * (math.pi - OPEN) / max(1, len(helpers) - 1)
    turns = [OPEN + number * step for number in range(len(helpers))]
    return {
        key: (away * math.cos(turn), away * math.sin(turn))
        for key, turn in zip(helpers, turns, strict=True)
    }


def _about(
    places: Mapping[str, Disc],
    helpers: Sequence[HelperNumbers],
    edges: Sequence[Served],
    away: float,
) -> dict[str, tuple[float, float]]:
    """Spread the helpers evenly on a ring, in the order of their households' directions."""
    angles = {
        helper.id: math.atan2(*reversed(_pull(helper.id, places, edges))) for helper in helpers
    }
    order = sorted(angles, key=lambda key: (angles[key], key))
    step = 2 * math.pi / max(1, len(order))
    turn = angles[order[0]] if order else 0.0
    return {
        key: (away * math.cos(turn + n * step), away * math.sin(turn + n * step))
        for n, key in enumerate(order)
    }

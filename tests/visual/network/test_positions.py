"""Places of the network: the same every time, none on another, steady under growth."""

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from visual.network.positions import (
    Disc,
    pack,
    pack_town,
    radius_of,
    ring,
    room,
    sunflower,
)

sizes_of_a_town = st.dictionaries(
    st.integers(1, 40).map(lambda n: f"510115001{n:03d}"),
    st.integers(0, 400),
    min_size=1,
    max_size=20,
)


def _apart(one: Disc, other: Disc) -> float:
    return math.hypot(one.x - other.x, one.y - other.y) - one.r - other.r


@examples(40)
@given(sizes_of_a_town)
def test_villages_of_a_town_never_touch_and_lie_inside_it(sizes: dict[str, int]) -> None:
    discs, reach = pack_town(sizes)

    assert discs.keys() == sizes.keys()
    assert all(_apart(a, b) > 0 for a, b in itertools.combinations(discs.values(), 2))
    assert all(math.hypot(d.x, d.y) + d.r <= reach for d in discs.values())


@examples(30)
@given(st.lists(st.floats(10, 200), min_size=2, max_size=12))
def test_towns_on_the_ring_never_touch(radii: list[float]) -> None:
    places, _ = ring(radii)

    discs = [Disc(x=x, y=y, r=r) for (x, y), r in zip(places, radii, strict=True)]

    assert all(_apart(a, b) > 0 for a, b in itertools.combinations(discs, 2))


def test_the_same_areas_lie_at_the_same_places() -> None:
    sizes = {f"51011500{town}{n:03d}": 10 * n for town in range(1, 4) for n in range(1, 9)}

    assert pack(sizes) == pack(dict(reversed(sizes.items())))


def test_growth_within_the_reserved_room_moves_nobody() -> None:
    before = {f"510115001{n:03d}": 100 for n in range(1, 9)}
    grown = dict(before, **{"510115001004": room(100)})

    assert room(100) > 100
    assert pack(grown) == pack(before)


def test_households_of_a_village_lie_apart_and_inside_its_disc() -> None:
    points = sunflower(60)

    nearest = min(math.dist(a, b) for a, b in itertools.combinations(points.tolist(), 2))

    assert nearest >= 1.9
    assert max(math.hypot(x, y) for x, y in points.tolist()) + 1 <= radius_of(60)


def test_one_town_alone_stands_in_the_middle() -> None:
    packing = pack({"510115001001": 20, "510115001002": 30})

    town = packing.towns["510115001"]

    assert (town.x, town.y) == (0, 0)
    assert packing.reach >= town.r

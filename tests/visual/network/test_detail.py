"""What is drawn of district, town and village: all gaps, no overlap, the same each time."""

import itertools
import math
from collections import Counter

import pytest

from visual.network.detail import (
    HUBS,
    Drawing,
    draw_closed,
    draw_district,
    draw_town,
    draw_village,
)
from visual.network.ghosts import REST, most_first
from visual.network.numbers import AreaNumbers, HelperNumbers, HomeNumbers, Served

TOWNS = [f"51011500{n}" for n in range(1, 10)]
CLASSES = ("NO_SERVICE", "FULL", "STALE", "NO_STEWARD", "IN_FLIGHT", "LAPSED", "DECLINED")


def _area(code: str, households: int, seed: int) -> AreaNumbers:
    return AreaNumbers(
        code=code,
        name=code,
        households=households,
        parties={},
        tiers={},
        needs=0.5,
        gaps={name: (seed * 7 + n * 3) % 11 for n, name in enumerate(CLASSES)},
        missing={"SW": seed, "VOL": 1},
    )


def _helper(n: int) -> HelperNumbers:
    return HelperNumbers(id=f"o{n}", label="x", party="ORG", person=False, links=n, alone=0)


def _served(place: str, helper: str, count: int = 1) -> Served:
    return Served(place=place, helper=helper, party="ORG", state="LIVE", count=count)


@pytest.fixture(scope="module")
def towns() -> list[AreaNumbers]:
    return [_area(code, 300, n) for n, code in enumerate(TOWNS)]


@pytest.fixture(scope="module")
def district(towns: list[AreaNumbers]) -> Drawing:
    villages = [_area(f"{t}{v:03d}", 10 + v, v) for t in TOWNS for v in range(1, 11)]
    helpers = [_helper(n) for n in range(40)]
    served = [_served(TOWNS[n % 9], f"o{n}", n + 1) for n in range(40)]
    return draw_district(towns, villages, helpers, served)


def test_every_unmet_need_of_a_district_ends_somewhere(
    towns: list[AreaNumbers], district: Drawing
) -> None:
    drawn: Counter[str] = Counter()
    for ghost in district.ghosts:
        drawn[ghost.place] += ghost.count

    assert drawn == {town.code: sum(town.gaps.values()) for town in towns}


def test_words_of_gaps_never_stand_on_each_other(district: Drawing) -> None:
    ends = sorted((ghost.x, ghost.y) for ghost in district.ghosts)

    apart = [b[1] - a[1] for a, b in itertools.pairwise(ends) if a[0] == b[0]]

    assert apart
    assert min(apart) >= district.text * 0.999


def test_words_of_gaps_stand_beside_the_picture(district: Drawing) -> None:
    assert all(abs(ghost.x) > district.reach for ghost in district.ghosts)


def test_only_the_helpers_with_most_links_stand_in_the_middle(district: Drawing) -> None:
    assert district.helpers.keys() == {f"o{n}" for n in range(40 - HUBS, 40)}
    assert all(edge.helper in district.helpers for edge in district.edges)


def test_helpers_keep_clear_of_the_towns(district: Drawing) -> None:
    gaps = [
        math.hypot(x - disc.x, y - disc.y) - disc.r
        for x, y in district.helpers.values()
        for disc in district.places.values()
    ]

    assert min(gaps) > 0


def test_every_village_lies_in_its_town(district: Drawing) -> None:
    for town, inner in district.inner.items():
        disc = district.places[town]
        assert len(inner) == 10
        for village in inner:
            away = math.hypot(village.disc.x - disc.x, village.disc.y - disc.y)
            assert away + village.disc.r <= disc.r


def test_a_district_stays_within_its_budget_of_elements(district: Drawing) -> None:
    drawn = [*district.places, *district.helpers, *district.edges, *district.ghosts]
    inner = sum(len(found) for found in district.inner.values())

    assert len(drawn) + inner <= 300


def test_the_same_numbers_give_the_same_picture(towns: list[AreaNumbers]) -> None:
    villages = [_area(f"{town}001", 20, 1) for town in TOWNS]
    helpers, served = [_helper(1)], [_served(TOWNS[0], "o1")]

    one = draw_district(towns, villages, helpers, served)
    other = draw_district(towns[::-1], villages[::-1], helpers, served)

    assert one == other


def test_villages_of_an_opened_town_stand_apart() -> None:
    villages = [_area(f"510115001{n:03d}", 5 * n, n) for n in range(1, 20)]

    drawing = draw_town(villages, [], [])

    discs = list(drawing.places.values())
    assert len(discs) == 19
    assert all(
        math.hypot(a.x - b.x, a.y - b.y) > a.r + b.r
        for a, b in itertools.combinations(discs, 2)
    )


def test_a_household_shows_each_gap_and_each_missing_party() -> None:
    home = HomeNumbers(
        id="h1",
        label="王*",
        level="L4_HIGH",
        urgent=False,
        parties=("COM",),
        tiers=("T1",),
        gaps={"FULL": 1, "NO_SERVICE": 2},
        missing={"VOL": 2, "SW": 1},
    )

    drawing = draw_village([home], [_helper(1)], [_served("h1", "o1"), _served("h9", "o1")])

    assert [(g.gap, g.count) for g in drawing.ghosts if g.gap] == [
        ("NO_SERVICE", 2),
        ("FULL", 1),
    ]
    assert [(g.party, g.count) for g in drawing.ghosts if g.party] == [("VOL", 2), ("SW", 1)]
    assert [edge.place for edge in drawing.edges] == ["h1"]


def test_a_village_without_its_people_shows_every_class_and_party_that_it_lacks() -> None:
    village = _area("510115001001", 30, 3)

    drawing = draw_closed(
        village, [_helper(n) for n in range(9)], [_served(village.code, "o1")]
    )

    gaps = {g.gap: g.count for g in drawing.ghosts if g.gap}
    assert gaps == {name: count for name, count in village.gaps.items() if count}
    assert {g.party: g.count for g in drawing.ghosts if g.party} == {"SW": 3, "VOL": 1}
    away = [math.hypot(x, y) for x, y in drawing.helpers.values()]
    assert len(away) == 9
    assert drawing.places[village.code].r < min(away) < max(away) < drawing.reach
    rows = [abs(ghost.y) for ghost in drawing.ghosts]
    assert max(rows) < min(abs(y) for x, y in drawing.helpers.values() if x > 0)


def test_classes_beyond_the_rows_are_summed() -> None:
    assert most_first({"A": 5, "B": 1, "C": 2, "D": 0, "E": 9}, 3) == [
        ("E", 9),
        ("A", 5),
        (REST, 3),
    ]


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert draw_district([], [], [], []).places == {}
    assert draw_village([], [], []).ghosts == ()

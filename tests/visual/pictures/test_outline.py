"""The map's shapes: villages inside their town, apart from each other, coordinates declared."""

import itertools
import json
import math

import pytest

from visual.pictures.outline import NAME, ForeignCoordinates, Outline, draw_outline

SQUARE = [[103.80, 30.60], [103.90, 30.60], [103.90, 30.70], [103.80, 30.70], [103.80, 30.60]]
WEST = [[103.80, 30.60], [103.84, 30.60], [103.84, 30.70], [103.80, 30.70], [103.80, 30.60]]
EAST = [[103.84, 30.60], [103.90, 30.60], [103.90, 30.70], [103.84, 30.70], [103.84, 30.60]]
VILLAGES = [f"510115001{n:03d}" for n in range(1, 13)] + ["510115101200", "510115101201"]


def _geojson(crs: str, *shapes: tuple[str, str, list[list[float]]]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name, "crs": crs},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, name, ring in shapes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


CELLS = _geojson("WGS-84", ("510115001", "柳城街道", WEST), ("510115101", "和盛镇", EAST))
BORDER = _geojson("WGS-84", ("510115", "温江区", SQUARE))


@pytest.fixture
def outline() -> Outline:
    return draw_outline(BORDER, CELLS, VILLAGES)


def test_every_village_has_a_disc_inside_its_town(outline: Outline) -> None:
    border = outline.width * 0.4

    assert outline.discs.keys() == set(VILLAGES)
    for code, (x, _, r) in outline.discs.items():
        assert x + r <= border + 0.2 if code.startswith("510115001") else x - r >= border - 0.2


def test_no_two_discs_touch(outline: Outline) -> None:
    discs = outline.discs.values()

    assert all(
        math.hypot(a[0] - b[0], a[1] - b[1]) > a[2] + b[2]
        for a, b in itertools.combinations(discs, 2)
    )


def test_a_degree_of_longitude_is_shorter_than_one_of_latitude(outline: Outline) -> None:
    assert outline.height / outline.width == pytest.approx(
        1 / math.cos(math.radians(30.65)), 0.01
    )


def test_the_same_shapes_give_the_same_picture(outline: Outline) -> None:
    assert draw_outline(BORDER, CELLS, VILLAGES[::-1]) == outline


@pytest.mark.parametrize("crs", ["", "GCJ-02"])
def test_shapes_of_no_or_shifted_coordinates_are_refused(crs: str) -> None:
    foreign = _geojson(crs, ("510115001", "柳城街道", WEST))

    with pytest.raises(ForeignCoordinates):
        draw_outline(BORDER, foreign, VILLAGES)


def test_no_disc_has_its_middle_under_the_name_of_its_town(outline: Outline) -> None:
    half_width, half_height = NAME

    for cell in outline.cells:
        for x, y, _ in outline.discs.values():
            assert abs(x - cell.x) > half_width or abs(y - cell.y) > half_height

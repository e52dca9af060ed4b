"""地图点 Households on the map, on both servers: near for all, exact for the case team."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from api.app import create_api
from api.points import LEAST, MOST, moved
from api.settings import ApiSettings
from graph_schema.store.session import Store
from tests.api.callers import as_
from tests.examples import examples
from tests.matching.stewards.staff import PLACES, staffed
from tests.worlds import HERE, SYSTEM
from tests.writing import put

POINTS = """query($area: String!) { mapPoints(area: $area) {
  id lon lat exact level urgent needs gap load } }"""
ROUNDING = 2.0  # metres that five digits of a degree leave open


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance, by the haversine of two places in degrees."""
    (lon, lat), (lon2, lat2) = ((math.radians(v) for v in place) for place in (one, other))
    h = math.sin((lat2 - lat) / 2) ** 2
    h += math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(h))


@given(
    st.floats(73, 135),
    st.floats(4, 53),
    st.text(min_size=1, max_size=30),
    st.binary(min_size=1),
)
@examples(50)
def test_a_point_is_moved_far_enough_and_always_alike(lon, lat, household, key):
    first, again = (moved(lon, lat, household, key) for _ in range(2))

    assert first == again
    assert LEAST - ROUNDING <= metres((lon, lat), first) <= MOST + ROUNDING


def test_neither_the_household_nor_its_place_says_which_way_without_the_key():
    ways = {
        (round(lon - 103.8, 5), round(lat - 30.7, 5))
        for key in (b"one", b"two")
        for home in ("h1", "h2", "h3")
        for lon, lat in [moved(103.8, 30.7, home, key)]
    }

    assert len(ways) == 6


@pytest.fixture(scope="module")
def site(kept_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    staffed(kept_store)
    put(
        kept_store, SYSTEM,
        [("Household", [{"id": "h1", "urgent": True},
                        {"id": "h9", "monitored": True, "restricted": True, "level": "L4_HIGH",
                         "lon": 103.8, "lat": 30.7}])],
        [("LIVES_IN", "Household", "Area", [{"from": "h9", "to": f"a{HERE}"}])],
    )  # fmt: skip
    return create_api(ApiSettings(keys=tmp_path_factory.mktemp("keys")), kept_store)


def points(site: Starlette, who: str, area: str) -> dict[str, dict]:
    told = as_(site, who, lambda p: p.data(POINTS, area=area))["mapPoints"]
    return {one["id"]: one for one in told}


def test_staff_see_the_households_of_their_area_near_where_they_are(site: Starlette):
    told = points(site, "town", HERE[:9])

    assert set(told) == {"h1", "h2"}  # h9 is restricted, h3 in another town
    for one, about in told.items():
        assert not about["exact"]
        assert metres(PLACES[one], (about["lon"], about["lat"])) >= LEAST - ROUNDING
    assert (told["h1"]["level"], told["h1"]["urgent"]) == ("ORANGE", True)
    assert told["h1"]["needs"] == ["CARE"]
    assert told["h2"]["gap"] > 0
    assert told["h1"]["load"] == told["h2"]["load"] == 0.1
    assert points(site, "town", HERE[:9]) == told


def test_nobody_reaches_points_of_another_area_and_managers_none(site: Starlette):
    refused = as_(site, "manager", lambda p: p.ask(POINTS, area=HERE))

    assert points(site, "village", "510115106") == {}
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_the_steward_of_a_household_sees_where_it_is(store: Store, tmp_path: Path):
    from api.auth.sessions import Caller
    from graph_schema.vocabulary import Role
    from tests.contract.asking import Asking

    staffed(store)
    near = Caller(
        account="acc", actor="near", role=Role.VILLAGE_STEWARD,
        roles=(Role.VILLAGE_STEWARD,), areas=(HERE,),
    )  # fmt: skip
    told = Asking(store, tmp_path).ask(near, POINTS, area=HERE)["mapPoints"]

    assert {one["id"]: (one["lon"], one["lat"]) for one in told if one["exact"]} == {
        home: PLACES[home] for home in ("h1", "h2")
    }

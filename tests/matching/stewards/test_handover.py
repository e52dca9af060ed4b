"""Hand-over plans on whole towns, and the ways of a day, beside brute force."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.errors import NotFound, Rejected
from matching.coverage.live import reach
from matching.snapshot import Snapshot
from matching.stewards.charge import charge, unit_weights
from matching.stewards.handover import HandOver, hand_over
from matching.stewards.route import route, shortest
from matching.tables import frame
from tests.examples import examples
from tests.snapshots import build

TOWN = "510115001"
VILLAGES = [f"{TOWN}{n:03}" for n in range(1, 4)]


def town(homes: list[tuple[int, str, str | None]], capacity: dict[str, float]) -> Snapshot:
    """Households (village number, level, steward) and T3 stewards with their capacity.

    Steward a covers the first village, b the second, c the third; the villages lie in a row.
    """
    snapshot = build(
        households=[
            {"id": f"h{i:03}", "village": VILLAGES[v], "level": level}
            for i, (v, level, _) in enumerate(homes)
        ],
        stewards=[
            {"household_id": f"h{i:03}", "tier": "T3", "actor_id": s}
            for i, (*_, s) in enumerate(homes)
            if s
        ],
        actors=[
            {"id": s, "tier": "T3", "capacity_units": k, "areas": (VILLAGES["abc".index(s)],)}
            for s, k in capacity.items()
        ],
    )
    places = [
        {"code": v, "level": "VILLAGE", "lon": 103.8 + 0.02 * i, "lat": 30.7}
        for i, v in enumerate(VILLAGES)
    ]
    return replace(snapshot, areas=frame("areas", places))


def plan(snapshot: Snapshot, *leavers: str) -> HandOver:
    return hand_over(snapshot, [charge(snapshot, reach(snapshot), "T3")], leavers)


def test_units_are_whole_in_every_tier():
    assert unit_weights("T3").tolist() == [16, 8, 4, 1]
    assert unit_weights("T2").tolist() == [200, 50, 5, 1]
    assert unit_weights("T1").tolist() == [40, 1, 0, 0]


def test_a_village_stays_whole_with_the_neighbour_who_has_room():
    """a leaves the first village: b next to it has room for all; c is farther away."""
    snapshot = town([(0, "L2_LOW", "a")] * 8, {"a": 20, "b": 20, "c": 20})

    told = plan(snapshot, "a")

    assert set(told.moves["steward_to"]) == {"b"}
    assert told.moves["load_after"].tolist() == [0.4] * 8
    assert {goal.gap for goal in told.towns[0].goals} == {0}
    assert not told.towns[0].opened


def test_a_village_is_shared_when_nobody_has_room_for_all():
    snapshot = town([(0, "L2_LOW", "a")] * 30, {"a": 40, "b": 20, "c": 20})

    told = plan(snapshot, "a")

    assert Counter(told.moves["steward_to"]) == {"b": 15, "c": 15}
    assert told.moves["load_after"].max() <= 1.25


def test_the_others_give_some_up_only_where_a_household_would_be_left():
    """c, with room for 3.75 units, cannot take an orange one; b can if c takes blue from b."""
    homes = [(0, "L4_HIGH", "a"), *[(1, "L2_LOW", "b")] * 8, (2, "L2_LOW", "c")]
    snapshot = town(homes, {"a": 10, "b": 8, "c": 8})

    told = plan(snapshot, "a")

    assert told.moves["steward_to"].tolist() == ["c"]  # 1 + 4 of 8
    assert not told.towns[0].opened
    tight = plan(town(homes, {"a": 10, "b": 8, "c": 3}), "a")
    assert tight.towns[0].opened
    assert Counter(tight.moves["steward_to"]) == {"b": 1, "c": 2}
    assert tight.moves.set_index("household")["steward_to"]["h000"] == "b"
    assert (tight.loads["after"] <= 1.25).all()


def test_when_there_is_no_room_the_orange_are_placed_first_and_the_rest_is_named():
    homes = [(0, "L1_NORM", "a"), (0, "L4_HIGH", "a"), (0, "L4_HIGH", "a")]
    snapshot = town(homes, {"a": 60, "b": 4})

    told = plan(snapshot, "a").moves.set_index("household")["steward_to"]

    assert told.notna().sum() == 2  # 1.25 × 4 = 5 units: one orange and the green one
    assert told["h000"] == "b"
    assert [told["h001"], told["h002"]].count("b") == 1


def test_somebody_on_leave_is_given_nobody():
    snapshot = town([(0, "L2_LOW", None)], {"b": 60, "c": 60})
    actors = snapshot.actors.copy()
    actors.loc[actors["id"] == "b", "leave_to"] = np.datetime64("2024-01-31")
    away = replace(snapshot, actors=actors)

    assert plan(snapshot).moves["steward_to"].tolist() == ["b"]
    assert plan(away).moves["steward_to"].tolist() == ["c"]


@st.composite
def days(draw) -> tuple[np.ndarray, np.ndarray]:
    """Up to six stops in up to three bands, any whole distances."""
    count = draw(st.integers(1, 6))
    block = sorted(draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)))
    ranks = {b: i for i, b in enumerate(sorted(set(block)))}
    flat = draw(
        st.lists(st.integers(0, 5_000), min_size=(count + 1) ** 2, max_size=(count + 1) ** 2)
    )
    metres = np.array(flat, dtype=np.int64).reshape(count + 1, count + 1)
    return metres + metres.T, np.array([ranks[b] for b in block], dtype=np.int64)


def length(metres: np.ndarray, order: tuple[int, ...]) -> int:
    way = [0, *(i + 1 for i in order)]
    return sum(int(metres[a, b]) for a, b in pairwise(way))


@given(days())
@examples(60)
def test_no_way_that_keeps_the_bands_is_shorter(day: tuple[np.ndarray, np.ndarray]):
    metres, block = day
    best = min(
        length(metres, one)
        for one in permutations(range(len(block)))
        if (np.diff(block[list(one)]) >= 0).all()
    )

    order, bound = shortest(metres, block)

    assert sorted(order) == list(range(len(block)))
    assert (np.diff(block[order]) >= 0).all()
    assert length(metres, tuple(order)) == best == bound


def patrol(**more) -> Snapshot:
    seen = {"o": (2023, 12, 20), "y": (2023, 12, 1), "b": (2023, 12, 29)}
    levels = {"o": "L4_HIGH", "y": "L3_MED", "b": "L2_LOW", "n": "L1_NORM"}
    return build(
        households=[
            {
                "id": h,
                "level": level,
                "lon": 103.83 + i / 100,
                "lat": 30.69,
                "last_contact_at": datetime(*seen[h], 4, tzinfo=UTC) if h in seen else None,
            }
            for i, (h, level) in enumerate(levels.items())
        ],
        stewards=[{"household_id": h, "tier": "T3", "actor_id": "s"} for h in levels],
        actors=[{"id": "s", "tier": "T3", "lon": 103.83, "lat": 30.69}],
        **more,
    )


def test_due_is_the_planned_visit_else_the_last_contact_and_the_window_of_the_colour():
    """Orange seen on the 20th was due on the 27th; yellow of the 1st today, the 31st; green is
    due as nobody ever came; blue, seen two days ago, only by its planned visit."""
    snapshot = patrol(
        visits=[
            {"id": "v", "household_id": "b", "state": "PLANNED", "due": date(2024, 1, 3)},
            {"id": "w", "household_id": "b", "state": "PLANNED", "due": date(2024, 1, 9)},
        ]
    )

    told = route(snapshot, reach(snapshot), "s")

    assert [(s.household, s.band, s.due.day) for s in told.stops] == [
        ("o", "OVERDUE", 27),
        ("y", "TODAY", 31),
        ("n", "TODAY", 31),
        ("b", "SOON", 3),
    ]
    assert [s.visit for s in told.stops] == [None, None, None, "v"]
    assert told.km == pytest.approx(sum(s.km for s in told.stops))


def test_the_stops_that_do_not_fit_are_counted_and_odd_questions_refused():
    snapshot = patrol()

    assert route(snapshot, reach(snapshot), "s", stops=2).left == 1
    with pytest.raises(Rejected):
        route(snapshot, reach(snapshot), "s", stops=0)
    with pytest.raises(NotFound):
        route(snapshot, reach(snapshot), "nobody")

"""What a leaving costs: counted from the leaver's ties, equal to looking again without them."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.coverage.live import TIERS, reach
from matching.coverage.load import steward_loads
from matching.coverage.network import if_leaves, without
from matching.snapshot import Snapshot
from matching.stewards.leaving import LAST_LINK, LAST_NAMED, losses
from matching.stewards.loads import loads
from tests.examples import examples
from tests.matching.coverage.test_golden import five_households
from tests.snapshots import build

NOON = datetime(2023, 12, 30, 4, tzinfo=UTC)
HOMES = tuple(f"h{i}" for i in range(4))
PEOPLE = {"A": "COM", "B": "CHA", "v": "VOL", "w": "SW"}
ENDS = st.sampled_from(
    [
        {"provider_id": "A", "provider_party": "COM"},
        {"provider_id": "B", "provider_party": "CHA"},
        {"provider_id": "v", "provider_party": "VOL", "provider_label": "Actor"},
        {"provider_id": "A", "provider_party": "COM", "worker_id": "w", "worker_party": "SW"},
        {"provider_id": "w", "provider_party": "SW", "provider_label": "Actor"},
        {
            "provider_id": None,
            "provider_label": None,
            "worker_id": "w",
            "worker_party": "SW",
        },
    ]
)


@st.composite
def districts(draw) -> Snapshot:
    """Four households, a need each, up to eight links by two bodies and two people."""
    links = draw(st.lists(st.tuples(st.sampled_from(HOMES), st.booleans(), ENDS), max_size=8))
    ties = draw(
        st.lists(
            st.tuples(st.sampled_from(HOMES), st.sampled_from(TIERS), st.sampled_from("wvx")),
            max_size=6,
            unique_by=lambda tie: tie[:2],
        )
    )
    return build(
        households=[
            {"id": h, "level": draw(st.sampled_from(["L4_HIGH", "L2_LOW"]))} for h in HOMES
        ],
        needs=[{"id": f"n{h}", "household_id": h, "code": "N05"} for h in HOMES],
        links=[
            {
                "id": f"l{i}",
                "household_id": h,
                "need_id": f"n{h}" if need else None,
                "kind": "NEED" if need else "CARE",
                "last_contact_at": NOON,
                **ends,
            }
            for i, (h, need, ends) in enumerate(links)
        ],
        consents=[{"id": f"c{h}", "household_id": h} for h in HOMES],
        stewards=[{"household_id": h, "tier": t, "actor_id": a} for h, t, a in ties],
    )


def named(snapshot: Snapshot) -> np.ndarray:
    """Households with a named person on a live link."""
    found = reach(snapshot)
    mask = np.zeros(len(snapshot.households), dtype=bool)
    mask[found.link_household[found.link_live & found.link_named]] = True
    return mask


def served(snapshot: Snapshot) -> np.ndarray:
    """Households with a live link."""
    found = reach(snapshot)
    mask = np.zeros(len(snapshot.households), dtype=bool)
    mask[found.link_household[found.link_live]] = True
    return mask


@given(districts(), st.sampled_from([*PEOPLE, "x", "nobody"]))
@examples(20)
def test_what_is_foreseen_is_what_a_new_look_finds(snapshot: Snapshot, leaver: str):
    """FIRST05: the prediction equals the recomputation without the leaver."""
    told = losses(snapshot, reach(snapshot), leaver)

    rest = without(snapshot, leaver)
    ids = snapshot.households["id"].to_numpy()
    assert told.ids(LAST_LINK) == sorted(ids[served(snapshot) & ~served(rest)])
    assert told.ids(LAST_NAMED) == sorted(ids[named(snapshot) & ~named(rest) & served(rest)])
    assert list(told.needs) == if_leaves(snapshot, leaver).uncovered_needs
    for tier in TIERS:
        had, has = (
            set(some.stewards["household_id"][some.stewards["tier"] == tier])
            for some in (snapshot, rest)
        )
        assert told.ids(tier) == sorted(had - has)


def test_the_five_households_without_w():
    snapshot = five_households()

    told = losses(snapshot, reach(snapshot), "w")

    assert told.needs == ("h2-N04", "h5-N08")
    assert told.ids(LAST_LINK) == []
    assert told.ids(LAST_NAMED) == ["h2"]
    assert told.unnamed == ("l2",)


def test_the_most_urgent_colours_come_first():
    told = losses(five_households(), reach(five_households()), "sT2")

    assert told.households["household"].tolist() == ["h1", "h2", "h3"]


def test_loads_are_those_of_coverage():
    snapshot = five_households()
    found = reach(snapshot)

    mine = loads(snapshot, found).stewards.set_index(["actor_id", "tier"])["load"]

    theirs = steward_loads(snapshot, found).set_index(["actor_id", "tier"])["load"]
    pd.testing.assert_series_equal(mine.sort_index(), theirs.sort_index(), check_names=False)
    assert mine["sT3", "T3"] == pytest.approx(8 / 60)

"""The five households of the domain reference (6.2), worked by hand, to four decimals."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from matching.coverage.live import Reach, reach
from matching.coverage.measures import (
    SEVERITIES,
    gap_severities,
    household_gaps,
    measure,
)
from matching.snapshot import Snapshot
from tests.snapshots import AS_OF, build

NOON = datetime(2023, 12, 30, 4, tzinfo=UTC)
LEVELS = {"h1": "L4_HIGH", "h2": "L3_MED", "h3": "L2_LOW", "h4": "L1_NORM", "h5": "L2_LOW"}
NEEDS = [
    ("h1", "N05", 3),
    ("h1", "N01", 2),
    ("h2", "N04", 3),
    ("h3", "N06", 2),
    ("h4", "N02", 1),
    ("h5", "N12", 2),
    ("h5", "N08", 1),
]
A = {"provider_id": "A", "provider_party": "COM"}
B = {"provider_id": "B", "provider_party": "CHA"}
C_W = {"provider_id": "C", "provider_party": "ORG", "worker_id": "w", "worker_party": "SW"}
V = {"provider_id": "v", "provider_party": "VOL", "provider_label": "Actor"}
W = {"provider_id": "w", "provider_party": "SW", "provider_label": "Actor"}
LINKS = [
    ("h1", "N05", A),
    ("h1", "N05", B),
    ("h1", "N01", C_W),
    ("h1", "N01", V),
    ("h2", "N04", W),
    ("h2", None, A),
    ("h3", "N06", A),
    ("h5", "N12", V),
    ("h5", "N08", W),
    ("h5", None, A),
]
TIERS = {"h1": "T1 T2 T3", "h2": "T2 T3", "h3": "T1 T2 T3", "h4": "", "h5": "T3"}


def five_households(*, without: str | None = None) -> Snapshot:
    """The five households; `without` takes a provider or worker out of the graph."""
    links = []
    for home, code, ends in LINKS:
        if ends["provider_id"] == without:
            continue
        gone = without is not None and ends.get("worker_id") == without
        kept = {k: v for k, v in ends.items() if not (gone and k.startswith("worker"))}
        links.append(
            {
                "id": f"l{len(links)}",
                "household_id": home,
                "need_id": code and f"{home}-{code}",
                "kind": "NEED" if code else "CARE",
                "last_contact_at": NOON,
                **kept,
            }
        )
    watched = [(h, t) for h, tiers in TIERS.items() for t in tiers.split()]
    return build(
        households=[{"id": h, "level": level} for h, level in LEVELS.items()],
        needs=[
            {"id": f"{h}-{c}", "household_id": h, "code": c, "severity": s} for h, c, s in NEEDS
        ],
        links=links,
        consents=[{"id": f"c-{h}", "household_id": h} for h in LEVELS],
        stewards=[{"household_id": h, "tier": t, "actor_id": f"s{t}"} for h, t in watched],
        visits=[
            {
                "id": f"v-{h}{t}",
                "household_id": h,
                "actor_id": f"s{t}",
                "tier": t,
                "done_at": NOON,
            }
            for h, t in watched
        ],
    )


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return five_households()


@pytest.fixture(scope="module")
def found(snapshot: Snapshot) -> Reach:
    return reach(snapshot)


def whole(snapshot: Snapshot, found: Reach):
    everyone = np.arange(len(snapshot.households))
    return measure(snapshot, found, everyone, np.zeros_like(everyone), 1)


@pytest.mark.feature("F102")
def test_party_coverage(snapshot: Snapshot, found: Reach):
    assert whole(snapshot, found).party[0] == pytest.approx([0.8, 0.2, 0.6, 0.4, 0.2])


def test_depth_and_k_coverage(snapshot: Snapshot, found: Reach):
    told = whole(snapshot, found)

    assert found.depth.tolist() == [5, 2, 1, 0, 3]
    assert told.depth[0] == pytest.approx(2.2)
    assert told.index[0] == pytest.approx(0.44)
    assert told.k[0] == pytest.approx([0.8, 0.6, 0.4, 0.2, 0.2])


def test_isolation_balance_and_concentration(snapshot: Snapshot, found: Reach):
    told = whole(snapshot, found)

    assert told.isolated[0] == pytest.approx(0.2)
    assert told.quasi[0] == pytest.approx(0.2)
    assert told.balance[0] == pytest.approx(0.9122, abs=5e-5)
    assert told.party_hhi[0] == pytest.approx(31 / 121)


def test_needs_met_and_needs_based_coverage(snapshot: Snapshot, found: Reach):
    assert found.met.tolist() == [1, 1, 0, 1, 0, 1, 1]
    assert whole(snapshot, found).nbc[0] == pytest.approx(10 / 14)


@pytest.mark.feature("F102")
def test_tiers_and_party_by_tier(snapshot: Snapshot, found: Reach):
    told = whole(snapshot, found)

    assert told.tier[0] == pytest.approx([0.4, 0.6, 0.8])
    assert told.party_tier[0] == pytest.approx(
        np.array([[0.4, 0.6, 0.8], [0.2] * 3, [0.2, 0.4, 0.6], [0.2, 0.2, 0.4], [0.2] * 3])
    )


def test_gap_severity(snapshot: Snapshot, found: Reach):
    gaps = household_gaps(snapshot, found)

    assert gaps.tolist() == [0, 7, 0, 0.625, 1]
    assert [SEVERITIES[g] for g in gap_severities(snapshot, found, gaps)] == [
        "NONE", "MID", "NONE", "LOW", "LOW",
    ]  # fmt: skip
    assert whole(snapshot, found).gap[0] == pytest.approx(1.725)


def test_redundancy_and_provider_concentration(snapshot: Snapshot, found: Reach):
    told = whole(snapshot, found)

    assert told.covered_pairs[0] == 6
    assert told.redundancy[0] == pytest.approx(2 / 6)
    assert told.provider_hhi[0] == pytest.approx(14 / 64)


def test_what_if_w_leaves():
    snapshot = five_households(without="w")
    found = reach(snapshot)
    told = whole(snapshot, found)

    assert told.party[0][2] == 0
    assert told.depth[0] == pytest.approx(1.6)
    assert told.nbc[0] == pytest.approx(0.5)
    assert household_gaps(snapshot, found).tolist() == [8, 7, 0, 0.625, 2]
    assert told.gap[0] == pytest.approx(3.525)
    assert told.isolated[0] == pytest.approx(0.2)


def test_a_group_without_households_has_no_share():
    snapshot = five_households()

    told = measure(snapshot, reach(snapshot), np.array([0]), np.array([0]), 2)

    assert told.households.tolist() == [1, 0]
    assert np.isnan(told.party[1]).all()
    assert np.isnan([told.nbc[1], told.balance[1], told.redundancy[1], told.gap[1]]).all()


def test_the_day_of_reference_is_the_sample_district_s():
    assert date(2023, 12, 31) == AS_OF

"""The undiscovered: the reference's numbers, and how often the interval holds the truth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.discovery.estimate import Caution, Estimate, by_village, chapman

HERE, THERE = "510115001001", "510115106001"


def test_the_numbers_of_the_reference():
    told = chapman(40, 30, 12)

    assert told.total == pytest.approx(96.77, abs=5e-3)
    assert told.error == pytest.approx(16.45, abs=5e-3)
    assert (told.low, told.high) == (
        pytest.approx(64.5, abs=0.05),
        pytest.approx(129.0, abs=0.05),
    )
    assert told.cautions == ()


@given(st.integers(0, 200), st.integers(0, 200), st.data())
def test_the_lower_end_is_never_below_what_is_known(n1: int, n2: int, data):
    both = data.draw(st.integers(0, min(n1, n2)))

    told = chapman(n1, n2, both)

    assert told.low >= told.known
    assert told.known <= told.logit_low <= told.logit_high
    assert told.low <= max(told.total, told.known) <= max(told.high, told.known)
    assert (Caution.FEW_ON_BOTH in told.cautions) == (both < 7)


@pytest.mark.parametrize(("n1", "n2", "both"), [(3, 2, 3), (1, 1, -1)])
def test_an_overlap_that_cannot_be_is_refused(n1: int, n2: int, both: int):
    with pytest.raises(ValueError, match="on both"):
        chapman(n1, n2, both)


VILLAGES = [(120, 0.45, 0.4), (300, 0.3, 0.5), (90, 0.6, 0.5), (60, 0.3, 0.3), (30, 0.4, 0.3)]


@pytest.mark.parametrize(("size", "p", "q"), VILLAGES)
def test_the_interval_holds_the_truth_at_its_stated_rate(size: int, p: float, q: float):
    """FIRST06: 4,000 simulated villages whose lists are independent: 95 in 100 or more."""
    told = simulated(size, p, q)

    assert np.mean([one.logit_low <= size <= one.logit_high for one in told]) >= 0.945


@pytest.mark.parametrize(("size", "p", "q"), VILLAGES)
def test_the_symmetric_interval_holds_it_less_often_than_it_says(size: int, p: float, q: float):
    """Why there are two intervals: the reference's own one is kept, and said to be short."""
    told = simulated(size, p, q)

    assert 0.75 <= np.mean([one.low <= size <= one.high for one in told]) < 0.945


def test_the_estimate_is_right_on_average():
    assert np.mean([one.total for one in simulated(300, 0.3, 0.5)]) == pytest.approx(
        300, rel=0.02
    )


def simulated(size: int, p: float, q: float) -> list[Estimate]:
    """Estimates of 4,000 villages of one size, each household found with chances p and q."""
    rng = np.random.default_rng(20231231)
    people = rng.random((4_000, size)) < p
    data = rng.random((4_000, size)) < q
    counts = zip(people.sum(1), data.sum(1), (people & data).sum(1), strict=True)
    return [chapman(int(n1), int(n2), int(m)) for n1, n2, m in counts]


def test_lists_that_depend_miss_the_truth_and_say_so():
    """Where visits follow the data, the estimate falls short: hence the caution."""
    rng = np.random.default_rng(7)
    data = rng.random((500, 200)) < 0.4
    people = rng.random((500, 200)) < np.where(data, 0.8, 0.2)

    told = [
        chapman(int(a.sum()), int(b.sum()), int((a & b).sum()), depend=True)
        for a, b in zip(people, data, strict=True)
    ]

    assert np.mean([one.high < 200 for one in told]) > 0.5
    assert all(Caution.SOURCES_DEPEND in one.cautions for one in told)


def test_a_village_is_counted_by_households_and_only_by_its_own_leads():
    leads = pd.DataFrame(
        [
            ("h1", HERE, "VILLAGE_VISIT"),
            ("h1", HERE, "NEIGHBOUR"),
            ("h1", HERE, "PLATFORM_DATA"),
            ("h2", HERE, "RULE_ALERT"),
            (None, HERE, "HOTLINE"),
            ("h9", THERE, "DATA_PUSH"),
        ],
        columns=["household", "village", "channel"],
    )

    told = by_village(leads, [HERE, THERE])

    assert (told[HERE].n1, told[HERE].n2, told[HERE].both) == (1, 2, 1)
    assert Caution.SOURCES_DEPEND not in told[HERE].cautions
    assert Caution.SOURCES_DEPEND in told[THERE].cautions

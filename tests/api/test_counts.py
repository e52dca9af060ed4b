"""Editions of the numbers: kept while nothing changes, new after a change, old ones by name."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from api.counts import FIRST, Counts, Edition
from graph_schema.access import Access
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.worlds import SYSTEM, two_villages
from tests.writing import put

COUNTING = Access.system(Purpose.STATISTICS, ("510115",))


@pytest.fixture
def district(embedded_store: Store) -> Store:
    two_villages(embedded_store)
    return embedded_store


def leave(store: Store) -> None:
    """One of the three households leaves the monitoring."""
    put(store, SYSTEM, [("Household", [{"id": "h3", "monitored": False}])], [])


def households(edition: Edition) -> float | None:
    told = edition.tell("counts", "510115", (), few=False).numbers
    return next(n.value for n in told if n.measure == "households" and n.cell.area == "510115")


def test_an_edition_is_kept_until_something_changes_and_stays_to_be_had_by_its_instant(
    district: Store,
):
    counts = Counts(district)
    first = counts.edition(COUNTING, None)

    kept = counts.edition(COUNTING, None)
    leave(district)
    counts.changed()
    second = counts.edition(COUNTING, None)

    assert kept is first
    assert (households(first), households(second)) == (3, 2)
    assert counts.edition(COUNTING, None, first.at) is first
    assert counts.edition(COUNTING, None, second.at) is second
    assert counts.edition(COUNTING, None, datetime(2023, 1, 1, tzinfo=UTC)) is second
    counts.close()


def test_of_a_large_district_the_last_edition_is_given_while_the_next_is_made(district: Store):
    counts = Counts(district, large=0)
    first = counts.edition(COUNTING, None)

    leave(district)
    counts.changed()
    told, until = counts.edition(COUNTING, None), time.monotonic() + 60
    while told is first and time.monotonic() < until:
        told = counts.edition(COUNTING, None)

    assert households(told) == 2
    counts.close()


def test_of_a_large_district_what_pages_open_with_is_worked_out_beforehand(district: Store):
    counts = Counts(district, large=0)
    told = counts.edition(COUNTING, None)
    wanted = {
        (name, "510115", axes, few, deep) for name, axes, deep in FIRST for few in (False, True)
    }

    until = time.monotonic() + 120
    while not wanted <= told.told.keys() and time.monotonic() < until:
        time.sleep(0.05)

    assert told.told.keys() == wanted
    counts.close()


def test_what_is_expected_is_made_before_anybody_asks(district: Store):
    counts = Counts(district)
    changed = district.clock()

    counts.expect()
    counts.expect()  # the one in the making is enough
    told = counts.edition(COUNTING, None)

    assert told.at >= changed
    assert counts.edition(COUNTING, None) is told
    assert households(told) == 3
    counts.close()


def test_two_who_ask_at_once_are_told_one_answer_worked_out_once(district: Store):
    counts = Counts(district)
    told = counts.edition(COUNTING, None)

    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda _: told.tell("gaps", "510115", (), few=True), range(4))
        )

    assert {id(one) for one in answers} == {id(answers[0])}
    counts.close()

"""Kept pages: the page of now or none, whatever was written by whom in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.queries import statements
from graph_schema.queries.order import Page
from graph_schema.queries.table import Table
from graph_schema.store import bulk, kept
from graph_schema.store.kept import Marked, Pages
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role
from tests.clients import at_once
from tests.worlds import two_villages

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))
TOWN = Access(
    actor="w1", role=Role.TOWN_STEWARD, purpose=Purpose.MONITORING, areas=("510115001",)
)
DISTRICT = Access(
    actor="w1", role=Role.DISTRICT_CASEWORKER, purpose=Purpose.MONITORING, areas=("510115",)
)
NOBODY = dict.fromkeys(statements()["households_page"].params)


def changes(store: Store) -> int:
    with store.read(SYSTEM) as session:
        return int(session.run("store_changes")[0]["changes"])


def recorded(store: Store) -> int:
    """How many entries the audit has."""
    with store.read(SYSTEM) as session:
        return sum(row["seq"] for row in session.run("store_lanes"))


def homes(store: Store, pages: Pages, access: Access = DISTRICT) -> tuple[list[str], bool]:
    """The households of a list, and whether it was a kept one."""
    marked = Marked(pages, changes(store))
    with store.read(access, kept=marked) as session:
        found = session.page("households_page", Page(by="hh_no", limit=10), **NOBODY)
    return [f"{row['number']} {row['level']}" for row in found], marked.used


def write(store: Store, level: str) -> None:
    with store.write(SYSTEM, Action.NEED_CHANGED) as session:
        bulk.upsert_nodes(session, "Household", [{"id": "h1", "level": level}])


def test_a_list_is_kept_until_anything_is_written(store: Store) -> None:
    two_villages(store)
    pages = Pages()

    first, again = homes(store, pages), homes(store, pages)
    write(store, "L2_LOW")
    after = homes(store, pages)

    assert (first[0], True) == again
    assert not first[1]
    assert after == (["H1 L2_LOW", *first[0][1:]], False)


def test_a_look_at_a_kept_list_goes_on_record_and_is_no_change(store: Store) -> None:
    two_villages(store)
    pages, before, entries = Pages(), changes(store), recorded(store)

    for _ in range(3):
        homes(store, pages)

    assert changes(store) == before
    assert recorded(store) == entries + 3


def test_others_never_get_a_page_that_was_kept_for_somebody(embedded_store: Store) -> None:
    two_villages(embedded_store)
    pages = Pages()

    district = homes(embedded_store, pages, DISTRICT)
    town = homes(embedded_store, pages, TOWN)

    assert [home[:2] for home in district[0]] == ["H1", "H2", "H3"]
    assert [home[:2] for home in town[0]] == ["H1", "H2"]
    assert not town[1]


def test_every_writer_is_counted_once(store: Store) -> None:
    two_villages(store)
    before = changes(store)

    at_once(6, lambda n: [write(store, "L2_LOW") for _ in range(5)])

    assert changes(store) == before + 30


def test_a_page_is_kept_for_a_minute_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    pages, now = Pages(), 100.0
    monkeypatch.setattr(kept.time, "monotonic", lambda: now)
    pages.keep("key", 1, Table({"id": ["a"]}))

    assert pages.get("key", 1) is not None
    now += kept.LONGEST + 1

    assert pages.get("key", 1) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20_000)), max_size=30))
def test_only_so_many_rows_are_kept_and_the_latest_page_among_them(
    told: list[tuple[int, int]],
) -> None:
    pages = Pages(most=40_000)
    for key, rows in told:
        pages.keep(key, 1, Table({"id": range(rows)}))

        assert len(pages.get(key, 1) or ()) == rows
    held = [len(pages.get(key, 1) or ()) for key in range(10)]
    assert sum(held) <= 40_000

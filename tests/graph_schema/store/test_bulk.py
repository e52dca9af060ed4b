"""Bulk writing against a plain model of it: any rows, any order, twice changes nothing."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests import servers
from tests.examples import examples

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.integers(1, 4),
        "note": st.text(max_size=5),
        "tags": st.lists(st.sampled_from("ab"), unique=True),
        "goal": st.none() | st.sampled_from("xy"),
    },
)
ROWS = st.lists(st.tuples(st.sampled_from("pqr"), VALUES), max_size=6)


IDS = st.text("0123456789abcdef", min_size=32, max_size=32) | st.text()


@given(st.integers(0, 10**9), IDS)
def test_every_id_whatever_it_is_made_of_lies_in_one_part(nodes: int, id: str) -> None:
    cuts = bulk.bounds(nodes)

    assert sum(floor <= id < below for floor, below in pairwise(cuts)) == 1


@pytest.mark.parametrize(("nodes", "parts"), [(0, 1), (10_000, 1), (10_001, 2), (600_000, 60)])
def test_parts_share_random_ids_evenly(nodes: int, parts: int) -> None:
    cuts = [int(cut[:4] or "0", 16) for cut in bulk.bounds(nodes)[:-1]] + [16**4]

    wide = [below - floor for floor, below in pairwise(cuts)]

    assert len(wide) == parts
    assert max(wide) - min(wide) <= 1


def plain(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("severity", "note", "tags", "goal") if name in row}


@examples(15, suppress_health_check=list(HealthCheck))
@given(st.lists(ROWS, max_size=3))
def test_nodes_are_what_a_plain_model_says(embedded_server: Store, files) -> None:
    servers.wipe(embedded_server)
    model: dict[str, dict[str, object]] = {}
    for rows in files:
        merged: dict[str, dict[str, object]] = {}
        for one, values in rows:
            merged.setdefault(one, {}).update(values)
        before = {one: dict(props) for one, props in model.items()}
        for one, values in merged.items():
            props = {**model.get(one, {}), **values}
            model[one] = {
                name: sorted(value) if isinstance(value, list) else value
                for name, value in props.items()
                if value is not None
            }
        created = len(model.keys() - before.keys())
        changed = sum(model[one] != before[one] for one in before.keys() & merged.keys())
        given_rows = [{"id": one, **values} for one, values in rows]

        with embedded_server.write(SYSTEM, Action.FILE_LOADED) as session:
            first = bulk.upsert_nodes(session, "Need", given_rows)
            again = bulk.upsert_nodes(session, "Need", given_rows)

        assert first == (created, changed)
        assert again == (0, 0)
    with embedded_server.read(SYSTEM) as session:
        found = {row["id"]: plain(row) for row in bulk.scan(session, "Need")}
    assert found == model


def tie(store: Store, *rows: dict[str, object], key: tuple[str, ...] = ()) -> tuple[int, int]:
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        return bulk.upsert_relationships(
            session, "STEWARDED_BY", "Household", "Actor", rows, key=key
        )


@pytest.fixture
def ends(store: Store) -> Store:
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        homes = [{"id": f"h{n}", "hh_no": str(n)} for n in range(3)]
        bulk.upsert_nodes(session, "Household", homes)
        actors = [{"id": f"a{n}", "staff_no": str(n)} for n in range(3)]
        bulk.upsert_nodes(session, "Actor", actors)
    return store


def ties(store: Store) -> list[tuple[str, str, object]]:
    with store.read(SYSTEM) as session:
        found = bulk.scan_relationships(session, "STEWARDED_BY", "Household", "Actor")
        return sorted((row["from"], row["to"], row["props"].get("tier")) for row in found)


def test_ties_are_made_changed_and_left_alone(ends: Store) -> None:
    rows = [{"from": "h0", "to": "a0", "tier": "T1"}, {"from": "h1", "to": "a0", "tier": "T2"}]

    assert tie(ends, *rows) == (2, 0)
    assert tie(ends, *rows) == (0, 0)
    assert tie(ends, rows[0] | {"tier": "T3"}, rows[1], {"from": "h2", "to": "a2"}) == (1, 1)
    assert ties(ends) == [("h0", "a0", "T3"), ("h1", "a0", "T2"), ("h2", "a2", None)]


def test_a_key_tells_several_ties_of_two_nodes_apart(ends: Store) -> None:
    rows = [{"from": "h0", "to": "a0", "tier": tier} for tier in ("T1", "T2")]

    assert tie(ends, *rows, key=("tier",)) == (2, 0)
    assert tie(ends, *rows, key=("tier",)) == (0, 0)
    assert tie(ends, rows[0] | {"source": "x"}, key=("tier",)) == (0, 1)
    assert ties(ends) == [("h0", "a0", "T1"), ("h0", "a0", "T2")]


def test_a_missing_end_keeps_nothing_of_its_transaction(ends: Store) -> None:
    with pytest.raises(NotFound):
        tie(ends, {"from": "h0", "to": "a0"}, {"from": "h1", "to": "gone"})

    assert ties(ends) == []


def test_ties_and_nodes_are_deleted(ends: Store) -> None:
    tie(
        ends, {"from": "h0", "to": "a0"}, {"from": "h1", "to": "a0"}, {"from": "h2", "to": "a2"}
    )

    with ends.write(SYSTEM, Action.FILE_ROLLED_BACK) as session:
        pairs = [{"from": "h0", "to": "a0"}, {"from": "h0", "to": "a1"}]
        gone = bulk.delete_relationships(session, "STEWARDED_BY", "Household", "Actor", pairs)
        nodes = bulk.delete_nodes(session, "Household", ["h1", "h9"])

    assert (gone, nodes) == (1, 1)
    assert ties(ends) == [("h2", "a2", None)]


@pytest.mark.parametrize(
    "row", [{"from": "h0", "to": "a0", "colour": "red"}, {"from": "h0", "to": "a0", "tier": 1}]
)
def test_a_tie_is_as_the_shape_says(ends: Store, row) -> None:
    with pytest.raises(Rejected):
        tie(ends, row)


def test_a_row_without_an_id_is_refused(embedded_store: Store) -> None:
    with (
        embedded_store.write(SYSTEM, Action.FILE_LOADED) as session,
        pytest.raises(Rejected),
    ):
        bulk.upsert_nodes(session, "Need", [{"severity": 1}])

"""The audit lanes: chained without gaps, tampering found, writers in parallel, pauses."""

from datetime import timedelta

import pytest

from graph_schema.access import Access
from graph_schema.audit import LANES, Action
from graph_schema.errors import Conflict, ReadOnly
from graph_schema.store import lanes
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role
from tests.clients import at_once
from tests.worlds import two_villages

CASEWORKER = Access(
    actor="w1",
    role=Role.DISTRICT_CASEWORKER,
    purpose=Purpose.MONITORING,
    areas=("510115",),
)
SYSTEM = Access.system(Purpose.MATCHING, ("510115",))


def act(store: Store, times: int = 1) -> None:
    for _ in range(times):
        with store.write(SYSTEM, Action.NEED_CHANGED) as session:
            session.transact(lambda tx: None)


def raw(store: Store, text: str, **params):
    with store.connection.open(read=False) as session:
        return session.execute_write(lambda tx: tx.run(text, **params).data())


def test_writers_in_parallel_leave_whole_chains(every_store: Store) -> None:
    store = every_store
    at_once(8, lambda _: act(store, 8))

    assert lanes.verify(store) == []
    entries = raw(store, "MATCH (e:AuditEvent {action: 'NEED_CHANGED'}) RETURN count(e) AS n")
    assert entries[0]["n"] == 64
    with store.read(SYSTEM) as session:
        heads = session.run("store_lanes")
    assert {row["id"] for row in heads} == set(LANES)
    assert sum(row["seq"] for row in heads) >= 64


def look(store: Store, times: int) -> None:
    for _ in range(times):
        with store.read(CASEWORKER) as session:
            assert session.run("households_by_ids", ids=["h1"])


def test_looks_of_several_processes_leave_whole_chains(every_store: Store) -> None:
    """Each remembers where it saw a lane end; another may have gone on meanwhile."""
    two_villages(every_store)
    others = [Store(every_store.connection, every_store.clock) for _ in range(3)]

    at_once(4, lambda n: look([every_store, *others][n], 40))
    act(every_store, 20)
    look(every_store, 20)

    assert lanes.verify(every_store) == []
    entries = raw(every_store, "MATCH (e:AuditEvent {action: 'LOOKED'}) RETURN count(e) AS n")
    assert entries[0]["n"] == 180


@pytest.mark.parametrize(
    "crime",
    [
        "MATCH (e:AuditEvent) WITH e ORDER BY e.lane, e.seq LIMIT 1 SET e.who = 'x'",
        "MATCH (e:AuditEvent) WITH e ORDER BY e.lane, e.seq LIMIT 1 DETACH DELETE e",
        "MATCH (l:AuditLane) WHERE l.seq > 1 WITH l LIMIT 1 "
        "MATCH (e:AuditEvent {lane: l.id, seq: l.seq}) DETACH DELETE e",
        "MATCH (l:AuditLane) WHERE l.seq > 0 WITH l LIMIT 1 "
        "CREATE (:AuditEvent {id: 'x', lane: l.id, seq: l.seq + 1, hash: 'x'})",
        "MATCH (l:AuditLane) WHERE l.seq > 0 WITH l LIMIT 1 SET l.head = 'x'",
    ],
    ids=["changed", "removed", "truncated", "added", "head"],
)
@pytest.mark.fact("A03")
def test_tampering_is_found_and_located(embedded_store: Store, crime: str) -> None:
    act(embedded_store, 40)
    assert lanes.verify(embedded_store) == []

    raw(embedded_store, crime)

    found = lanes.verify(embedded_store)
    assert len(found) == 1
    assert found[0].lane in LANES


def test_a_pause_stops_writers_and_ends_by_its_time(store: Store) -> None:
    with lanes.paused(store):
        with pytest.raises(ReadOnly) as refused:
            act(store)
        assert refused.value.facts["retry_after"] > 0
    act(store)

    store.pause_lanes(store.clock() - timedelta(seconds=1))  # an exporter that crashed

    act(store)


def test_a_pause_that_ran_out_is_no_pause(embedded_store: Store) -> None:
    """Whoever read meanwhile is told: writers went on."""
    with pytest.raises(Conflict), lanes.paused(embedded_store):
        embedded_store.pause_lanes(embedded_store.clock() - timedelta(seconds=1))

    act(embedded_store)


def test_a_pause_of_somebody_else_is_left_alone(embedded_store: Store) -> None:
    theirs = embedded_store.clock() + timedelta(minutes=5)
    with pytest.raises(Conflict), lanes.paused(embedded_store):
        embedded_store.pause_lanes(theirs)

    with pytest.raises(ReadOnly):
        act(embedded_store)


def test_a_look_is_on_record_even_while_writers_wait(embedded_store: Store) -> None:
    from graph_schema.store import bulk

    with embedded_store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "Household", [{"id": "h", "hh_no": "1"}])
    before = raw(embedded_store, "MATCH (e:AuditEvent {action: 'LOOKED'}) RETURN count(e) AS n")

    with lanes.paused(embedded_store), embedded_store.read(SYSTEM) as session:
        session._looked.subjects.add("h")

    after = raw(
        embedded_store, "MATCH (e:AuditEvent {action: 'LOOKED'}) RETURN e.subjects AS s"
    )
    assert len(after) == before[0]["n"] + 1
    assert ["h"] in [row["s"] for row in after]

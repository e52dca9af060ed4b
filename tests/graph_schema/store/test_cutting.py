"""A cut of the audit, on both servers: what is old goes, what stays proves itself."""

from datetime import UTC, datetime

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import StoreDamaged
from graph_schema.store import bulk, lanes
from graph_schema.store.cutting import cut
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.commands import wulian

SYSTEM = Access.system(Purpose.STATISTICS, ())
OLD, LATER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
BETWEEN, NOW = datetime(2020, 6, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def acted(store: Store, at: datetime, times: int) -> None:
    """Leave so many entries of an instant."""
    then = Store(store.connection, clock=lambda: at)
    for _ in range(times):
        with then.write(SYSTEM, Action.CLOCK_TOLD) as session:
            session.transact(lambda tx: None)


def events(store: Store) -> list[dict]:
    with store.read(SYSTEM) as session:
        return list(bulk.scan(session, "AuditEvent"))


def raw(store: Store, text: str) -> None:
    with store.connection.open(read=False) as session:
        session.execute_write(lambda tx: tx.run(text).consume())


@pytest.fixture
def recorded(store: Store) -> Store:
    """Forty entries of 2020, forty of 2021."""
    acted(store, OLD, 40)
    acted(store, LATER, 40)
    return Store(store.connection, clock=lambda: NOW)


def old_ones(store: Store) -> int:
    return sum(event["at"] < BETWEEN for event in events(store))


def test_what_is_older_goes_and_the_chain_of_what_is_left_holds(recorded: Store):
    before = old_ones(recorded)

    dry = cut(recorded, BETWEEN, "retention.audit", dry=True)
    untouched = old_ones(recorded)
    gone = cut(recorded, BETWEEN, "retention.audit")
    acted(recorded, NOW, 20)

    assert before == untouched == dry == gone > 0
    assert old_ones(recorded) == 0
    assert lanes.verify(recorded) == lanes.verify(recorded, last=3) == []
    assert cut(recorded, BETWEEN, "retention.audit") == 0
    with recorded.read(SYSTEM) as session:
        (kept,) = bulk.scan(session, "AuditCut")
    assert (kept["entries"], kept["approver"]) == (gone, "retention.audit")


def test_a_second_cut_follows_the_first_and_even_all_may_go(recorded: Store):
    first = cut(recorded, BETWEEN, "one")
    second = cut(recorded, NOW, "two")

    assert first > 0 < second
    assert lanes.verify(recorded) == []
    told = wulian(recorded, "api", "audit", "verify")
    assert "cut 1: older than 2020-06-01, by one" in told
    assert "cut 2: older than 2026-01-01, by two" in told


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        ("MATCH (c:AuditCut) SET c.approver = 'nobody'", "a cut was changed"),
        ("MATCH (c:AuditCut) SET c.ends = replace(c.ends, '1', '2')", "a cut was changed"),
        ("MATCH (c:AuditCut {seq: 1}) DETACH DELETE c", "a cut is missing"),
        (
            "MATCH (e:AuditEvent) WITH e ORDER BY e.lane, e.seq LIMIT 1 DETACH DELETE e",
            "missing",
        ),
        ("MATCH (e:AuditEvent) WITH e ORDER BY e.seq LIMIT 1 SET e.who = 'x'", "was changed"),
    ],
)
def test_whoever_meddles_with_a_cut_or_what_is_left_is_found(
    recorded: Store, harm: str, why: str
):
    cut(recorded, BETWEEN, "one")
    acted(recorded, LATER, 20)
    cut(recorded, NOW.replace(year=2025), "two")
    acted(recorded, NOW, 20)

    raw(recorded, harm)

    broken = lanes.verify(recorded)
    assert any(why in one.why for one in broken)
    assert why in wulian(recorded, "api", "audit", "verify", expect=1)


def test_a_chain_that_does_not_hold_is_evidence_and_is_not_cut(recorded: Store):
    raw(recorded, "MATCH (e:AuditEvent) WITH e ORDER BY e.seq LIMIT 1 SET e.who = 'x'")
    before = len(events(recorded))

    with pytest.raises(StoreDamaged, match="was changed"):
        cut(recorded, BETWEEN, "one")

    assert len(events(recorded)) == before


def test_what_a_crash_has_left_below_a_cut_goes_with_the_next_night(recorded: Store):
    cut(recorded, BETWEEN, "one")
    raw(
        recorded,
        "MATCH (e:AuditEvent) WITH e.lane AS lane, min(e.seq) AS first, min(e.at) AS at "
        "WHERE first > 1 WITH lane, at ORDER BY lane LIMIT 1 "  # of a lane that was cut
        "CREATE (x:AuditEvent {id: 'left', lane: lane, seq: 1, at: at, hash: 'h'})",
    )

    held = lanes.verify(recorded)
    cut(recorded, BETWEEN, "one")

    assert held == []  # it lies before the chain
    assert "left" not in {event.get("id") for event in events(recorded)}

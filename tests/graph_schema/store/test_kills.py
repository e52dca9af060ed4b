"""What a killed server leaves: nothing acknowledged is lost, nothing is there in part."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import (
    Conflict,
    NoCapacity,
    ReadOnly,
    StoreUnavailable,
    TooLarge,
)
from graph_schema.ids import ItemId
from graph_schema.store import bulk, lanes
from graph_schema.store.checks import findings
from graph_schema.store.connect import open_store
from graph_schema.store.repo import capacity
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.clients import at_once
from tests.servers import embedded_at as at

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))


def test_after_a_kill_nothing_acknowledged_is_lost(folder: Path) -> None:
    kill_rounds(folder, rounds=1)


@pytest.mark.slow
def test_after_many_kills_nothing_acknowledged_is_lost(folder: Path) -> None:
    kill_rounds(folder, rounds=8)


def kill_rounds(folder: Path, rounds: int) -> None:
    """Kills the server under four writers: every told ok is there, nothing is there in part."""
    rnd, told, sent = random.Random(7), set(), set()
    for number in range(rounds):
        with open_store(at(folder)) as store:
            pid = store.connection.lease.run.pid

            def writer(client: int, store: Store = store, number: int = number) -> None:
                for turn in range(400):
                    name = f"{number}-{client}-{turn}"
                    sent.add(name)
                    visit(store, name)
                    told.add(name)

            def killer(_: int, pid: int = pid) -> None:
                enough = len(told) + 8
                while len(told) < enough:
                    time.sleep(0.01)
                time.sleep(rnd.uniform(0, 0.5))
                os.kill(pid, signal.SIGKILL)

            store.connection._restarts.extend([time.monotonic()] * 3)  # no revival here
            at_once(5, lambda who: killer(who) if who == 4 else writer(who))
        with open_store(at(folder)) as store:
            assert store.connection.lease.run.was == "crashed"
            assert store.connection.lease.run.findings == 0
            with store.read(SYSTEM) as session:
                there = {row["id"] for row in bulk.scan(session, "Visit")}
                ties = list(bulk.scan_relationships(session, "VISITS", "Visit", "Household"))
            assert told <= there <= sent
            assert sorted(tie["from"] for tie in ties) == sorted(there)
            assert lanes.verify(store) == []
            assert findings(store) == []
    assert told


def claim(store: Store, operation: str, answered: list[int]) -> int | None:
    """Takes a place of the item "i", asking until it is answered; None: there was none left."""
    until = time.monotonic() + 90
    while True:
        try:
            with store.write(SYSTEM, Action.LINK_ACCEPTED, operation=operation) as session:
                got = session.transact(lambda tx: capacity.take(tx, ItemId("i")))
        except NoCapacity:
            return None
        except (StoreUnavailable, TooLarge, Conflict):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            answered.append(got)
            return got


@pytest.mark.parametrize("kills", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_places_are_sold_once_each_while_the_server_is_killed(folder: Path, kills: int) -> None:
    """Rule 1 with kills: never above the total, and no place idle while somebody was refused.

    Each client sends its operation again until it is answered, as a phone does.
    """
    places, clients, each = 40, 6, 9
    answered: list[int] = []

    def client(store: Store, who: int) -> list[int | None]:
        return [claim(store, f"{who}-{turn}", answered) for turn in range(each)]

    def killer(store: Store) -> None:
        for enough in range(5, 5 + 10 * kills, 10):
            while len(answered) < enough:
                time.sleep(0.005)
            os.kill(store.connection.lease.run.pid, signal.SIGKILL)

    with open_store(at(folder)) as store:
        with store.write(SYSTEM, Action.FILE_LOADED) as session:
            item = {"id": "i", "code": "i", "capacity": places, "used": 0}
            bulk.upsert_nodes(session, "CatalogueItem", [item])
        told = at_once(
            clients + 1, lambda who: killer(store) if who == clients else client(store, who)
        )
        with store.read(SYSTEM) as session:
            used = bulk.find(session, "CatalogueItem", ["i"])["i"]["used"]

        sold = [place for places_of in told[:clients] for place in places_of]
        assert sorted(place for place in sold if place) == list(range(1, places + 1))
        assert sold.count(None) == clients * each - places
        assert used == places
        assert lanes.verify(store) == []


def visit(store: Store, name: str) -> None:
    def work(tx) -> None:
        household = [{"id": f"h{name}", "hh_no": name, "district": "510115"}]
        bulk.create_nodes(tx, "Household", household)
        bulk.create_nodes(tx, "Visit", [{"id": name, "note": "好" * 500}])
        bulk.create_relationships(
            tx, ("VISITS", "Visit", "Household"), [{"from": name, "to": f"h{name}"}]
        )

    with store.write(SYSTEM, Action.VISIT_RECORDED) as session:
        session.transact(work)


def test_after_a_crash_that_broke_something_only_reading_goes_on(folder: Path) -> None:
    """Also for the write that was under way and is tried again on the server started anew."""
    with open_store(at(folder)) as store:
        visit(store, "v1")
        with store.connection.open(read=False) as session:
            text = "MATCH (e:AuditEvent) SET e.who = 'nobody'"
            session.execute_write(lambda tx: tx.run(text).consume())
        os.kill(store.connection.lease.run.pid, signal.SIGKILL)
        with pytest.raises(ReadOnly):
            visit(store, "v2")

        assert store.connection.lease.run.findings > 0
        with store.read(SYSTEM) as session:
            assert bulk.count(session, "Visit") == 1
        with pytest.raises(ReadOnly):
            visit(store, "v3")


def test_a_server_that_goes_away_is_started_again_unseen(folder: Path) -> None:
    with open_store(at(folder)) as store:
        os.kill(store.connection.lease.run.pid, signal.SIGKILL)

        visit(store, "v1")

        with store.read(SYSTEM) as session:
            assert bulk.count(session, "Visit") == 1


@pytest.mark.slow
def test_an_operation_that_ends_the_server_twice_is_refused(folder: Path) -> None:
    """Also rule 6: with the heap exhausted the server ends instead of going on half alive."""

    def hungry(tx) -> None:
        text = "RETURN reduce(s = 'twice as long', i IN range(1, 40) | s + s) AS text"
        tx._tx.run(text).consume()

    with open_store(at(folder)) as store:
        first = store.connection.lease.run.pid
        with (
            pytest.raises(TooLarge),
            store.write(SYSTEM, Action.NEED_CHANGED, operation="hungry") as session,
        ):
            session.transact(hungry)
        visit(store, "v1")

        assert store.connection.lease.run.pid != first

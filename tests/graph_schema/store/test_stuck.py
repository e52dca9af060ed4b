"""A server that keeps its sockets open and says nothing: people hear so in seconds."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from graph_schema.access import Access
from graph_schema.errors import StoreUnavailable
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

SYSTEM = Access.system(Purpose.STATISTICS, ())


@contextmanager
def stopped(store: Store) -> Iterator[None]:
    """The store's server, as if its machine had lost it: alive, connected, silent."""
    server = psutil.Process(server_of(store))
    server.send_signal(signal.SIGSTOP)
    try:
        wait_until_still(server)
        yield
    finally:
        server.send_signal(signal.SIGCONT)


def wait_until_still(process: psutil.Process) -> None:
    """Wait for every thread to stop: one that is still on its way there may yet answer."""
    until = time.monotonic() + 10
    while any(
        psutil.Process(thread.id).status() != psutil.STATUS_STOPPED
        for thread in process.threads()
    ):
        assert time.monotonic() < until, "the server goes on after SIGSTOP"
        time.sleep(0.01)


def server_of(store: Store) -> int:
    if store.connection.lease is not None:
        return store.connection.lease.run.pid
    port = int(str(store.connection.settings.uri).rpartition(":")[2])
    return next(
        process.pid
        for process in psutil.Process().children()
        for one in process.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port
    )


def ask(store: Store) -> None:
    with store.read(SYSTEM) as session:
        session.run("snapshot_districts")


def test_a_silent_server_is_given_up_and_found_again(store: Store) -> None:
    given_up_and_found(store, idle=0)


def test_so_is_one_behind_a_connection_that_was_idle(embedded_store: Store) -> None:
    """A connection that was idle for long is asked first, a busy one is not."""
    given_up_and_found(embedded_store, idle=1.5)


@pytest.mark.slow
def test_so_is_a_neo4j_behind_a_connection_that_was_idle(lts_store: Store) -> None:
    given_up_and_found(lts_store, idle=1.5)


def given_up_and_found(store: Store, idle: float) -> None:
    door = store.in_a_hurry()
    ask(door)
    time.sleep(idle)

    started = time.monotonic()
    with stopped(store), pytest.raises(StoreUnavailable):
        ask(door)

    assert time.monotonic() - started < 25
    until = time.monotonic() + 60  # one try alone may take ten on a machine that is full
    while True:  # the breaker lets one trial a second through
        try:
            ask(door)
        except StoreUnavailable:
            assert time.monotonic() < until
            time.sleep(0.2)
        else:
            return

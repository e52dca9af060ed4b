"""The retry table: every class of the driver has a row, and each row is obeyed."""

import inspect
import time
from dataclasses import replace
from pathlib import Path

import pytest
from neo4j import exceptions as driver

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import (
    Conflict,
    StoreUnavailable,
    TooLarge,
    TooSlow,
    WrongPassword,
)
from graph_schema.settings import StoreSettings
from graph_schema.store import bulk, retry
from graph_schema.store.breaker import Breaker
from graph_schema.store.connect import open_store
from graph_schema.store.connection import Call, Connection
from graph_schema.store.retry import Do
from graph_schema.store.server import free_port
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

ROOTS = {driver.DriverError, driver.Neo4jError, driver.GqlError}
CLASSES = [
    kind
    for kind in vars(driver).values()
    if inspect.isclass(kind)
    and issubclass(kind, driver.DriverError | driver.Neo4jError)
    and kind not in ROOTS
]


def server_error(code: str) -> driver.Neo4jError:
    return driver.Neo4jError._hydrate_neo4j(code=code, message="values of somebody")


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_class_of_the_driver_has_a_row(kind: type[Exception]) -> None:
    assert retry.row_of(kind.__new__(kind)) is not retry.UNKNOWN


@pytest.mark.parametrize(
    ("code", "do", "becomes"),
    [
        ("Neo.TransientError.Transaction.DeadlockDetected", Do.AGAIN, Conflict),
        ("Neo.TransientError.Transaction.LockAcquisitionTimeout", Do.AGAIN, Conflict),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", Do.REFUSE, TooLarge),
        ("Neo.ClientError.Transaction.TransactionTimedOut", Do.REFUSE, TooSlow),
        (
            "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
            Do.REFUSE,
            TooSlow,
        ),
        ("Neo.ClientError.Transaction.TransactionNotFound", Do.REFUSE, StoreUnavailable),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", Do.ONCE_MORE, Conflict),
        ("Neo.ClientError.Security.Unauthorized", Do.REFUSE, WrongPassword),
    ],
)
def test_codes_are_told_apart_before_classes(code: str, do: Do, becomes: type) -> None:
    row = retry.row_of(server_error(code))

    assert (row.do, row.becomes) == (do, becomes)


def test_a_lost_commit_is_looked_up_and_a_lost_server_dialled_again() -> None:
    assert retry.row_of(driver.IncompleteCommit()).do is Do.LOOK
    assert retry.row_of(driver.ServiceUnavailable()).do is Do.RECONNECT
    assert retry.row_of(driver.SessionExpired(None, "gone")).do is Do.RECONNECT


def test_the_servers_words_are_never_passed_on() -> None:
    for code in ("Neo.ClientError.Statement.SyntaxError", "Neo.DatabaseError.General.Unknown"):
        error = server_error(code)

        told = retry.translated(retry.row_of(error), error, "needs_by_household")

        assert "somebody" not in str(told)
        assert code in str(told)


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (server_error("Neo.TransientError.Transaction.DeadlockDetected"), 3),
        (server_error("Neo.ClientError.Schema.ConstraintValidationFailed"), 3),
        (driver.IncompleteCommit(), 3),
        (driver.ServiceUnavailable(), 3),
    ],
    ids=["deadlock", "constraint", "lost commit", "lost server"],
)
def test_what_may_succeed_is_tried_again(embedded_store: Store, error, tries: int) -> None:
    seen = []

    def unit(_tx):
        seen.append(1)
        if len(seen) < tries:
            raise error
        return "done"

    assert embedded_store.connection.managed(unit, Call(statement="test")) == "done"
    assert len(seen) == tries


def test_what_cannot_succeed_is_not_tried_again(embedded_store: Store) -> None:
    seen = []

    def unit(_tx):
        seen.append(1)
        raise server_error("Neo.TransientError.General.MemoryPoolOutOfMemoryError")

    with pytest.raises(TooLarge):
        embedded_store.connection.managed(unit, Call(statement="test"))
    assert len(seen) == 1


def test_the_budget_ends_all_tries(embedded_store: Store) -> None:
    def unit(_tx):
        raise server_error("Neo.TransientError.Transaction.DeadlockDetected")

    started = time.monotonic()
    with pytest.raises(Conflict):
        embedded_store.connection.managed(unit, Call(statement="test", budget=0.3))
    assert time.monotonic() - started < 3


def test_the_breaker_lets_one_try_a_second_through() -> None:
    now = [100.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(5):
        breaker.enter()
        breaker.failed()

    breaker.enter()  # the trial
    with pytest.raises(StoreUnavailable) as refused:
        breaker.enter()
    now[0] += 1
    breaker.enter()
    breaker.answered()
    breaker.enter()

    assert refused.value.facts["retry_after"] == 1.0
    breaker.enter()


def test_a_store_that_stays_away_is_not_asked_again_and_again(tmp_path: Path) -> None:
    """After five failures in ten seconds whoever comes is told at once when to come again."""
    secret = tmp_path / "secret"
    secret.write_text("x")
    uri = f"bolt://127.0.0.1:{free_port()}"
    away = Connection(StoreSettings(uri=uri, password_file=secret, keys=tmp_path))
    asked: list[StoreUnavailable] = []
    try:
        for _ in range(4):
            started = time.monotonic()
            with pytest.raises(StoreUnavailable) as refused:
                away.managed(lambda _tx: None, Call(statement="test", budget=0.2))
            asked.append(refused.value)
    finally:
        away.close()

    assert "retry_after" not in asked[0].facts
    assert asked[-1].facts["retry_after"] == 1.0
    assert time.monotonic() - started < 0.1


def test_reads_after_writes_carry_bookmarks_also_when_routed(lts_store: Store) -> None:
    """In a cluster a read goes to a follower: it must wait until what was written is there."""
    here = lts_store
    uri = str(here.connection.settings.uri).replace("bolt://", "neo4j://")
    access = Access.system(Purpose.MATCHING, ("510115",))
    with open_store(replace(here.connection.settings, uri=uri)) as routed:
        before = set(routed.connection.bookmarks.get_bookmarks())
        with routed.write(access, Action.FILE_LOADED) as session:
            bulk.upsert_nodes(session, "Cause", [{"id": "c", "code": "1"}])
        after = set(routed.connection.bookmarks.get_bookmarks())
        with routed.connection.open(read=True) as session:
            sent = set(session._get_bookmarks())
        with routed.read(access) as reading:
            found = bulk.count(reading, "Cause")

    assert found == 1
    assert after
    assert after != before
    assert sent == after


def test_delays_grow_to_a_second() -> None:
    waits = retry.delays()

    first = [next(waits) for _ in range(20)]

    assert first[0] < 0.04
    assert all(0.5 <= wait <= 1.5 for wait in first[-3:])

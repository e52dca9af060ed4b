"""What a driver's error means and what is done about it: the one table, most specific first."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from neo4j import exceptions as driver

from graph_schema.errors import (
    Conflict,
    ReadOnly,
    Rejected,
    StoreUnavailable,
    TooLarge,
    TooSlow,
    WrongPassword,
    WulianError,
)

FIRST_DELAY, MULTIPLIER, JITTER, LONGEST = 0.02, 1.6, 0.5, 1.0  # seconds


class Do(StrEnum):
    """AGAIN: within the budget · ONCE_MORE: somebody else may have won · RECONNECT: then again.

    LOOK: it may be committed; repeat it under its operation id, which tells · REFUSE: never
    again.
    """

    AGAIN = "AGAIN"
    ONCE_MORE = "ONCE_MORE"
    RECONNECT = "RECONNECT"
    LOOK = "LOOK"
    REFUSE = "REFUSE"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. code: the end of the server's code; empty for all."""

    error: type[driver.DriverError | driver.Neo4jError]
    code: str
    do: Do
    becomes: type[WulianError] | None


TABLE: tuple[Row, ...] = (
    Row(driver.TransientError, "MemoryPoolOutOfMemoryError", Do.REFUSE, TooLarge),
    Row(driver.TransientError, "StackOverFlowError", Do.REFUSE, TooLarge),
    Row(driver.TransientError, "OutOfMemoryError", Do.REFUSE, TooLarge),
    Row(driver.Neo4jError, "TransactionTimedOut", Do.REFUSE, TooSlow),
    Row(driver.Neo4jError, "TransactionTimedOutClientConfiguration", Do.REFUSE, TooSlow),
    Row(driver.Neo4jError, "TransactionNotFound", Do.REFUSE, StoreUnavailable),
    Row(driver.NotALeader, "", Do.AGAIN, StoreUnavailable),
    Row(driver.ForbiddenOnReadOnlyDatabase, "", Do.REFUSE, ReadOnly),
    Row(driver.DatabaseUnavailable, "", Do.AGAIN, StoreUnavailable),
    Row(driver.TransientError, "", Do.AGAIN, Conflict),
    Row(driver.ConstraintError, "", Do.ONCE_MORE, Conflict),
    Row(driver.TokenExpired, "", Do.REFUSE, WrongPassword),
    Row(driver.AuthError, "", Do.REFUSE, WrongPassword),
    Row(driver.Neo4jError, "Security.AuthenticationRateLimit", Do.REFUSE, WrongPassword),
    Row(driver.IncompleteCommit, "", Do.LOOK, StoreUnavailable),
    Row(driver.ServiceUnavailable, "", Do.RECONNECT, StoreUnavailable),
    Row(driver.SessionExpired, "", Do.RECONNECT, StoreUnavailable),
    Row(driver.ConnectionPoolError, "", Do.AGAIN, StoreUnavailable),
    Row(driver.BrokenRecordError, "", Do.REFUSE, StoreUnavailable),
    Row(driver.Forbidden, "", Do.REFUSE, Rejected),
    # what is left is a bug of ours or of a server: masked by who answers, logged by its code
    Row(driver.ClientError, "", Do.REFUSE, None),
    Row(driver.DatabaseError, "", Do.REFUSE, None),
    Row(driver.UnsupportedServerProduct, "", Do.REFUSE, StoreUnavailable),
    Row(driver.ConfigurationError, "", Do.REFUSE, None),
    Row(driver.SessionError, "", Do.REFUSE, None),
    Row(driver.TransactionError, "", Do.REFUSE, None),
    Row(driver.ResultError, "", Do.REFUSE, None),
)
UNKNOWN = Row(driver.DriverError, "", Do.REFUSE, None)  # a class the table has never heard of


def row_of(error: driver.DriverError | driver.Neo4jError) -> Row:
    """Find the first row of the table that is about this error."""
    code = code_of(error)
    for row in TABLE:
        if isinstance(error, row.error) and code.endswith(row.code):
            return row
    return UNKNOWN


def code_of(error: BaseException) -> str:
    """Give the server's code ("Neo.ClientError.Schema.…"); empty for the driver's own."""
    return str(getattr(error, "code", "") or "")


def translated(row: Row, error: BaseException, statement: str) -> WulianError:
    """Make our error of the driver's; its text is never passed on, as it may hold values."""
    if row.becomes is None:
        return StoreUnavailable(why="unexpected", code=code_of(error), statement=statement)
    if row.becomes is Rejected:
        return Rejected(["REFUSED_BY_STORE"], code=code_of(error), statement=statement)
    if row.becomes is WrongPassword:
        return WrongPassword(setting="WULIAN_STORE_USER or WULIAN_STORE_PASSWORD_FILE")
    return row.becomes(statement=statement, store_code=code_of(error))


def delays() -> Iterator[float]:
    """Seconds to wait before each further try, growing, with jitter."""
    delay = FIRST_DELAY
    while True:
        yield delay * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - not a secret
        delay = min(delay * MULTIPLIER, LONGEST)

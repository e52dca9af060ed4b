"""The line to the server: driver, breaker, and what happens when the server is gone."""

import logging
import shutil
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import neo4j
from neo4j import ManagedTransaction, Query, Result, Session
from neo4j.exceptions import DriverError, Neo4jError

from graph_schema.errors import (
    ReadOnly,
    StorageFull,
    StoreUnavailable,
    TooLarge,
    WrongPassword,
    WulianError,
)
from graph_schema.settings import StoreSettings
from graph_schema.store import embedded, locks, retry
from graph_schema.store.breaker import Breaker
from graph_schema.store.embedded import Lease
from graph_schema.store.retry import Do
from graph_schema.store.runfile import Run

CONNECT, ACQUIRE = 2.0, 4.0  # seconds
PEOPLE, JOBS = 6.0, 60.0  # seconds: the whole budget of one call, retries included
STATEMENT_PEOPLE, STATEMENT_JOBS = 5.0, 60.0  # seconds; the embedded server itself ends at 30
JUST_KILLED = 10.0  # seconds that a killed server may still seem to be there
RESTARTS, RESTARTS_WITHIN = 3, 600.0  # starts of a server that went away, seconds
QUIET = 1.0  # seconds: a connection that was idle for longer is asked before it is used
GRACE = 5.0  # seconds beyond its time after which a statement's server is taken for stuck
TRIES = {Do.AGAIN: 1000, Do.ONCE_MORE: 4, Do.RECONNECT: 3, Do.LOOK: 4, Do.REFUSE: 1}
OWN_SERVER = 12  # tries, some four seconds
FETCH = 1000  # rows a message of a streamed answer

T = TypeVar("T")
log = logging.getLogger(__name__)


class Connection:
    """One driver for all threads of a process; adopts the embedded server or dials out."""

    def __init__(self, settings: StoreSettings, *, run: Run | None = None) -> None:
        logging.getLogger("neo4j").setLevel(logging.CRITICAL)  # its texts quote values
        self.settings = settings
        self.breaker = Breaker()
        self.database = settings.database if settings.uri else "neo4j"
        self._lock = threading.Lock()
        self._restarts: deque[float] = deque(maxlen=RESTARTS)
        self._killed: Counter[str] = Counter()
        self._closed = False
        self.lease: Lease | None = None
        self.bookmarks = neo4j.GraphDatabase.bookmark_manager() if settings.uri else None
        self.driver = self._dial(run)

    def _dial(self, run: Run | None = None) -> neo4j.Driver:
        if self.settings.embedded and run is None:
            self.lease = embedded.adopt(self.settings)
        uri, auth = self.address(run)
        return neo4j.GraphDatabase.driver(
            uri,
            auth=auth,
            connection_timeout=CONNECT,
            connection_acquisition_timeout=ACQUIRE,
            liveness_check_timeout=QUIET,
            max_transaction_retry_time=0,
            keep_alive=True,
            telemetry_disabled=True,
            notifications_min_severity="OFF",
            user_agent="wulian",
        )

    def address(self, run: Run | None = None) -> tuple[str, tuple[str, str]]:
        """Give the address of the server, with user and password; for drivers only."""
        if self.settings.uri is not None:
            return self.settings.uri, (self.settings.user, self.settings.password())
        run = run or (self.lease.run if self.lease else None)
        if run is None:
            raise StoreUnavailable(why="not running")
        return f"bolt://127.0.0.1:{run.port}", ("root", run.token)

    def verify(self) -> None:
        """Sign in once; an embedded server that was just killed is found dead and started anew.

        Raises WrongPassword, or StoreUnavailable when nothing answers.
        """
        until = time.monotonic() + (JUST_KILLED if self.settings.embedded else 0)
        while True:
            failed = self.driver
            try:
                return failed.verify_connectivity()
            except (DriverError, Neo4jError) as error:
                row = retry.row_of(error)
                if row.becomes is WrongPassword:
                    raise retry.translated(row, error, "sign in") from None
                if time.monotonic() > until:
                    where = "embedded server" if self.settings.embedded else "WULIAN_STORE_URI"
                    raise StoreUnavailable(why="no answer", where=where) from None
            time.sleep(0.1)
            self._revive(failed, Call(statement="sign in"))

    def open(self, *, read: bool) -> Session:
        """Open a session of the driver, for one managed transaction."""
        return self.driver.session(
            database=self.database,
            default_access_mode=neo4j.READ_ACCESS if read else neo4j.WRITE_ACCESS,
            bookmark_manager=self.bookmarks,
            fetch_size=FETCH,
        )

    def managed(self, unit: Callable[[ManagedTransaction], T], call: "Call") -> T:
        """Run a unit of work as one managed transaction, retried by the table of retry.py.

        The unit may run several times. Raises WulianErrors, and whatever the unit itself
        raises.
        """
        return self._retried(lambda: self._once(unit, call), call)

    def ask(
        self, text: str, params: dict[str, Any], take: Callable[[Result], T], call: "Call"
    ) -> T:
        """Run one statement that reads, by itself, and take its answer; retried as `managed`.

        Without a transaction round it, it is one message there and back instead of three. Not
        for what writes: the embedded server commits such a statement in parts.
        """

        def once() -> T:
            with self.open(read=True) as session:
                # at once, to limit its first wait too
                session._connect(neo4j.READ_ACCESS)  # type: ignore[no-untyped-call]  # noqa: SLF001
                _limit(session._connection, call)  # noqa: SLF001
                return take(session.run(Query(text, timeout=call.timeout), params))

        return self._retried(once, call)

    def _retried(self, once: Callable[[], T], call: "Call") -> T:
        self.breaker.enter()
        until, waits, tries = time.monotonic() + call.budget, retry.delays(), Counter[Do]()
        while True:
            driver = self.driver
            try:
                answer = once()
            except (DriverError, Neo4jError) as error:
                row = retry.row_of(error)
                tries[row.do] += 1
                spent = time.monotonic() > until or tries[row.do] >= self._tries(row.do)
                if row.do in {Do.RECONNECT, Do.LOOK}:
                    self.breaker.failed()
                    if not spent:
                        self._revive(driver, call)
                        if call.operation:
                            self.check_writable()
                if spent:
                    raise self._final(row, error, call) from None
            else:
                self.breaker.answered()
                return answer
            time.sleep(next(waits))

    def _tries(self, do: Do) -> int:
        """Tell how often; a server of our own is waited for while it starts again."""
        return OWN_SERVER if self.lease is not None and do is Do.RECONNECT else TRIES[do]

    def _once(self, unit: Callable[[ManagedTransaction], T], call: "Call") -> T:
        def limited(tx: ManagedTransaction) -> T:
            _limit(tx._connection, call)  # noqa: SLF001
            return unit(tx)

        work = neo4j.unit_of_work(timeout=call.timeout)(limited)
        # its BEGIN goes with the first statement, as in the driver's own execute_query
        with self.open(read=call.read) as session, session._pipelined_begin:  # noqa: SLF001
            return session.execute_read(work) if call.read else session.execute_write(work)

    def _final(self, row: retry.Row, error: Exception, call: "Call") -> WulianError:
        """Name the failure of a call that is not tried again."""
        lost = self.settings.embedded and retry.code_of(error).endswith("TransactionNotFound")
        if lost:  # a write failed below: for want of space first of all
            free = shutil.disk_usage(self.settings.data).free
            if free < embedded.MIN_FREE:
                return StorageFull(free_mb=free >> 20, needed_mb=embedded.MIN_FREE >> 20)
        log.warning("store call failed: %s %s %s", call.statement, type(error).__name__, row.do)
        return retry.translated(row, error, call.statement)

    def _revive(self, failed: neo4j.Driver, call: "Call") -> None:
        """Start an embedded server that went away; others wait.

        Raises TooLarge for an operation that ended the server twice, StoreUnavailable when it
        had to be started too often.
        """
        if self.lease is None or locks.held(self.settings.data / locks.SERVER):
            return
        with self._lock:
            if self._closed or self.driver is not failed:
                return  # another thread has done it
            self._killed[call.operation] += bool(call.operation)
            if self._killed[call.operation] >= 2:
                raise TooLarge(why="the store ended twice on this operation")
            now = time.monotonic()
            if len(self._restarts) == RESTARTS and now - self._restarts[0] < RESTARTS_WITHIN:
                raise StoreUnavailable(
                    why="ended too often", restarts=RESTARTS, log="server.out"
                )
            self._restarts.append(now)
            old = self.lease
            self.driver = self._dial()
            old.release()
            failed.close()

    def check_writable(self) -> None:
        """Refuse to write into a store whose check after a crash found damage."""
        if self.lease is not None and self.lease.run.findings:
            raise ReadOnly(why="damage found after a crash", findings=self.lease.run.findings)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self.driver.close()
            if self.lease is not None:
                self.lease.release()


def _limit(line: Any, call: "Call") -> None:
    """Give up a server that keeps its sockets open and says nothing (stopped, half cut off).

    The driver has no setting for it and would wait without end; only the server has a hint.
    """
    line.socket.set_read_timeout(call.timeout + GRACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What one managed transaction may take: seconds in all and a statement; its name."""

    statement: str
    read: bool = False
    operation: str = ""
    budget: float = PEOPLE
    timeout: float = STATEMENT_PEOPLE

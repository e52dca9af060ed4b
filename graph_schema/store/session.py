"""Sessions opened for somebody: the only way to read or write the graph.

`store.read(access)` and `store.write(access, action)` bind the caller's areas to every
statement, mask on the way out, and put the look or the change on record. The driver is spoken
to here and in writing.py only: reads one statement at a time, writes in managed transactions.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, Self

from graph_schema import queries
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.clock import Clock, system_clock
from graph_schema.errors import Forbidden, Rejected
from graph_schema.fields import Fields
from graph_schema.ids import OperationId
from graph_schema.masking import may_compare
from graph_schema.queries import Kind, Statement
from graph_schema.queries.order import Page, ordered, place, projected, records, sort_of
from graph_schema.store import rows, scope
from graph_schema.store.connection import JOBS, STATEMENT_JOBS, Call, Connection
from graph_schema.store.kept import Marked
from graph_schema.store.record import End, Looked, MovedOn, Record
from graph_schema.store.rows import Mask, Row
from graph_schema.store.writing import Transaction as Transaction
from graph_schema.store.writing import WriteSession as WriteSession
from graph_schema.store.writing import context_of, records_of, statement_of
from graph_schema.vocabulary import Role

PAGE = 20_000  # rows a page of a stream; the embedded server pays for each page with a scan
Later = Callable[[Callable[[], None]], None]
_MAKING = Call(statement="schema", budget=JOBS, timeout=STATEMENT_JOBS)


class Runs(Protocol):
    """What a function in store/repo takes: a read session or a transaction."""

    def run(self, name: str, /, **params: Any) -> list[Row]: ...


class Key(Protocol):
    """Properties of a label that are unique together, or only found by; see store/schema.py."""

    @property
    def label(self) -> str: ...
    @property
    def props(self) -> tuple[str, ...]: ...
    @property
    def name(self) -> str: ...
    @property
    def unique(self) -> bool: ...


class Store:
    """An open store; share one among the threads of a process, close it at the end."""

    def __init__(
        self, connection: Connection, clock: Clock = system_clock, *, hurried: bool = False
    ) -> None:
        self.connection = connection
        self.clock = clock
        self.hurried = hurried
        self.fields = Fields(connection.settings.keys, connection.settings.ciphers)
        self.lane_ends: dict[str, End] = {}  # as this process last saw them; they may be older

    def in_a_hurry(self) -> "Store":
        """Give the same store for what the program does while a person waits."""
        return Store(self.connection, self.clock, hurried=True)

    def call(
        self, access: Access, name: str, *, read: bool = False, operation: str = ""
    ) -> Call:
        """Give the time a call may take: people wait six seconds, jobs a minute."""
        told = Call(statement=name, read=read, operation=operation)
        if access.role is not Role.SYSTEM or self.hurried:
            return told
        return replace(told, budget=JOBS, timeout=STATEMENT_JOBS)

    @contextlib.contextmanager
    def read(
        self, access: Access, later: Later | None = None, kept: Marked | None = None
    ) -> Iterator["ReadSession"]:
        """Open a session that reads for somebody; one look goes on record when it closes.

        Nothing that was read may leave before the `with` block has ended without an error.
        later: takes the writing of the look, to be done beside other work; then nothing may
        leave before that has ended without an error. kept: pages that need not be read anew;
        then nothing may leave before their mark was seen again.
        """
        session = ReadSession(self, access, kept)
        yield session
        if later is None:
            session.put_on_record()
        elif session.has_looked():
            later(session.put_on_record)

    @contextlib.contextmanager
    def write(
        self,
        access: Access,
        action: Action,
        *,
        operation: OperationId | str | None = None,
        digest: str | None = None,
        device: str = "",
    ) -> Iterator["WriteSession"]:
        """Open a session that changes the graph for somebody.

        operation: the client's id; the same one again, with the same digest of its body, gets
        the stored answer; of the body a keyed hash is kept. device: an opaque name of
        where it came from, for the audit.
        """
        self.connection.check_writable()
        record = Record(action=action, access=access, device=device)
        known = self.fields.digest(digest.encode()) if digest else ""
        yield WriteSession(self, access, record, operation, known)

    def constrain(self, keys: Iterable[Key]) -> None:
        """Make the constraints and indexes of these keys, all in one transaction."""
        texts = [
            queries.constraint(key.label, key.props, key.name, unique=key.unique)
            for key in keys
        ]
        self.connection.managed(lambda tx: [tx.run(text).consume() for text in texts], _MAKING)

    def release(self, names: Iterable[str]) -> None:
        """Drop constraints by name, all in one transaction."""
        texts = [queries.no_constraint(name) for name in names]
        self.connection.managed(lambda tx: [tx.run(text).consume() for text in texts], _MAKING)

    def prepare(self, lanes: tuple[str, ...]) -> None:
        """Make the audit lanes that are missing; a write that no lane can record."""
        self._own("store_lanes_make", ids=list(lanes))

    def pause_lanes(self, until: datetime | None) -> None:
        """Stop all writers until then, or (None) let them go on."""
        self._own("store_lanes_pause", until=until)

    def _own(self, name: str, /, **params: Any) -> list[Mapping[str, Any]]:
        text = statement_of(name).text
        return self.connection.managed(lambda tx: records_of(tx.run(text, params)), _MAKING)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ReadSession:
    """Reads for one Access. Each call is one statement by itself; use it in one thread."""

    def __init__(self, store: Store, access: Access, kept: Marked | None = None) -> None:
        self.store, self.access, self._kept = store, access, kept
        self.fields = store.fields
        self._mask = Mask(access, store.fields)
        self._looked = Looked()

    @property
    def now(self) -> datetime:
        """The store's clock, UTC. Each statement is its own transaction, with its own now."""
        return self.store.clock()

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """Run a named statement; rows as its header says, masked for this Access.

        Raises Forbidden, Rejected, TooLarge, TooSlow, StoreUnavailable.
        """
        statement = projected(statement_of(name))
        return list(self._run(statement, statement.text, params))

    def stream(self, name: str, /, page: int = PAGE, **params: Any) -> Iterator[Row]:
        """Run a paged statement page by page, in the order of its `paged:` column."""
        statement = statement_of(name)
        if statement.paged is None:
            raise Rejected(["NOT_PAGED"], statement=name)
        after = ""
        while True:
            found = self._run(
                statement, statement.text, params, {"after": after, "limit": page}
            )
            yield from found
            if len(found) < page:
                return
            after = found[-1][statement.paged]

    def shaped(self, name: str, places: Mapping[str, str], /, **params: Any) -> list[Row]:
        """Run a statement over a label or type of the shape; for the program itself only."""
        statement = statement_of(name)
        return list(self._run(statement, scope.filled(statement, places, self.access), params))

    def pick(self, name: str, columns: frozenset[str], /, **params: Any) -> list[Row]:
        """Run a named statement for some of the columns it leaves open; else as `run`."""
        statement = projected(statement_of(name), columns)
        return list(self._run(statement, statement.text, params))

    def page(
        self, name: str, page: Page, columns: frozenset[str] | None = None, /, **params: Any
    ) -> Sequence[Row]:
        """Run a statement with `sorts:` for one page of its list, in the order asked for.

        Gives a Table where the statement has columns.

        Raises Forbidden for an order by what this caller may not compare, and as `run`.
        """
        statement = projected(statement_of(name), columns)
        sort = sort_of(statement, page)
        if not may_compare(sort.label, sort.prop.name, self.access):
            raise Forbidden(statement=statement.name, sort=sort.prop.name)
        text = ordered(statement, page, params)
        return self._run(statement, text, params, place(statement, page))

    def saw(self, subjects: Iterable[str], fields: Iterable[str]) -> None:
        """Add to the look what is shown beyond the rows of this session's statements."""
        self._looked.subjects.update(subjects)
        self._looked.fields.update(fields)

    def for_program(self) -> "ReadSession":
        """Open the program's own session on behalf of the same actor and areas.

        For what its caller may see in part: he shows it by the caller's mask, and says so to
        `saw`.
        """
        access = replace(self.access, role=Role.SYSTEM, reveal=False)
        return ReadSession(self.store, access)

    def has_looked(self) -> bool:
        """Whether people were seen that are not on record yet."""
        return bool(self._looked)

    def put_on_record(self) -> None:
        """Write the entry of what was looked at, if anything was, in its own transaction."""
        if self._looked:
            try:
                self._record_look(self.store.lane_ends)
            except MovedOn:  # another process, or another thread, was there
                self._record_look({})
            self._looked = Looked()

    def _record_look(self, ends: Mapping[str, End]) -> None:
        action = Action.REVEALED if self.access.reveal else Action.LOOKED
        entry = Record(action=action, access=self.access, looked=self._looked)
        lane, end = self.store.connection.managed(
            lambda tx: entry.look(Transaction(tx, self.store, self.access, entry), ends),
            self.store.call(self.access, "store_record_look"),
        )
        self.store.lane_ends[lane] = end

    def _run(
        self,
        statement: Statement,
        text: str,
        params: Mapping[str, Any],
        paging: Mapping[str, Any] | None = None,
    ) -> Sequence[Row]:
        scope.check(statement, self.access)
        if statement.kind is Kind.WRITE:
            raise Forbidden(statement=statement.name, why="it writes, the session reads")
        scope.check_compared(statement, params, self.access)
        sent = rows.bound(statement, params, self.fields) | dict(paging or {})
        sent |= context_of(self.store, self.access)
        call = self.store.call(self.access, statement.name, read=True)

        def read() -> Sequence[Row]:
            found: Sequence[Any] = self.store.connection.ask(text, sent, records_of, call)
            if statement.columns:
                found = records(statement, found[0]["rows"])
            return self._mask.shown(statement, found)

        if self._kept is not None and statement.sorts:
            shown = self._kept.page(text, sent, self.access, read)
        else:
            shown = read()
        self._looked.saw(statement, shown)
        return shown

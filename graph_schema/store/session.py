"""Sessions opened for somebody: the only way to read or write the graph.

`store.read(access)` and `store.write(access, action)` bind the caller's areas to every
statement, mask on the way out, and put the look or the change on record. The driver is spoken
to here only, in managed transactions.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from neo4j import ManagedTransaction, Result

from graph_schema import queries
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.clock import Clock, system_clock
from graph_schema.errors import Forbidden, NotFound, Rejected, StaleVersion
from graph_schema.fields import Fields
from graph_schema.ids import OperationId, new_id
from graph_schema.masking import may_compare
from graph_schema.queries import Kind, Statement
from graph_schema.queries.order import Page, ordered, place, projected, records, sort_of
from graph_schema.store import rows, scope
from graph_schema.store.connection import JOBS, STATEMENT_JOBS, Call, Connection
from graph_schema.store.record import End, Looked, MovedOn, Record
from graph_schema.store.rows import Mask, Row
from graph_schema.vocabulary import Role

PAGE = 20_000  # rows a page of a stream; the embedded server pays for each page with a scan
P = ParamSpec("P")
Answer = TypeVar("Answer")
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
        self.fields = Fields(connection.settings.keys)
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
    def read(self, access: Access, later: Later | None = None) -> Iterator["ReadSession"]:
        """Open a session that reads for somebody; one look goes on record when it closes.

        Nothing that was read may leave before the `with` block has ended without an error.
        later: takes the writing of the look, to be done beside other work; then nothing may
        leave before that has ended without an error.
        """
        session = ReadSession(self, access)
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
        the stored answer. device: an opaque name of where it came from, for the audit.
        """
        self.connection.check_writable()
        record = Record(action=action, access=access, device=device)
        yield WriteSession(self, access, record, operation, digest or "")

    def constrain(self, keys: Iterable[Key]) -> None:
        """Make the constraints and indexes of these keys, all in one transaction."""
        texts = [
            queries.constraint(key.label, key.props, key.name, unique=key.unique)
            for key in keys
        ]
        self.connection.managed(lambda tx: [tx.run(text).consume() for text in texts], _MAKING)

    def prepare(self, lanes: tuple[str, ...]) -> None:
        """Make the audit lanes that are missing; a write that no lane can record."""
        self._own("store_lanes_make", ids=list(lanes))

    def pause_lanes(self, until: datetime | None) -> None:
        """Stop all writers until then, or (None) let them go on."""
        self._own("store_lanes_pause", until=until)

    def _own(self, name: str, /, **params: Any) -> list[Mapping[str, Any]]:
        text = _statement(name).text
        return self.connection.managed(lambda tx: _records(tx.run(text, params)), _MAKING)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ReadSession:
    """Reads for one Access. Each call is one statement by itself; use it in one thread."""

    def __init__(self, store: Store, access: Access) -> None:
        self.store, self.access = store, access
        self.fields = store.fields
        self._mask = Mask(access, store.fields)
        self._looked = Looked()

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """Run a named statement; rows as its header says, masked for this Access.

        Raises Forbidden, Rejected, TooLarge, TooSlow, StoreUnavailable.
        """
        statement = projected(_statement(name))
        return list(self._run(statement, statement.text, params))

    def stream(self, name: str, /, page: int = PAGE, **params: Any) -> Iterator[Row]:
        """Run a paged statement page by page, in the order of its `paged:` column."""
        statement = _statement(name)
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
        statement = _statement(name)
        return list(self._run(statement, scope.filled(statement, places, self.access), params))

    def pick(self, name: str, columns: frozenset[str], /, **params: Any) -> list[Row]:
        """Run a named statement for some of the columns it leaves open; else as `run`."""
        statement = projected(_statement(name), columns)
        return list(self._run(statement, statement.text, params))

    def page(
        self, name: str, page: Page, columns: frozenset[str] | None = None, /, **params: Any
    ) -> Sequence[Row]:
        """Run a statement with `sorts:` for one page of its list, in the order asked for.

        Gives a Table where the statement has columns.

        Raises Forbidden for an order by what this caller may not compare, and as `run`.
        """
        statement = projected(_statement(name), columns)
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
        sent |= _context(self.store, self.access)
        call = self.store.call(self.access, statement.name, read=True)
        found: Sequence[Any] = self.store.connection.ask(text, sent, _records, call)
        if statement.columns:
            found = records(statement, found[0]["rows"])
        shown = self._mask.shown(statement, found)
        self._looked.saw(statement, shown)
        return shown


class Transaction:
    """One managed transaction of a write session; its work may run twice: nothing outside."""

    def __init__(
        self, tx: ManagedTransaction, store: Store, access: Access, record: Record
    ) -> None:
        self._tx, self._store, self.access, self.record = tx, store, access, record
        self.fields = store.fields
        self.now = store.clock()
        self._mask = Mask(access, store.fields)

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """Run a named statement in this transaction; as ReadSession.run."""
        statement = _statement(name)
        return self._run(statement, statement.text, params)

    def shaped(self, name: str, places: Mapping[str, str], /, **params: Any) -> list[Row]:
        """Run a statement over a label or type of the shape; for the program itself only."""
        statement = _statement(name)
        return self._run(statement, scope.filled(statement, places, self.access), params)

    def system(self, name: str, /, **params: Any) -> list[Row]:
        """Run a statement of the store's own, whatever the role; for lanes and operations."""
        statement = _statement(name)
        sent = rows.bound(statement, params, self.fields)
        own = Mask(Access.system(self.access.purpose, ()), self.fields)
        found = _records(self._tx.run(statement.text, sent))
        return own.rows(statement, found)

    def for_program(self) -> "Transaction":
        """Give this transaction as the program's own, on behalf of the same actor and areas.

        For what an action must look at and write beyond what its caller may see: nothing that
        is read so may be answered. Record and lane stay the caller's.
        """
        access = replace(self.access, role=Role.SYSTEM, reveal=False)
        own = Transaction(self._tx, self._store, access, self.record)
        own.now = self.now
        return own

    def lock(self, label: str, id: str, seen: int | None = None) -> int:
        """Take a node's lock and raise its version, if it is still the one that was seen.

        Take locks sorted by (label, id). seen: None locks whatever is there. Returns the new
        version. Raises NotFound, StaleVersion with both versions.
        """
        statement = _statement("store_lock")
        text = queries.filled(statement, {"LABEL": label})
        sent = {"id": id, "by": self.access.actor, "now": self.now, "op": self.record.operation}
        found = _records(self._tx.run(text, sent))
        if not found:
            raise NotFound(label=label, id=id)
        version = int(found[0]["version"])
        if seen is not None and version != seen + 1:
            raise StaleVersion(label=label, id=id, seen=seen, now=version - 1)
        self.record.note(subjects=[id])
        return version

    def _run(self, statement: Statement, text: str, params: Mapping[str, Any]) -> list[Row]:
        scope.check(statement, self.access)
        sent = rows.bound(statement, params, self.fields)
        self.record.sent(statement, params)
        sent |= _context(self._store, self.access) | {
            "now": self.now,
            "op": self.record.operation,
        }
        found = _records(self._tx.run(text, sent))
        shown = self._mask.rows(statement, found)
        self.record.looked.saw(statement, shown)
        return shown


class WriteSession:
    """Changes the graph for one Access; see Store.write."""

    def __init__(
        self,
        store: Store,
        access: Access,
        record: Record,
        operation: OperationId | str | None,
        digest: str,
    ) -> None:
        self.store, self.access = store, access
        self.fields = store.fields
        self._record, self._operation, self._digest = record, operation, digest
        self._used = False

    def transact(
        self,
        work: Callable[Concatenate[Transaction, P], Answer],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Answer:
        """Do the work in one transaction with its lane, audit entry and operation record.

        The answer is made of ids and codes, as JSON can carry them; it is kept, and given again
        when the same operation comes again. The work may run more than once.
        Raises what the work raises, OperationReused, ReadOnly, Conflict and store errors.
        """
        if self._operation and self._used:
            raise RuntimeError("one operation id, one transaction")
        self._used = True
        operation = str(self._operation or new_id())

        def unit(tx: ManagedTransaction) -> Any:
            record = self._record.begun(operation, self._digest)
            own = Transaction(tx, self.store, self.access, record)
            if (stored := record.answer_of(own)) is not None:
                return json.loads(stored)
            record.lock_lane(own)
            answer = json.dumps(work(own, *args, **kwargs), ensure_ascii=False)
            record.write(own, answer)
            return json.loads(answer)

        result: Answer = self.store.connection.managed(
            unit, self.store.call(self.access, self._record.action.value, operation=operation)
        )
        return result


def _records(result: Result) -> list[Mapping[str, Any]]:
    names = result.keys()
    return [dict(zip(names, record.values(), strict=True)) for record in result]


def _statement(name: str) -> Statement:
    found = queries.statements().get(name)
    if found is None:
        raise Rejected(["UNKNOWN_STATEMENT"], statement=name)
    return found


def _context(store: Store, access: Access) -> dict[str, Any]:
    """Give what the session binds to every statement."""
    return {"areas": list(access.areas), "actor": access.actor, "now": store.clock(), "op": ""}

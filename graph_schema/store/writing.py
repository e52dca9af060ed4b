"""Transactions that change the graph, each with its lane, audit entry and operation record."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from neo4j import ManagedTransaction, Result

from graph_schema import queries
from graph_schema.access import Access
from graph_schema.errors import NotFound, Rejected, StaleVersion
from graph_schema.ids import OperationId, new_id
from graph_schema.queries import Statement
from graph_schema.store import rows, scope
from graph_schema.store.record import Record
from graph_schema.store.rows import Mask, Row
from graph_schema.vocabulary import Role

if TYPE_CHECKING:
    from graph_schema.store.session import Store

P = ParamSpec("P")
Answer = TypeVar("Answer")


class Transaction:
    """One managed transaction of a write session; its work may run twice: nothing outside."""

    def __init__(
        self, tx: ManagedTransaction, store: "Store", access: Access, record: Record
    ) -> None:
        self._tx, self._store, self.access, self.record = tx, store, access, record
        self.fields = store.fields
        self.now = store.clock()
        self._mask = Mask(access, store.fields)

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """Run a named statement in this transaction; as ReadSession.run."""
        statement = statement_of(name)
        return self._run(statement, statement.text, params)

    def shaped(self, name: str, places: Mapping[str, str], /, **params: Any) -> list[Row]:
        """Run a statement over a label or type of the shape; for the program itself only."""
        statement = statement_of(name)
        return self._run(statement, scope.filled(statement, places, self.access), params)

    def system(self, name: str, /, **params: Any) -> list[Row]:
        """Run a statement of the store's own, whatever the role; for lanes and operations."""
        statement = statement_of(name)
        sent = rows.bound(statement, params, self.fields)
        own = Mask(Access.system(self.access.purpose, ()), self.fields)
        found = records_of(self._tx.run(statement.text, sent))
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
        statement = statement_of("store_lock")
        text = queries.filled(statement, {"LABEL": label})
        sent = {"id": id, "by": self.access.actor, "now": self.now, "op": self.record.operation}
        found = records_of(self._tx.run(text, sent))
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
        sent |= context_of(self._store, self.access) | {
            "now": self.now,
            "op": self.record.operation,
        }
        found = records_of(self._tx.run(text, sent))
        shown = self._mask.rows(statement, found)
        self.record.looked.saw(statement, shown)
        return shown


class WriteSession:
    """Changes the graph for one Access; see Store.write."""

    def __init__(
        self,
        store: "Store",
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


def records_of(result: Result) -> list[Mapping[str, Any]]:
    names = result.keys()
    return [dict(zip(names, record.values(), strict=True)) for record in result]


def statement_of(name: str) -> Statement:
    found = queries.statements().get(name)
    if found is None:
        raise Rejected(["UNKNOWN_STATEMENT"], statement=name)
    return found


def context_of(store: "Store", access: Access) -> dict[str, Any]:
    """Give what the session binds to every statement."""
    return {"areas": list(access.areas), "actor": access.actor, "now": store.clock(), "op": ""}

"""What a transaction puts on record: its lane's next entry, its operation and answer."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, Self

import orjson

from graph_schema.access import Access
from graph_schema.audit import LANES, Action, Entry, listed
from graph_schema.errors import OperationReused, ReadOnly, SchemaMismatch
from graph_schema.fields import Fields
from graph_schema.ids import new_id
from graph_schema.queries import Kind, Slot, Statement
from graph_schema.queries.table import Table
from graph_schema.shape import LABELS, FieldClass

End = tuple[int, str]  # of a lane: the number of its last entry and that entry's hash
RETRY_AFTER = 5.0  # seconds until a paused store is asked again


class MovedOn(Exception):
    """A lane does not end where this process last saw it end; its name."""


class Owns(Protocol):
    """The transaction, as far as the record needs it."""

    fields: Fields
    now: datetime

    def system(self, name: str, /, **params: Any) -> list[dict[str, Any]]: ...


@dataclass(slots=True)
class Looked:
    """Whose data was seen, and which fields: ids and field names, never a value."""

    subjects: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.subjects)

    def saw(self, statement: Statement, shown: Sequence[Mapping[str, Any]]) -> None:
        if not statement.shows_people or not shown:
            return
        slots = list(statement.returns.values())
        held = {slot.holder for slot in slots} | _id_columns(slots)
        for slot in slots:
            if slot.many or slot.is_node:
                for value in _column(shown, slot.name):
                    self.subjects.update(_ids_in(slot, value, named=slot.name in held))
            elif slot.name in held:
                self.subjects.update(set(_column(shown, slot.name)) - {None})
        self.fields.update(_field_names(slots))


@dataclass(slots=True)
class Record:
    """The record of one transaction in the making; see part 5 of the store reference."""

    action: Action
    access: Access
    device: str = ""
    operation: str = ""
    digest: str = ""
    looked: Looked = field(default_factory=Looked)
    _lane: str = ""
    _seq: int = 0
    _head: str = ""
    _before: list[bytes] = field(default_factory=list)
    _after: list[bytes] = field(default_factory=list)

    def begun(self, operation: str, digest: str) -> Self:
        """Start a fresh record for one try."""
        return replace(
            self,
            operation=operation,
            digest=digest,
            looked=Looked(),
            _before=[],
            _after=[],
        )

    def answer_of(self, tx: Owns) -> str | None:
        """Give the stored answer when this operation is done already.

        Raises OperationReused when its id was used by another, or for another body.
        """
        for found in tx.system("store_operation", op_id=self.operation):
            if (found["actor"], found["digest"]) != (self.access.actor, self.digest):
                raise OperationReused(operation=self.operation)
            return str(found["answer"])
        return None

    def lock_lane(self, tx: Owns, *, pausable: bool = True) -> None:
        """Take its lane, a random one, lock first; all else of the transaction comes after.

        pausable: it changes the graph, which the lane counts. Raises ReadOnly while the store
        is paused, SchemaMismatch when it was never initialised.
        """
        self._lane = self._lane or secrets.choice(LANES)
        found = tx.system("store_lane_lock", lane=self._lane, changes=int(pausable))
        if not found:
            raise SchemaMismatch(why="not initialised", way_out="wulian db init")
        paused = found[0]["paused"]
        if pausable and paused is not None and paused > tx.now:
            raise ReadOnly(why="paused for an export", retry_after=RETRY_AFTER)
        self._seq, self._head = found[0]["seq"], found[0]["head"]

    def sent(self, statement: Statement, params: Mapping[str, Any]) -> None:
        """Note a statement that writes: whose data, which fields, what is there afterwards."""
        if statement.kind is not Kind.WRITE:
            return
        slots = list(statement.params.values())
        held = {slot.holder for slot in slots} | _id_columns(slots)
        for slot in slots:
            self.looked.subjects.update(
                _ids_in(slot, params.get(slot.name), named=slot.name in held)
            )
        self.looked.fields.update(_field_names(slots))
        self._after.append(_canonical({"statement": statement.name, **params}))

    def note(
        self,
        *,
        subjects: Iterable[str] = (),
        fields: Iterable[str] = (),
        before: object = None,
        after: object = None,
    ) -> None:
        """Add to the entry what the parameters do not tell; before and after as JSON."""
        self.looked.subjects.update(subjects)
        self.looked.fields.update(fields)
        if before is not None:
            self._before.append(_canonical(before))
        if after is not None:
            self._after.append(_canonical(after))

    def write(self, tx: Owns, answer: str) -> None:
        """Chain the entry to its lane and keep the operation with its answer."""
        entry = self._entry(tx)
        kept = {
            "id": new_id(),
            "op_id": self.operation,
            "actor": self.access.actor,
            "digest": self.digest,
            "answer": answer,
            "at": tx.now,
        }
        tx.system(
            "store_record", lane=self._lane, hash=entry.hash(), entry=_node(entry), kept=kept
        )

    def look(self, tx: Owns, ends: Mapping[str, End]) -> tuple[str, End]:
        """Chain the entry of a look; looks go on while an export has paused the writers.

        ends: where lanes are thought to end, so that one statement does for two. Returns the
        lane and its end after this. Raises MovedOn when it ended elsewhere: roll back then.
        """
        self._lane = secrets.choice(LANES)
        known = ends.get(self._lane)
        if known is None:
            self.lock_lane(tx, pausable=False)
        else:
            self._seq, self._head = known[0] + 1, known[1]
        entry = self._entry(tx)
        end = self._seq, entry.hash()
        told = {"lane": self._lane, "hash": end[1], "entry": _node(entry)}
        if known is None:
            tx.system("store_record_look", **told)
        elif not tx.system("store_record_look_after", seq=self._seq, before=self._head, **told):
            raise MovedOn(self._lane)
        return self._lane, end

    def _entry(self, tx: Owns) -> Entry:
        access = self.access
        return Entry(
            lane=self._lane,
            seq=self._seq,
            previous=self._head,
            at=tx.now,
            who=access.actor,
            role=access.role.value,
            purpose=access.purpose.value,
            action=self.action.value,
            subjects=listed(self.looked.subjects),
            fields=tuple(sorted(self.looked.fields)),
            before=_keyed(tx.fields, self._before),
            after=_keyed(tx.fields, self._after),
            operation=self.operation,
            device=self.device,
            reason=access.reason or "",
        )


def _column(shown: Sequence[Mapping[str, Any]], name: str) -> Iterable[Any]:
    return shown.columns[name] if isinstance(shown, Table) else (row[name] for row in shown)


def _node(entry: Entry) -> dict[str, Any]:
    return {**entry.facts(), "id": new_id(), "hash": entry.hash()}


def _id_columns(slots: Iterable[Slot]) -> set[str]:
    return {
        slot.name for slot in slots if slot.name in {"id", "ids"} or slot.name.endswith("_id")
    }


def _ids_in(slot: Slot, value: Any, *, named: bool) -> Iterator[str]:
    """Yield the ids of nodes in a parameter or column."""
    for item in value if slot.many and value is not None else [value]:
        if isinstance(item, Mapping):
            if slot.classed and isinstance(item.get("id"), str):
                yield item["id"]
        elif named and isinstance(item, str):
            yield item


def _field_names(slots: Iterable[Slot]) -> Iterator[str]:
    """Yield "Label.prop" of each personal field that the slots may carry."""
    for slot in slots:
        if slot.prop is not None:
            if slot.classed:
                yield f"{slot.label}.{slot.prop.name}"
        elif slot.label is not None and slot.classed:
            classes = {prop.field_class for prop in LABELS[slot.label].props.values()}
            for one in sorted(classes - {FieldClass.NONE}):
                yield f"{slot.label}!{one}"


def _keyed(fields: Fields, parts: list[bytes]) -> str:
    return fields.digest(b"\n".join(parts)) if parts else ""


def _canonical(value: object) -> bytes:
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS)


def _plain(value: object) -> object:
    if isinstance(value, Iterable):
        return sorted(map(str, value))
    return str(value)

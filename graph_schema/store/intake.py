"""Taking a portable folder in: everything is checked before the first write."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Conflict, Rejected, SchemaMismatch, SourceError
from graph_schema.ids import new_id
from graph_schema.shape import LABELS, PORTABLE_LABELS, RELATIONSHIPS, SCHEMA_VERSION, Prop
from graph_schema.store import bulk
from graph_schema.store.portable import MANIFEST, NODES, RELATIONS
from graph_schema.store.rows import MAX_ROWS, Row
from graph_schema.store.schema import initialise
from graph_schema.store.session import Store, Transaction
from graph_schema.store.values import coerced, weight
from graph_schema.vocabulary import Purpose

BYTES = 1_500_000  # of one batch in the clear; encrypted it grows
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one kind. ends: (type, from label, to label) of relationships, else the label."""

    label: str
    ends: tuple[str, str, str] | None
    rows: list[Row]


def import_folder(store: Store, folder: Path, progress: Progress = lambda _rows: None) -> int:
    """Fill an empty store from a portable folder; returns how many lines.

    An import that was cut off is taken up again from its cursor by the same files.
    Raises SourceError with file and line for a changed byte, a missing end or a wrong value,
    SchemaMismatch, and Conflict when the store is not empty: all before the first write.
    """
    sums = _manifest(folder)
    ends = check(folder)
    initialise(store)
    access = Access.system(Purpose.STATISTICS, ())
    cursor, job = _cursor(store, access, "".join(sorted(sums.values())))
    total = 0
    with store.write(access, Action.IMPORTED) as session:
        for number, batch in enumerate(_batches(folder, ends), 1):
            if number > cursor:
                session.transact(_put, batch, job, number)
            total += len(batch.rows)
            progress(len(batch.rows))
        session.transact(_finish, job)
    return total


def _manifest(folder: Path) -> dict[str, str]:
    """Check the sums of both files; returns them."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        schema, sums = told["schema_version"], dict(told["sha256"])
    except FileNotFoundError:
        raise SourceError(file=MANIFEST, why="is not there") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SourceError(file=MANIFEST, why="is not a manifest") from None
    if schema != SCHEMA_VERSION:
        raise SchemaMismatch(export=schema, program=SCHEMA_VERSION)
    for name in (NODES, RELATIONS):
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise SourceError(file=name, why="is not there") from None
        if found != sums.get(name):
            raise SourceError(file=name, why="its sum is not the manifest's; nothing imported")
    return sums


def check(folder: Path) -> dict[str, str]:
    """Check every line against the shape, and every end; returns the label of each id."""
    labels: dict[str, str] = {}
    for number, row in _lines(folder / NODES, {"id", "label", "props"}):
        if row["id"] in labels:
            raise SourceError(file=NODES, line=number, id=row["id"], why="an id twice")
        if row["label"] not in PORTABLE_LABELS:
            raise SourceError(file=NODES, line=number, id=row["id"], why="unknown label")
        _typed(NODES, number, row["label"], LABELS[row["label"]].props, row["props"])
        labels[row["id"]] = row["label"]
    for number, row in _lines(folder / RELATIONS, {"type", "from", "to", "props"}):
        for end in ("from", "to"):
            if row[end] not in labels:
                raise SourceError(
                    file=RELATIONS, line=number, id=row[end], why="an end is not there"
                )
        about = RELATIONSHIPS.get(row["type"])
        if about is None or (labels[row["from"]], labels[row["to"]]) not in about.ends:
            raise SourceError(file=RELATIONS, line=number, why="the shape has no such tie")
        _typed(RELATIONS, number, row["type"], about.props, row["props"])
    return labels


def _lines(path: Path, keys: set[str]) -> Iterator[tuple[int, Row]]:
    with path.open("r", encoding="utf-8", newline="\n") as file:
        for number, text in enumerate(file, 1):
            try:
                row = json.loads(text)
            except ValueError:
                raise SourceError(file=path.name, line=number, why="is not JSON") from None
            if not isinstance(row, dict) or row.keys() != keys:
                raise SourceError(file=path.name, line=number, expected=sorted(keys))
            yield number, row


def _typed(
    file: str, number: int, owner: str, known: Mapping[str, Prop], props: Mapping[str, Any]
) -> Row:
    """Give properties their types again, from the shape."""
    found = {}
    for name, value in props.items():
        prop = known.get(name)
        if prop is None:
            raise SourceError(file=file, line=number, why=f"the shape has no {owner}.{name}")
        try:
            found[name] = coerced(prop, _value(prop, value), f"{owner}.{name}")
        except (Rejected, ValueError, TypeError, AttributeError):
            raise SourceError(
                file=file, line=number, why=f"{owner}.{name} is no {prop.type}"
            ) from None
    return found


def _value(prop: Prop, value: Any) -> Any:
    if prop.type == "date":
        return date.fromisoformat(value)
    if prop.type == "datetime":
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


def _cursor(store: Store, access: Access, sums: str) -> tuple[int, str]:
    """Find how many batches are in already, and the job that says so."""
    with store.read(access) as session:
        unfinished = session.run("store_import_job", params=sums)
        if unfinished:
            return int(unfinished[0]["stage"]), str(unfinished[0]["id"])
        if any(bulk.count(session, label) for label in PORTABLE_LABELS):
            raise Conflict(why="the store is not empty")
    job = new_id()
    facts = {"id": job, "kind": "import", "state": "RUNNING", "stage": "0", "params": sums}
    with store.write(access, Action.JOB_STARTED) as session:
        session.transact(lambda tx: tx.run("store_job_make", job=facts))
    return 0, job


def _batches(folder: Path, labels: Mapping[str, str]) -> Iterator[Batch]:
    """Cut both files into batches of one kind each, the same way every time."""
    waiting: defaultdict[str, list[Row]] = defaultdict(list)
    sizes: defaultdict[str, int] = defaultdict(int)
    for number, row in _lines(folder / NODES, {"id", "label", "props"}):
        label = row["label"]
        props = _typed(NODES, number, label, LABELS[label].props, row["props"])
        waiting[label].append({"id": row["id"], **props})
        sizes[label] += weight(props)
        if len(waiting[label]) == MAX_ROWS or sizes[label] > BYTES:
            yield Batch(label, None, waiting.pop(label))
            sizes[label] = 0
    for label in sorted(waiting):
        yield Batch(label, None, waiting[label])
    yield from _tie_batches(folder, labels)


def _tie_batches(folder: Path, labels: Mapping[str, str]) -> Iterator[Batch]:
    waiting: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for number, row in _lines(folder / RELATIONS, {"type", "from", "to", "props"}):
        kind = row["type"]
        props = _typed(RELATIONS, number, kind, RELATIONSHIPS[kind].props, row["props"])
        ends = (kind, labels[row["from"]], labels[row["to"]])
        waiting[ends].append({"from": row["from"], "to": row["to"], "props": props})
        if len(waiting[ends]) == MAX_ROWS:
            yield Batch("", ends, waiting.pop(ends))
    for ends in sorted(waiting):
        yield Batch("", ends, waiting[ends])


def _put(tx: Transaction, batch: Batch, job: str, number: int) -> int:
    """Write one batch and move the cursor in the same transaction."""
    if batch.ends is None:
        bulk.create_nodes(tx, batch.label, batch.rows)
    else:
        bulk.create_relationships(tx, batch.ends, batch.rows)
    tx.run("store_job_stage", id=job, stage=str(number), state="RUNNING")
    return number


def _finish(tx: Transaction, job: str) -> str:
    tx.run("store_job_stage", id=job, stage="", state="DONE")
    return job

"""Taking a portable folder in: everything is checked before the first write."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotEmpty, Rejected, SchemaMismatch, SourceError
from graph_schema.ids import new_id
from graph_schema.shape import (
    LABELS,
    PORTABLE_LABELS,
    RELATIONSHIPS,
    SCHEMA_VERSION,
    Prop,
    portable,
)
from graph_schema.store import bulk
from graph_schema.store.migrate import migrate
from graph_schema.store.portable import MANIFEST, NODES, RELATIONS, Manifest, sum_of
from graph_schema.store.rows import MAX_ROWS, Row
from graph_schema.store.schema import initialise
from graph_schema.store.session import Store, Transaction, WriteSession
from graph_schema.store.values import coerced, weight
from graph_schema.vocabulary import Purpose

BYTES = 1_500_000  # of one batch in the clear; encrypted it grows
NODE: Mapping[str, type] = MappingProxyType({"id": str, "label": str, "props": dict})
TIE: Mapping[str, type] = MappingProxyType({"type": str, "from": str, "to": str, "props": dict})
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one kind. ends: (type, from label, to label) of relationships, else the label."""

    label: str
    ends: tuple[str, str, str] | None
    rows: list[Row]


def import_folder(store: Store, folder: Path, progress: Progress = lambda _rows: None) -> int:
    """Fill an empty store from a portable folder; returns how many lines.

    One of an older schema is migrated when all is in. An import that was cut off is taken up
    again from its cursor by the same files.
    Raises SourceError with file, line and id for a changed byte, a missing end or a wrong
    value, SchemaMismatch, and NotEmpty when the store holds something, all before the first
    write; at the end SourceError when the store does not hold what the manifest counts.
    """
    told = complete(folder)
    ends = check(folder, told)
    initialise(store)
    access = Access.system(Purpose.STATISTICS, ())
    cursor, job = _cursor(store, access, "".join(sorted(told.sha256.values())))
    total = 0
    with store.write(access, Action.IMPORTED) as session:
        session.transact(_of_schema, told.schema_version)
        for number, batch in enumerate(_batches(folder, ends), 1):
            if number > cursor:
                session.transact(_put, batch, job, number)
            total += len(batch.rows)
            progress(len(batch.rows))
        _check_counts(session, told)
        session.transact(_finish, job)
    migrate(store)
    return total


def complete(folder: Path) -> Manifest:
    """Read the manifest of a portable folder whose files are as it says, to the byte.

    Raises SourceError with the file that is not, SchemaMismatch for a newer schema.
    """
    told = _manifest(folder)
    for name in (NODES, RELATIONS):
        _check_sum(folder / name, told.sha256.get(name))
    return told


def _manifest(folder: Path) -> Manifest:
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        found = Manifest(
            schema_version=told["schema_version"],
            masked=bool(told.get("masked")),
            labels=dict(told["counts"]["labels"]),
            types=dict(told["counts"]["types"]),
            sha256=dict(told["sha256"]),
        )
    except OSError as error:
        raise _unread(MANIFEST, error) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SourceError(file=MANIFEST, why="is not a manifest") from None
    if not 1 <= found.schema_version <= SCHEMA_VERSION:
        raise SchemaMismatch(export=found.schema_version, program=SCHEMA_VERSION)
    return found


def _unread(name: str, error: OSError) -> SourceError:
    gone = isinstance(error, FileNotFoundError)
    return SourceError(file=name, why="is not there" if gone else str(error.strerror).lower())


def _check_sum(path: Path, told: str | None) -> None:
    try:
        found = sum_of(path)
    except OSError as error:
        raise _unread(path.name, error) from None
    if found != told:
        raise SourceError(
            file=path.name, why="its sum is not the manifest's; nothing was imported"
        )


def check(folder: Path, told: Manifest) -> dict[str, str]:
    """Check every line against the shape, every end and all counts; returns id → label."""
    labels: dict[str, str] = {}
    for number, row in _lines(folder / NODES, NODE):
        if row["id"] in labels:
            raise SourceError(file=NODES, line=number, id=row["id"], why="an id twice")
        if row["label"] not in PORTABLE_LABELS:
            raise SourceError(file=NODES, line=number, id=row["id"], why="unknown label")
        _typed(NODES, number, row["label"], LABELS[row["label"]].props, row["props"])
        labels[row["id"]] = row["label"]
    types = Counter[str]()
    for number, row in _lines(folder / RELATIONS, TIE):
        for end in ("from", "to"):
            if row[end] not in labels:
                raise SourceError(
                    file=RELATIONS, line=number, id=row[end], why="an end is not there"
                )
        about = RELATIONSHIPS.get(row["type"])
        if about is None or (labels[row["from"]], labels[row["to"]]) not in about.ends:
            raise SourceError(
                file=RELATIONS, line=number, id=row["from"], why="the shape has no such tie"
            )
        _typed(RELATIONS, number, row["type"], about.props, row["props"])
        types[row["type"]] += 1
    if (Counter(labels.values()), types) != (Counter(told.labels), Counter(told.types)):
        raise SourceError(file=MANIFEST, why="its counts are not those of the files")
    return labels


def _check_counts(session: WriteSession, told: Manifest) -> None:
    """Count in the store what came in; for the end of an import."""
    for label in PORTABLE_LABELS:
        found = bulk.count(session, label)
        if found != told.labels.get(label, 0):
            raise SourceError(file=NODES, why=f"not verified: {found} {label} in the store")
    kinds = Counter[str]()
    with session.store.read(session.access) as look:
        for row in look.run("check_ties"):
            if portable(row["source"], row["target"]):
                kinds[row["type"]] += row["found"]
    if kinds != Counter(told.types):
        wrong = sorted(
            kind for kind in kinds | Counter(told.types) if kinds[kind] != told.types.get(kind)
        )
        raise SourceError(file=RELATIONS, why="not verified", types=wrong)


def _lines(path: Path, form: Mapping[str, type]) -> Iterator[tuple[int, Row]]:
    """Yield the lines of a file by number, from 1; each an object of exactly this form."""
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            try:
                row = json.loads(text.decode())
            except (ValueError, RecursionError):
                raise SourceError(file=path.name, line=number, why="is not JSON") from None
            if not isinstance(row, dict) or row.keys() != form.keys():
                raise SourceError(file=path.name, line=number, expected=sorted(form))
            for name, kind in form.items():
                if not isinstance(row[name], kind) or row[name] == "":
                    raise SourceError(
                        file=path.name, line=number, why=f"{name} is no {kind.__name__}"
                    )
            yield number, row


def _typed(
    file: str, number: int, owner: str, known: Mapping[str, Prop], props: Mapping[str, Any]
) -> Row:
    """Give properties their types again, from the shape."""
    found = {}
    for name, value in props.items():
        prop = known.get(name) if name != "id" else None
        if prop is None:
            raise SourceError(file=file, line=number, why=f"the shape has no {owner}.{name}")
        try:
            typed = coerced(prop, _value(prop, value), f"{owner}.{name}")
        except (Rejected, ValueError, TypeError, AttributeError):
            typed = None
        if typed is None:
            raise SourceError(file=file, line=number, why=f"{owner}.{name} is no {prop.type}")
        found[name] = typed
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
            raise NotEmpty(why="the store is not empty", way_out="a new WULIAN_DATA")
    job = new_id()
    facts = {"id": job, "kind": "import", "state": "RUNNING", "stage": "0", "params": sums}
    with store.write(access, Action.JOB_STARTED) as session:
        session.transact(lambda tx: tx.run("store_job_make", job=facts))
    return 0, job


def _batches(folder: Path, labels: Mapping[str, str]) -> Iterator[Batch]:
    """Cut both files into batches of one kind each, the same way every time."""
    waiting: defaultdict[str, list[Row]] = defaultdict(list)
    sizes: defaultdict[str, int] = defaultdict(int)
    for number, row in _lines(folder / NODES, NODE):
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
    for number, row in _lines(folder / RELATIONS, TIE):
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


def _of_schema(tx: Transaction, schema: int) -> int:
    """Say which schema the lines are of, until they are migrated."""
    return int(tx.run("migrate_schema", schema=schema)[0]["schema"])


def _finish(tx: Transaction, job: str) -> str:
    tx.run("store_job_stage", id=job, stage="", state="DONE")
    return job

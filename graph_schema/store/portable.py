"""The portable form of a graph: two sorted files and a manifest; equal graphs, equal bytes.

`nodes.jsonl`: id, label, props. `relationships.jsonl`: type, from, to, props. Keys sorted, no
blanks, UTF-8, LF; instants UTC with six decimals and Z; money in fen. What belongs to one
installation (accounts, audit, jobs) stays, and the manifest says so.
"""

import errno
import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotEmpty, Rejected, StorageFull, WulianError
from graph_schema.masking import MASKS, NEVER
from graph_schema.shape import (
    LABELS,
    PORTABLE_LABELS,
    RELATIONSHIPS,
    FieldClass,
    Prop,
    portable,
)
from graph_schema.store import bulk, lanes
from graph_schema.store.schema import schema_of
from graph_schema.store.session import ReadSession, Store
from graph_schema.store.sorting import write_sorted
from graph_schema.vocabulary import Purpose

NODES, RELATIONS, MANIFEST = "nodes.jsonl", "relationships.jsonl", "manifest.json"
PART = ".part"  # within the folder: what an export has written so far
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a portable folder holds. labels, types: how many of each. sha256: by file name.

    masked: personal values are masked or left out.
    """

    schema_version: int
    masked: bool
    labels: Mapping[str, int]
    types: Mapping[str, int]
    sha256: Mapping[str, str]
    left_out: tuple[str, ...] = field(
        default=tuple(sorted(LABELS.keys() - set(PORTABLE_LABELS)))
    )

    def text(self) -> str:
        facts = {
            "schema_version": self.schema_version,
            "masked": self.masked,
            "counts": {"labels": dict(self.labels), "types": dict(self.types)},
            "sha256": dict(self.sha256),
            "left_out": list(self.left_out),
        }
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def export(store: Store, to: Path, *, reason: str | None = None, device: str = "") -> Manifest:
    """Write the portable form to a new or empty folder. With a reason: in the clear, on record.

    Writers wait meanwhile. The manifest comes last: a folder without one is no export. Raises
    NotEmpty when the folder holds something, Conflict when writers went on before the end;
    StorageFull and Rejected when the folder cannot be written.
    """
    fresh = not to.exists()
    if not fresh and (not to.is_dir() or any(one.name != PART for one in to.iterdir())):
        raise NotEmpty(why="the folder is not empty", folder=str(to))
    try:
        part = _emptied(to)
        try:
            return _exported(store, part, reason, device)
        finally:
            shutil.rmtree(part, ignore_errors=True)
            if fresh and not any(to.iterdir()):
                to.rmdir()
    except OSError as error:
        raise _unwritten(error, to) from error


def _emptied(to: Path) -> Path:
    """Make the folder with a place for what is not complete yet."""
    part = to / PART
    shutil.rmtree(part, ignore_errors=True)
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    part.mkdir(mode=0o700)
    return part


def _unwritten(error: OSError, to: Path) -> WulianError:
    """Name what kept the files from being written."""
    if error.errno == errno.ENOSPC:
        return StorageFull(folder=str(to), free_mb=shutil.disk_usage(to).free >> 20)
    why = (error.strerror or type(error).__name__).lower()
    return Rejected(["CANNOT_WRITE"], folder=str(to), why=why)


def _exported(store: Store, part: Path, reason: str | None, device: str) -> Manifest:
    """Write the files into the place for it, prove them, and move them to their own."""
    access = Access.system(Purpose.STATISTICS, ())
    if reason is not None:
        access = access.revealing(reason)
    with store.write(access, Action.EXPORTED, device=device) as session:
        session.transact(lambda tx: tx.record.note(fields=["portable"]))
    schema = schema_of(store) or 0
    with lanes.paused(store), store.read(access) as session:
        manifest = _write(session, part, schema, masked=reason is None)
    for name, told in manifest.sha256.items():
        if sum_of(part / name) != told:
            raise StorageFull(why="what was read back is not what was written", file=name)
    with os.fdopen(os.open(part / MANIFEST, _NEW, 0o600), "w", encoding="utf-8") as file:
        file.write(manifest.text())
    for name in (NODES, RELATIONS, MANIFEST):
        (part / name).replace(part.parent / name)
    return manifest


def sum_of(path: Path) -> str:
    """Compute the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(session: ReadSession, part: Path, schema: int, *, masked: bool) -> Manifest:
    counted = {label: bulk.count(session, label) for label in PORTABLE_LABELS}
    labels, types = Counter[str](), Counter[str]()
    sums = {
        NODES: write_sorted(_nodes(session, labels, masked=masked), part / NODES),
        RELATIONS: write_sorted(
            _relations(session, counted, types, masked=masked), part / RELATIONS
        ),
    }
    return Manifest(
        schema_version=schema,
        masked=masked,
        labels=dict(sorted(labels.items())),
        types=dict(sorted(types.items())),
        sha256=sums,
    )


def _nodes(
    session: ReadSession, labels: Counter[str], *, masked: bool
) -> Iterator[tuple[str, str]]:
    for label in PORTABLE_LABELS:
        known = LABELS[label].props
        for props in bulk.scan(session, label):
            labels[label] += 1
            plain = _plain(known, props, masked=masked)
            del plain["id"]
            yield props["id"], line({"id": props["id"], "label": label, "props": plain})


def _relations(
    session: ReadSession, counted: Mapping[str, int], types: Counter[str], *, masked: bool
) -> Iterator[tuple[str, str]]:
    for kind, about in RELATIONSHIPS.items():
        for source, target in about.ends:
            if not portable(source, target) or not counted[source] or not counted[target]:
                continue
            for tie in bulk.scan_relationships(session, kind, source, target):
                types[kind] += 1
                plain = _plain(about.props, tie["props"], masked=masked)
                ends = {"from": tie["from"], "to": tie["to"]}
                key = f"{kind}\0{tie['from']}\0{tie['to']}"
                yield key, line({"type": kind, **ends, "props": plain})


def _plain(
    known: Mapping[str, Prop], props: Mapping[str, Any], *, masked: bool
) -> dict[str, Any]:
    """Give properties as JSON carries them; what the shape does not know is not exported."""
    found = {}
    for name, value in props.items():
        prop = known.get(name)
        if prop is None or value is None:
            continue
        shown = _masked(prop, value) if masked else value
        if shown is not None:
            found[name] = _json(prop, shown)
    return found


def _masked(prop: Prop, value: Any) -> Any:
    """Mask a personal value; None where no mask keeps it from saying too much."""
    if prop.field_class is FieldClass.NONE:
        return value
    if prop.name in NEVER or prop.name not in MASKS or not isinstance(value, str):
        return None
    return MASKS[prop.name](value)


def _json(prop: Prop, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if prop.type == "float":
        return float(value)
    return sorted(value) if prop.type == "set" else value


def line(facts: Mapping[str, Any]) -> str:
    """Write one object in the fixed form."""
    return json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )

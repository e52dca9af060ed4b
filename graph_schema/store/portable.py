"""The portable form of a graph: two sorted files and a manifest; equal graphs, equal bytes.

`nodes.jsonl`: id, label, props. `relationships.jsonl`: type, from, to, props. Keys sorted, no
blanks, UTF-8, LF; instants UTC with six decimals and Z; money in fen. What belongs to one
installation (accounts, audit, jobs) stays, and the manifest says so.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Conflict
from graph_schema.masking import MASKS, NEVER
from graph_schema.shape import (
    LABELS,
    PORTABLE_LABELS,
    RELATIONSHIPS,
    SCHEMA_VERSION,
    FieldClass,
    Prop,
    portable,
)
from graph_schema.store import bulk, lanes
from graph_schema.store.session import ReadSession, Store
from graph_schema.store.sorting import write_sorted
from graph_schema.vocabulary import Purpose

NODES, RELATIONS, MANIFEST = "nodes.jsonl", "relationships.jsonl", "manifest.json"


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

    Writers wait meanwhile. Raises Conflict when the folder holds something.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise Conflict(why="the folder is not empty", folder=to.name)
    access = Access.system(Purpose.STATISTICS, ())
    if reason is not None:
        access = access.revealing(reason)
    with store.write(access, Action.EXPORTED, device=device) as session:
        session.transact(lambda tx: tx.record.note(fields=["portable"]))
    part = to.with_name(f".{to.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    try:
        with lanes.paused(store), store.read(access) as session:
            manifest = _write(session, part, masked=reason is None)
        (part / MANIFEST).write_text(manifest.text(), "utf-8", newline="\n")
        part.replace(to)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def _write(session: ReadSession, part: Path, *, masked: bool) -> Manifest:
    counted = {label: bulk.count(session, label) for label in PORTABLE_LABELS}
    labels, types = Counter[str](), Counter[str]()
    sums = {
        NODES: write_sorted(_nodes(session, labels, masked=masked), part / NODES),
        RELATIONS: write_sorted(
            _relations(session, counted, types, masked=masked), part / RELATIONS
        ),
    }
    return Manifest(
        schema_version=SCHEMA_VERSION,
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

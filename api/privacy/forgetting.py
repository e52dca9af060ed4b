"""Erasing somebody everywhere: the graph, files that were handed in, reject files, exports.

The graph comes first, with its certificate; files after it, so that what a crash leaves is
found again by the same command: a file that is gone is gone.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from api.attachments import files as attachments
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, SourceError
from graph_schema.store import bulk, erasing
from graph_schema.store.erasing import Decision
from graph_schema.store.intake import complete
from graph_schema.store.portable import MANIFEST, NODES, RELATIONS, line, sum_of
from graph_schema.store.session import Store
from graph_schema.store.traces import Trace, trace
from loaders import incoming

Line = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was erased, or would be. counts: nodes by label; certificate: "" in a dry run.

    scrubbed: nodes that stay without words; mentions: ids of texts of the household, and of
    what they said before, in which a name is blacked out, by label; files: of deliveries and
    attachments; rows: of reject files.
    """

    counts: dict[str, int]
    scrubbed: dict[str, int]
    mentions: dict[str, list[str]]
    files: int
    rows: int
    certificate: str = ""


def forget(
    store: Store, access: Access, label: str, id: str, decision: Decision | None
) -> Forgotten:
    """Erase a Person or Household with all that is theirs; decision None: tell what would go.

    access: the program's own. Raises NotFound, Rejected LEGAL_HOLD.
    """
    with store.read(access) as session:
        found = trace(session, label, id)
    dry = decision is None
    certificate = "" if decision is None else erasing.erase(store, access, found, decision)
    return Forgotten(
        counts=found.counts(),
        scrubbed={label: len(ids) for label, ids in sorted(found.stays.items()) if ids},
        mentions={label: sorted(ids) for label, ids in sorted(found.mentions.items())},
        files=_files(store, found, dry=dry),
        rows=_reject_rows(store, found.numbers, dry=dry),
        certificate=certificate,
    )


def _files(store: Store, found: Trace, *, dry: bool) -> int:
    """Drop the raw files of deliveries that told of somebody, and their attachments."""
    named = [
        path for batch in sorted(found.batches) for path in incoming.files_of(store, batch)
    ]
    kept = attachments.folder(store)
    named += [kept / Path(ref).name for ref in sorted(found.files)]
    there = [path for path in named if path.is_file()]
    for path in there if not dry else ():
        path.unlink()
    return len(there)


def _reject_rows(store: Store, numbers: Collection[str], *, dry: bool) -> int:
    """Take the rows that name somebody by number out of the reject files."""
    folder, gone = store.connection.settings.data.parent / "rejects", 0
    for path in sorted(folder.glob("*.csv")) if numbers else ():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        kept = [row for row in rows if not any(n in cell for n in numbers for cell in row)]
        gone += len(rows) - len(kept)
        if len(kept) < len(rows) and not dry:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(kept)
    return gone


def hold(store: Store, access: Access, label: str, id: str, reason: str | None) -> None:
    """Forbid that somebody is erased, for a reason; None allows it again. Raises NotFound."""
    with store.write(access, Action.HELD) as session:
        if not bulk.find(session, label, [id]):
            raise NotFound(label=label, id=id)
        bulk.upsert_nodes(session, label, [{"id": id, "legal_hold": reason}])


def clean_export(store: Store, access: Access, folder: Path) -> dict[str, int]:
    """Take whoever was erased out of a portable folder, which stays sound; counts by file.

    Raises SourceError for a folder that is no export, or not as its manifest says.
    """
    told = complete(folder)
    if told.masked:
        raise SourceError(file=MANIFEST, why="masked: it holds no values", do="nothing to do")
    with store.read(access) as session:
        gone, stripped = erasing.erased(session)
    labels, types = Counter(told.labels), Counter(told.types)

    def node(row: Line) -> Line | None:
        if row["id"] in gone or (row["label"] == "Version" and row["id"] in stripped):
            return None
        less = {n: v for n, v in row["props"].items() if n not in stripped.get(row["id"], ())}
        return row | {"props": less}

    def tie(row: Line) -> Line | None:
        return None if {row["from"], row["to"]} & gone else row

    done = {
        NODES: _without(folder / NODES, node, labels, "label"),
        RELATIONS: _without(folder / RELATIONS, tie, types, "type"),
    }
    sums = {name: sum_of(folder / name) for name in (NODES, RELATIONS)}
    manifest = replace(
        told, labels={n: c for n, c in sorted(labels.items()) if c}, sha256=sums,
        types={n: c for n, c in sorted(types.items()) if c},
    )  # fmt: skip
    (folder / MANIFEST).write_text(manifest.text(), encoding="utf-8")
    return done


def _without(
    path: Path, kept_of: Callable[[Line], Line | None], counts: Counter[str], kind: str
) -> int:
    """Write a file of an export anew, each line as told, None: without it; counts what went."""
    new, gone = path.with_suffix(".new"), 0
    with path.open(encoding="utf-8") as old, new.open("w", encoding="utf-8") as kept:
        new.chmod(0o600)
        for told in old:
            row = json.loads(told)
            left = kept_of(row)
            if left is None:
                counts[row[kind]] -= 1
                gone += 1
            else:
                kept.write(told if left == row else f"{line(left)}\n")
    new.replace(path)
    return gone

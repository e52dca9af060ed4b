"""Hanging a file on something in reach: announced, handed in, looked at, shown, taken away.

Who reaches the thing reaches its files; a draft's files are its author's alone. The bytes go by
a route of their own (api/attached.py); here is what the graph says of them.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from api.actions.graph import Graph
from api.actions.reach import reached
from api.attachments import files
from api.attachments.kinds import MOST, media_of
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction

# What a file may hang on: its process (or "household") and label.
HOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "collection": "Collection",
        "household": "Household",
        "visit": "Visit",
        "application": "Application",
        "case": "Case",
    }
)
MOST_OF_ONE = 30  # files on one thing


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is to come. kind: PHOTO, AUDIO or PDF. size: bytes. place: lon and lat."""

    operation: str
    process: str
    holder: str
    kind: str
    sha256: str
    size: int
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None

    def digest(self) -> str:
        """Name the body, so that an operation id cannot be used for something else."""
        return f"{self.process} {self.holder} {self.kind} {self.sha256} {self.size}"


def announce(store: Store, access: Access, file: File) -> Row:
    """Say which file is to come. Returns id and state; the same file again is the same node.

    Raises NotFound (out of reach), Rejected.
    """
    with store.write(
        access, Action.ATTACHED, operation=file.operation, digest=file.digest()
    ) as session:
        found: Row = session.transact(partial(_announced, file=file))
    return found


def _announced(tx: Transaction, *, file: File) -> Row:
    if file.process not in HOLDERS:
        raise Rejected(["HOLDER_UNKNOWN"], known=sorted(HOLDERS))
    if file.kind not in MOST:
        raise Rejected(["FILE_TYPE"], known=sorted(MOST))
    if not 0 < file.size <= MOST[file.kind]:
        raise Rejected(["FILE_SIZE"], most=MOST[file.kind])
    if not re.fullmatch("[0-9a-f]{64}", file.sha256):
        raise Rejected(["NOT_A_SHA256"])
    if file.place is not None and not (abs(file.place[0]) <= 180 and abs(file.place[1]) <= 90):
        raise Rejected(["PLACE_UNKNOWN"])
    state = reached(tx, file.process, file.holder).get("state")
    if file.process == "collection" and state != "DRAFT":
        raise Rejected(["NOT_FROM_THIS_STATE"], state=state)
    graph, label = Graph(tx), HOLDERS[file.process]
    place = "{:.5f},{:.5f}".format(*file.place) if file.place else None
    there = graph.after(label, file.holder, "HAS_ATTACHMENT", "Attachment")
    for one in there:
        if one.get("sha256") == file.sha256:
            return {"id": one["id"], "state": one["state"]}
    if len(there) >= MOST_OF_ONE:
        raise Rejected(["TOO_MANY_FILES"], most=MOST_OF_ONE)
    made = graph.make(
        "Attachment", type=file.kind, sha256=file.sha256, size=file.size, state="ANNOUNCED",
        hash=graph.blind_index("attachment", f"{file.holder} {file.sha256}"),
        taken_at=file.taken_at, place=place,
    )  # fmt: skip
    graph.add("Attachment", made, file_ref=made)
    graph.tie("HAS_ATTACHMENT", (label, file.holder), ("Attachment", made))
    return {"id": made, "state": "ANNOUNCED"}


def expected(store: Store, access: Access, id: str) -> Row:
    """Give what was announced of a file in reach: kind, size, SHA-256. Raises NotFound."""
    with store.write(access, Action.LOOKED) as session:
        found: Row = session.transact(partial(_reached, id=id))
    return found


def hand_in(store: Store, access: Access, id: str, content: bytes) -> Row:
    """Keep the bytes that were announced; returns id, state and media type.

    Its content must be of its kind; a check for viruses has let it through before. Raises
    NotFound, Rejected FILE_DIFFERS or FILE_TYPE.
    """
    told = expected(store, access, id)
    sum_ = hashlib.sha256(content).hexdigest()
    if (len(content), sum_) != (told["size"], told["sha256"]):
        raise Rejected(["FILE_DIFFERS"], size=len(content), expected=told["size"])
    media = media_of(str(told["type"]), content)
    files.keep(store, id, content)
    with store.write(access, Action.ATTACHED) as session:
        session.transact(partial(_kept, id=id, media=media))
    return {"id": id, "state": "KEPT", "media": media}


def _kept(tx: Transaction, *, id: str, media: str) -> None:
    _reached(tx, id=id)
    Graph(tx).change("Attachment", id, state="KEPT", media=media)


def shown(store: Store, access: Access, id: str) -> tuple[Row, bytes]:
    """Give a file in reach: what the graph says of it, and its bytes; on record. NotFound."""
    told = expected(store, access, id)
    if told["state"] != "KEPT":
        raise NotFound(id=id)
    return told, files.content_of(store, id)


def listed(store: Store, access: Access, process: str, holder: str) -> list[Row]:
    """List the files that hang on something in reach, oldest first. Raises NotFound."""
    if process not in HOLDERS:
        raise Rejected(["HOLDER_UNKNOWN"], known=sorted(HOLDERS))
    with store.write(access, Action.LOOKED) as session:
        rows: list[Row] = session.transact(partial(_listed, process=process, holder=holder))
    return rows


def _listed(tx: Transaction, *, process: str, holder: str) -> list[Row]:
    reached(tx, process, holder)
    graph = Graph(tx)
    rows = graph.after(HOLDERS[process], holder, "HAS_ATTACHMENT", "Attachment")
    kept = [_plain(row) for row in rows if row["state"] == "KEPT"]
    return sorted(kept, key=lambda row: (row["at"], row["id"]))


def _plain(row: Mapping[str, Any]) -> Row:
    at: datetime = row["created_at"]
    taken: datetime | None = row.get("taken_at")
    return {
        "id": row["id"], "kind": row["type"], "media": row.get("media"), "size": row["size"],
        "sha256": row["sha256"], "place": row.get("place"), "by": row["created_by"],
        "at": at.isoformat(), "taken_at": taken.isoformat() if taken else None,
    }  # fmt: skip


def remove(store: Store, access: Access, operation: str, id: str) -> None:
    """Take a file away that the caller hung there himself: node and bytes. Raises NotFound."""
    with store.write(
        access, Action.ATTACHED, operation=operation, digest=f"remove {id}"
    ) as session:
        session.transact(partial(_removed, id=id))
    files.drop(store, [id])


def _removed(tx: Transaction, *, id: str) -> Row:
    told = _reached(tx, id=id)
    if told["created_by"] != tx.access.actor:
        raise Rejected(["NOT_YOUR_FILE"])
    graph = Graph(tx)
    for row in graph.run("attachments_holders", id=id):
        graph.untie("HAS_ATTACHMENT", (row["label"], row["holder"]), ("Attachment", id))
    graph.change("Attachment", id, state="REMOVED")
    return {"id": id}


def _reached(tx: Transaction, *, id: str) -> Row:
    """Find an attachment that hangs on something the caller reaches. Raises NotFound."""
    graph, processes = Graph(tx), {label: process for process, label in HOLDERS.items()}
    for row in graph.run("attachments_holders", id=id):
        try:
            reached(tx, processes[row["label"]], row["holder"])
        except NotFound:
            continue
        found = graph.node("Attachment", id) or {}
        tx.record.note(subjects=[id, row["holder"]], fields=["Attachment.file"])
        return {
            n: found.get(n)
            for n in ("id", "type", "size", "sha256", "state", "media", "created_by")
        }
    raise NotFound(id=id)

"""Files as they are kept: sealed under the name of their node, owner-only, beside the data."""

import base64
import os
from collections.abc import Iterable
from pathlib import Path

from graph_schema.errors import NotFound
from graph_schema.store.session import Store

FIELD = "Attachment.file"


def folder(store: Store) -> Path:
    """Name the folder of attachments."""
    return store.connection.settings.data.parent / "attachments"


def keep(store: Store, id: str, content: bytes) -> None:
    """Keep a file whole or not at all; the same again takes its own place."""
    place = folder(store)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    sealed = store.fields.seal(FIELD, id, base64.b64encode(content).decode())
    new = place / f".{id}"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    new.replace(place / id)


def content_of(store: Store, id: str) -> bytes:
    """Give a file's bytes. Raises NotFound, StoreDamaged when it was changed."""
    path = folder(store) / Path(id).name
    if not path.is_file():
        raise NotFound(what="the file of an attachment")
    return base64.b64decode(store.fields.open(FIELD, id, path.read_text("utf-8")))


def drop(store: Store, ids: Iterable[str]) -> int:
    """Delete files that are there; returns how many."""
    there = [path for id in ids if (path := folder(store) / Path(id).name).is_file()]
    for path in there:
        path.unlink()
    return len(there)

"""Files as they are kept: sealed under the name of their node, owner-only, beside the data."""

from collections.abc import Iterable
from pathlib import Path

from graph_schema.store.sealed import SealedFiles
from graph_schema.store.session import Store

FILES = SealedFiles(folder="attachments", field="Attachment.file")


def folder(store: Store) -> Path:
    """Name the folder of attachments."""
    return FILES.place(store)


def keep(store: Store, id: str, content: bytes) -> None:
    """Keep a file whole or not at all; the same again takes its own place."""
    FILES.keep(store, id, content)


def content_of(store: Store, id: str) -> bytes:
    """Give a file's bytes. Raises NotFound, StoreDamaged when it was changed."""
    return FILES.content(store, id)


def drop(store: Store, ids: Iterable[str]) -> int:
    """Delete files that are there; returns how many."""
    there = [path for id in ids if (path := FILES.place(store, id)).is_file()]
    for path in there:
        path.unlink()
    return len(there)

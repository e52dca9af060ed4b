"""Files that were handed in and wait: kept encrypted, read from a copy that goes at once."""

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_schema.errors import NotFound, Rejected
from graph_schema.store.session import Store

FIELD = "ImportBatch.file"


def folder(store: Store) -> Path:
    """Name the folder of files that were handed in; owner-only, beside the data."""
    return store.connection.settings.data.parent / "incoming"


def keep(store: Store, batch: str, content: bytes, *, digest: str, size: int) -> None:
    """Keep the file of a batch. digest: SHA-256 it must have, size: its bytes.

    The same file again takes its own place. Raises Rejected FILE_DIFFERS for another one.
    """
    found = hashlib.sha256(content).hexdigest()
    if len(content) != size or found != digest:
        raise Rejected(["FILE_DIFFERS"], size=len(content), expected=size, sha256=found)
    place = folder(store)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    sealed = store.fields.seal(FIELD, batch, base64.b64encode(content).decode())
    new = place / f".{batch}"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    new.replace(place / batch)


@contextmanager
def opened(store: Store, batch: str, name: str) -> Iterator[Path]:
    """Give the file of a batch under its own suffix, for as long as it is read.

    Raises NotFound when it is not there (never handed in, or its time is over), StoreDamaged
    when it was changed.
    """
    path = folder(store) / batch
    if not path.is_file():
        raise NotFound(what="the file of a delivery", batch=batch)
    sealed = path.read_text("utf-8")
    content = base64.b64decode(store.fields.open(FIELD, batch, sealed))
    with tempfile.TemporaryDirectory(prefix="wulian-") as place:  # owner-only
        copy = Path(place) / f"{batch}{Path(name).suffix.lower()}"
        copy.write_bytes(content)
        yield copy


def drop(store: Store, batch: str) -> bool:
    """Delete the file of a batch; tells whether there was one."""
    path = folder(store) / batch
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there

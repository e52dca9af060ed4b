"""Files that were handed in and wait, and files back: kept encrypted, read from a copy.

The copy is the owner's only and goes when it was read.
"""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_schema.errors import NotFound, Rejected
from graph_schema.store.session import Store

FIELD, BACK, ENDING = "ImportBatch.file", ".back", ".ending"


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
    _seal(store, batch, content)


def keep_back(store: Store, batch: str, content: bytes) -> None:
    """Keep the file back to the department, until it is fetched or its time is over."""
    _seal(store, f"{batch}{BACK}", content)


def back(store: Store, batch: str) -> bytes:
    """Give the file back to the department. Raises NotFound."""
    return _open(store, f"{batch}{BACK}")


def keep_ending(store: Store, batch: str, homes: Collection[str]) -> None:
    """Keep the ids of the households of which something would end."""
    _seal(store, f"{batch}{ENDING}", json.dumps(sorted(homes)).encode())


def ending(store: Store, batch: str) -> list[str]:
    """Give the ids of the households of which something would end; none where nothing would."""
    if not (folder(store) / f"{batch}{ENDING}").is_file():
        return []
    homes: list[str] = json.loads(_open(store, f"{batch}{ENDING}"))
    return homes


def _seal(store: Store, name: str, content: bytes) -> None:
    place = folder(store)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    sealed = store.fields.seal(FIELD, name, base64.b64encode(content).decode())
    new = place / f".{name}"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    new.replace(place / name)


def _open(store: Store, name: str) -> bytes:
    path = folder(store) / name
    if not path.is_file():
        raise NotFound(what="the file of a delivery", file=name)
    return base64.b64decode(store.fields.open(FIELD, name, path.read_text("utf-8")))


@contextmanager
def opened(store: Store, batch: str, name: str) -> Iterator[Path]:
    """Give the file of a batch under its own suffix, for as long as it is read.

    Raises NotFound when it is not there (never handed in, or its time is over), StoreDamaged
    when it was changed.
    """
    content = _open(store, batch)
    with tempfile.TemporaryDirectory(prefix="wulian-") as place:  # owner-only
        copy = Path(place) / f"{batch}{Path(name).suffix.lower()}"
        copy.write_bytes(content)
        yield copy


def files_of(store: Store, batch: str) -> list[Path]:
    """Name the files there are of a batch: what was handed in, what goes back, what ends."""
    names = [f"{batch}{suffix}" for suffix in ("", BACK, ENDING)]
    return [path for name in names if (path := folder(store) / name).is_file()]

"""Files that were handed in and wait, and files back: kept encrypted, read from a copy.

The copy is the owner's only and goes when it was read.
"""

import hashlib
import json
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_schema.errors import Rejected
from graph_schema.store.sealed import SealedFiles
from graph_schema.store.session import Store

FILES = SealedFiles(folder="incoming", field="ImportBatch.file")
BACK, ENDING = ".back", ".ending"


def folder(store: Store) -> Path:
    """Name the folder of files that were handed in; owner-only, beside the data."""
    return FILES.place(store)


def keep(store: Store, batch: str, content: bytes, *, digest: str, size: int) -> None:
    """Keep the file of a batch. digest: SHA-256 it must have, size: its bytes.

    The same file again takes its own place. Raises Rejected FILE_DIFFERS for another one.
    """
    found = hashlib.sha256(content).hexdigest()
    if len(content) != size or found != digest:
        raise Rejected(["FILE_DIFFERS"], size=len(content), expected=size, sha256=found)
    FILES.keep(store, batch, content)


def keep_back(store: Store, batch: str, content: bytes) -> None:
    """Keep the file back to the department, until it is fetched or its time is over."""
    FILES.keep(store, f"{batch}{BACK}", content)


def back(store: Store, batch: str) -> bytes:
    """Give the file back to the department. Raises NotFound."""
    return FILES.content(store, f"{batch}{BACK}")


def keep_ending(store: Store, batch: str, homes: Collection[str]) -> None:
    """Keep the ids of the households of which something would end."""
    FILES.keep(store, f"{batch}{ENDING}", json.dumps(sorted(homes)).encode())


def ending(store: Store, batch: str) -> list[str]:
    """Give the ids of the households of which something would end; none where nothing would."""
    if not FILES.place(store, f"{batch}{ENDING}").is_file():
        return []
    homes: list[str] = json.loads(FILES.content(store, f"{batch}{ENDING}"))
    return homes


@contextmanager
def opened(store: Store, batch: str, name: str) -> Iterator[Path]:
    """Give the file of a batch under its own suffix, for as long as it is read.

    Raises NotFound when it is not there (never handed in, or its time is over), StoreDamaged
    when it was changed.
    """
    content = FILES.content(store, batch)
    with tempfile.TemporaryDirectory(prefix="wulian-") as place:  # owner-only
        copy = Path(place) / f"{batch}{Path(name).suffix.lower()}"
        copy.write_bytes(content)
        yield copy


def files_of(store: Store, batch: str) -> list[Path]:
    """Name the files there are of a batch: what was handed in, what goes back, what ends."""
    names = [f"{batch}{suffix}" for suffix in ("", BACK, ENDING)]
    return [path for name in names if (path := FILES.place(store, name)).is_file()]

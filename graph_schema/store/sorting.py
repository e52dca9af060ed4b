"""Sorting more lines than memory holds: sorted runs in unnamed files, merged while writing."""

import hashlib
import heapq
import os
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

RUN = 100_000  # lines


def write_sorted(lines: Iterable[tuple[str, str]], path: Path, *, run: int = RUN) -> str:
    """Write the lines in the order of (key, line), each ended by a line feed, to a new file.

    lines: (key, line) pairs; neither holds the character NUL or a line feed. run: lines held in
    memory. The file is its owner's only. Returns the SHA-256 of what was written.
    """
    joined = (f"{key}\0{line}\n" for key, line in lines)
    runs = list(_runs(joined, path.parent, run))
    total = hashlib.sha256()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for text in heapq.merge(*runs):
                raw = text.rpartition("\0")[2].encode()
                total.update(raw)
                out.write(raw)
            out.flush()
            os.fsync(out.fileno())
    finally:
        for one in runs:
            one.close()
    return total.hexdigest()


def _runs(lines: Iterator[str], folder: Path, size: int) -> Iterator[IO[str]]:
    while chunk := sorted(islice(lines, size)):
        run = tempfile.TemporaryFile("w+", dir=folder, encoding="utf-8", newline="\n")  # noqa: SIM115
        run.writelines(chunk)
        run.seek(0)
        yield run

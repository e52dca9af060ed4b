"""The seal of the data files: sums written at a clean stop, compared before the next start.

The engine opens cut, emptied or missing files without a word and answers with what is left.
"""

import hashlib
import json
import os
from pathlib import Path

from graph_schema.errors import StoreDamaged, StoreUnavailable

NAME, FILES = "seal.json", "databases"
OTHER_ENGINE = (
    "with the program of the old engine: wulian db export DIR --reveal; "
    "with this one: wulian db import DIR into a new WULIAN_DATA"
)


def sums(data: Path) -> dict[str, str]:
    """Compute the SHA-256 of every file the engine keeps, by name within the folder."""
    found = {}
    for file in sorted((data / FILES).rglob("*")):
        if not file.is_file() or file.name == "database.lck":
            continue
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256")
        found[file.relative_to(data).as_posix()] = digest.hexdigest()
    return found


def write(data: Path, engine: str) -> None:
    """Seal the folder. engine: the version that wrote the files."""
    new = data / ".seal"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"engine": engine, "sums": sums(data)}, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(data / NAME)


def verify(data: Path, engine: str) -> str:
    """Tell "new", "clean", or "crashed": no seal, so the log is replayed and checked.

    Raises StoreDamaged with the first file that differs, StoreUnavailable when another version
    of the engine wrote the files: both before anything was touched.
    """
    try:
        kept = json.loads((data / NAME).read_text("utf-8"))
        want, by = kept["sums"], kept["engine"]
    except FileNotFoundError:
        return "crashed" if (data / FILES).exists() else "new"
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(file=NAME, differing=1) from error
    if by != engine:
        raise StoreUnavailable(
            why="another version of the engine wrote the files",
            written_by=by,
            engine=engine,
            way_out=OTHER_ENGINE,
        )
    now = sums(data)
    differing = sorted(
        name for name in want.keys() | now.keys() if want.get(name) != now.get(name)
    )
    if differing:
        raise StoreDamaged(file=differing[0], differing=len(differing), of=len(want))
    return "clean"


def take_off(data: Path) -> None:
    """Remove the seal: from here on the files may change."""
    (data / NAME).unlink(missing_ok=True)

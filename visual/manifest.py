"""From the name of an entry to its hashed files, as the page build wrote them down."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATIC_FOLDER = Path(__file__).parent / "static"
ENTRIES = ("desk", "phone", "explorer", "plain")


class NotBuilt(Exception):
    """The pages were not built: `make web` builds them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Files of one page entry, as paths below the static address."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def read_manifest(folder: Path = STATIC_FOLDER) -> Mapping[str, Entry]:
    """Every entry by name. Raises NotBuilt when the folder holds no finished build."""
    try:
        (folder / "digest.txt").read_text()
        chunks: dict[str, dict[str, Any]] = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError) as exc:
        raise NotBuilt(str(exc)) from exc
    entries = {
        chunk["name"]: _entry(chunks, name)
        for name, chunk in chunks.items()
        if chunk.get("isEntry")
    }
    missing = [name for name in ENTRIES if name not in entries]
    if missing:
        raise NotBuilt(f"the build lacks {', '.join(missing)}")
    return entries


def files_of(name: str, folder: Path = STATIC_FOLDER) -> tuple[str, ...]:
    """Every file an entry may come to load, sorted: chunks on demand and styles as well."""
    try:
        chunks: dict[str, dict[str, Any]] = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError) as exc:
        raise NotBuilt(str(exc)) from exc
    more = [
        key for key, chunk in chunks.items() if chunk.get("isEntry") and chunk["name"] == name
    ]
    seen: set[str] = set()
    while more:
        if (key := more.pop()) not in seen:
            seen.add(key)
            more += [*chunks[key].get("imports", ()), *chunks[key].get("dynamicImports", ())]
    files = {chunks[key]["file"] for key in seen}
    return tuple(sorted(files.union(*(chunks[key].get("css", ()) for key in seen))))


def _entry(chunks: Mapping[str, dict[str, Any]], name: str) -> Entry:
    seen: list[str] = []
    _collect(chunks, name, seen)
    styles = dict.fromkeys(css for key in seen for css in chunks[key].get("css", ()))
    preloads = [chunks[key]["file"] for key in seen if key != name]
    return Entry(chunks[name]["file"], tuple(styles), tuple(preloads))


def _collect(chunks: Mapping[str, dict[str, Any]], name: str, seen: list[str]) -> None:
    """Add the chunk and what it imports at once, imported ones after it, each one time."""
    if name in seen:
        return
    seen.append(name)
    for child in chunks[name].get("imports", ()):
        _collect(chunks, child, seen)

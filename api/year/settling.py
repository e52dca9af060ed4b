"""The district before its year: its first files loaded and evaluated on their own day."""

import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from graph_schema.access import Access
from graph_schema.errors import Rejected, SourceError
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from loaders.directory import load_directory
from matching.jobs import evaluate

NOON = 4  # UTC hour of local noon


def told_of(folder: Path) -> dict[str, Any]:
    """Read district.json of a folder. Raises SourceError."""
    try:
        told: dict[str, Any] = json.loads((folder / "district.json").read_text("utf-8"))
        date.fromisoformat(told["as_of"])
        str(told["code"])
    except (OSError, ValueError, KeyError) as exc:
        raise SourceError(
            folder=folder.name, file="district.json", why="missing or not readable",
            do="name a district's folder",
        ) from exc  # fmt: skip
    return told


def settle(store: Store, folder: Path) -> bool:
    """Load and evaluate a folder's district with the clock of its day, unless it is there.

    By the clock of today its first files would have come after those of the year. Returns
    whether it was loaded. Raises as loaders.directory.load_directory.
    """
    told = told_of(folder)
    access = Access.system(Purpose.MONITORING, (told["code"],))
    with store.read(access) as session:
        if any(row["code"] == told["code"] for row in bulk.scan(session, "District")):
            return False
    day = date.fromisoformat(told["as_of"])
    noon = datetime(day.year, day.month, day.day, NOON, tzinfo=UTC)
    then = Store(store.connection, clock=partial(_always, noon))
    load_directory(then, access, folder)
    evaluate(then, access)
    return True


def settled_before(store: Store, access: Access, first: date) -> None:
    """Check that no file came after the year began. Raises Rejected LOADED_LATER."""
    begun = datetime(first.year, first.month, first.day, tzinfo=UTC)
    with store.read(access) as session:
        batches = bulk.scan(session, "ImportBatch", ["id", "created_at"])
        late = sum(1 for row in batches if row["created_at"] and row["created_at"] > begun)
    if late:
        raise Rejected(
            ["LOADED_LATER"], files=late, first=first,
            do="let wulian api live load the district: into a store without it",
        )  # fmt: skip


def _always(instant: datetime) -> datetime:
    return instant

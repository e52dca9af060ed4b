"""Coverage for the API: computed by the program over a caller's areas, kept for a short while.

A report of a large district takes seconds; it is shared by callers of the same areas and made
anew a minute later if anything in the graph has changed since (else ten minutes later: a day
may have ended), or at once after a change through this process.
"""

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from graph_schema.access import Access
from graph_schema.store.session import Store

if TYPE_CHECKING:
    from matching.coverage.report import CoverageReport
    from matching.snapshot import Snapshot

KEPT, UNCHANGED = timedelta(seconds=60), timedelta(minutes=10)


class Counts:
    """Snapshots and coverage reports by areas and day."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: dict[tuple[tuple[str, ...], date | None], _Kept] = {}

    def changed(self) -> None:
        """Forget what was computed: the graph says something else now."""
        with self._lock:
            self._kept.clear()

    def of(self, access: Access, as_of: date | None) -> "tuple[Snapshot, CoverageReport]":
        """Give the snapshot and report of the areas; access is the program's own."""
        from matching.coverage.report import report
        from matching.snapshot import take

        key = (access.areas, as_of)
        with self._store.read(access) as session:
            changes = int(session.run("store_changes")[0]["changes"])
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or not kept.good(self._store.clock(), changes):
                snapshot = take(self._store, access, as_of, self._store.clock)
                kept = _Kept(self._store.clock(), changes, snapshot, report(snapshot))
                self._kept[key] = kept
        return kept.snapshot, kept.report


@dataclass(frozen=True, slots=True)
class _Kept:
    at: datetime
    changes: int
    snapshot: "Snapshot"
    report: "CoverageReport"

    def good(self, now: datetime, changes: int) -> bool:
        return now - self.at <= (UNCHANGED if changes == self.changes else KEPT)

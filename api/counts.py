"""Coverage for the API: computed by the program over a caller's areas, kept for a short while.

A report of a large district takes seconds; it is shared by callers of the same areas and made
anew a minute later, or at once after a change through this process.
"""

import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING

from graph_schema.access import Access
from graph_schema.store.session import Store

if TYPE_CHECKING:
    from matching.coverage.report import CoverageReport
    from matching.snapshot import Snapshot

KEPT = timedelta(seconds=60)


class Counts:
    """Snapshots and coverage reports by areas and day."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: dict[tuple[tuple[str, ...], date | None], tuple[object, ...]] = {}

    def changed(self) -> None:
        """Forget what was computed: the graph says something else now."""
        with self._lock:
            self._kept.clear()

    def of(self, access: Access, as_of: date | None) -> "tuple[Snapshot, CoverageReport]":
        """Give the snapshot and report of the areas; access is the program's own."""
        from matching.coverage.report import report
        from matching.snapshot import take

        key = (access.areas, as_of)
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or self._store.clock() - kept[0] > KEPT:  # type: ignore[operator]
                snapshot = take(self._store, access, as_of, self._store.clock)
                kept = (self._store.clock(), snapshot, report(snapshot))
                self._kept[key] = kept
        return kept[1], kept[2]  # type: ignore[return-value]

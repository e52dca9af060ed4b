"""After a crash: the engine's own check and the ends of the audit lanes, before any write."""

from pathlib import Path
from typing import Any

from graph_schema.settings import StoreSettings
from graph_schema.store.connection import Connection
from graph_schema.store.lanes import verify
from graph_schema.store.runfile import Run
from graph_schema.store.schema import schema_of
from graph_schema.store.session import Store

CHECKED = 1_000  # entries of each lane


def findings_after_crash(database: Any, data: Path, run: Run) -> int:
    """Count what the engine's check and the last entries of each lane show wrong.

    database: the engine's handle in the server's process; nobody else is connected yet.
    """
    found = 0
    for report in database.command("sql", "CHECK DATABASE"):
        facts = report.to_dict()
        found += int(facts.get("totalErrors") or 0) + len(facts.get("corruptedRecords") or ())
    connection = Connection(StoreSettings(data=data), run=run)
    try:
        store = Store(connection)
        if schema_of(store) is not None:
            found += len(verify(store, last=CHECKED))
    finally:
        connection.close()
    return found

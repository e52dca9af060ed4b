"""Versions and ties know both times.

Before, a file's Versions did not say until when the old values held, and ties not since when
they are on record: both are told by the file that brought them.
"""

from graph_schema.errors import Rejected
from graph_schema.migrations import Step
from graph_schema.store.session import ReadSession

TITLE = "Versions and ties know since when they hold and since when they are on record"
STEPS = (
    Step("versions", "migrate_versions_left", "migrate_versions"),
    Step("members", "migrate_members_left", "migrate_members"),
    Step("places", "migrate_places_left", "migrate_places"),
    Step("stewards", "migrate_stewards_left", "migrate_stewards"),
)


def check(session: ReadSession) -> None:
    """Refuse while an import is half in: the same `import` completes it and migrates."""
    if session.run("migrate_imports_running")[0]["found"]:
        raise Rejected(["IMPORT_CUT_OFF"], way_out="wulian db import, of the same folder")

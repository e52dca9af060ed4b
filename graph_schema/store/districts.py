"""Which district a command works on: several live side by side in one store."""

from graph_schema.access import Access
from graph_schema.errors import NotFound, SettingsError
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

LOADING = "wulian load district FOLDER, or wulian load dir DIR of the sample"


def chosen(store: Store, told: str | None) -> str:
    """Give the code of the district that is told, else of the only one there is.

    Raises NotFound for one that the store does not hold, and SettingsError where it holds
    several and none is told.
    """
    there = codes(store)
    if told is not None and told in there:
        return told
    if told is not None or not there:
        raise NotFound(district=told or "none", in_the_store=there, way_out=LOADING)
    if len(there) > 1:
        raise SettingsError(
            setting="WULIAN_DISTRICT", why="the store holds several districts", known=there
        )
    return there[0]


def codes(store: Store) -> list[str]:
    """Name the districts of the store, in order of their codes."""
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        return sorted(row["code"] for row in session.run("snapshot_districts"))

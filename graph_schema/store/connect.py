"""Opens a store: from settings to sessions, with a clear error for all that is in the way."""

from enum import StrEnum

from graph_schema.clock import Clock, system_clock
from graph_schema.errors import SchemaMismatch
from graph_schema.settings import StoreSettings
from graph_schema.shape import SCHEMA_VERSION
from graph_schema.store.connection import Connection
from graph_schema.store.schema import schema_of
from graph_schema.store.session import Store


class Opens(StrEnum):
    """Which stores are opened, by the schema they were made with.

    SAME: the program's, or none yet. OLDER: also older ones, to get the data out. ANY: also
    newer ones, to look at only.
    """

    SAME = "SAME"
    OLDER = "OLDER"
    ANY = "ANY"


def open_store(
    settings: StoreSettings, *, clock: Clock = system_clock, opens: Opens = Opens.SAME
) -> Store:
    """Open the store of the settings: dial an outside one, adopt or start the embedded one.

    Raises WrongPassword, StoreInUse, StoreDamaged, StorageFull, SchemaMismatch,
    StoreUnavailable, SettingsError.
    """
    connection = Connection(settings)
    try:
        connection.verify()
        store = Store(connection, clock)
        _check_schema(store, opens)
    except BaseException:
        connection.close()
        raise
    return store


def _check_schema(store: Store, opens: Opens) -> None:
    found = None if opens is Opens.ANY else schema_of(store)
    if found is None or found == SCHEMA_VERSION:
        return
    if found > SCHEMA_VERSION:
        raise SchemaMismatch(store=found, program=SCHEMA_VERSION)
    if opens is not Opens.OLDER:
        way = "wulian db migrate (first with --dry-run: what it would change)"
        raise SchemaMismatch(store=found, program=SCHEMA_VERSION, way_out=way)

"""Opens a store: from settings to sessions, with a clear error for all that is in the way."""

from graph_schema.clock import Clock, system_clock
from graph_schema.errors import SchemaMismatch
from graph_schema.settings import StoreSettings
from graph_schema.shape import SCHEMA_VERSION
from graph_schema.store.connection import Connection
from graph_schema.store.schema import schema_of
from graph_schema.store.session import Store


def open_store(
    settings: StoreSettings, *, clock: Clock = system_clock, any_schema: bool = False
) -> Store:
    """Open the store of the settings: dial an outside one, adopt or start the embedded one.

    any_schema: also one that an older or newer program wrote, to look at or to export. Raises
    WrongPassword, StoreInUse, StoreDamaged, StorageFull, SchemaMismatch, StoreUnavailable,
    SettingsError.
    """
    connection = Connection(settings)
    try:
        connection.verify()
        store = Store(connection, clock)
        if not any_schema:
            _check_schema(store)
    except BaseException:
        connection.close()
        raise
    return store


def _check_schema(store: Store) -> None:
    found = schema_of(store)
    if found not in {None, SCHEMA_VERSION}:
        raise SchemaMismatch(store=found, program=SCHEMA_VERSION)

"""The API over a world whose clock stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette

from api.app import create_api
from api.settings import ApiSettings
from graph_schema.access import Access
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests.access.callers import accounts
from tests.access.clusters import NOW, World
from tests.servers import wipe
from tests.writing import put

SYSTEM = Access.system(Purpose.MATCHING, ("510115", "510114"))


@contextmanager
def site_of(store: Store, world: World, keys: Path) -> Iterator[Starlette]:
    """The API over a world; its cursors are the same wherever the same is sealed."""
    wipe(store)
    standing = Store(store.connection, clock=lambda: NOW)
    put(standing, SYSTEM, world.nodes(), world.ties())
    accounts(standing, SYSTEM)
    yield create_api(ApiSettings(keys=keys, kept_rows=0), standing)

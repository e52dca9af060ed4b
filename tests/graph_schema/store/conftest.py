"""A sealed store of the embedded server, and a copy of it for each test."""

import shutil
from pathlib import Path

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store import bulk, embedded
from graph_schema.store.connect import open_store
from graph_schema.store.schema import initialise
from graph_schema.vocabulary import Purpose
from tests.servers import embedded_at

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds something, cleanly stopped."""
    folder = tmp_path_factory.mktemp("sealed")
    with open_store(embedded_at(folder)) as store:
        initialise(store)
        with store.write(SYSTEM, Action.FILE_LOADED) as session:
            bulk.upsert_nodes(
                session, "Cause", [{"id": f"c{n}", "code": str(n)} for n in range(50)]
            )
    embedded.stop(folder / "store")
    return folder


@pytest.fixture
def folder(sealed: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy"
    shutil.copytree(sealed, copy)
    yield copy
    embedded.stop(copy / "store", force=True)

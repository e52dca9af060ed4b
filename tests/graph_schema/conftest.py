"""Stores as `wulian db` finds them: none, a new one, a sealed one with a household."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.settings import StoreSettings
from graph_schema.store import bulk, embedded
from graph_schema.store.connect import open_store
from graph_schema.vocabulary import Purpose
from tests.graph_schema.typed import run

ROOT = Path(__file__).parents[2]
SYSTEM = Access.system(Purpose.STATISTICS, ("510115",))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a store that holds one household, stopped; never changed by a test.

    In `new`: the same before anything was in it. In `clear` and `masked`: its exports.
    """
    folder = tmp_path_factory.mktemp("home")
    data = folder / "store"
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch, data)
        assert run("init").exit_code == 0
        assert run("stop").exit_code == 0
        shutil.copytree(data, folder / "new")
        with open_store(StoreSettings(data=data, keys=folder / "keys", heap="256m")) as store:
            _fill(store)
        assert run("export", folder / "clear", "--reveal", "--reason", "r").exit_code == 0
        assert run("export", folder / "masked").exit_code == 0
        assert run("stop").exit_code == 0
    yield folder
    embedded.stop(data, force=True)


def _fill(store) -> None:
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        homes = [{"id": "h1", "hh_no": "1", "phone": "13800001111", "size": 2}]
        bulk.upsert_nodes(session, "Household", homes)
        bulk.upsert_nodes(session, "Area", [{"id": "a1", "code": "510115001001"}])
        bulk.upsert_relationships(
            session, "LIVES_IN", "Household", "Area", [{"from": "h1", "to": "a1"}]
        )


def _alone(patch: pytest.MonkeyPatch, data: Path) -> None:
    """Only the settings that a test makes."""
    for name in list(os.environ):  # noqa: TID251 - the tests set what a user would
        if name.startswith("WULIAN_"):
            patch.delenv(name)
    patch.setenv("WULIAN_DATA", str(data))
    patch.setenv("WULIAN_STORE_HEAP", "256m")
    patch.setenv("WULIAN_STORE_IDLE", "30")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder that WULIAN_DATA names; there is nothing yet."""
    _alone(monkeypatch, tmp_path / "store")
    yield tmp_path / "store"
    embedded.stop(tmp_path / "store", force=True)


@pytest.fixture
def new(home: Path, data: Path) -> Path:
    """The data folder, with an initialised store that holds nothing."""
    shutil.copytree(home / "new", data)
    shutil.copytree(home / "keys", data.parent / "keys")
    return data


@pytest.fixture
def sealed(home: Path, data: Path) -> Path:
    """The data folder, with a copy of the sealed store and its keys."""
    shutil.copytree(home / "store", data)
    shutil.copytree(home / "keys", data.parent / "keys")
    return data

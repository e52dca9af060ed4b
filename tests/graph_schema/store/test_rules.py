"""The rules that cost data when broken: locks first, versions under locks, managed, sizes."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import neo4j
import psutil
import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Conflict, NoCapacity, StaleVersion, TooLarge
from graph_schema.ids import ItemId
from graph_schema.store import bulk, seal
from graph_schema.store.repo import capacity
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from tests import servers
from tests.clients import at_once

SYSTEM = Access.system(Purpose.MATCHING, ("510115",))
ROOT = Path(__file__).parents[3]


def put(store: Store, label: str, *rows: dict[str, object]) -> None:
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, label, rows)


def look(store: Store, label: str) -> list[dict[str, object]]:
    with store.read(SYSTEM) as session:
        return list(bulk.scan(session, label))


def test_places_are_never_sold_twice(every_store: Store) -> None:
    """Rule 1. With the condition in front of the lock, Neo4j sells three times too much."""
    store, rounds, clients = every_store, 6, 8
    for number in range(rounds):
        item = f"i{number}"
        put(store, "CatalogueItem", {"id": item, "code": item, "capacity": 3, "used": 0})

        def claim(_: int, item: str = item) -> int:
            with store.write(SYSTEM, Action.LINK_ACCEPTED) as session:
                return session.transact(lambda tx: capacity.take(tx, ItemId(item)))

        got = at_once(clients, claim)

        assert sorted(one for one in got if isinstance(one, int)) == [1, 2, 3]
        assert all(isinstance(one, NoCapacity) for one in got if not isinstance(one, int))
    assert {row["used"] for row in look(store, "CatalogueItem")} == {3}


def test_of_two_edits_of_one_version_one_is_told_no(every_store: Store) -> None:
    """Rule 2. Told ok = stored; a plain compare-and-set tells both ok."""
    store = every_store
    put(store, "Need", {"id": "n", "episode": 0})

    def edit(_: int) -> int:
        told = 0
        for _round in range(6):
            seen = look(store, "Need")[0]
            try:
                with store.write(SYSTEM, Action.NEED_CHANGED) as session:
                    session.transact(write, seen)
                told += 1
            except StaleVersion:
                pass
        return told

    def write(tx, seen):
        tx.lock("Need", "n", seen["version"])
        rows = [{"id": "n", "episode": seen["episode"] + 1}]
        tx.shaped("bulk_change", {"LABEL": "Need"}, rows=rows, by="system")

    told = at_once(4, edit)

    assert look(store, "Need")[0]["episode"] == sum(told)


def test_of_six_who_make_the_same_node_one_makes_it(every_store: Store) -> None:
    """A race for a unique key is tried again and then found; it is nobody's error."""
    rows = [{"id": f"c{number}", "code": str(number)} for number in range(10)]

    def make(_: int) -> int:
        created = 0
        for row in rows:
            with every_store.write(SYSTEM, Action.FILE_LOADED) as session:
                created += bulk.upsert_nodes(session, "Cause", [row])[0]
        return created

    made = at_once(6, make)

    assert sum(made) == 10, made
    assert [row["id"] for row in look(every_store, "Cause")] == [row["id"] for row in rows]


def test_a_true_duplicate_is_a_conflict(every_store: Store) -> None:
    """Another id, the same key: one of six has it, the others are told."""

    def make(number: int) -> tuple[int, int]:
        with every_store.write(SYSTEM, Action.FILE_LOADED) as session:
            return bulk.upsert_nodes(session, "Cause", [{"id": f"c{number}", "code": "1"}])

    told = at_once(6, make)

    assert told.count((1, 0)) == 1
    assert sum(isinstance(one, Conflict) for one in told) == 5
    assert len(look(every_store, "Cause")) == 1


def test_a_transaction_whose_last_row_fails_keeps_nothing(every_store: Store) -> None:
    """Rule 3. The embedded engine commits an auto-commit statement in parts."""
    store = every_store
    put(store, "Area", {"id": "taken", "code": "510115"})

    def work(tx):
        fresh = [{"id": f"a{n}", "code": str(n)} for n in range(1500)]
        tx.shaped("bulk_create", {"LABEL": "Area"}, rows=fresh)
        tx.shaped("bulk_create", {"LABEL": "Area"}, rows=[{"id": "taken", "code": "1"}])

    with (
        pytest.raises(Exception, match="CONFLICT"),
        store.write(SYSTEM, Action.FILE_LOADED) as s,
    ):
        s.transact(work)

    assert [row["id"] for row in look(store, "Area")] == ["taken"]


def test_the_driver_is_the_one_that_does_not_hang() -> None:
    """Rule 4. 6.4 hangs for good under contention with Neo4j 5.26; lift it with proof only."""
    assert neo4j.__version__ == "6.3.1"
    assert '"neo4j==6.3.1"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.usefixtures("lts_store")
def test_a_running_neo4j_was_told_to_end_when_its_memory_does() -> None:
    """Rule 6. The embedded server's part is shown by exhausting it, in test_embedded."""
    lines = [process.cmdline() for process in psutil.Process().children()]

    running = [line for line in lines if servers.LTS.main in line]
    assert running
    assert all("-XX:+ExitOnOutOfMemoryError" in line for line in running)


@pytest.mark.parametrize(
    "rows", [[{"id": str(n)} for n in range(2001)], [{"id": "a", "note": "救" * 1_400_000}]]
)
def test_what_the_server_would_never_answer_is_not_sent(embedded_store: Store, rows) -> None:
    """Rule 5. A message above 16 MB leaves a client of the embedded server waiting for ever."""
    with (
        embedded_store.write(SYSTEM, Action.FILE_LOADED) as session,
        pytest.raises(TooLarge),
    ):
        session.transact(lambda tx: tx.shaped("bulk_create", {"LABEL": "Need"}, rows=rows))


def test_sums_are_compared_before_the_engine_is_there(tmp_path: Path) -> None:
    """Rule 7. The engine opens damaged files without a word, and changes them; see also
    test_embedded, which harms the files of a real store."""
    data = tmp_path / "store"
    (data / "databases/neo4j").mkdir(parents=True)
    (data / "databases/neo4j/a.bucket").write_bytes(b"as it was")
    seal.write(data, version("arcadedb-embedded"))
    (data / "databases/neo4j/a.bucket").write_bytes(b"as it is!")

    ended = subprocess.run(
        [sys.executable, "-m", "graph_schema.store.server", str(data), "64m", "0", "5"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 70
    assert "a.bucket" in ended.stderr
    assert sorted(path.name for path in data.iterdir()) == [
        "databases",
        "seal.json",
        "server.lock",
    ]


def test_bulk_cuts_what_is_too_much_for_one_statement(embedded_store: Store) -> None:
    rows = [{"id": f"v{n:05}", "not_home_count": n} for n in range(4100)]

    with embedded_store.write(SYSTEM, Action.FILE_LOADED) as session:
        assert bulk.upsert_nodes(session, "Visit", rows) == (4100, 0)

    with embedded_store.read(SYSTEM) as session:
        assert bulk.count(session, "Visit") == 4100

"""An older store becomes the program's: counted first, cut off anywhere, to the same bytes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.migrations import migrations
from graph_schema.shape import SCHEMA_VERSION
from graph_schema.store import bulk
from graph_schema.store.checks import findings
from graph_schema.store.intake import import_folder
from graph_schema.store.migrate import SHAPE, Left, migrate, pending, preview
from graph_schema.store.portable import NODES, RELATIONS, export
from graph_schema.store.schema import schema_of
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose
from tests import servers

SYSTEM = Access.system(Purpose.MONITORING, ("510115",))
NOW = datetime(2024, 1, 1, tzinfo=UTC)
LOADED = datetime(2023, 5, 1, 4, tzinfo=UTC)
HOMES = 7
OLD = Path(__file__).parent / "old/schema_1"


def raw(store: Store, text: str) -> None:
    with store.connection.open(read=False) as session:
        session.execute_write(lambda tx: tx.run(text).consume())


class Cut(Exception):
    """The power goes."""


def of_schema(store: Store, schema: int) -> None:
    with store.write(SYSTEM, Action.MIGRATED) as session:
        session.transact(lambda tx: tx.run("migrate_schema", schema=schema))


def written(tx: Transaction) -> None:
    batch = {
        "id": "b",
        "dataset": "mz_ledger",
        "as_of": date(2023, 4, 30),
        "created_at": LOADED,
    }
    bulk.create_nodes(tx, "ImportBatch", [batch])
    bulk.create_nodes(tx, "Area", [{"id": "a", "code": "510115001001"}])
    bulk.create_nodes(tx, "Actor", [{"id": "s", "staff_no": "1"}])
    numbers = range(HOMES)
    bulk.create_nodes(tx, "Household", [{"id": f"h{n}", "hh_no": f"{n}"} for n in numbers])
    bulk.create_nodes(tx, "Person", [{"id": f"p{n}", "id_no_hash": f"{n}"} for n in numbers])
    bulk.create_nodes(
        tx, "Version",
        [
            {"id": f"v{n}", "of_id": f"h{n}", "of_label": "Household", "props": '{"size": 1}',
             "recorded_to": LOADED, "batch": "b" if n else "gone"}
            for n in numbers
        ],
    )  # fmt: skip
    for kind, start, end, pairs in (
        ("MEMBER_OF", "Person", "Household", [(f"p{n}", f"h{n}") for n in numbers]),
        ("LIVES_IN", "Household", "Area", [(f"h{n}", "a") for n in numbers]),
        ("STEWARDED_BY", "Household", "Actor", [("h1", "s")]),
    ):
        rows = [{"from": a, "to": b, "props": {"batch": "b"}} for a, b in pairs]
        bulk.create_relationships(tx, (kind, start, end), rows)


@pytest.fixture
def old(store: Store) -> Iterator[Store]:
    """A store as a program of schema 1 left it."""
    own = Store(store.connection, clock=lambda: NOW)
    refilled(own)
    yield own
    of_schema(own, SCHEMA_VERSION)


def refilled(store: Store) -> None:
    servers.wipe(store)
    of_schema(store, 1)
    with store.write(SYSTEM, Action.FILE_LOADED) as session:
        session.transact(written)


def bytes_of(store: Store, folder: Path) -> tuple[str, str]:
    export(store, folder, reason="test")
    return (folder / NODES).read_text(), (folder / RELATIONS).read_text()


def test_the_migrations_lead_to_the_program_s_schema():
    assert 1 + len(migrations()) == SCHEMA_VERSION
    assert all(one.title and one.steps for one in migrations())


def test_what_a_migration_would_change_is_counted_and_nothing_written(
    old: Store, tmp_path: Path
):
    before = bytes_of(old, tmp_path / "before")

    found = {one.step: one.found for one in preview(old)}

    assert found == {"versions": HOMES - 1, "members": HOMES, "places": HOMES, "stewards": 1}
    assert bytes_of(old, tmp_path / "after") == before
    assert schema_of(old) == 1


def test_a_migrated_store_says_since_when_and_does_nothing_twice(old: Store):
    assert migrate(old) == ["0001_history"]

    with old.read(SYSTEM) as session:
        versions = {v["id"]: v.get("valid_to") for v in bulk.scan(session, "Version")}
        ties = list(bulk.scan_relationships(session, "MEMBER_OF", "Person", "Household"))
    assert versions == {"v0": None} | {f"v{n}": date(2023, 4, 30) for n in range(1, HOMES)}
    assert {tie["props"]["recorded_from"] for tie in ties} == {LOADED}
    assert (schema_of(old), pending(old), migrate(old)) == (SCHEMA_VERSION, [], [])
    assert preview(old) == list[Left]()


def test_cut_off_after_any_batch_it_goes_on_to_the_same_bytes(old: Store, tmp_path: Path):
    batches: list[str] = []
    migrate(old, lambda name, _: batches.append(name), page=3)
    fresh = bytes_of(old, tmp_path / "fresh")

    for cut in range(1, len(batches)):
        refilled(old)
        left = [cut]

        def tell(_name: str, _rows: int, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise Cut

        with pytest.raises(Cut):
            migrate(old, tell, page=3)
        assert schema_of(old) == 1
        migrate(old, page=3)
        assert bytes_of(old, tmp_path / f"cut{cut}") == fresh


def test_an_export_of_an_older_schema_comes_in_and_is_migrated(old: Store, tmp_path: Path):
    bytes_of(old, tmp_path / "old")
    migrate(old)
    migrated = bytes_of(old, tmp_path / "migrated")
    servers.wipe(old)

    import_folder(old, tmp_path / "old")

    assert schema_of(old) == SCHEMA_VERSION
    assert bytes_of(old, tmp_path / "again") == migrated


def test_an_export_of_an_older_form_comes_in_and_is_brought_up(store: Store):
    """As a program of schema 1 wrote it; its bytes are kept as they were."""
    servers.wipe(store)

    import_folder(store, OLD)

    with store.read(SYSTEM) as session:
        (version,) = bulk.scan(session, "Version")
        ties = list(bulk.scan_relationships(session, "MEMBER_OF", "Person", "Household"))
        (need,) = bulk.scan(session, "Need")
    assert version["valid_to"] == date(2023, 4, 30)
    assert {tie["props"]["recorded_from"] for tie in ties} == {LOADED}
    assert need["severity"] == 2
    assert (schema_of(store), preview(store)) == (SCHEMA_VERSION, [])
    assert findings(store, deep=True) == []


def test_constraints_a_store_lacks_or_has_no_more_are_counted_and_mended(store: Store):
    """Of an older program of the same schema: one key was added, another was other."""
    raw(store, "DROP CONSTRAINT household_district_hh_no")
    raw(store, "CREATE CONSTRAINT need_since FOR (n:Need) REQUIRE (n.since) IS UNIQUE")
    counted, named = preview(store), {(one.check, one.where) for one in findings(store)}

    done = migrate(store)

    assert counted == [Left(SHAPE, "constraints", 1), Left(SHAPE, "superseded", 1)]
    assert {("constraint", "Household(district, hh_no)"), ("constraint", "need_since")} <= named
    assert (done, preview(store), findings(store)) == ([SHAPE], [], [])


def test_a_store_that_is_behind_says_what_is_not_done(old: Store):
    found = [one for one in findings(old) if one.check == "schema"]

    assert [one.where.split(":")[0] for one in found] == ["0001_history"]
    assert "wulian db migrate" in found[0].what

"""Every source has a sample that fits the others: loaded once all is new, twice nothing is."""

import csv
from pathlib import Path

import pytest

from graph_schema.store.session import Store
from loaders.directory import ORDER
from loaders.identifiers import fault_of
from loaders.rollback import roll_back
from loaders.source import names, source
from tests.loaders.ground import (
    ACCESS,
    AS_OF,
    facts,
    graph,
    load,
    load_samples,
    prepared,
    sample,
)

KNOWN_BEFORE = {"own_household"}  # its households came with the base ledger


def rows(name: str) -> list[dict[str, str]]:
    with sample(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_source_has_its_place_in_the_order():
    assert sorted(ORDER) == sorted(names())


@pytest.mark.parametrize("name", names())
def test_a_sample_shows_every_column_of_its_source(name: str):
    header = list(rows(name)[0])

    assert header == list(source(name).columns)
    assert 3 <= len(rows(name)) <= 6


@pytest.mark.parametrize("name", names())
def test_people_in_samples_cannot_exist(name: str):
    columns = source(name).columns
    for row in rows(name):
        for header, cell in row.items():
            if columns[header].type == "id" and cell:
                assert cell.startswith("990115")
                assert fault_of(cell, AS_OF) is None
            if "phone" in columns[header].field and cell:
                assert cell[:2] in {"10", "11", "12"}


def test_samples_load_whole_and_the_same_rows_again_change_nothing(
    embedded_store: Store, tmp_path: Path
):
    store = prepared(embedded_store)

    first = load_samples(store)

    for one in first:
        told = one.counts()
        new = "merged" if one.source in KNOWN_BEFORE else "loaded"
        assert told[new] == told["rows"] == len(rows(one.source)), one.source
        assert sum(told.values()) == 2 * told["rows"]
        assert one.issues == []

    before = graph(store, tmp_path / "first")
    for name in ORDER:
        again = tmp_path / f"{name}.csv"
        again.write_bytes(sample(name).read_bytes() + b"\n")  # another file, the same rows
        report = load(store, name, again)
        assert report.unchanged == report.rows, name
        assert not report.resent

    assert graph(store, tmp_path / "second") == before


@pytest.mark.slow
def test_taking_back_any_source_leaves_what_was_before(embedded_store: Store, tmp_path: Path):
    store = prepared(embedded_store)
    before = facts(store, tmp_path / "ground")
    for name in ORDER:
        report = load(store, name)
        taken = roll_back(store, ACCESS, report.batch)
        assert sum(taken.values()) >= report.rows, name
        assert facts(store, tmp_path / f"{name} taken back") == before, name
        load(store, name)
        before = facts(store, tmp_path / name)


def test_a_file_sent_again_is_known_by_its_bytes(embedded_store: Store):
    load(prepared(embedded_store), "own_org")

    again = load(embedded_store, "own_org")

    assert again.resent
    assert again.unchanged == again.rows

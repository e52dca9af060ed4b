"""A small district from files to the graph: counts add up, twice is once, a way back."""

import json
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from graph_schema.access import Access
from graph_schema.errors import SourceError
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from loaders.directory import ORDER, find, load_directory
from loaders.rollback import roll_back
from loaders.run import load_file
from loaders.world.generate import generate

AS_OF = date(2023, 12, 31)
ACCESS = Access.system(Purpose.MONITORING, ("510115",))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("district")
    generate(folder, seed=5, count=100, area="510115", as_of=AS_OF)
    return folder


def nodes(store: Store, label: str) -> list[dict]:
    with store.read(ACCESS) as session:
        return list(bulk.scan(session, label))


def plain(store: Store, label: str) -> list[dict]:
    kept = {"version", "updated_at", "updated_by", "batch"}
    return [{k: v for k, v in n.items() if k not in kept} for n in nodes(store, label)]


def test_a_district_loads_from_its_files_and_every_row_is_accounted_for(
    embedded_store: Store, world: Path, tmp_path: Path
):
    truth = json.loads((world / "truth.json").read_text())

    reports = load_directory(embedded_store, ACCESS, world, rejects=tmp_path)

    assert [r.source for r in reports] == [n for n in ORDER if find(world, n)]
    for one in reports:
        told = one.counts()
        assert told.pop("rows") == sum(told.values()), one.source
    assert len(nodes(embedded_store, "Household")) == truth["households"]
    found = {
        (i.file, i.sheet, i.line, i.finding.column, i.finding.code, i.finding.kind)
        for r in reports
        for i in r.issues
    }
    planted = {
        (d["file"], d["sheet"], d["line"], d["column"], d["code"], d["kind"])
        for d in truth["dirt"]
        if d["kind"] != "UNCHANGED"
    }
    assert found == planted

    again = load_directory(embedded_store, ACCESS, world)

    assert {r.loaded + r.merged for r in again} == {0}
    assert all(r.resent for r in again)

    people = plain(embedded_store, "Person")
    last = next(r for r in reports if r.source == "rs_employment")
    roll_back(embedded_store, ACCESS, last.batch)

    assert nodes(embedded_store, "Employment") == []
    before = {p["id"]: p for p in people}
    for person in plain(embedded_store, "Person"):
        assert person.get("work_status") is None
        assert {k for k in before[person["id"]] if k != "work_status"} <= set(person) | {None}


def test_a_dry_run_counts_and_writes_nothing(embedded_store: Store, world: Path):
    report = load_file(
        embedded_store, ACCESS, "own_org", world / "own_org.csv", as_of=AS_OF, dry=True
    )

    assert report.loaded == report.rows > 0
    assert nodes(embedded_store, "Organisation") == []


BAD = {
    "another department's file": ("own_org", "own_staff.csv"),
    "a file that is not there": ("own_org", "nothing.csv"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_file_is_refused_with_what_to_do(name: str, embedded_store: Store, world: Path):
    source, file = BAD[name]

    with pytest.raises(SourceError) as told:
        load_file(embedded_store, ACCESS, source, world / file, as_of=AS_OF)

    assert told.value.facts["do"]
    assert Counter(n["state"] for n in nodes(embedded_store, "ImportBatch")) == Counter()


def test_a_zip_bomb_is_refused_by_its_directory(embedded_store: Store, tmp_path: Path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("xl/worksheets/sheet1.xml", b"0" * (300 << 20))

    with pytest.raises(SourceError, match="unpacks"):
        load_file(embedded_store, ACCESS, "jy_students", bomb, as_of=AS_OF)


def test_a_truncated_workbook_and_a_giant_cell_are_refused(
    embedded_store: Store, world: Path, tmp_path: Path
):
    whole = (world / "JY_在校困难学生.xlsx").read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "cell.csv").write_text("人员编号,姓名,所属方\n1," + "王" * 4_000_000 + ",SW\n")

    for source, file in (("jy_students", "cut.xlsx"), ("own_staff", "cell.csv")):
        with pytest.raises(SourceError):
            load_file(embedded_store, ACCESS, source, tmp_path / file, as_of=AS_OF)

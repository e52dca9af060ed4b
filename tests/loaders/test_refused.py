"""Files that are refused whole: what, where and what to do is said, and nothing is loaded.

X17 and X31 of domain reference 5.3, and whatever else somebody may hand in by mistake.
"""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from graph_schema.errors import SourceError
from graph_schema.store.session import Store
from loaders.reading import open_file
from loaders.source import source
from loaders.workbook import LOCKED, MOST_BYTES, OLE, ZIP
from tests.loaders.ground import facts, load, prepared, sample

HEADER = "姓名,身份证号,就业状态\n"
ROW = "林有福,990115195001010019,就业\n"


def book(*rows: list[str], sheet: str = "表") -> bytes:
    told = io.BytesIO()
    with xlsxwriter.Workbook(told, {"in_memory": True}) as made:
        page = made.add_worksheet(sheet)
        for line, cells in enumerate(rows):
            page.write_row(line, 0, cells)
    return told.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return told.getvalue()


def text(told: str) -> bytes:
    return told.encode()


SHEET, BOOK, MACROS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/vbaProject.bin"
GOOD = book(HEADER.strip().split(","), ROW.strip().split(","))
Make = bytes | Callable[[], bytes]  # large ones are made when they are asked for
REFUSED: dict[str, tuple[str, Make, str]] = {  # name → file, its bytes, what is said
    "empty": ("a.csv", b"", "empty"),
    "binary": ("a.csv", bytes(range(256)) * 50, "header|text"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "header|text"),
    "UTF-16": ("a.csv", HEADER.encode("utf-16"), "UTF-16"),
    "prose": ("a.csv", text("各位同事：请查收附件。\n" * 20), "no header"),
    "semicolons": ("a.csv", text(HEADER.replace(",", ";")), "semicolons"),
    "another source's": ("a.csv", sample("zj_housing").read_bytes(), "no header|missing"),
    "a column missing": ("a.csv", text("\ufeff姓名,就业状态\n"), "身份证号"),
    "a column unknown": ("a.csv", text(HEADER.replace("\n", ",属相\n")), "属相"),
    "a column twice": ("a.csv", text(HEADER.replace("\n", ",姓名\n")), "twice"),
    "201 columns": ("a.csv", text(HEADER + ",".join("1" * 201)), "too many columns"),
    "a cell of 40,000": ("a.csv", text(f"{HEADER}{'林' * 40_000},,\n"), "too long"),
    "a cell of 10 MB": ("a.csv", lambda: text(f"{HEADER}{'x' * (10 << 20)},,\n"), "too long"),
    "a cell of 20 MB": ("a.csv", lambda: text(f"{HEADER}{'x' * (20 << 20)},,\n"), "too long"),
    "a bomb": ("a.xlsx", lambda: archive({SHEET: b"0" * (201 << 20)}), "unpacks"),
    "a tight bomb": ("a.xlsx", lambda: archive({BOOK: b"0" * (90 << 20)}), "tightly"),
    "1,001 parts": ("a.xlsx", archive({f"{n}.xml": b"" for n in range(1001)}), "parts"),
    "an archive": ("a.zip", archive({"名册.csv": text(HEADER)}), "archive"),
    "a truncated workbook": ("a.xlsx", GOOD[: len(GOOD) // 2], "truncated"),
    "a damaged sheet": ("a.xlsx", lambda: without_end(GOOD), "damaged"),
    "behind a password": ("a.xlsx", OLE + bytes(900) + LOCKED + bytes(900), "password"),
    "an old Excel file": ("a.xls", OLE + bytes(2000), "old Excel"),
    "text named .xlsx": ("a.xlsx", text(HEADER), "no Excel workbook"),
    "macros": ("a.xlsx", archive({BOOK: b"1", MACROS: b"1"}), "macros"),
    "no sheet with a header": ("a.xlsx", book(["随便", "什么"]), "no header"),
    "over 20 MB": ("a.xlsx", lambda: ZIP + bytes(MOST_BYTES) + archive({"a": b""}), "large"),
}


def without_end(workbook: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as told:
        parts = {name: told.read(name) for name in told.namelist()}
    parts[SHEET] = parts[SHEET][: len(parts[SHEET]) // 2]
    return archive(parts)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_file_of_the_source_is_refused_with_what_to_do(name: str, tmp_path: Path):
    file, content, said = REFUSED[name]
    path = tmp_path / file
    path.write_bytes(content if isinstance(content, bytes) else content())

    with pytest.raises(SourceError, match=said) as told:
        list(open_file(path, source("rs_employment")).lines)

    facts_told = told.value.facts
    assert facts_told["file"] == file
    assert facts_told["do"]


def test_a_folder_and_nothing_are_no_files(tmp_path: Path):
    for path, said in ((tmp_path, "folder"), (tmp_path / "none.csv", "not there")):
        with pytest.raises(SourceError, match=said):
            open_file(path, source("rs_employment"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_rows_are_read_in_every_encoding_and_from_a_workbook(
    encoding: str, tmp_path: Path
):
    (tmp_path / "a.csv").write_text(HEADER + ROW, encoding=encoding)
    (tmp_path / "a.xlsx").write_bytes(GOOD)

    told, same = (
        [line.cells for line in open_file(tmp_path / f, source("rs_employment")).lines]
        for f in ("a.csv", "a.xlsx")
    )

    assert told == same != []


def test_a_file_cut_off_anywhere_loads_whole_lines_or_nothing(tmp_path: Path):
    whole = (HEADER + ROW * 3).encode()
    path = tmp_path / "a.csv"
    for end in range(len(HEADER.encode()), len(whole)):
        path.write_bytes(whole[:end])

        lines = list(open_file(path, source("rs_employment")).lines)

        full = [one for one in lines if not one.torn]
        assert len(full) <= 1 + (end - len(HEADER.encode())) // len(ROW.encode())
        assert all(one.cells["姓名"] in "林有福" or one.torn for one in lines)


def test_a_refusal_in_the_last_row_leaves_the_graph_as_it_was(
    embedded_store: Store, tmp_path: Path
):
    store = prepared(embedded_store)
    before = facts(store, tmp_path / "before")
    path = tmp_path / "staff.csv"
    text = sample("own_staff").read_text(encoding="utf-8")
    path.write_text(text + "X" * 40_000 + "," * text.splitlines()[0].count(","), "utf-8")

    with pytest.raises(SourceError, match="too long") as told:
        load(store, "own_staff", path)

    assert told.value.facts["line"] == len(text.splitlines()) + 1
    assert facts(store, tmp_path / "after") == before
    assert json.dumps(told.value.facts, default=str, ensure_ascii=False).count("X") == 0

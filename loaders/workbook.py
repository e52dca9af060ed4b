"""XLSX: judged by its directory before anything is unpacked; its sheets as rows of text.

Limits are those of domain reference 5.3 (X31). A formula is no value (X30): it is told with
what it last came to.
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from graph_schema.errors import SourceError

MEBI = 1 << 20
MOST_BYTES, MOST_UNPACKED, MOST_RATIO, MOST_ENTRIES = 20 * MEBI, 200 * MEBI, 100, 1000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # a stream of protected workbooks, MS-OFFCRYPTO
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
Rows = Iterator[tuple[int, list[str]]]


class Sheet(NamedTuple):
    """A sheet: its title, whether it is visible, its rows from line 1, each read once."""

    title: str
    visible: bool
    rows: Rows


class Formula(str):
    """A cell that holds a formula: as it was written, and what it last came to."""


def judge(path: Path) -> None:
    """Look at the directory of a workbook. Raises SourceError for one that is not read."""
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as folder:
            entries = folder.infolist()
    except (zipfile.BadZipFile, OSError) as exc:
        raise SourceError(
            file=path.name, why="truncated or damaged workbook", do="ask for it again"
        ) from exc
    unpacked = sum(entry.file_size for entry in entries)
    for why, found, most in (
        ("too large, bytes", size, MOST_BYTES),
        ("unpacks to too much, bytes", unpacked, MOST_UNPACKED),
        ("packed too tightly, ratio", unpacked // max(size, 1), MOST_RATIO),
        ("too many parts", len(entries), MOST_ENTRIES),
    ):
        if found > most:
            raise SourceError(file=path.name, why=why, found=found, most=most, do="send as CSV")
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise SourceError(
            file=path.name, why="an archive, not a workbook", do="unpack it, send the table"
        )
    if any(name.endswith("vbaProject.bin") for name in names):
        raise SourceError(file=path.name, why="workbook with macros", do="save as .xlsx")


def refuse_old(path: Path) -> None:
    """Refuse what Excel wrote before 2007, or behind a password. Raises SourceError."""
    if LOCKED in path.read_bytes():
        raise SourceError(
            file=path.name, why="protected by a password", do="save without one, send again"
        )
    raise SourceError(file=path.name, why="an old Excel file", do="save as .xlsx or CSV")


@contextmanager
def sheets(path: Path) -> Iterator[list[Sheet]]:
    """Open the sheets of a judged workbook. Raises SourceError for a damaged one."""
    import openpyxl  # heavy; only for workbooks

    books: list[Any] = []
    try:
        with _whole(path):
            forms = (False, True) if _has_formulas(path) else (False,)
            books += [
                openpyxl.load_workbook(path, read_only=True, data_only=form) for form in forms
            ]
            found = [
                Sheet(page.title, page.sheet_state == "visible", _rows(path, books, number))
                for number, page in enumerate(books[0].worksheets)
            ]
        yield found
    finally:
        for book in books:
            book.close()


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Tell what a parser makes of damaged parts as one refusal."""
    try:
        yield
    except Exception as exc:
        raise SourceError(
            file=path.name, why="damaged workbook", do="ask for it again"
        ) from exc


def _has_formulas(path: Path) -> bool:
    """Search the sheets for the tag of a formula, piece by piece."""
    with zipfile.ZipFile(path) as folder:
        for name in folder.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with folder.open(name) as part:
                tail = b""
                while piece := part.read(MEBI):
                    if b"<f>" in (seen := tail + piece) or b"<f " in seen:
                        return True
                    tail = piece[-2:]
    return False


def _rows(path: Path, books: Sequence[Any], number: int) -> Rows:
    """Write a sheet's cells as text. books: one as written, perhaps one with last values."""
    pages = [book.worksheets[number].iter_rows(values_only=len(books) == 1) for book in books]
    for line in count(1):
        with _whole(path):
            try:
                rows = [next(page) for page in pages]
            except StopIteration:
                return
            told = _both(*rows) if len(rows) == 2 else [_text(value) for value in rows[0]]
        yield line, told


def _both(written: Sequence[Any], last: Sequence[Any]) -> list[str]:
    return [_cell(a, b) for a, b in zip(written, last, strict=True)]


def _cell(written: Any, last: Any) -> str:
    if written.data_type != "f":
        return _text(written.value)
    told = getattr(written.value, "text", None) or str(written.value)
    return Formula(f"{told} → {_text(last.value)}")


def _text(value: Any) -> str:
    """Write a value as text: days as ISO, whole numbers without a point."""
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)

"""XLSX: judged by its directory before anything is unpacked; its sheets as rows of text.

Limits are those of domain reference 5.3 (X31). A formula is no value (X30): it is told with
what it last came to.
"""

import re
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
_FORMULA = re.compile(rb"<(f)[ >]")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
LONGEST = 64  # bytes of what is searched for
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
Rows = Iterator[tuple[int, list[str]]]


class Sheet(NamedTuple):
    """A sheet: its title, whether it is visible, its rows from line 1, each read once."""

    title: str
    visible: bool
    rows: Rows


class Formula(str):
    """A cell that holds a formula: as it was written, and what it last came to."""


class Merged(str):
    """A blank cell that is merged with those over it. above: what the first of them says."""

    above: str

    def __new__(cls, above: str) -> "Merged":
        """Make a blank that knows what stands over it."""
        told = super().__new__(cls, "")
        told.above = above
        return told


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
    """Search the sheets for the tag of a formula."""
    with zipfile.ZipFile(path) as folder:
        parts = [name for name in folder.namelist() if name.startswith("xl/worksheets/")]
        return any(_search(folder, name, _FORMULA) for name in parts)


def _search(folder: zipfile.ZipFile, name: str, wanted: re.Pattern[bytes]) -> list[bytes]:
    """Find the first group of a short pattern in a part, piece by piece."""
    found: list[bytes] = []
    with folder.open(name) as part:
        tail = b""
        while piece := part.read(MEBI):
            seen = tail + piece
            told = list(wanted.finditer(seen))
            found += (one[1] for one in told)
            tail = seen[max(len(seen) - LONGEST, told[-1].end() if told else 0) :]
    return found


def _merged(path: Path, part: str) -> dict[tuple[int, int], int]:
    """Find cells merged with those over them: (line, column from 0) → line of the first."""
    with zipfile.ZipFile(path) as folder:
        ranges = _search(folder, part.lstrip("/"), _MERGED)
    from openpyxl.utils import coordinate_to_tuple  # heavy; only for workbooks

    found: dict[tuple[int, int], int] = {}
    for told in ranges:
        first, last = told.decode().split(":")
        (top, column), (bottom, _) = map(coordinate_to_tuple, (first, last))
        found |= {(line, column - 1): top for line in range(top + 1, bottom + 1)}
    return found


def _rows(path: Path, books: Sequence[Any], number: int) -> Rows:
    """Write a sheet's cells as text. books: one as written, perhaps one with last values."""
    pages = [book.worksheets[number].iter_rows(values_only=len(books) == 1) for book in books]
    with _whole(path):  # read row by row, openpyxl itself tells no merged cells
        merged = _merged(path, books[0].worksheets[number]._worksheet_path)  # noqa: SLF001
    firsts = {(top, column) for (_, column), top in merged.items()}
    over: dict[tuple[int, int], str] = {}
    for line in count(1):
        with _whole(path):
            try:
                rows = [next(page) for page in pages]
            except StopIteration:
                return
            told = _both(*rows) if len(rows) == 2 else [_text(value) for value in rows[0]]
        for column, cell in enumerate(told) if merged else ():
            if (line, column) in firsts:
                over[line, column] = cell
            elif not cell and (top := merged.get((line, column))) is not None:
                told[column] = Merged(over.get((top, column), ""))
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

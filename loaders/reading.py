"""Opening a file somebody handed in: CSV or XLSX, judged before the first row is taken.

Limits are those of domain reference 5.3 (X31): a file that breaks one is refused whole, with
what, where and what to do. Encodings: BOM, else strict UTF-8, else strict GB18030.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_schema.errors import SourceError
from loaders.cells import narrow
from loaders.source import Source

MEBI = 1 << 20
MOST_BYTES, MOST_UNPACKED, MOST_RATIO, MOST_ENTRIES = 20 * MEBI, 200 * MEBI, 100, 1000
MOST_CELL, MOST_COLUMNS, HEADER_WITHIN = 32_767, 200, 10
OWN_BYTES = 2048 * MEBI  # CSV is streamed, so it may be large
TOTALS = ("合计", "小计", "总计")


@dataclass(frozen=True, slots=True)
class Line:
    """One data row: line as a spreadsheet shows it, cells by header, a defect if torn."""

    sheet: str
    line: int
    cells: dict[str, str]
    torn: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be read: its encoding (or xlsx) and its rows."""

    encoding: str
    lines: Iterator[Line]


def open_file(path: Path, source: Source) -> Opened:
    """Judge a file and give its rows. Raises SourceError; nothing is loaded then."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as exc:
        raise SourceError(file=path.name, why="cannot be read", do="check the path") from exc
    if head[:4] == b"PK\x03\x04":
        _judge_zip(path)
        return Opened("xlsx", _xlsx(path, source))
    if head[:4] == b"\xd0\xcf\x11\xe0":
        raise SourceError(
            file=path.name, why="an old or encrypted Excel file", do="save as .xlsx or CSV"
        )
    if path.stat().st_size > OWN_BYTES:
        raise SourceError(file=path.name, why="too large", most=OWN_BYTES, do="split it")
    if not head:
        raise SourceError(file=path.name, why="empty", do="ask the department for the file")
    encoding = _encoding(path)
    return Opened(encoding, _csv(path, encoding, source))


def _judge_zip(path: Path) -> None:
    """Look at the directory of a workbook before anything is unpacked."""
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as folder:
            entries = folder.infolist()
    except (zipfile.BadZipFile, OSError) as exc:
        raise SourceError(
            file=path.name, why="truncated or damaged workbook", do="send it again"
        ) from exc
    unpacked = sum(entry.file_size for entry in entries)
    for why, is_, most in (
        ("file too large, bytes", size, MOST_BYTES),
        ("unpacks to too much, bytes", unpacked, MOST_UNPACKED),
        ("packed too tightly, ratio", unpacked // max(size, 1), MOST_RATIO),
        ("too many parts", len(entries), MOST_ENTRIES),
    ):
        if is_ > most:
            raise SourceError(file=path.name, why=why, found=is_, most=most, do="send as CSV")
    if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        raise SourceError(file=path.name, why="workbook with macros", do="save as .xlsx")


def _encoding(path: Path) -> str:
    """Find the encoding by decoding the whole file strictly, piece by piece."""
    with path.open("rb") as file:
        if file.read(3) == b"\xef\xbb\xbf":
            return "utf-8-sig"
    place = 0
    for name in ("utf-8", "gb18030"):
        try:
            with path.open(encoding=name, newline="") as text:
                while text.read(MEBI):
                    pass
        except UnicodeDecodeError as exc:
            place = exc.start
            continue
        return name
    raise SourceError(
        file=path.name, why="neither UTF-8 nor GB18030", byte=place, do="save as UTF-8"
    )


def _csv(path: Path, encoding: str, source: Source) -> Iterator[Line]:
    with path.open(encoding=encoding, newline="") as file:
        yield from _rows(path.name, "", _numbered(file, path.name), source)


def _numbered(file: io.TextIOBase, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Read CSV records with the line each begins at."""
    csv.field_size_limit(MOST_CELL + 1)
    reader = csv.reader(file, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            why = "cell too long" if "field" in str(exc) else "stray quote or NUL"
            raise SourceError(
                file=name, line=reader.line_num, why=why, do="mend that line"
            ) from exc
        yield line, cells
        line = reader.line_num + 1


def _xlsx(path: Path, source: Source) -> Iterator[Line]:
    import openpyxl  # heavy; only for workbooks

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
    except Exception as exc:
        raise SourceError(file=path.name, why="damaged workbook", do="send it again") from exc
    try:
        for page in book.worksheets:
            if page.sheet_state == "visible":
                rows = enumerate(page.iter_rows(values_only=True), 1)
                cells = ((number, _texts(row)) for number, row in rows)
                yield from _rows(path.name, page.title, cells, source)
    finally:
        book.close()


def _texts(row: Sequence[Any]) -> list[str]:
    """Write the cells of a workbook as text: days as ISO, whole numbers without a point."""
    told = []
    for value in row:
        if value is None:
            told.append("")
        elif hasattr(value, "isoformat"):
            told.append(value.isoformat()[:10])
        elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            told.append(str(int(value)))
        else:
            told.append(str(value))
    return told


def _rows(
    name: str, sheet: str, lines: Iterator[tuple[int, Sequence[str]]], source: Source
) -> Iterator[Line]:
    """Find the header among the first lines, then give data rows without totals, blanks."""
    header: list[str] | None = None
    for line, cells in lines:
        if len(cells) > MOST_COLUMNS or any(len(cell) > MOST_CELL for cell in cells):
            raise SourceError(
                file=name,
                sheet=sheet,
                line=line,
                why="a cell or row is too long",
                do="check it",
            )
        if header is None:
            found = [narrow(cell).rstrip("*") for cell in cells]
            if _is_header(found, source):
                header = _checked(found, source, name, sheet)
            elif line >= HEADER_WITHIN:
                break
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if next(cell for cell in cells if cell.strip()).strip() in TOTALS:
            continue
        if len(cells) != len(header):
            yield Line(sheet, line, dict(zip(header, cells, strict=False)), torn="X32")
            continue
        yield Line(sheet, line, dict(zip(header, cells, strict=True)))
    if header is None:
        raise SourceError(
            file=name, sheet=sheet, why=f"no header of {source.name} in the first 10 lines",
            expected=", ".join(source.required), do="is this the right file for this source?",
        )  # fmt: skip


def _is_header(cells: Sequence[str], source: Source) -> bool:
    known = {narrow(header) for header in source.accepted}
    filled = [cell for cell in cells if cell]
    return len(filled) >= 2 and sum(cell in known for cell in filled) >= 0.6 * len(filled)


def _checked(cells: list[str], source: Source, name: str, sheet: str) -> list[str]:
    """Take the names as the source writes them. Raises SourceError for a missing one."""
    written = {narrow(header): header for header in source.accepted}
    missing = [h for h in source.required if narrow(h) not in cells]
    unknown = [cell for cell in cells if cell and cell not in written]
    if missing or unknown:
        raise SourceError(
            file=name, sheet=sheet, source=source.name, missing=", ".join(missing) or None,
            unknown=", ".join(unknown) or None, do="use the department's template",
        )  # fmt: skip
    return [written.get(cell, cell) for cell in cells]

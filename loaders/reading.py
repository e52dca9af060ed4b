"""Opening a file somebody handed in: CSV or XLSX, judged before the first row is taken.

A file that breaks a limit (domain reference 5.3, X31) or is another one than its source says is
refused whole, with what, where and what to do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from graph_schema.errors import SourceError
from loaders import workbook
from loaders.cells import narrow
from loaders.header import WITHIN, Header
from loaders.records import Encoding, Record, Records, encoding_of, records
from loaders.source import Source

MOST_CELL, MOST_COLUMNS = 32_767, 200
OWN_BYTES = 2 << 30  # CSV is streamed, so it may be large
TOTALS = frozenset({"合计", "小计", "总计"})
NOTES = ("注:", "备注:", "说明:", "填表", "制表", "审核", "统计人", "单位:", "填报")


class Yearly(str):
    """A cell whose header states a year's amount where a month's belongs (X26)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One data row: line as a spreadsheet shows it, cells by header.

    torn: the code of what keeps it from being read. byte: where in the file (X02).
    """

    sheet: str
    line: int
    cells: dict[str, str]
    torn: str | None = None
    byte: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be read: its encoding (or xlsx) and its rows.

    unread: sheets that are hidden or have no header; apart: places of totals and notes; both
    are filled while rows are taken.
    """

    encoding: str
    lines: Iterator[Line]
    unread: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def open_file(path: Path, source: Source) -> Opened:
    """Judge a file and give its rows. Raises SourceError; nothing is loaded then."""
    head = head_of(path)
    apart: list[str] = []
    if head == workbook.ZIP:
        workbook.judge(path)
        unread: list[str] = []
        lines = _sheets(path, Header(path.name, source), unread, apart)
        return Opened("xlsx", lines, unread, apart)
    if head == workbook.OLE:
        workbook.refuse_old(path)
    if path.suffix.lower() in workbook.SUFFIXES:
        raise SourceError(
            file=path.name, why="no Excel workbook, whatever its name says",
            do="send the table as .xlsx or CSV",
        )  # fmt: skip
    if path.stat().st_size > OWN_BYTES:
        raise SourceError(file=path.name, why="too large", most=OWN_BYTES, do="split it")
    header = Header(path.name, source)
    encoding = encoding_of(path, header.is_one)
    return Opened(encoding.name, _csv(path, header, encoding, apart), [], apart)


def head_of(path: Path) -> bytes:
    """Read the first four bytes. Raises SourceError when there is no file, or nothing in it."""
    if path.is_dir():
        raise SourceError(file=path.name, why="a folder", do="wulian load dir loads a folder")
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except FileNotFoundError as exc:
        raise SourceError(file=path.name, why="not there", do="check the path") from exc
    except OSError as exc:
        raise SourceError(file=path.name, why="cannot be read", do="check its rights") from exc
    if not head:
        raise SourceError(file=path.name, why="empty", do="ask for it again")
    return head


def _csv(path: Path, header: Header, encoding: Encoding, apart: list[str]) -> Iterator[Line]:
    with records(path, encoding) as found:
        try:
            yield from _lines(header, "", found, apart)
        except NoHeader as exc:
            raise header.not_found(exc.seen) from None


def _sheets(path: Path, header: Header, unread: list[str], apart: list[str]) -> Iterator[Line]:
    """Read the visible sheets that have the header; one at least must."""
    with workbook.sheets(path) as pages:
        for page in pages:
            if not page.visible:
                unread.append(f"{page.title} (hidden)")
                continue
            try:
                rows = (Record(*row) for row in page.rows)
                yield from _lines(header, page.title, rows, apart)
            except NoHeader:
                unread.append(f"{page.title} (no header)")
        if len(unread) == len(pages):
            raise header.not_found((), ", ".join(unread))


class NoHeader(Exception):
    """None of the first lines is a header. seen: what they are."""

    def __init__(self, seen: list[list[str]]) -> None:
        self.seen = seen
        super().__init__()


def _lines(
    header: Header, sheet: str, found: Iterable[Record], apart: list[str]
) -> Iterator[Line]:
    """Find the header among the first lines, then give data rows; the others are told apart."""
    records = iter(found)
    top = _top(header, sheet, records)
    if isinstance(found, Records):
        found.width = len(top.names)
    for record in (*top.ahead, *records):
        _judge(header.file, sheet, record, top.names)
        line = _line(sheet, record, top, header.source)
        if line is not None:
            yield line
        elif any(record.cells):
            apart.append(f"{sheet} {record.line}".strip())


class _Top(NamedTuple):
    """What stands over the rows: names of columns, which state a year; records taken ahead."""

    names: list[str]
    yearly: list[bool]
    ahead: list[Record]


def _top(header: Header, sheet: str, records: Iterator[Record]) -> _Top:
    """Find the header among the first lines; its names may stand on two. Raises NoHeader."""
    seen: list[list[str]] = []
    for record in records:
        _judge(header.file, sheet, record, [])
        seen.append(record.cells)
        if record.torn is None and header.is_one(record.cells):
            return _named(header, sheet, record, records)
        both = _over(seen[-2], record.cells) if len(seen) > 1 else []
        if record.torn is None and both and header.is_one(both) and header.complete(both):
            return _Top(header.columns(both, sheet, record.line), header.yearly(both), [])
        if record.line >= WITHIN:
            break
    raise NoHeader(seen)


def _named(header: Header, sheet: str, record: Record, records: Iterator[Record]) -> _Top:
    """Take a line of names, with the line under it where only both together are complete."""
    if not header.complete(record.cells) and (under := next(records, None)) is not None:
        both = _over(record.cells, under.cells)
        if under.torn is None and header.complete(both):
            return _Top(header.columns(both, sheet, under.line), header.yearly(both), [])
        names = header.columns(record.cells, sheet, record.line)
        return _Top(names, header.yearly(record.cells), [under])
    names = header.columns(record.cells, sheet, record.line)
    return _Top(names, header.yearly(record.cells), [])


def _over(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Read two lines of names as one: the lower name where there is one."""
    return [low or up for up, low in zip_longest(upper, lower, fillvalue="")]


def _judge(file: str, sheet: str, record: Record, names: Sequence[str]) -> None:
    """Refuse a row beyond the limits. Raises SourceError with where and what."""
    where = {"file": file, "sheet": sheet or None, "line": record.line}
    if (found := len(record.cells)) > MOST_COLUMNS:
        raise SourceError(
            **where, why="too many columns", found=found, most=MOST_COLUMNS,
            do="send only the columns of the template",
        )  # fmt: skip
    for place, cell in enumerate(record.cells):
        if len(cell) > MOST_CELL:
            column = names[place] if place < len(names) else str(place + 1)
            raise SourceError(
                **where, column=column, why="a cell is too long, characters", found=len(cell),
                most=MOST_CELL, do="shorten that cell",
            )  # fmt: skip


def _line(sheet: str, record: Record, top: _Top, source: Source) -> Line | None:
    """Make a data row; None for a blank line, totals and notes."""
    cells, names = record.cells, top.names
    if record.torn is not None:
        return Line(sheet, record.line, _untouched(names, cells), record.torn, record.byte)
    filled = [told for cell in cells if (told := cell.strip())]
    if not filled or _is_apart(filled):
        return None
    if sheet and len(cells) != len(names):  # a workbook leaves blanks at the end out, or in
        rest = cells[len(names) :]
        cells = cells if any(rest) else [*cells, *[""] * len(names)][: len(names)]
    nameless = "" in names and any(c for n, c in zip(names, cells, strict=False) if not n)
    if nameless or len(cells) != len(names):
        return Line(sheet, record.line, _untouched(names, cells), "X32")
    row = {
        name: _meant(cell, yearly=year, merged=bool(name) and source.accepted[name].merged)
        for name, cell, year in zip(names, cells, top.yearly, strict=True)
    }
    row.pop("", None)
    return Line(sheet, record.line, row)


def _is_apart(filled: Sequence[str]) -> bool:
    """Tell totals and notes from data, by the first of the filled cells."""
    first = narrow(filled[0])
    return first.rstrip(":") in TOTALS or (len(filled) == 1 and first.startswith(NOTES))


def _meant(cell: str, *, yearly: bool, merged: bool) -> str:
    """Read a cell with what its header and the cells over it say."""
    if isinstance(cell, workbook.Merged):
        return cell.above if merged else ""
    return Yearly(cell) if yearly else cell


def _untouched(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Keep every cell of a torn row: what no column takes stands under "", by commas."""
    told = dict(zip(names, cells, strict=False))
    rest = [c for n, c in zip(names, cells, strict=False) if not n] + [*cells[len(names) :]]
    return told | ({"": ",".join(rest)} if any(rest) else {})

"""A typed row that must be used up: every cell is taken or waived, what is left is an issue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loaders.cells import READERS, Read
from loaders.people import Candidate
from loaders.reading import Line, Yearly
from loaders.source import Source
from loaders.workbook import Formula


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a cell or row. kind: ROW, CELL, REPAIR, CONFLICT or QUEUE.

    candidates: whom the row may be about, for the human who decides. byte: place in the file.
    """

    code: str
    kind: str
    column: str = ""
    candidates: tuple[Candidate, ...] = ()
    byte: int | None = None


class Reject(Exception):
    """A row that is not loaded; it waits in the reject file and can be corrected."""

    def __init__(
        self,
        code: str,
        kind: str,
        column: str = "",
        candidates: tuple[Candidate, ...] = (),
        byte: int | None = None,
    ) -> None:
        self.finding = Finding(code, kind, column, candidates, byte)
        super().__init__(code)


@dataclass(slots=True)
class Row:
    """One row: values by field (None: unknown), what was found while reading them."""

    sheet: str
    line: int
    cells: Mapping[str, str]
    values: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    def take(self, name: str) -> Any:
        """Take a value; None where the cell is empty or could not be read."""
        self._taken.add(name)
        return self.values.get(name)

    def done(self, waived: tuple[str, ...] = ()) -> None:
        """End the row. Raises KeyError when a column was neither taken nor waived."""
        left = self.values.keys() - self._taken - set(waived)
        if left:
            raise KeyError(f"columns that nobody took: {', '.join(sorted(left))}")


def typed(line: Line, source: Source) -> Row:
    """Read every cell by its type. Raises Reject for a torn row or a missing value."""
    row = Row(line.sheet, line.line, line.cells, {})
    if line.torn:
        raise Reject(line.torn, "ROW", byte=line.byte)
    for header, cell in line.cells.items():
        column = source.accepted[header]
        read = Read(issue="X30") if isinstance(cell, Formula) else READERS[column.type](cell)
        value = read.value
        if isinstance(cell, Yearly) and value is not None:
            read = Read(value := round(value / 12), "X26")
        if read.issue:
            row.findings.append(Finding(read.issue, "CELL", header))
        elif column.values and value is not None and str(value) not in column.values:
            row.findings.append(Finding("X27", "CELL", header))
            value = None
        elif read.repair:
            row.findings.append(Finding(read.repair, "REPAIR", header))
        if column.required and value is None and (column.type != "id" or read.issue):
            raise Reject(_unread(row, header), "ROW", header)
        row.values[column.field] = value
    for column in source.accepted.values():
        row.values.setdefault(column.field, None)
    _in_order(row, source)
    return row


def _in_order(row: Row, source: Source) -> None:
    """Drop the end of what ends before it began (X12). Raises Reject where it must be there."""
    for header, column in source.accepted.items():
        began = column.after and row.values[column.after]
        if not began or row.values[column.field] is None or row.values[column.field] >= began:
            continue
        if column.required:
            raise Reject("X12", "ROW", header)
        row.values[column.field] = None
        row.findings.append(Finding("X12", "CELL", header))


def _unread(row: Row, header: str) -> str:
    """Tell why a value that must be there is not: what was found in its cell, else X17."""
    told = [f.code for f in row.findings if f.kind == "CELL" and f.column == header]
    return told[0] if told else "X17"

"""The files themselves: CSV in departments' encodings, XLSX with titles; same bytes twice."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

from loaders.source import source as known

MADE = datetime(2023, 12, 31)  # noqa: DTZ001 - a workbook's properties have no zone
ONLY_SHEET, HEADER_LINES = "Sheet1", 2  # a title, then names of columns
SHEET_ROWS = 50_000  # above it a workbook becomes a CSV, as departments do


class Sheet:
    """One file being written: rows by field; `line` is what a spreadsheet shows."""

    def __init__(self, folder: Path, source: str, *, wide: bool = False) -> None:
        about = known(source)
        self.source = source
        self.columns = {header: column.field for header, column in about.columns.items()}
        name = about.file
        if wide and name.endswith(".xlsx"):
            name = name.removesuffix(".xlsx") + ".csv"
        self.path = folder / name
        self._title: str | None = about.title
        self._lines: dict[str, int] = {}
        if name.endswith(".xlsx"):
            self._book = xlsxwriter.Workbook(
                str(self.path), {"constant_memory": True, "strings_to_formulas": False}
            )
            self._book.set_properties({"created": MADE, "title": self._title or source})
            self._sheets: dict[str, Any] = {}
            self._csv: io.TextIOWrapper | None = None
        else:
            self._csv = self.path.open(
                "w", encoding=about.encoding, newline="", errors="strict"
            )
            self._writer = csv.writer(self._csv, lineterminator="\r\n")
            self._writer.writerow(self.columns)
            self._lines[""] = 1

    def row(self, sheet: str = "", /, **fields: object) -> int:
        """Write one row and tell its line; a field the file does not have is an error."""
        if unknown := fields.keys() - set(self.columns.values()):
            raise KeyError(f"{self.source}: {sorted(unknown)}")
        return self.raw([_text(fields.get(f)) for f in self.columns.values()], sheet)

    def raw(self, cells: Sequence[str], sheet: str = "") -> int:
        """Write cells as they are and tell their line."""
        if self._csv is not None:
            self._writer.writerow(cells)
            self._lines[""] += 1
            return self._lines[""]
        name = self.sheet_name(sheet)
        target, line = self._sheet(name), self._lines.get(name, HEADER_LINES)
        for column, cell in enumerate(cells):
            target.write_string(line, column, cell)
        self._lines[name] = line + 1
        return line + 1

    def sheet_name(self, sheet: str) -> str:
        """Name the sheet a row stands on; "" in a file without sheets."""
        return "" if self._csv is not None else sheet or ONLY_SHEET

    def _sheet(self, name: str) -> Any:
        if name not in self._sheets:
            page = self._book.add_worksheet(name)
            page.merge_range(0, 0, 0, len(self.columns) - 1, self._title or name)
            for column, header in enumerate(self.columns):
                page.write_string(1, column, header)
            self._sheets[name] = page
        return self._sheets[name]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._csv is not None:
            self._csv.close()
        else:
            if not self._sheets:
                self._sheet(ONLY_SHEET)
            self._book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple | set | frozenset):
        return ";".join(
            sorted(str(v) for v in value)
            if isinstance(value, set | frozenset)
            else map(str, value)
        )
    return str(value)


def yuan(fen: int | None) -> str:
    """Write money as departments do: CNY with two decimals."""
    return "" if fen is None else f"{fen // 100}.{fen % 100:02}"

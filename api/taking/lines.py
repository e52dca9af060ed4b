"""Rows as lines: JSON, or comma-separated for a spreadsheet. The first line says who took them.

The last line says how many rows there were, or by which code it broke off: a file without it
is not whole.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import orjson

from matching.reports.workbook import harmless

NDJSON, CSV = "application/x-ndjson", "text/csv"


class Writes(Protocol):
    """A form of lines."""

    def begin(self, mark: Mapping[str, str]) -> bytes: ...
    def rows(self, edges: Sequence[Mapping[str, Any]]) -> bytes: ...
    def end(self, told: Mapping[str, object]) -> bytes: ...


class JsonLines:
    """An object a line: {taken}, the edges as they were asked for, {rows} or {error}."""

    def begin(self, mark: Mapping[str, str]) -> bytes:
        return self.rows([{"taken": mark}])

    def rows(self, edges: Sequence[Mapping[str, Any]]) -> bytes:
        return b"".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in edges)

    def end(self, told: Mapping[str, object]) -> bytes:
        return self.rows([told])


class CommaLines:
    """UTF-8 with a mark of its byte order: who, headings, rows, how many.

    No cell is a formula.
    """

    def __init__(self, columns: Sequence[tuple[str, ...]]) -> None:
        self._columns = columns

    def begin(self, mark: Mapping[str, str]) -> bytes:
        heads = [".".join(path[1:] if path[0] == "node" else path) for path in self._columns]
        told = " · ".join(mark.values())
        return b"\xef\xbb\xbf" + self._lines([[told], heads])

    def rows(self, edges: Sequence[Mapping[str, Any]]) -> bytes:
        return self._lines([[_at(edge, path) for path in self._columns] for edge in edges])

    def end(self, told: Mapping[str, object]) -> bytes:
        return self._lines([[name, str(value)] for name, value in told.items()])

    def _lines(self, table: Sequence[Sequence[object]]) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        for row in table:
            writer.writerow([harmless(one) if isinstance(one, str) else one for one in row])
        return out.getvalue().encode()


def _at(edge: Mapping[str, Any], path: Sequence[str]) -> object:
    """Give what lies at a path: text, a number, nothing; a list as its codes or as JSON."""
    found: Any = edge
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    if isinstance(found, list):
        if all(isinstance(one, str) for one in found):
            return ",".join(found)
        return orjson.dumps(found).decode()
    return found

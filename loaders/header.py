"""The header of a file: which line it is, what each column is called, what is wrong with it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.errors import SourceError
from loaders.cells import narrow
from loaders.source import Source

WITHIN = 10  # lines; titles may stand above
SEPARATORS = {";": "semicolons", "\t": "tabs", "；": "wide semicolons", "，": "wide commas"}


@dataclass(frozen=True, slots=True)
class Header:
    """Knows a source's header when it sees it. file: its name, for refusals."""

    file: str
    source: Source

    def is_one(self, cells: Sequence[str]) -> bool:
        """Tell whether six in ten of the filled cells, two at least, are names of columns."""
        known = {narrow(header) for header in self.source.accepted}
        filled = [cell for cell in map(_name, cells) if cell]
        return len(filled) >= 2 and sum(c in known for c in filled) >= 0.6 * len(filled)

    def columns(self, cells: Sequence[str], sheet: str, line: int) -> list[str]:
        """Take the names as the source writes them, "" for a column without one.

        Raises SourceError for a column that is missing, unknown or there twice.
        """
        written = {narrow(header): header for header in self.source.accepted}
        named = [_name(cell) for cell in cells]
        missing = [h for h in self.source.required if narrow(h) not in named]
        unknown = [name for name in named if name and name not in written]
        twice = [name for name, found in Counter(filter(None, named)).items() if found > 1]
        if missing or unknown or twice:
            raise SourceError(
                file=self.file, sheet=sheet or None, line=line, source=self.source.name,
                missing=", ".join(missing) or None, unknown=", ".join(unknown) or None,
                twice=", ".join(twice) or None, do="use the department's template",
            )  # fmt: skip
        return [written.get(name, "") for name in named]

    def not_found(self, seen: Sequence[Sequence[str]], sheet: str = "") -> SourceError:
        """Make the refusal of a file without it. seen: its first lines."""
        told = {"why": f"no header of {self.source.name} in the first {WITHIN} lines"}
        told["do"] = "is this the right file for this source?"
        for mark, name in SEPARATORS.items():
            if any(self.is_one(cells[0].split(mark)) for cells in seen if len(cells) == 1):
                told = {
                    "why": f"cells are separated by {name}",
                    "do": "separate them by commas",
                }
        expected = ", ".join(self.source.required)
        return SourceError(file=self.file, sheet=sheet or None, expected=expected, **told)


def _name(cell: str) -> str:
    return narrow(cell).rstrip("*")

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
        known = self._written()
        filled = [cell for cell in map(_name, cells) if cell]
        return len(filled) >= 2 and sum(c in known for c in filled) >= 0.6 * len(filled)

    def columns(self, cells: Sequence[str], sheet: str, line: int) -> list[str]:
        """Take the names as the source writes them, "" for a column without one.

        Raises SourceError for a column that is missing, unknown or there twice.
        """
        written = self._written()
        named = [_name(cell) for cell in cells]
        told = {written.get(name) for name in named}
        missing = [h for h in self.source.required if h not in told]
        unknown = [name for name in named if name and name not in written]
        twice = [h for h, found in Counter(map(written.get, named)).items() if h and found > 1]
        if missing or unknown or twice:
            raise SourceError(
                file=self.file, sheet=sheet or None, line=line, source=self.source.name,
                missing=", ".join(missing) or None, unknown=", ".join(unknown) or None,
                twice=", ".join(twice) or None, do="use the department's template",
            )  # fmt: skip
        return [written.get(name, "") for name in named]

    def complete(self, cells: Sequence[str]) -> bool:
        """Tell whether these are all the names a file needs, and no others."""
        written, named = self._written(), [name for name in map(_name, cells) if name]
        told = {written.get(name) for name in named}
        return None not in told and told.issuperset(self.source.required)

    def yearly(self, cells: Sequence[str]) -> list[bool]:
        """Tell of each column whether its header states a year's amount for a month's."""
        years = self._years()
        return [_name(cell) in years for cell in cells]

    def _written(self) -> dict[str, str]:
        """Give every form a header may have, and how the source writes it: as named by hand."""
        if self.source.by_hand:
            return {_name(own): header for own, header in self.source.by_hand.items()}
        return self._years() | {narrow(header): header for header in self.source.accepted}

    def _years(self) -> dict[str, str]:
        """Give the forms in which a year's amount is stated: 家庭年收入(元), 月租金(元/年)."""
        told: dict[str, str] = {}
        for header, column in self.source.accepted.items():
            if column.monthly:
                stem = narrow(header).partition("(")[0]
                year = stem.replace("月", "年")
                forms = {
                    f"{stem}(元/年)",
                    f"{year}(元/年)",
                    *((year, f"{year}(元)") if year != stem else ()),
                }
                told |= dict.fromkeys(forms, header)
        return told

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

"""CSV records of a file: in which encoding, which line each begins at, which are torn.

Domain reference 5.3: BOM, else strict UTF-8, else strict GB18030 (X02); a record with a stray
quote, a NUL or bytes of no character is torn, and the lines behind it are read all the same
(X32).
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from graph_schema.errors import SourceError
from loaders.header import WITHIN

MEBI = 1 << 20
MOST_READ = 16 << 20  # characters of one cell: what is longer is not even held
MOST_LINES = 100  # of one record; a quote that is never closed would eat the rest of the file
_ESCAPED = re.compile("[\udc80-\udcff]")  # a byte that is no character, as Python carries it

IsHeader = Callable[[Sequence[str]], bool]


class Record(NamedTuple):
    """A record: its line as a spreadsheet shows it, cells; what tore it; a byte of the file."""

    line: int
    cells: list[str]
    torn: str | None = None
    byte: int | None = None


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes become text. damaged: some lines hold bytes that are no character of it."""

    name: str
    damaged: bool = False


def encoding_of(path: Path, is_header: IsHeader) -> Encoding:
    """Find the encoding; where none fits the whole file, the one that shows a known header.

    Raises SourceError when there is none.
    """
    with path.open("rb") as file:
        head = file.read(3)
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise SourceError(file=path.name, why="UTF-16 text", do="save as CSV UTF-8")
    marked = head == b"\xef\xbb\xbf"
    names = ("utf-8-sig",) if marked else ("utf-8", "gb18030")
    whole = next((name for name in names if _decodes(path, name)), None)
    if whole is not None and whole != "gb18030":
        return Encoding(whole)
    shown = [name for name in names if _shows(path, name, is_header)]
    if whole is not None and (whole in shown or not shown):
        return Encoding(whole)
    if not shown:
        raise SourceError(
            file=path.name, why="no text in UTF-8 or GB18030", do="save as CSV UTF-8"
        )
    return Encoding(shown[0], damaged=True)


def _decodes(path: Path, name: str) -> bool:
    try:
        with path.open(encoding=name, newline="") as text:
            while text.read(MEBI):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _shows(path: Path, name: str, is_header: IsHeader) -> bool:
    with path.open(encoding=name, errors="surrogateescape", newline="") as text:
        return any(
            is_header(record.cells) for record in islice(Records(path.name, text), WITHIN)
        )


class _Unclosed(Exception):
    """A record goes on for too many lines."""


@dataclass(slots=True)
class _Lines:
    """Lines that can be taken back; `taken`: those of the record being read."""

    source: Iterator[str]
    taken: list[str] = field(default_factory=list)
    back: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) == MOST_LINES:
            raise _Unclosed
        line = self.back.popleft() if self.back else next(self.source)
        self.taken.append(line)
        return line

    def only_first(self) -> str:
        """Keep the first line of the record and give the others back."""
        self.back.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        return self.taken[0]


class Records:
    """The records of a file. width: how many cells one has, once the header is known.

    places: see `_decoded`; filled while lines are taken.
    """

    def __init__(
        self, name: str, lines: Iterable[str], places: dict[int, int] | None = None
    ) -> None:
        self._name, self._lines = name, _Lines(iter(lines))
        self._places = {} if places is None else places
        self.width: int | None = None

    def __iter__(self) -> Iterator[Record]:
        """Yield every record. Raises SourceError for a cell beyond every limit."""
        csv.field_size_limit(MOST_READ)
        lines = self._lines
        reader = csv.reader(lines, strict=True)
        line, begun = 0, 0
        while True:
            lines.taken.clear()
            line += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _Unclosed) as exc:
                if "field larger" in str(exc):
                    raise SourceError(
                        file=self._name, line=line, why="a cell is too long, characters",
                        most=MOST_READ, do="shorten that cell",
                    ) from exc  # fmt: skip
                yield self._torn(line, begun)
            else:
                wide = self.width is not None and len(cells) != self.width
                if self._is_torn() or (wide and len(lines.taken) > 1):
                    yield self._torn(line, begun)
                else:
                    yield Record(line, cells)
            begun += len(lines.taken)

    def _is_torn(self) -> bool:
        taken = self._lines.taken
        return (
            sum(line.count('"') for line in taken) % 2 == 1
            or any("\0" in line for line in taken)
            or (bool(self._places) and any(_ESCAPED.search(line) for line in taken))
        )

    def _torn(self, line: int, begun: int) -> Record:
        """Give up a record, keep its first line as it was, go on behind that."""
        text = self._lines.only_first().rstrip("\r\n")
        byte = self._places.get(begun)
        code = "X32" if byte is None else "X02"
        shown = _ESCAPED.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", text)
        return Record(line, shown.split(","), code, byte)


@contextmanager
def records(path: Path, encoding: Encoding) -> Iterator[Records]:
    """Open the records of a file."""
    if not encoding.damaged:
        with path.open(encoding=encoding.name, newline="") as file:
            yield Records(path.name, file)
        return
    places: dict[int, int] = {}
    with path.open("rb") as raw:
        yield Records(path.name, _decoded(raw, encoding.name, places), places)


def _decoded(raw: Iterable[bytes], name: str, places: dict[int, int]) -> Iterator[str]:
    """Decode line by line. places: filled, line from 0 → first byte that is no character."""
    begun = 0
    for number, line in enumerate(raw):
        try:
            yield line.decode(name)
        except UnicodeDecodeError as exc:
            places[number] = begun + exc.start
            yield line.decode(name, "surrogateescape")
        begun += len(line)

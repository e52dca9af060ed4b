"""truth.json, written in bounded memory: what grows with the district waits in files."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Spool:
    """Values put aside on disk, to be read back in the order they came; one JSON a line."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by close
        self.count = 0

    def add(self, value: object) -> None:
        """Put one value aside."""
        self._file.write(_plain(value) + "\n")
        self.count += 1

    def __iter__(self) -> Iterator[Any]:
        """Read everything back from the first value on."""
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)

    def close(self) -> None:
        """Forget the file."""
        self._file.close()


class TruthFile:
    """One JSON object, part by part; a long part is written an entry a line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open = ExitStack()
        self._parts = 0

    def __enter__(self) -> Self:
        self._file = self._open.enter_context(self._path.open("w", encoding="utf-8"))
        self._file.write("{")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._file.write("\n}\n")
        self._open.close()

    def part(self, name: str, value: object) -> None:
        """Write a short part."""
        self._begin(name)
        self._file.write(_plain(value))

    def table(self, name: str, entries: Iterable[tuple[str, object]]) -> None:
        """Write an object from (key, value) pairs."""
        self._begin(name)
        self._lines("{}", (f"{_plain(key)}: {_plain(value)}" for key, value in entries))

    def series(self, name: str, entries: Iterable[object]) -> None:
        """Write an array."""
        self._begin(name)
        self._lines("[]", map(_plain, entries))

    def _begin(self, name: str) -> None:
        self._file.write(f"{',' if self._parts else ''}\n{_plain(name)}: ")
        self._parts += 1

    def _lines(self, brackets: str, entries: Iterable[str]) -> None:
        self._file.write(brackets[0])
        for place, entry in enumerate(entries):
            self._file.write(f"{',' if place else ''}\n {entry}")
        self._file.write(f"\n{brackets[1]}")


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

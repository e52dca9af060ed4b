"""Rows of one answer, kept by column: thousands of rows without a mapping for each of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

Row = dict[str, Any]


class Table(Sequence[Row]):
    """Rows in order; each is made when it is asked for, and changing it changes nothing here.

    columns: the values of every row by name, all of one length.
    """

    __slots__ = ("_size", "columns")

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        self.columns = columns
        self._size = len(next(iter(columns.values()), ()))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Row]:
        names = tuple(self.columns)
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(names, values, strict=True))

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> "Table": ...
    def __getitem__(self, at: int | slice) -> "Row | Table":
        told = {name: values[at] for name, values in self.columns.items()}
        return Table(told) if isinstance(at, slice) else told

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # equal to a list of the same rows, as it reads

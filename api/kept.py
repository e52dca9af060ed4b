"""Objects kept by column: a long list of plain nodes without an object for each of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload


class Kept(Sequence[Any]):
    """Objects of one class in order; each is made when somebody asks for it.

    of: the class. columns: the values of every object by attribute, all of one length; those
    of an attribute may be Kept themselves.
    """

    __slots__ = ("columns", "of")

    def __init__(self, of: type, columns: Mapping[str, Sequence[Any]]) -> None:
        self.of, self.columns = of, columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(len(self)))

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> "Kept": ...
    def __getitem__(self, at: int | slice) -> Any:
        values = {name: column[at] for name, column in self.columns.items()}
        if isinstance(at, slice):
            return Kept(self.of, values)
        made: Any = object.__new__(self.of)
        made.__dict__ = values
        return made

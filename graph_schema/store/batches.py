"""Cutting rows into parts that one statement or one transaction can carry."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from graph_schema.store.rows import MAX_BYTES, MAX_ROWS
from graph_schema.store.values import weight

Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Cut into parts of this many."""
    part: list[Item] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Cut so that each part stays below the rows and bytes of one statement."""
    part: list[Item] = []
    size = 0
    for item in items:
        more = 2 * weight(item)
        if part and (len(part) == MAX_ROWS or size + more > MAX_BYTES):
            yield part
            part, size = [], 0
        part.append(item)
        size += more
    if part:
        yield part

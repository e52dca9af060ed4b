"""Small cells: what is hidden before a table leaves the house, so that nobody can work it out.

A cell is hidden when one of its counts is 1 to 4 (primary), and as many others as it takes that
no hidden cell follows from those shown (complementary): no total less its other parts, no
combination of totals, no parts that can only be what they are because none is below nought.
Source: domain reference 7.1 (S, R16), A18, FIRST14.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEW = 5
Key = TypeVar("Key", bound=Hashable)
Equation = tuple[Key, Sequence[Key]]  # a total, and the parts that make it up


def hidden(
    counts: Mapping[Key, tuple[int, ...]], equations: Sequence[Equation[Key]], few: int = FEW
) -> set[Key]:
    """Choose the cells to hide. counts: one or more numbers a cell, hidden together.

    equations: a total and its parts, for every number of the cells alike. A cell that is part
    of none needs no company.
    """
    gone = {key for key, some in counts.items() if any(0 < one < few for one in some)}
    while True:
        before = len(gone)
        for total, parts in equations:
            _accompany(gone, counts, total, parts, few)
        if len(gone) == before:
            found = _open(gone, counts, equations)
            if found is None:
                return gone
            _add(gone, counts, *found)
            if len(gone) == before:
                return gone


def _accompany(
    gone: set[Key],
    counts: Mapping[Key, tuple[int, ...]],
    total: Key,
    parts: Sequence[Key],
    few: int,
) -> None:
    """Hide parts until those hidden are at least two, and not few together either."""
    while True:
        lost = [key for key in (total, *parts) if key in gone]
        if not lost:
            return
        alone = len(lost) == 1
        sums = [sum(counts[k][i] for k in lost) for i in range(len(counts[total]))]
        small = total not in gone and any(0 < one < few for one in sums)
        if not (alone or small):
            return
        if not _add(gone, counts, total, parts):
            return


def _add(
    gone: set[Key], counts: Mapping[Key, tuple[int, ...]], total: Key, parts: Sequence[Key]
) -> bool:
    """Hide one more cell: the smallest part that is not empty, else the total."""
    left = [key for key in parts if key not in gone]
    full = [key for key in left if max(counts[key]) > 0]
    if full:
        gone.add(min(full, key=lambda key: (counts[key], str(key))))
        return True
    if total not in gone:
        gone.add(total)
        return True
    if left:
        gone.add(min(left, key=str))
        return True
    return False


def _open(
    gone: set[Key],
    counts: Mapping[Key, tuple[int, ...]],
    equations: Sequence[Equation[Key]],
) -> Equation[Key] | None:
    """Find an equation with a hidden cell that can be worked out; None when there is none."""
    if not gone:
        return None
    place = {key: i for i, key in enumerate(sorted(gone, key=str))}
    used = [(t, p) for t, p in equations if any(k in place for k in (t, *p))]
    if not used:
        return None
    matrix = np.zeros((len(used), len(place)))
    for row, (total, parts) in enumerate(used):
        for key, sign in ((total, -1.0), *((k, 1.0) for k in parts)):
            if key in place:
                matrix[row, place[key]] += sign
    told = _determined(matrix)
    for number in range(len(next(iter(counts.values())))):
        values = np.array([counts[key][number] for key in place], dtype=float)
        told |= _pinned(matrix, matrix @ values)
    for total, parts in used:
        mine = [k for k in (total, *parts) if k in place]
        if any(told[place[k]] for k in mine) and len(mine) < len(parts) + 1:
            return total, parts
    return None


def _determined(matrix: Floats) -> NDArray[np.bool_]:
    """Tell which unknowns the equations fix: those on which every free direction is nought."""
    _, sizes, directions = np.linalg.svd(matrix, full_matrices=True)
    rank = int((sizes > 1e-9).sum())
    free = directions[rank:]
    found: NDArray[np.bool_] = np.abs(free).max(axis=0, initial=0.0) < 1e-9
    return found


def _pinned(matrix: Floats, sums: Floats) -> NDArray[np.bool_]:
    """Tell which unknowns have one value only, none being below nought: bounds passed along."""
    low, high = np.zeros(matrix.shape[1]), np.full(matrix.shape[1], np.inf)
    for _ in range(matrix.shape[0] + 1):
        before = low.copy(), high.copy()
        for row, target in zip(matrix, sums, strict=True):
            at = np.flatnonzero(row)
            ends = np.stack([row[at] * low[at], row[at] * high[at]])
            least, most = ends.min(axis=0), ends.max(axis=0)
            for i, j in enumerate(at):
                others = np.arange(len(at)) != i
                floor = target - most[others].sum()
                roof = target - least[others].sum()
                bounds = sorted((floor / row[j], roof / row[j]))
                low[j], high[j] = max(low[j], bounds[0]), min(high[j], bounds[1])
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    found: NDArray[np.bool_] = high - low < 0.5
    return found

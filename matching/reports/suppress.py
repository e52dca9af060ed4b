"""Small cells: what is hidden before a table leaves the house, so that nobody can work it out.

A cell is hidden when one of its counts is 1 to 4 (primary), and as many others as it takes that
no hidden cell follows from those shown (complementary): no total less its other parts, no
combination of totals, no parts that can only be what they are because none is below nought.
Source: domain reference 7.1 (S, R16), A18, FIRST14.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from scipy.linalg import qr
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import lsmr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

FEW = 5
ROUNDS = 100  # in which bounds are passed along; each only ever tightens
DENSE = 100  # unknowns up to which a system is factored whole; beyond, one vector is projected
NOUGHT = 1e-9
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
    system = _System.of(counts, equations)
    while True:
        before = len(gone)
        for total, parts in equations:
            _accompany(gone, counts, total, parts, few)
        if len(gone) > before:
            continue
        for number in system.open(gone):
            _add(gone, counts, *equations[number])
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


@dataclass(slots=True)
class _System(Generic[Key]):
    """The equations as one matrix: a row an equation, a column a cell; total -1, parts 1.

    place: the column of a cell. values: numbers by column; cells that hang together have as
    many. judged: the answer for each set of hidden cells that hang together: one cell more
    leaves the other sets as they were.
    """

    place: dict[Key, int]
    signs: csr_array
    values: list[tuple[int, ...]]
    judged: dict[bytes, list[int]]

    @classmethod
    def of(
        cls, counts: Mapping[Key, tuple[int, ...]], equations: Sequence[Equation[Key]]
    ) -> _System[Key]:
        """Write the equations down once."""
        place = {key: i for i, key in enumerate(counts)}
        rows, columns, signs = [], [], []
        for row, (total, parts) in enumerate(equations):
            rows += [row] * (1 + len(parts))
            columns += [place[total], *(place[key] for key in parts)]
            signs += [-1.0] + [1.0] * len(parts)
        shape = len(equations), len(place)
        matrix = csr_array((signs, (rows, columns)), shape=shape, dtype=np.float64)
        return cls(place, matrix, list(counts.values()), {})

    def open(self, gone: set[Key]) -> list[int]:
        """Find equations with a hidden cell that can be worked out, and one shown."""
        cells = np.array(sorted(self.place[key] for key in gone), dtype=np.int64)
        if not len(cells) or not self.signs.shape[0]:
            return []
        hidden_part = self.signs[:, cells]
        whole = np.diff(hidden_part.indptr) == np.diff(self.signs.indptr)
        found: list[int] = []
        for rows, columns in _together(hidden_part):
            known = cells[columns].tobytes()
            if known not in self.judged:
                part = hidden_part[rows][:, columns]
                values = np.array([self.values[at] for at in cells[columns]], dtype=float)
                told = _told(part, values)
                telling = abs(part) @ told > 0
                self.judged[known] = rows[telling & ~whole[rows]].tolist()
            found += self.judged[known]
        return found


def _together(signs: csr_array) -> list[tuple[Ints, Ints]]:
    """Part rows and columns into groups that share none; in order of their first row."""
    rows, size = signs.shape[0], sum(signs.shape)
    row = np.repeat(np.arange(rows), np.diff(signs.indptr))
    ties = csr_array((np.ones(signs.nnz), (row, rows + signs.indices)), shape=(size, size))
    _, label = connected_components(ties, directed=False)
    used = np.diff(signs.indptr) > 0
    by_row, by_column = label[:rows], label[rows:]
    groups = dict.fromkeys(by_row[used].tolist())
    return [(np.flatnonzero(by_row == g), np.flatnonzero(by_column == g)) for g in groups]


def _told(signs: csr_array, values: Floats) -> Bools:
    """Tell which unknowns follow from the equations. values: numbers an unknown, in rows."""
    told = _determined(signs)
    for one in values.T:
        told |= _pinned(signs, signs @ one)
    return told


def _determined(signs: csr_array) -> Bools:
    """Tell which unknowns the equations fix: those whose axis lies in the equations' span.

    Of many unknowns a vector drawn at random is brought into the null space. Where it is not
    nought there, two solutions differ: a proof that the unknown is not fixed. Where it is,
    every such vector is, but for chance.
    """
    if signs.shape[1] > DENSE:
        free = np.random.default_rng(1).standard_normal(signs.shape[1])
        for _ in range(2):  # the second takes away what rounding left of the first
            free -= signs.T @ lsmr(signs.T, free, atol=1e-15, btol=1e-15, conlim=0)[0]
        if np.abs(signs @ free).max() < NOUGHT:
            fixed: Bools = np.abs(free) < 1e-7
            return fixed
    span, sizes, _ = qr(signs.toarray().T, mode="economic", pivoting=True)
    rank = int((np.abs(np.diag(sizes)) > NOUGHT).sum())
    found: Bools = 1.0 - (span[:, :rank] ** 2).sum(axis=1) < NOUGHT
    return found


def _pinned(signs: csr_array, sums: Floats) -> Bools:
    """Tell which unknowns have one value only, none being below nought.

    Bounds are passed along from row to row until they stay; what an equation leaves to one
    unknown is its sum less the ends of all others. Worked out on the entries that are not
    nought: `row` and `column` of each, in rows; `across` orders them by column.
    """
    column, plus = signs.indices, signs.data > 0
    row = np.repeat(np.arange(signs.shape[0]), np.diff(signs.indptr))
    across = np.argsort(column, kind="stable")
    starts = np.searchsorted(column[across], np.arange(signs.shape[1]))
    low, high = np.zeros(signs.shape[1]), np.full(signs.shape[1], np.inf)
    for _ in range(ROUNDS):
        least = np.where(plus, low[column], -high[column])
        most = np.where(plus, high[column], -low[column])
        roof = sums[row] - _others(least, row, -np.inf)
        floor = sums[row] - _others(most, row, np.inf)
        under, over = np.where(plus, floor, -roof), np.where(plus, roof, -floor)
        tighter = (
            np.maximum(low, np.maximum.reduceat(under[across], starts)),
            np.minimum(high, np.minimum.reduceat(over[across], starts)),
        )
        if np.array_equal(tighter[0], low) and np.array_equal(tighter[1], high):
            break
        low, high = tighter
    found: Bools = high - low < 0.5
    return found


def _others(ends: Floats, row: Ints, beyond: float) -> Floats:
    """Add up each entry's row without the entry; beyond where another has no end."""
    endless = np.isinf(ends)
    finite = np.where(endless, 0.0, ends)
    rest = np.bincount(row, finite)[row] - finite
    left = np.bincount(row, endless)[row] - endless
    told: Floats = np.where(left > 0, beyond, rest)
    return told

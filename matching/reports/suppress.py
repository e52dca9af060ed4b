"""Small cells: what is hidden before a table leaves the house, so that nobody can work it out.

A cell is hidden when one of its counts is 1 to 4 (primary), and as many others as it takes that
no hidden cell follows from those shown (complementary): no total less its other parts, no
combination of totals, no parts that can only be what they are because none is below nought.
Source: domain reference 7.1 (S, R16), A18, FIRST14.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import networkx as nx
import numpy as np
from scipy.linalg import qr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEW = 5
ROUNDS = 100  # in which bounds are passed along; each only ever tightens
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
    judged: dict[frozenset[Key], list[Equation[Key]]] = {}
    while True:
        before = len(gone)
        for total, parts in equations:
            _accompany(gone, counts, total, parts, few)
        if len(gone) > before:
            continue
        for total, parts in _open(gone, counts, equations, judged):
            _add(gone, counts, total, parts)
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
    judged: dict[frozenset[Key], list[Equation[Key]]],
) -> list[Equation[Key]]:
    """Find equations with a hidden cell that can be worked out, and one shown that could go.

    judged: the answer for each set of hidden cells that hang together; one cell more leaves
    the other sets as they were.
    """
    found: list[Equation[Key]] = []
    for some in _together(gone, equations):
        cells = [k for k in dict.fromkeys(k for t, p in some for k in (t, *p)) if k in gone]
        known = frozenset(cells)
        if known not in judged:
            judged[known] = _open_of(cells, counts, some)
        found += judged[known]
    return found


def _open_of(
    cells: Sequence[Key],
    counts: Mapping[Key, tuple[int, ...]],
    equations: Sequence[Equation[Key]],
) -> list[Equation[Key]]:
    """Find them among equations that share hidden cells."""
    place = {key: i for i, key in enumerate(cells)}
    signs = np.zeros((len(equations), len(place)))
    for row, (total, parts) in enumerate(equations):
        for key, sign in ((total, -1.0), *((k, 1.0) for k in parts)):
            if key in place:
                signs[row, place[key]] = sign
    told = _determined(signs)
    for number in range(len(counts[cells[0]])):
        values = np.array([counts[key][number] for key in cells], dtype=float)
        told |= _pinned(signs, signs @ values)
    return [
        (total, parts)
        for total, parts in equations
        if any(told[place[k]] for k in (total, *parts) if k in place)
        and not all(k in place for k in (total, *parts))
    ]


def _together(gone: set[Key], equations: Sequence[Equation[Key]]) -> list[list[Equation[Key]]]:
    """Part the equations into groups that share no hidden cell with each other."""
    graph: nx.Graph[Hashable] = nx.Graph()
    for number, (total, parts) in enumerate(equations):
        graph.add_edges_from(((number, "eq"), k) for k in (total, *parts) if k in gone)
    numbered = {(number, "eq"): number for number in range(len(equations))}
    return [
        [equations[i] for i in sorted(numbered[node] for node in group if node in numbered)]
        for group in nx.connected_components(graph)
    ]


def _determined(signs: Floats) -> NDArray[np.bool_]:
    """Tell which unknowns the equations fix: those whose axis lies in the equations' span."""
    span, sizes, _ = qr(signs.T, mode="economic", pivoting=True)
    rank = int((np.abs(np.diag(sizes)) > 1e-9).sum())
    found: NDArray[np.bool_] = 1.0 - (span[:, :rank] ** 2).sum(axis=1) < 1e-9
    return found


def _pinned(signs: Floats, sums: Floats) -> NDArray[np.bool_]:
    """Tell which unknowns have one value only, none being below nought.

    signs: 1, -1 or 0, a row an equation. Bounds are passed along from row to row until they
    stay; what an equation leaves to one unknown is its sum less the ends of all others.
    """
    low, high = np.zeros(signs.shape[1]), np.full(signs.shape[1], np.inf)
    there, plus = signs != 0, signs > 0
    for _ in range(ROUNDS):
        least = np.where(there, np.where(plus, low, -high), 0.0)
        most = np.where(there, np.where(plus, high, -low), 0.0)
        roof = sums[:, None] - _others(least, -np.inf)
        floor = sums[:, None] - _others(most, np.inf)
        under = np.where(plus, floor, np.where(there, -roof, -np.inf))
        over = np.where(plus, roof, np.where(there, -floor, np.inf))
        tighter = np.maximum(low, under.max(axis=0)), np.minimum(high, over.min(axis=0))
        if np.array_equal(tighter[0], low) and np.array_equal(tighter[1], high):
            break
        low, high = tighter
    found: NDArray[np.bool_] = high - low < 0.5
    return found


def _others(ends: Floats, beyond: float) -> Floats:
    """Add up each row without the one: shape of ends; beyond where another has no end."""
    endless = np.isinf(ends)
    finite = np.where(endless, 0.0, ends)
    rest = finite.sum(axis=1, keepdims=True) - finite
    left = endless.sum(axis=1, keepdims=True) - endless
    told: Floats = np.where(left > 0, beyond, rest)
    return told

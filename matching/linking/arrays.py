"""Names of the array types of this folder, and sorted runs of equal numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Codes = NDArray[np.int32]
    Masks = NDArray[np.uint32]


def stable_order(keys: NDArray[np.int32]) -> Ints:
    """Sort positions by a key, ties in row order: two 16-bit radix passes, no comparisons.

    keys: shape (k,), each ≥ 0.
    """
    low = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    high = (keys >> 16).astype(np.uint16)
    if not high.any():
        return low.astype(np.int64)
    order: Ints = low[np.argsort(high[low], kind="stable")].astype(np.int64)
    return order


def starts(keys: NDArray[np.int32], count: int) -> Ints:
    """Give where each number's run begins in a sorted key column: shape (count + 1,)."""
    ends = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=count), out=ends[1:])
    return ends


def spans(first: Ints, length: Ints) -> Ints:
    """List the positions of many runs one after another: runs [first, first + length)."""
    total = int(length.sum())
    offset = np.repeat(first - (np.cumsum(length) - length), length)
    positions: Ints = offset + np.arange(total, dtype=np.int64)
    return positions

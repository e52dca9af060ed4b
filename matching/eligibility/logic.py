"""Three-valued logic (Kleene) over whole columns: NO < UNKNOWN < YES as small integers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Answers = NDArray[np.int8]  # shape (n,), each NO, UNKNOWN or YES

NO, UNKNOWN, YES = 0, 1, 2


def both(parts: Sequence[Answers]) -> Answers:
    """And: the least of the answers. Raises ValueError without any part."""
    least: Answers = np.minimum.reduce(list(parts))
    return least


def either(parts: Sequence[Answers]) -> Answers:
    """Or: the greatest of the answers. Raises ValueError without any part."""
    greatest: Answers = np.maximum.reduce(list(parts))
    return greatest


def negated(part: Answers) -> Answers:
    """Not: YES and NO change places, UNKNOWN stays."""
    return (YES - part).astype(np.int8)


def answers(true: NDArray[np.bool_], known: NDArray[np.bool_]) -> Answers:
    """Make answers from a truth column and a mask of where it is known."""
    return np.where(known, np.where(true, YES, NO), UNKNOWN).astype(np.int8)


def any_member(groups: NDArray[np.int64], parts: Answers, count: int) -> Answers:
    """Or over the rows of each group: shape (count,); NO for a group without rows.

    groups: shape of parts, -1 belongs to nobody.
    """
    found = np.full(count, NO, dtype=np.int8)
    np.maximum.at(found, groups[groups >= 0], parts[groups >= 0])
    return found

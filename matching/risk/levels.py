"""From the colour computed to the colour people see: up at once, down by rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.facts import some
from matching.risk.parameters import LEVELS
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.risk.inputs import Inputs
    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Days = NDArray[np.datetime64]

HOLDS = ("NO_VISIT", "OPEN_ALERT", "DWELL", "MARGIN", "APPROVAL")  # bits, lowest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The colour people see from now on, and what holds a higher one up.

    previous: 0 before the first evaluation. held: bit per name in HOLDS, 0 where nothing holds.
    """

    level: Ints
    previous: Ints
    held: Ints


def ranks(snapshot: Snapshot, column: str) -> Ints:
    """Turn a column of level codes of households into ranks 1 to 4; 0 for none.

    Raises ValueError for an unknown code.
    """
    codes, names = snapshot.look.codes("households", column)
    order = np.array([*map(LEVELS.index, names), 0], dtype=np.int64)
    found: Ints = order[codes]
    return found


def move(of: Inputs, computed: Ints, score: Ints, approved: Bools | None = None) -> Move:
    """Move each household's level towards the computed one.

    Up at once. Down one level when all of this holds: a visit was completed since the level was
    set, no P1 or P2 alert is open, the level has dwelt long enough, the score is below the
    level's threshold by more than the margin, and leaving orange is approved by the town's
    steward. approved: per household, that approval. First evaluation: as computed.
    """
    previous = ranks(of.snapshot, "level")
    since = of.snapshot.look.days("households", "level_since")
    may_fall = (previous > 0) & (computed < previous)
    held = _obstacles(of, previous, since, score, approved)
    level = np.where(may_fall, np.where(held > 0, previous, previous - 1), computed)
    today = np.full(of.count, day(of.snapshot.as_of))
    after = _obstacles(of, level, np.where(level == previous, since, today), score, approved)
    return Move(level=level, previous=previous, held=np.where(computed < level, after, 0))


def _obstacles(
    of: Inputs, level: Ints, since: Days, score: Ints, approved: Bools | None
) -> Ints:
    """Collect what stands against lowering each level, held since a day, as bits of HOLDS."""
    rule = of.parameters.movement
    threshold = np.array([of.parameters.threshold(rank) for rank in range(5)], dtype=np.int64)
    dwell = np.array((0, 0, *(rule.dwell_days[c] for c in ("blue", "yellow", "orange"))))
    stayed = (day(of.snapshot.as_of) - since).astype(np.int64)
    unapproved = level == LEVELS.index(rule.approval_below)
    if approved is not None:
        unapproved &= ~approved
    obstacles = (
        ~_visited(of, since),
        _alarmed(of),
        np.isnat(since) | (stayed < dwell[level]),
        score >= threshold[level] - rule.margin,
        unapproved,
    )
    held = np.zeros(of.count, dtype=np.int64)
    for bit, mask in enumerate(obstacles):
        held |= np.where(mask, 1 << bit, 0)
    return held


def _visited(of: Inputs, since: Days) -> Bools:
    done, home = of.snapshot.look.days("visits", "done_at"), of.home("visits")
    after = (home >= 0) & (done <= day(of.snapshot.as_of))
    after[after] = done[after] > since[home[after]]
    return some(home, after, of.count)


def _alarmed(of: Inputs) -> Bools:
    look = of.snapshot.look
    open_now = look.one_of("alerts", "state", of.parameters.event.open_states)
    grave = look.one_of("alerts", "priority", of.parameters.movement.holding_priorities)
    return some(of.home("alerts"), open_now & grave, of.count)

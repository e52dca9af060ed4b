"""From the colour computed to the colour people see: up at once, down by rules.

A steward may set another colour for a while, with a reason: raised by any steward, lowered by
the town's or higher, never below a hard rule. Source: domain reference 2.1, decision 0072.
"""

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
    told: rank a steward set and that decides now, 0 for none. anew: the colour is the same and
    begins again, because the one who set it does not hold it any more.
    """

    level: Ints
    previous: Ints
    held: Ints
    told: Ints
    anew: Bools


def ranks(snapshot: Snapshot, column: str) -> Ints:
    """Turn a column of level codes of households into ranks 1 to 4; 0 for none.

    Raises ValueError for an unknown code.
    """
    codes, names = snapshot.look.codes("households", column)
    order = np.array([*map(LEVELS.index, names), 0], dtype=np.int64)
    found: Ints = order[codes]
    return found


def move(of: Inputs, computed: Ints, score: Ints, hard: Ints) -> Move:
    """Move each household's level towards the computed one. hard: least rank by hard rules.

    Up at once. Down one level when all of this holds: a visit was completed since the level was
    set, no P1 or P2 alert is open, the level has dwelt long enough, the score is below the
    level's threshold by more than the margin, and leaving orange was agreed to by the town's
    steward since it began. First evaluation: as computed. What a steward set comes last.
    """
    shown, since = (
        ranks(of.snapshot, "level"),
        of.snapshot.look.days("households", "level_since"),
    )
    override = _Override.of(of, since)
    previous = override.without(shown)
    may_fall = (previous > 0) & (computed < previous)
    held = _obstacles(of, previous, since, score)
    own = np.where(may_fall, np.where(held > 0, previous, previous - 1), computed)
    today = np.full(of.count, day(of.snapshot.as_of))
    after = _obstacles(of, own, np.where(own == shown, since, today), score)
    level = override.decide(own, hard)
    free = ~override.in_force | override.raises  # else it is the steward's word that lowers
    return Move(
        level=level,
        previous=shown,
        held=np.where((computed < own) & free, after, 0),
        told=np.where(override.in_force, override.rank, 0),
        anew=override.ended & (level == shown),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Override:
    """Per household the rank that a steward set (0 none), and what stood before it.

    before: the higher of the colour it was set over and the last one computed. in_force: until
    its day. ended: its day is over and the colour people see is still from that time.
    """

    rank: Ints
    raises: Bools
    before: Ints
    in_force: Bools
    ended: Bools

    @classmethod
    def of(cls, of: Inputs, since: Days) -> _Override:
        homes = of.snapshot.households
        rank = ranks(of.snapshot, "level_override")
        over = ranks(of.snapshot, "level_override_over")
        until = homes["level_override_until"].to_numpy(dtype="datetime64[D]")
        set_ = (rank > 0) & ~np.isnat(until)
        in_force = set_ & (day(of.snapshot.as_of) < until)
        from_then = ranks(of.snapshot, "level") == rank
        return cls(
            rank=rank,
            raises=rank > over,
            before=np.maximum(over, ranks(of.snapshot, "computed_level")),
            in_force=in_force,
            ended=set_ & ~in_force & from_then & (since < until),
        )

    def without(self, shown: Ints) -> Ints:
        """Give the ranks that households would show if nobody had raised them."""
        raised = self.raises & (self.in_force | self.ended)
        return np.where(raised, np.minimum(shown, self.before), shown)

    def decide(self, own: Ints, hard: Ints) -> Ints:
        """Let what was set decide while it holds: a raise never lowers, and the reverse."""
        raised = np.where(self.raises, np.maximum(own, self.rank), own)
        lowered = np.where(self.raises, raised, np.minimum(own, np.maximum(self.rank, hard)))
        return np.where(self.in_force, lowered, own)


def _obstacles(of: Inputs, level: Ints, since: Days, score: Ints) -> Ints:
    """Collect what stands against lowering each level, held since a day, as bits of HOLDS."""
    rule = of.parameters.movement
    threshold = np.array([of.parameters.threshold(rank) for rank in range(5)], dtype=np.int64)
    dwell = np.array((0, 0, *(rule.dwell_days[c] for c in ("blue", "yellow", "orange"))))
    stayed = (day(of.snapshot.as_of) - since).astype(np.int64)
    agreed = of.snapshot.households["lowering_agreed_on"].to_numpy(dtype="datetime64[D]")
    obstacles = (
        ~_visited(of, since),
        _alarmed(of),
        np.isnat(since) | (stayed < dwell[level]),
        score >= threshold[level] - rule.margin,
        (level == LEVELS.index(rule.approval_below)) & ~(agreed > since),
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

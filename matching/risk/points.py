"""The other parts of the score: needs, events, protection; and how the four add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.basis import valid_basis
from matching.facts import tally, texts, totals
from matching.risk.evidence import Evidence
from matching.risk.parameters import BLUE, GREEN, ORANGE, YELLOW
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.risk.inputs import Inputs
    from matching.risk.parameters import RiskParameters

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

RANK = {"G": GREEN, "B": BLUE, "Y": YELLOW, "O": ORANGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNeeds:
    """Open needs with the derived ones: all (n,). kind: position of the code in the rule set.

    at: row in the snapshot's needs, -1 for a need that is new by this evaluation.
    """

    household: Ints
    kind: Ints
    severity: Ints
    at: Ints


def need_points(worth: Ints, household: Ints, count: int, parameters: RiskParameters) -> Ints:
    """Add needs up: the largest in full, the sum of the others divided once, floored; capped.

    worth: base × share by severity per need, hundredths. Returns shape (count,).
    """
    largest = np.zeros(count, dtype=np.int64)
    np.maximum.at(largest, household, worth)
    others = totals(household, worth, count) - largest
    rule = parameters.need
    return np.minimum(rule.cap, largest + others // rule.others_divided_by)


def worths(needs: OpenNeeds, parameters: RiskParameters) -> Ints:
    """Price each need by itself: base × severity share, exact in hundredths."""
    base = np.array([kind.base for kind in parameters.need.kinds.values()], dtype=np.int64)
    share = np.array((0, *parameters.need.severity_percent), dtype=np.int64)
    return base[needs.kind] * share[needs.severity] // 100


def need_floors(needs: OpenNeeds, parameters: RiskParameters) -> Ints:
    """Give the lowest level rank each need alone forces."""
    table = np.array(
        [[RANK[letter] for letter in kind.floors] for kind in parameters.need.kinds.values()],
        dtype=np.int64,
    )
    return table[needs.kind, needs.severity - 1]


def events(of: Inputs) -> list[Evidence]:
    """Give open alerts their points, halved for each full period since they were verified."""
    rule, look = of.parameters.event, of.snapshot.look
    home, today = of.home("alerts"), day(of.snapshot.as_of)
    codes, priorities = look.codes("alerts", "priority")
    points = np.array([*(rule.points.get(p, 0) for p in priorities), 0], dtype=np.int64)[codes]
    verified = look.days("alerts", "verified_at")
    days = np.where(np.isnat(verified), 0, (today - verified).astype(np.int64))
    worth = points >> np.clip(days // rule.halving_days, 0, 62)
    counted = look.one_of("alerts", "state", rule.open_states)
    counted = counted & ~(look.days("alerts", "raised_at") > today)
    at = np.flatnonzero(counted & (home >= 0) & (worth > 0))
    return [
        Evidence(
            rule=texts(of.snapshot.alerts["code"])[at],
            household=home[at],
            amount=worth[at],
            table="alerts",
            at=at,
            value=verified[at],
        )
    ]


def covered(of: Inputs, needs: OpenNeeds) -> Ints:
    """Find for each open need a link row that covers it; -1 for none: shape (n,).

    Covered: a link in service made for this need, with a valid basis, whose last contact lies
    inside the need's own interval. Routine care (kind CARE) is of no need and covers none.
    """
    snapshot, kinds, look = of.snapshot, of.parameters.need.kinds, of.snapshot.look
    contact = look.days("links", "last_contact_at")
    age = (day(snapshot.as_of) - contact).astype(np.int64)
    served = look.one_of("links", "state", (of.parameters.protect.served_state,))
    need = look.row_of("links", "need_id", "needs")
    known = served & valid_basis(snapshot) & ~np.isnat(contact)
    rows = np.flatnonzero(known & (age >= 0) & (need >= 0))
    rows = rows[np.argsort(-age[rows], kind="stable")]
    freshest = np.full(len(snapshot.needs), -1, dtype=np.int64)
    freshest[need[rows]] = rows  # the last write stays: the freshest link
    found = np.full(len(needs.at), -1, dtype=np.int64)
    found[needs.at >= 0] = freshest[needs.at[needs.at >= 0]]
    interval = np.array([kind.interval for kind in kinds.values()], dtype=np.int64)
    within = interval[needs.kind, needs.severity - 1]
    late = found >= 0
    late[late] = age[found[late]] > within[late]
    return np.where(late, -1, found)


def protection(needs: OpenNeeds, covering: Ints, of: Inputs) -> Ints:
    """Reward covered needs: cap × covered ÷ open, floored; 0 without an open need."""
    open_needs = tally(needs.household, np.ones(len(covering), dtype=bool), of.count)
    held = tally(needs.household, covering >= 0, of.count)
    reward: Ints = of.parameters.protect.cap * held // np.maximum(open_needs, 1)
    return reward


def total(need: Ints, portrait: Ints, event: Ints, protect: Ints, cap: int) -> Ints:
    """Put the score together: min(cap, max(0, need + portrait + event − protect))."""
    score: Ints = np.clip(need + portrait + event - protect, 0, cap)
    return score


def score_level(score: Ints, parameters: RiskParameters) -> Ints:
    """Give the level rank of a score: 1 green to 4 orange."""
    rule = parameters.score
    starts = np.array((rule.blue, rule.yellow, rule.orange), dtype=np.int64)
    return np.searchsorted(starts, score, side="right").astype(np.int64) + 1

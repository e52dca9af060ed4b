"""One evaluation of all households of a snapshot: needs, score, floors, colour, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.risk.completeness import completeness
from matching.risk.derive import NEED_OF, derive
from matching.risk.evidence import Evidence, added_up, highest
from matching.risk.hard import URGENT, hard_rules, held_by, silent
from matching.risk.inputs import Inputs
from matching.risk.levels import Move, move
from matching.risk.parameters import GREEN, RiskParameters
from matching.risk.points import (
    OpenNeeds,
    covered,
    events,
    need_floors,
    need_points,
    protection,
    score_level,
    total,
    worths,
)
from matching.risk.portrait import portrait
from matching.risk.standing import Derivation, open_needs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskResult:
    """Arrays in the order of snapshot.households; points are hundredths, levels ranks 1 to 4.

    rows: what gave points. floors: hard rules and need floors above green, amount is the rank.
    """

    snapshot: Snapshot
    parameters: RiskParameters
    standard: int | None
    score: Ints
    need: Ints
    portrait: Ints
    event: Ints
    protect: Ints
    scored: Ints  # level by score alone
    computed: Ints
    move: Move
    urgent: Bools
    situation_unknown: Bools
    completeness: Ints
    needs: OpenNeeds
    worth: Ints  # per open need
    covering: Ints  # link row per open need, -1 none
    derivation: Derivation
    rows: tuple[Evidence, ...]
    floors: tuple[Evidence, ...]


def evaluate(snapshot: Snapshot, parameters: RiskParameters) -> RiskResult:
    """Evaluate every household at once."""
    of = Inputs.of(snapshot, parameters)
    facts = derive(of)
    derivation, needs = open_needs(of, facts)
    worth, covering = worths(needs, parameters), covered(of, needs)
    living, happened = portrait(of), events(of)
    need = need_points(worth, needs.household, of.count, parameters)
    portrait_points = np.minimum(parameters.portrait.cap, added_up(living, of.count))
    event = np.minimum(parameters.event.cap, added_up(happened, of.count))
    protect = protection(needs, covering, of)
    score = total(need, portrait_points, event, protect, parameters.score.cap)
    hard = hard_rules(of)
    forced = [*_need_floors(of, needs), *hard]
    scored = score_level(score, parameters)
    known = np.maximum(scored, highest(forced, of.count))
    last = silent(of, known)
    computed = np.maximum(known, highest([last], of.count))
    crisis = _severe_crisis(of, needs)
    return RiskResult(
        snapshot=snapshot,
        parameters=parameters,
        standard=of.standard,
        score=score,
        need=need,
        portrait=portrait_points,
        event=event,
        protect=protect,
        scored=scored,
        computed=computed,
        move=move(of, computed, score, highest([*hard, last], of.count)),
        urgent=held_by(forced, URGENT, of.count) | crisis,
        situation_unknown=held_by([last], ("H7",), of.count),
        completeness=completeness(of, needs),
        needs=needs,
        worth=worth,
        covering=covering,
        derivation=derivation,
        rows=(*living, *happened),
        floors=tuple(one for one in (*forced, last) if len(one.household)),
    )


def _need_floors(of: Inputs, needs: OpenNeeds) -> list[Evidence]:
    floors = need_floors(needs, of.parameters)
    at = np.flatnonzero(floors > GREEN)
    codes = np.array(list(of.parameters.need.kinds), dtype=object)
    return [
        Evidence(
            rule=codes[needs.kind[at]],
            household=needs.household[at],
            amount=floors[at],
            table="open",
            at=at,
            value=needs.severity[at],
        )
    ]


def _severe_crisis(of: Inputs, needs: OpenNeeds) -> Bools:
    kind = list(of.parameters.need.kinds).index(NEED_OF["ND08"])
    hit = (needs.kind == kind) & (needs.severity >= of.parameters.hard.urgent_severity)
    return np.bincount(needs.household[hit], minlength=of.count) > 0

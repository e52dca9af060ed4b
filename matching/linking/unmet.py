"""Exactly one reason for each need the plan does not serve, and what would change it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.linking.candidates import blocks
from matching.linking.places import UNKNOWN, distance
from matching.linking.prices import colour_step
from matching.linking.rules import Rule, masks, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.linking.arrays import Ints, Masks
    from matching.linking.case import Case
    from matching.linking.result import Plan

CODES: Mapping[int, str] = MappingProxyType(
    {
        Rule.SERVICE: "NO_SERVICE",
        Rule.AREA: "OUT_OF_AREA",
        Rule.DISTANCE: "TOO_FAR",
        Rule.GROUP: "NOT_ELIGIBLE",
        Rule.ELIGIBLE: "NOT_ELIGIBLE",
        Rule.FACTS: "FACT_MISSING",
        Rule.CONSENT: "NO_CONSENT",
        Rule.SKILL: "NO_SKILL_TIME",
        Rule.CLEARANCE: "NO_CLEARANCE",
        Rule.CONFLICT: "CONFLICT",
        Rule.DECLINED: "DECLINED",
        Rule.STALE: "STALE",
        Rule.EMPTY: "EMPTY",
        0: "FULL",
    }
)
NAMED = 3  # items and blocking sets told per need


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A need without a link. facts: item codes, counts, rules, metres; never a person."""

    need: str
    code: str
    facts: Mapping[str, Any]


def unmet(case: Case, plan: Plan) -> tuple[Unmet, ...]:
    """Name the reason of every unserved need, by need id."""
    unserved = np.flatnonzero(plan.served_units() < plan.problem.units)
    first = case.pairs.first_failed[unserved]
    told: dict[int, Unmet] = {}
    for need in unserved[first == 0].tolist():
        facts = _full(case, plan, need)
        code = "HELD_BACK" if "held" in facts else "FULL"
        told[need] = Unmet(need=str(case.want.ids[need]), code=code, facts=facts)
    stuck = unserved[first != 0]
    blocked = _blocked(case, stuck)
    for need in stuck.tolist():
        rule = int(case.pairs.first_failed[need])
        told[need] = Unmet(
            need=str(case.want.ids[need]),
            code=CODES[rule],
            facts=blocked.get(need, {"offers": 0}),
        )
    return tuple(told[need] for need in sorted(told))


def _full(case: Case, plan: Plan, need: int) -> dict[str, Any]:
    """Tell the cheapest of the items that hold others, and whom one more place serves.

    held, until: places of its items kept free for urgent needs, where there are any.
    """
    task = plan.problem
    start, end = np.searchsorted(task.i, [need, need + 1])
    items = task.j[start:end]
    cheap = items[np.lexsort((items, plan.price_up[items]))][:NAMED]
    steps = colour_step(plan.price_up[cheap], plan.unit)
    codes = case.snapshot.items["code"].to_numpy("U")[case.have.row[cheap]]
    kept = int(case.held[items].sum())
    until = case.snapshot.as_of + timedelta(days=case.policy.hold_back.days)
    return {
        **({"held": kept, "until": until.isoformat()} if kept else {}),
        "candidates": int(end - start),
        "items": [
            {"item_code": str(code), "gain_step": int(step), "places": int(task.capacity[item])}
            for code, step, item in zip(codes, steps, cheap, strict=True)
        ],
    }


def _blocked(case: Case, stuck: Ints) -> dict[int, dict[str, Any]]:
    told = {}
    for needs, offers in blocks(case.want, case.have):
        mine = np.intersect1d(needs, stuck)
        if len(mine):
            table = masks(case.base, case.want, case.have, mine, offers)
            for row, need in enumerate(mine.tolist()):
                told[need] = _facts(case, need, offers, table[row])
    return told


def _facts(case: Case, need: int, offers: Ints, row: Masks) -> dict[str, Any]:
    """Minimal sets of rules that stand in the way, how often, and the nearest example."""
    far = distance(
        np.broadcast_to(case.want.x[need], offers.shape),
        np.broadcast_to(case.want.y[need], offers.shape),
        case.have.x[offers],
        case.have.y[offers],
    )
    sets = []
    for mask, count in minimal(row.tolist()):
        hit = far[row == mask]
        known = hit[hit != UNKNOWN]
        sets.append(
            {
                "rules": list(names(mask)),
                "offers": count,
                "nearest_m": int(known.min()) if len(known) else None,
            }
        )
    facts: dict[str, Any] = {"offers": len(offers), "blocking": sets[:NAMED]}
    lacking = offers[(row & np.uint32(Rule.FACTS)) != 0]
    if len(lacking):
        items = np.unique(case.have.row[case.have.offer_item[lacking]])
        home = int(case.want.home[need])
        facts["missing"] = sorted(
            {fact for i in items for fact in case.base.eligibility.missing(home, int(i))}
        )
    return facts


def minimal(found: list[int]) -> list[tuple[int, int]]:
    """Keep the inclusion-minimal masks with their counts: fewest rules first, then most often.

    Dropping all rules of such a mask makes a candidate; dropping fewer does not.
    """
    counts = Counter(found)
    kept = [m for m in counts if not any(o != m and o & m == o for o in counts)]
    return sorted(
        ((m, counts[m]) for m in kept), key=lambda one: (one[0].bit_count(), -one[1], one[0])
    )

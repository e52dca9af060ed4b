"""All permitted pairs of a run, whole columns at a time: nothing is thinned out.

Every need meets every offer of its code; nothing is left to a nearest-k guess, so the plan is
best over all permitted pairs. Where they would not fit in memory the run is refused and planned
by towns (policy limits.pairs).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.errors import BadProblem
from matching.linking.rules import Rule, masks
from matching.linking.scores import scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matching.linking.arrays import Bools, Ints, Masks
    from matching.linking.demand import Demand
    from matching.linking.policy import Policy
    from matching.linking.rules import Ground
    from matching.linking.scores import Field
    from matching.linking.supply import Supply

CELLS = 1 << 21  # pairs examined at once
OPEN = np.uint32(1 << 31)  # stands for "no rule failed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Permitted pairs (E) by (need, item): positions in demand, supply and its offers.

    first_failed: per need (n,) the rule after which no offer was left, 0 where one is.
    examined, broken: cells looked at, and how many each rule stood against (first one counts).
    """

    need: Ints
    item: Ints
    offer: Ints
    score: Ints
    kept: Bools
    first_failed: Masks
    examined: int
    broken: Mapping[str, int]


def candidates(
    base: Ground,
    of: Field,
    want: Demand,
    have: Supply,
    kept: Mapping[tuple[str, str], str],
) -> Candidates:
    """Examine every need with every offer of its code.

    kept: (need id, item id) → provider id of an open recommendation. Raises
    BadProblem(TOO_MANY_PAIRS) past the policy's limit.
    """
    policy = of.policy
    found: list[tuple[Ints, Ints, Ints, Bools]] = []
    first = np.full(want.n, np.uint32(Rule.SERVICE), dtype=np.uint32)
    broken = dict.fromkeys((str(rule.name) for rule in Rule), 0)
    examined = pairs = 0
    for needs, offers in blocks(want, have):
        mask = masks(base, want, have, needs, offers)
        examined += mask.size
        lowest = np.where(mask == 0, OPEN, mask & (~mask + np.uint32(1)))
        last = lowest.max(axis=1)
        first[needs] = np.where(last == OPEN, 0, last)
        for rule in Rule:
            broken[str(rule.name)] += int((lowest == rule).sum())
        row, column = np.nonzero(mask == 0)
        pairs += len(row)
        if pairs > policy.limits.pairs:
            raise BadProblem("TOO_MANY_PAIRS", limit=policy.limits.pairs)
        found.append(_best_offers(of, policy, needs[row], offers[column], kept))
    need, offer, score, held = (
        (np.concatenate(column) for column in zip(*found, strict=True))
        if found
        else (np.zeros(0, np.int64),) * 3 + (np.zeros(0, bool),)
    )
    order = np.lexsort((have.offer_item[offer], need))
    return Candidates(
        need=need[order],
        item=have.offer_item[offer[order]],
        offer=offer[order],
        score=score[order],
        kept=held[order],
        first_failed=first,
        examined=examined,
        broken=broken,
    )


def blocks(want: Demand, have: Supply) -> Iterator[tuple[Ints, Ints]]:
    """Cut the run by need code, and codes into blocks of at most CELLS pairs: needs, offers."""
    for code in np.unique(want.code).tolist():
        needs = np.flatnonzero(want.code == code)
        named = np.array([code in held for held in have.needs], dtype=bool)
        offers = np.flatnonzero(named[have.offer_item]) if len(named) else np.zeros(0, np.int64)
        if not len(offers):
            continue
        step = max(1, CELLS // len(offers))
        for start in range(0, len(needs), step):
            yield needs[start : start + step], offers


def _best_offers(
    of: Field, policy: Policy, need: Ints, offer: Ints, kept: Mapping[tuple[str, str], str]
) -> tuple[Ints, Ints, Ints, Bools]:
    """Keep each pair's best provider: highest score with the bonus, then the smallest id.

    Places belong to items, so this loses nothing. need, offer: by (need, item, provider).
    """
    points = scores(of, need, offer)
    held = _held(of, need, offer, kept)
    worth = points + policy.kept_bonus * held
    item = of.have.offer_item[offer]
    order = np.lexsort((offer, -worth, item, need))
    need, offer, item = need[order], offer[order], item[order]
    fresh = np.ones(len(need), dtype=bool)
    fresh[1:] = (need[1:] != need[:-1]) | (item[1:] != item[:-1])
    return need[fresh], offer[fresh], points[order][fresh], held[order][fresh]


def _held(of: Field, need: Ints, offer: Ints, kept: Mapping[tuple[str, str], str]) -> Bools:
    """Tell which pairs are open recommendations today, provider included."""
    held = np.zeros(len(need), dtype=bool)
    if not kept:
        return held
    known = np.isin(of.want.ids[need], [n for n, _ in kept])
    for k in np.flatnonzero(known):
        pair = (str(of.want.ids[need[k]]), str(of.have.ids[of.have.offer_item[offer[k]]]))
        held[k] = kept.get(pair) == str(of.have.provider[offer[k]])
    return held

"""Why each link: rules passed, points, runner-up, what flips it, what a place is worth.

At most five reasons a link, as codes and numbers; words are made where they are shown. Other
households appear as colours only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.linking.prices import gain
from matching.linking.rules import RULES
from matching.linking.scores import parts
from matching.linking.supply import UNLIMITED
from matching.linking.weights import pair_worth, weights

if TYPE_CHECKING:
    from matching.linking.arrays import Ints
    from matching.linking.case import Case
    from matching.linking.result import Plan

NOBODY = -1
LOWEST = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Margins:
    """Per chosen pair (P): the need's next best pair (NOBODY: none), and how far behind.

    slack: at least so much worth the plan would lose without the link; the exact loss is a
    question of its own (whatif). rank: of the item among the need's by score, 1 best.
    """

    runner_up: Ints
    slack: Ints
    rank: Ints


def margins(plan: Plan) -> Margins:
    """Compare every chosen pair with the need's other pairs, all at once."""
    task = plan.problem
    if not len(plan.pair):
        none = np.zeros(0, dtype=np.int64)
        return Margins(runner_up=none, slack=none, rank=none)
    start = np.searchsorted(task.i, task.i[plan.pair], side="left")
    end = np.searchsorted(task.i, task.i[plan.pair], side="right")
    floor_price = np.where(plan.price_down < 0, plan.price_up, plan.price_down)
    second, slack = _behind(plan, start, end, plan.price_up, plan.area_price)
    _, other = _behind(plan, start, end, floor_price, plan.area_price_down)
    rank = np.array(
        [
            1 + int((task.score[s:e] > task.score[p]).sum())
            for s, e, p in zip(start, end, plan.pair, strict=True)
        ],
        dtype=np.int64,
    )
    return Margins(runner_up=second, slack=np.maximum(slack, other), rank=rank)


def _behind(
    plan: Plan, start: Ints, end: Ints, price: Ints, area_price: Ints
) -> tuple[Ints, Ints]:
    """Find the next best pair at given prices, and how far it (or nothing) is behind."""
    task = plan.problem
    units = weights(task.policy, task.n, task.m)
    net = pair_worth(task, units) - price[task.j] + area_price[task.area[task.i]]
    others = net.copy()
    others[plan.pair] = LOWEST
    second = np.array(
        [s + int(others[s:e].argmax()) for s, e in zip(start, end, strict=True)], dtype=np.int64
    )
    none = others[second] == LOWEST
    behind = np.where(none, 0, np.maximum(0, others[second]))
    return np.where(none, NOBODY, second), net[plan.pair] - behind


def reasons(case: Case, plan: Plan, found: Margins) -> list[list[dict[str, Any]]]:
    """Give the reasons of every chosen pair, in the plan's order: shape (P,), each ≤ 5."""
    pairs, have = case.pairs, case.have
    points = parts(case.of, pairs.need[plan.pair], pairs.offer[plan.pair])
    codes = case.snapshot.items["code"].to_numpy("U")[have.row]
    passed = [str(rule.name) for rule in RULES]
    told: list[list[dict[str, Any]]] = []
    for k, pair in enumerate(plan.pair.tolist()):
        item, second = int(pairs.item[pair]), int(found.runner_up[k])
        slack = int(found.slack[k])
        behind = None
        if second != NOBODY:
            behind = {
                "code": "RUNNER_UP",
                "item": str(have.ids[pairs.item[second]]),
                "item_code": str(codes[pairs.item[second]]),
                "score": int(pairs.score[second]),
                "behind": int(pairs.score[pair] - pairs.score[second]),
            }
        told.append(
            [
                {"code": "RULES_PASSED", "rules": passed},
                {
                    "code": "SCORE",
                    "score": int(pairs.score[pair]),
                    "kept": bool(pairs.kept[pair]),
                    "parts": {name: int(value[k]) for name, value in points.items()},
                },
                behind or {"code": "ONLY_CANDIDATE"},
                flip(slack, int(pairs.score[pair]), plan),
                _price(case, plan, item),
            ]
        )
    return told


def _price(case: Case, plan: Plan, item: int) -> dict[str, Any]:
    """Tell what one more place at the item would bring; places: free ones, None unlimited."""
    more = gain(int(plan.price_up[item]), plan.unit, plan.step)
    free = int(case.have.free[item])
    return {
        "code": "PRICE",
        "places": None if free == UNLIMITED else free,
        "gain_step": more.colour,
        "gain_points": more.points,
    }


def flip(slack: int, score: int, plan: Plan) -> dict[str, Any]:
    """Say what it takes to lose the link: points, or more than points can do.

    at_least: the score would have to be lower by so many points; by fewer the link stays.
    """
    lowest = plan.problem.policy.score_lowest
    if score - slack - 1 < lowest:
        return {"code": "FLIPS", "by": "COLOUR" if 2 * slack >= plan.unit else "PLACES"}
    return {"code": "FLIPS", "by": "SCORE", "at_least": slack + 1}

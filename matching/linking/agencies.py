"""Which agencies fit a household, best first: the rules and points of the plan, body by body.

A body is ranked by what it could do for the household's open needs: the best permitted offer a
need, added up. Why: way, group, free places and the needs it answers, as the plan sees them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.candidates import blocks
from matching.linking.demand import demand
from matching.linking.places import UNKNOWN, distance
from matching.linking.rules import ground, masks
from matching.linking.scores import field, parts, scores
from matching.linking.supply import UNLIMITED, places_by_state, supply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matching.linking.arrays import Ints
    from matching.linking.policy import Policy
    from matching.linking.scores import Field
    from matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an agency would answer one need.

    score: points of the plan, `points` by function. distance_m: None where a place is unknown.
    free: places left, None without a limit.
    """

    need: str
    code: str
    item: str
    score: int
    distance_m: int | None
    free: int | None
    points: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A body that may serve the household: its best answer to each need, best first."""

    provider: str
    score: int
    answers: tuple[Answer, ...]


def agencies(snapshot: Snapshot, policy: Policy, household: str) -> list[Agency]:
    """Rank the bodies permitted for a household's open needs: most points, then by id."""
    want = demand(snapshot, policy, set())
    have = supply(snapshot, policy, places_by_state(snapshot))
    of = field(snapshot, want, have, policy)
    base = ground(snapshot, want, have, policy)
    homes = snapshot.households["id"].to_numpy("U")
    mine = np.flatnonzero(homes[want.home] == household)
    best: dict[tuple[str, str], Answer] = {}
    for needs, offers in blocks(want, have):
        rows = needs[np.isin(needs, mine)]
        if not len(rows):
            continue
        row, column = np.nonzero(masks(base, want, have, rows, offers) == 0)
        for provider, answer in _answers(of, rows[row], offers[column]):
            key = (provider, answer.need)
            held = best.get(key)
            if held is None or (-answer.score, answer.item) < (-held.score, held.item):
                best[key] = answer
    return _ranked(best)


def _answers(of: Field, need: Ints, offer: Ints) -> Iterator[tuple[str, Answer]]:
    """Yield provider and answer of each pair whose provider is a body."""
    want, have = of.want, of.have
    total, shares = scores(of, need, offer), parts(of, need, offer)
    far = distance(want.x[need], want.y[need], have.x[offer], have.y[offer])
    for k in range(len(need)):
        if have.provider_label[offer[k]] != "Organisation":
            continue
        item = int(have.offer_item[offer[k]])
        free = int(have.free[item])
        yield (
            str(have.provider[offer[k]]),
            Answer(
                need=str(want.ids[need[k]]),
                code=str(want.code[need[k]]),
                item=str(have.ids[item]),
                score=int(total[k]),
                distance_m=None if far[k] == UNKNOWN else int(far[k]),
                free=None if free == UNLIMITED else free,
                points={name: int(points[k]) for name, points in shares.items()},
            ),
        )


def _ranked(best: dict[tuple[str, str], Answer]) -> list[Agency]:
    by_body: dict[str, list[Answer]] = {}
    for (provider, _), answer in best.items():
        by_body.setdefault(provider, []).append(answer)
    found = [
        Agency(
            provider=provider,
            score=sum(one.score for one in answers),
            answers=tuple(sorted(answers, key=lambda one: (-one.score, one.need))),
        )
        for provider, answers in by_body.items()
    ]
    return sorted(found, key=lambda one: (-one.score, one.provider))

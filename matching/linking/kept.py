"""A core of pairs kept solved while the problem around it changes; who is left out is priced.

The network simplex looks at every arc after each change, so it is given few: pairs that come
near the best of their need at prices known already. Its own prices then bound every plan over
all pairs (weak duality): a pair left out that would pay joins and it is solved again, and an
answer is given only where the bound is reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.certificate import product
from matching.linking.engine import Network
from matching.linking.errors import SolverFailed
from matching.linking.lemon import best_kept
from matching.linking.network import draw
from matching.linking.weights import pair_worth, rank_counts

if TYPE_CHECKING:
    from matching.linking.arrays import Bools, Codes, Ints
    from matching.linking.core import Guess
    from matching.linking.lemon import Keep
    from matching.linking.problem import Problem
    from matching.linking.weights import Weights

FAR = 1 << 60  # no price comes near it: the guard before every solve
NEAR = 10  # the core: pairs at most a tenth of the score's range behind the best of their need


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proof:
    """Worth of the best plan, and prices whose bound it reaches: up (m,), area (K,)."""

    value: int
    up: Ints
    area: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeftOut:
    """What left-out pairs of each need gained at most, (n,), at the prices up and area."""

    gain: Ints
    up: Ints
    area: Ints


class KeptCore:
    """A problem kept solved; needs, resources, areas and pairs are told by position.

    What it is now: units of each need, (n,); places that can be used, (m,); units of each area
    by rank, (K, ranks); permitted pairs, (E,), and the worth of each, (E,).
    """

    def __init__(
        self, task: Problem, units: Weights, near: Guess, keep: Keep = best_kept
    ) -> None:
        self._task, self._weights, self._keep = task, units, keep
        self._drawn = draw(task, units, spare=True)
        self.units, self.places = task.units.copy(), task.places
        self._asked = np.zeros(task.m, dtype=np.int64)
        np.add.at(self._asked, task.j, task.units[task.i])
        self.ranks = rank_counts(task, units)
        self.open: Bools = np.ones(len(task.i), dtype=bool)
        self.worth = pair_worth(task, units)
        gain = self.worth - near.up[task.j] + near.area[task.area[task.i]]
        self._width = task.policy.score_range // NEAR
        self._inside: Bools = _highest(gain, task.i, task.n)[task.i] - gain <= self._width
        self._before = 0
        self._out = self._unknown()
        self._build()

    @property
    def warm(self) -> int:
        """How many solves went on from the one before."""
        return self._before + self._kept.warm

    def needs(self, needs: Ints, units: Ints) -> None:
        """Give needs so many units, at most those they have in the problem."""
        self.units[needs] = units
        if self._drawn.source < 0:
            self._kept.supplies(needs, units)
            self._kept.supplies(np.array([self._drawn.sink]), -int(self.units.sum()))
        else:
            self._kept.capacities(self._drawn.gates.start - self._shift + needs, units)

    def areas(self, ranks: Ints) -> None:
        """Give the areas other units by rank, (K, ranks)."""
        self.ranks = ranks
        if self._drawn.source >= 0:
            arcs = np.arange(self._drawn.ranks.start, self._drawn.ranks.stop) - self._shift
            self._kept.capacities(arcs, ranks.ravel())

    def slots(self, resource: int, places: int) -> None:
        """Give a resource so many places, ≥ 0."""
        self.places[resource] = min(places, int(self._asked[resource]))
        arc = np.array([self._drawn.slots.start - self._shift + resource])
        self._kept.capacities(arc, int(self.places[resource]))

    def permit(self, pair: int, *, there: bool) -> None:
        """Permit a pair, or no more."""
        self.open[pair] = there
        if self._inside[pair]:
            room = int(self._task.units[self._task.i[pair]]) if there else 0
            self._kept.capacities(self._arc(pair), room)
        elif there:
            self._join(np.array([pair]))

    def value_pair(self, pair: int, worth: int) -> None:
        """Give a pair another worth."""
        self.worth[pair] = worth
        if self._inside[pair]:
            self._kept.costs(self._arc(pair), int(self._costs(np.array([pair]))[0]))
        else:
            self._join(np.array([pair]))

    def chosen(self) -> Ints:
        """Units on each pair, (E,): of one best plan, no lottery held."""
        found = np.zeros(len(self.open), dtype=np.int64)
        found[self._pairs] = self._kept.flow()[: len(self._pairs)]
        return found

    def solve(self) -> Proof:
        """Prove the best worth over all pairs. Raises SolverFailed(CERTIFICATE_FAILED)."""
        for _ in range(len(self.open) + 1):
            up, area = self._prices()
            gain = self.worth[self._pairs] - up[self._task.j[self._pairs]]
            gain = np.where(self.open[self._pairs], gain + self._at(area, self._pairs), -FAR)
            best = np.maximum(0, _highest(gain, self._task.i[self._pairs], self._task.n))
            more = self._paying(best, up, area)
            if not len(more):
                return self._proof(best, up, area)
            self._join(more)
        raise SolverFailed("CERTIFICATE_FAILED", why="pairs left out")

    def _proof(self, best: Ints, up: Ints, area: Ints) -> Proof:
        supplied = int(self.units.sum() if self._drawn.source < 0 else self._task.units.sum())
        value = supplied * self._weights.bypass - self._kept.cost()
        bound = product(up, self.places) + product(best, self.units)
        if self._weights.step:
            over = np.maximum(0, self._weights.rank_worth[None, :] - area[:, None])
            bound += product(over.ravel(), self.ranks.ravel())
        if value != bound:
            raise SolverFailed("CERTIFICATE_FAILED", value=value, bound=bound)
        return Proof(value=value, up=up, area=area)

    def _prices(self) -> tuple[Ints, Ints]:
        """Read the prices of places, ≥ 0, and areas off the potentials of the core."""
        n, m, drawn = self._task.n, self._task.m, self._drawn
        potential = self._kept.potential()
        up = np.maximum(0, -_apart(potential[n : n + m], potential[drawn.sink]))
        if drawn.source < 0:
            return up, np.zeros(len(self._task.areas), dtype=np.int64)
        ahead = _apart(potential[n + m : drawn.source], potential[drawn.source])
        return up, (self._weights.ranks - 1) * self._weights.step - ahead

    def _at(self, area: Ints, pairs: Ints) -> Ints:
        return area[self._task.area[self._task.i[pairs]]]

    def _paying(self, best: Ints, up: Ints, area: Ints) -> Ints:
        """Find pairs left out that gain more than their need does, and then all that are near.

        First without looking at them: none can have gained more than prices fell since.
        """
        task, out = self._task, self._out
        asked = self.units > 0
        fell = int((out.up - up).max(initial=0))
        if (out.gain + fell + (area - out.area)[task.area] <= best)[asked].all():
            return np.zeros(0, dtype=np.int64)
        at = self._left
        gain = self.worth[at] - up[task.j[at]] + self._at(area, at)
        gain = np.where(self.open[at], gain, -FAR)
        self._out = LeftOut(gain=_highest(gain, task.i[at], task.n), up=up, area=area)
        behind = (best[task.i[at]] - gain)[asked[task.i[at]]]
        if not (behind < 0).any():
            return at[:0]
        return at[asked[task.i[at]]][behind <= self._width]

    def _join(self, pairs: Ints) -> None:
        self._before += self._kept.warm
        self._inside[pairs] = True
        self._build()

    def _build(self) -> None:
        """Keep the core as things are now. Arcs: its pairs, then all others as drawn."""
        whole, drawn, task = self._drawn.network, self._drawn, self._task
        self._pairs, self._left = np.flatnonzero(self._inside), np.flatnonzero(~self._inside)
        self._shift = len(self._left)
        capacity, supply = whole.capacity.copy(), whole.supply.copy()
        capacity[drawn.slots] = self.places
        if drawn.source < 0:
            supply[: task.n], supply[drawn.sink] = self.units, -int(self.units.sum())
        else:
            capacity[drawn.gates], capacity[drawn.ranks] = self.units, self.ranks.ravel()
        capacity[self._pairs] *= self.open[self._pairs]
        arcs = np.concatenate([self._pairs, np.arange(drawn.pairs.stop, len(capacity))])
        cost = np.concatenate([self._costs(self._pairs), whole.cost[drawn.pairs.stop :]])
        self._kept = self._keep(
            Network(
                tail=whole.tail[arcs],
                head=whole.head[arcs],
                capacity=capacity[arcs],
                cost=cost,
                supply=supply,
            )
        )
        self._out = self._unknown()

    def _unknown(self) -> LeftOut:
        """Nothing is known of the pairs left out: they may gain anything."""
        task = self._task
        return LeftOut(
            gain=np.full(task.n, FAR, dtype=np.int64),
            up=np.zeros(task.m, dtype=np.int64),
            area=np.zeros(len(task.areas), dtype=np.int64),
        )

    def _costs(self, pairs: Ints) -> Ints:
        """Costs as drawn, less what the pairs are worth more now."""
        plain = pair_worth(self._task, self._weights, pairs)
        return self._drawn.network.cost[pairs] + plain - self.worth[pairs]

    def _arc(self, pair: int) -> Ints:
        return np.searchsorted(self._pairs, [pair])


def _highest(gain: Ints, need: Codes, n: int) -> Ints:
    """Highest gain of each need's pairs, needs ascending: (n,); −FAR without any."""
    found = np.full(n, -FAR, dtype=np.int64)
    if len(gain):
        first = np.flatnonzero(np.diff(need, prepend=-1))
        found[need[first]] = np.maximum.reduceat(gain, first)
    return found


def _apart(potential: Ints, origin: int) -> Ints:
    """Subtract, to at most FAR either way: parts no flow joins may stand 2^62 apart."""
    far = np.float64(potential) - np.float64(origin)
    with np.errstate(over="ignore"):
        near = potential - origin
    return np.where(np.abs(far) < FAR, near, np.where(far > 0, FAR, -FAR)).astype(np.int64)

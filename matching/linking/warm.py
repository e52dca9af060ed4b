"""A plan that is solved again after each change, from where the solver stood before it.

A need that leaves, places that come or go, a pair forbidden, forced or scored anew are edits of
a few arcs of a network that is kept solved. Answers are exact: the worth of the best plan of
the changed problem with its proof, and with `plan` the very bytes of a solve from nothing.
Source: docs/algorithms/linking.md, part one change.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from matching.linking.core import Guess
from matching.linking.kept import KeptCore
from matching.linking.lemon import best_kept
from matching.linking.network import around, draw
from matching.linking.solve import proven
from matching.linking.weights import rank_counts, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matching.linking.arrays import Ints
    from matching.linking.lemon import Keep
    from matching.linking.problem import Problem
    from matching.linking.result import Plan


class Warm:
    """A plan's problem kept solved. Needs, resources and pairs are told by position in it.

    Colour units are the plan's: they hold for every part of its problem, so that worths before
    and after a change compare.
    """

    def __init__(self, plan: Plan, keep: Keep = best_kept) -> None:
        self.whole, self.seed = plan.problem, plan.seed
        whole = self.whole
        self.units = weights(whole.policy, whole.n, whole.m)
        near = Guess(up=plan.price_up, area=plan.area_price)
        self._core = KeptCore(whole, self.units, near, keep)
        self._there = np.ones(whole.n, dtype=bool)
        self._capacity, self._score = whole.capacity.copy(), whole.score.copy()
        self._forced: dict[int, int] = {}
        self._undo: list[Callable[[], None]] = []

    @property
    def warm(self) -> int:
        """How many solves went on from the one before; 0 without LEMON."""
        return self._core.warm

    def leave(self, needs: Ints) -> None:
        """Let needs go. Raises ValueError for one of a forced pair."""
        self._loose(needs=needs)
        self._presence(needs, there=False)

    def come(self, needs: Ints) -> None:
        """Let needs that left come back."""
        self._presence(needs, there=True)

    def _presence(self, needs: Ints, *, there: bool) -> None:
        needs = np.unique(needs)
        needs = needs[self._there[needs] != there]
        self._there[needs] = there
        self._undo.append(partial(self._presence, needs, there=not there))
        self._core.needs(needs, self._units(needs))
        self._core.areas(self._ranks()[0])

    def places(self, resource: int, capacity: int) -> None:
        """Give a resource so many places in all. Raises ValueError for one of a forced pair."""
        self._loose(resource=resource)
        self._undo.append(partial(self.places, resource, int(self._capacity[resource])))
        self._capacity[resource] = capacity
        self._core.slots(resource, capacity)

    def forbid(self, pair: int) -> None:
        """Permit a pair no more. Raises ValueError for one that is forced."""
        if pair in self._forced:
            raise ValueError("a forced pair cannot be forbidden")
        self._permit(pair, there=False)

    def permit(self, pair: int) -> None:
        """Permit a pair that was forbidden."""
        self._permit(pair, there=True)

    def _permit(self, pair: int, *, there: bool) -> None:
        self._undo.append(partial(self._permit, pair, there=bool(self._core.open[pair])))
        self._core.permit(pair, there=there)

    def rescore(self, pair: int, score: int) -> None:
        """Give a pair another score of the policy's range."""
        self._undo.append(partial(self.rescore, pair, int(self._score[pair])))
        more = score - int(self._score[pair])
        self._score[pair] = score
        self._core.value_pair(pair, int(self._core.worth[pair]) + more)

    def force(self, pair: int) -> int:
        """Make the plan take a pair for all it can, whatever it costs: units it then serves.

        0 where it cannot be: the need or the resource has none. What is forced is taken out of
        the problem: units, places, and the first units of the area. Raises ValueError where the
        need or the resource has a forced pair.
        """
        need, resource = self._ends(pair)
        self._loose(needs=need, resource=resource)
        units = min(int(self._units(need)[0]), int(self._capacity[resource]))
        if units and self._core.open[pair]:
            self._hold(pair, units)
            self._undo.append(partial(self._hold, pair, 0))
            return units
        return 0

    def _hold(self, pair: int, units: int) -> None:
        need, resource = self._ends(pair)
        self._forced.pop(pair, None)
        if units:
            self._forced[pair] = units
        self._core.needs(need, self._units(need))
        self._core.slots(resource, int(self._capacity[resource]) - units)
        self._core.areas(self._ranks()[0])

    def _ends(self, pair: int) -> tuple[Ints, int]:
        return self.whole.i[[pair]].astype(np.int64), int(self.whole.j[pair])

    def _loose(self, *, needs: Ints | tuple[()] = (), resource: int | None = None) -> None:
        """Raise ValueError where a forced pair has one of these ends."""
        for pair in self._forced:
            if self.whole.i[pair] in needs or self.whole.j[pair] == resource:
                raise ValueError("a forced pair has this end: change it before, or not at all")

    def _units(self, needs: Ints) -> Ints:
        """Units of needs that are there and that no forced pair serves."""
        units = np.where(self._there[needs], self.whole.units[needs], 0)
        for pair, held in self._forced.items():
            units -= held * (needs == self.whole.i[pair])
        return units

    def _ranks(self) -> tuple[Ints, Ints]:
        """Units of each area by rank, (K, ranks): left, and taken first by forced pairs."""
        asked = np.where(self._there, self.whole.units, 0)
        counts = rank_counts(replace(self.whole, units=asked), self.units)
        held = np.zeros(len(counts), dtype=np.int64)
        for pair, units in self._forced.items():
            held[self.whole.area[self.whole.i[pair]]] += units
        after = np.maximum(0, np.cumsum(counts, axis=1) - held[:, None])
        left = np.diff(after, axis=1, prepend=0)
        return left, counts - left

    @contextmanager
    def supposing(self) -> Iterator[None]:
        """Take back afterwards what is changed inside."""
        before = len(self._undo)
        try:
            yield
        finally:
            for back in reversed(self._undo[before:]):
                back()
            del self._undo[before:]

    def value(self) -> int:
        """Worth of the best plan as things are now. Raises SolverFailed as KeptCore.solve."""
        found = self._core.solve().value
        if self._forced:
            pairs = list(self._forced)
            taken = (self._ranks()[1].sum(axis=0) * self.units.rank_worth).sum()
            found += int((self._core.worth[pairs] * list(self._forced.values())).sum() + taken)
        return found

    def loss_without(self, pair: int) -> int:
        """Give what the plan loses in worth when a pair may not be used; see whatif."""
        before = self.value()
        with self.supposing():
            self.forbid(pair)
            return before - self.value()

    def loss_forcing(self, pair: int) -> int | None:
        """Give what the plan loses when a pair must be used; None where it cannot be."""
        before = self.value()
        with self.supposing():
            return before - self.value() if self.force(pair) else None

    def chosen(self) -> Ints:
        """Units on each pair, (E,): of one best plan, no lottery held."""
        self._core.solve()
        found = self._core.chosen()
        for pair, units in self._forced.items():
            found[pair] += units
        return found

    def now(self) -> Problem:
        """Give the problem as it is now; needs that left, and their areas, are not in it.

        A forced pair has its premium: twice all that one need can be worth.
        """
        whole, there, pairs = self.whole, self._there, self._pairs()
        areas, area = np.unique(whole.area[there], return_inverse=True)
        premium = 2 * self.units.bypass * np.isin(pairs, list(self._forced))
        return replace(
            whole,
            needs=whole.needs[there],
            areas=whole.areas[areas],
            level=whole.level[there],
            area=area.astype(np.int32),
            units=whole.units[there],
            capacity=self._capacity.copy(),
            i=(np.cumsum(there) - 1)[whole.i[pairs]].astype(np.int32),
            j=whole.j[pairs],
            score=self._score[pairs] + premium,
            kept=whole.kept[pairs],
        )

    def _pairs(self) -> Ints:
        """Positions of the pairs that are there."""
        return np.flatnonzero(self._core.open & self._there[self.whole.i])

    def plan(self) -> Plan:
        """Give the plan as things are now, priced, drawn by lot and proven.

        The bytes of `best(self.now(), seed=self.seed, units=self.units)`.
        """
        task = self.now()
        drawn = draw(task, self.units)
        flow = around(task, drawn, self.chosen()[self._pairs()])
        return proven(task, self.units, drawn, flow, seed=self.seed)

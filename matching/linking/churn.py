"""What changed since the last plan, link by link, and why: nobody's link moves unexplained."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from matching.linking.archive import Tables

    Pair = tuple[str, str]


class Why(StrEnum):
    """Why a link is other than it was; the first that holds, in this order."""

    NEED_GONE = "NEED_GONE"  # met, withdrawn or in somebody's hands
    RESOURCE_GONE = "RESOURCE_GONE"  # closed, or nobody offers it
    NOT_PERMITTED = "NOT_PERMITTED"  # a hard rule stands between them now
    FEWER_PLACES = "FEWER_PLACES"  # the resource has fewer places than it gave
    MORE_URGENT = "MORE_URGENT"  # a more urgent need that was not there has its place
    BETTER_OFFER = "BETTER_OFFER"  # the need has one that scores higher, the bonus counted
    MADE_ROOM = "MADE_ROOM"  # others are served, or better, since it moved
    NEW_NEED = "NEW_NEED"  # the need was not in the run before
    NEW_RESOURCE = "NEW_RESOURCE"  # the resource was not
    PERMITTED_NOW = "PERMITTED_NOW"  # a hard rule stood between them before
    MORE_PLACES = "MORE_PLACES"  # the resource has more places than before
    PLACE_FREED = "PLACE_FREED"  # another need gave the place up


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A need whose link is other than in the plan before. was, now: resource id, None: none."""

    need: str
    was: str | None
    now: str | None
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Churn:
    """Two plans beside each other. untouched: links of before about which no fact changed.

    A link is untouched when its need has the level, units and pairs it had and its resource the
    places it had. disturbed: those among them that moved or went.
    """

    before: int
    after: int
    kept: int
    untouched: int
    disturbed: int
    changes: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data: counts, counts by reason, and the changes by need."""
        why = Counter(str(one.why) for one in self.changes)
        return {
            "before": self.before,
            "after": self.after,
            "kept": self.kept,
            "untouched": self.untouched,
            "disturbed": self.disturbed,
            "why": dict(sorted(why.items())),
            "changes": [
                {"need": one.need, "was": one.was, "now": one.now, "why": str(one.why)}
                for one in self.changes
            ],
        }


def churn(before: Tables, after: Tables) -> Churn:
    """Compare two stored plans. A need of several units counts once for each resource."""
    old, new = Side.of(before), Side.of(after)
    still = old.links & new.links
    gone, come = old.links - still, new.links - still
    untouched = {pair for pair in old.links if old.same(new, pair)}
    return Churn(
        before=len(old.links),
        after=len(new.links),
        kept=len(still),
        untouched=len(untouched),
        disturbed=len(untouched - still),
        changes=tuple(sorted(_changes(old, new, gone, come), key=_by_need)),
    )


def _by_need(one: Change) -> tuple[str, str, str]:
    return one.need, one.was or "", one.now or ""


def _changes(old: Side, new: Side, gone: set[Pair], come: set[Pair]) -> list[Change]:
    """Pair each lost link of a need with one it got instead; the rest went or came alone."""
    instead: dict[str, list[str]] = {}
    for need, resource in sorted(come):
        instead.setdefault(need, []).append(resource)
    told = []
    for need, was in sorted(gone):
        now = instead[need].pop(0) if instead.get(need) else None
        told.append(Change(need=need, was=was, now=now, why=_lost(old, new, (need, was), now)))
    told += [
        Change(need=need, was=None, now=now, why=_won(old, new, (need, now)))
        for need, some in instead.items()
        for now in some
    ]
    return told


def _lost(old: Side, new: Side, pair: Pair, now: str | None) -> Why:
    need, was = pair
    if need not in new.level:
        return Why.NEED_GONE
    if was not in new.capacity:
        return Why.RESOURCE_GONE
    if pair not in new.worth:
        return Why.NOT_PERMITTED
    if new.capacity[was] < old.capacity[was]:
        return Why.FEWER_PLACES
    if any(new.level[other] < new.level[need] for other in new.on(was) - old.on(was)):
        return Why.MORE_URGENT
    if now is not None and new.worth[need, now] > new.worth[pair]:
        return Why.BETTER_OFFER
    return Why.MADE_ROOM


def _won(old: Side, new: Side, pair: Pair) -> Why:
    need, now = pair
    if need not in old.level:
        return Why.NEW_NEED
    if now not in old.capacity:
        return Why.NEW_RESOURCE
    if pair not in old.worth:
        return Why.PERMITTED_NOW
    if new.capacity[now] > old.capacity[now]:
        return Why.MORE_PLACES
    return Why.PLACE_FREED


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One plan as look-ups. worth: points of a pair, with the bonus where it is kept."""

    level: Mapping[Hashable, int]
    units: Mapping[Hashable, int]
    capacity: Mapping[Hashable, int]
    worth: Mapping[Pair, int]
    pairs: Mapping[Hashable, int]
    links: set[Pair]
    held: Mapping[str, set[str]]

    @classmethod
    def of(cls, told: Tables) -> Side:
        pairs, chosen = told.pairs, told.chosen
        bonus = int(told.policy["kept_bonus"])
        worth = pairs["score"].to_numpy() + bonus * pairs["kept"].to_numpy()
        links = set(zip(chosen["need"].tolist(), chosen["resource"].tolist(), strict=True))
        held: dict[str, set[str]] = {}
        for need, resource in links:
            held.setdefault(resource, set()).add(need)
        return cls(
            level=_column(told.needs, "level"),
            units=_column(told.needs, "units"),
            capacity=_column(told.resources, "capacity"),
            worth=dict(
                zip(
                    zip(pairs["need"].tolist(), pairs["resource"].tolist(), strict=True),
                    worth.tolist(),
                    strict=True,
                )
            ),
            pairs=_fingerprints(pairs),
            links=links,
            held=held,
        )

    def on(self, resource: str) -> set[str]:
        """Name the needs a resource serves."""
        return self.held.get(resource, set())

    def same(self, other: Side, pair: Pair) -> bool:
        """Tell whether nothing about a link's need and resource changed."""
        need, resource = pair
        return (
            self.level.get(need) == other.level.get(need)
            and self.units.get(need) == other.units.get(need)
            and self.pairs.get(need) == other.pairs.get(need)
            and self.capacity.get(resource) == other.capacity.get(resource)
        )


def _column(table: pd.DataFrame, name: str) -> dict[Hashable, int]:
    return dict(zip(table["id"].tolist(), table[name].tolist(), strict=True))


def _fingerprints(pairs: pd.DataFrame) -> dict[Hashable, int]:
    """Give a number per need that is the same where its resources and scores are the same."""
    row = pd.util.hash_pandas_object(pairs[["resource", "score"]], index=False)
    mixed = row.to_numpy(np.uint64)
    return pd.Series(mixed, dtype="uint64").groupby(pairs["need"].to_numpy()).sum().to_dict()

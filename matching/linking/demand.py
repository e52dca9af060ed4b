"""The needs of a run: open, unmet, of monitored households, with nothing under way for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.coverage.live import need_edges, reach
from matching.linking.places import metres, middle

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from matching.coverage.live import Reach
    from matching.linking.arrays import Bools, Codes, Ints
    from matching.linking.policy import Policy
    from matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Needs in the run (n), by id. row, home: positions in the snapshot's needs, households.

    level: 0 most urgent. area: code compared for fairness. x, y: metres, NOWHERE where unknown.
    left_out: open needs that are not in the run, by reason.
    """

    ids: NDArray[np.str_]
    row: Ints
    home: Ints
    code: NDArray[np.str_]
    level: Ints
    village: NDArray[np.str_]
    area: NDArray[np.str_]
    x: Codes
    y: Codes
    found: Reach
    left_out: Mapping[str, int]

    @property
    def n(self) -> int:
        return len(self.ids)


def demand(snapshot: Snapshot, policy: Policy, by_hand: Collection[str] = ()) -> Demand:
    """Choose the needs of a run. by_hand: needs for which a person has recommended something.

    A need waits outside while a link is under way for it (IN_FLIGHT), one has gone silent
    (LAPSED), all it requires is there (MET), or a person has it in hand (BY_HAND).
    """
    found = reach(snapshot)
    needs, homes = snapshot.needs, snapshot.households
    waiting = [
        ("IN_FLIGHT", _linked(snapshot, found, policy.rules.in_flight)),
        ("LAPSED", _lapsed(snapshot, found)),
        ("MET", found.met >= 1),
        ("BY_HAND", needs["id"].isin(list(by_hand)).to_numpy(dtype=bool)),
    ]
    left, counts = found.need_open.copy(), {}
    for why, mask in waiting:
        counts[why] = int((left & mask).sum())
        left &= ~mask
    ids = needs["id"].to_numpy("U")
    row = np.flatnonzero(left)
    row = row[np.argsort(ids[row], kind="stable")]
    home = found.need_household[row]
    level = found.level[home]
    if policy.levels == 5:
        level = np.where(homes["urgent"].to_numpy(dtype=bool)[home], 0, level + 1)
    village = _villages(snapshot)[home]
    x, y = metres(homes["lon"], homes["lat"], middle(snapshot))
    return Demand(
        ids=ids[row],
        row=row,
        home=home,
        code=needs["code"].to_numpy("U")[row],
        level=level,
        village=village,
        area=np.array([v[: policy.fairness.area_digits] for v in village.tolist()], dtype="U"),
        x=x[home],
        y=y[home],
        found=found,
        left_out=counts,
    )


def _villages(snapshot: Snapshot) -> NDArray[np.str_]:
    """Village of each household, its town where the village is unknown, "" without either."""
    rows = snapshot.households
    return rows["village"].fillna(rows["town"]).fillna("").to_numpy("U")


def _linked(snapshot: Snapshot, found: Reach, states: Collection[str]) -> Bools:
    """Tell per need whether a link in one of the states is in L(n)."""
    links = snapshot.links["state"].isin(list(states)).to_numpy(dtype=bool)
    hit = np.zeros(len(found.need_open), dtype=bool)
    hit[need_edges(snapshot, found.need_open, links)[0]] = True
    return hit


def _lapsed(snapshot: Snapshot, found: Reach) -> Bools:
    """Tell per need whether it is served in name only: in service, and no live link."""
    live = np.zeros(len(found.need_open), dtype=bool)
    live[found.edges[0]] = True
    return _linked(snapshot, found, ("IN_SERVICE",)) & ~live

"""If this person or body leaves: which household loses which link, named person, or tier.

The answer is counted from the ties of the leaver alone; that it equals a full recomputation
without the leaver is what the tests show. Source: domain reference 6.3, first FIRST05.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.coverage.live import LEVELS, TIERS, active_stewards, at_positions
from matching.facts import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

LAST_LINK, LAST_NAMED = "LAST_LINK", "LAST_NAMED"
COLUMNS = ("household", "village", "level", "lost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What a leaving costs. households: rows household, village, level, lost; orange first.

    lost: LAST_LINK (no live link is left), LAST_NAMED (live links, but no named person on any),
    or the tier without a steward then: T1, T2, T3. needs: open needs without a live link then,
    by id. links: live links that end; unnamed: live links that go on without their worker.
    """

    leaver: str
    households: pd.DataFrame
    needs: tuple[str, ...]
    links: tuple[str, ...]
    unnamed: tuple[str, ...]

    def ids(self, lost: str) -> list[str]:
        """Name the households that lose one thing, sorted."""
        rows = self.households
        return sorted(rows["household"][(rows["lost"] == lost).to_numpy(dtype=bool)])

    def to_json(self) -> dict[str, Any]:
        """Say it in plain values."""
        return {
            "leaver": self.leaver,
            "households": self.households.to_dict("records"),
            "counts": {lost: len(self.ids(lost)) for lost in (LAST_LINK, LAST_NAMED, *TIERS)},
            "needs": list(self.needs),
            "links": list(self.links),
            "unnamed": list(self.unnamed),
        }


def losses(snapshot: Snapshot, found: Reach, leaver: str) -> Losses:
    """Foresee what is lost when one person or body leaves, household by household."""
    provides = _is(snapshot.links["provider_id"], leaver)
    carries = _is(snapshot.links["worker_id"], leaver)
    bodiless = carries & snapshot.links["provider_id"].isna().to_numpy()
    home, size = found.link_household, len(found.counted)
    live = found.link_live & at_positions(found.counted, home, missing=0)
    ends = live & (provides | bodiless)
    unnamed = live & carries & ~ends & _worker_only(snapshot)
    left = np.bincount(home[live & ~ends], minlength=size)
    named = live & found.link_named
    kept = named & ~ends & ~unnamed
    last_link = (np.bincount(home[ends], minlength=size) > 0) & (left == 0)
    last_named = (np.bincount(home[named], minlength=size) > 0) & (left > 0)
    last_named &= np.bincount(home[kept], minlength=size) == 0
    rows = [(LAST_LINK, last_link), (LAST_NAMED, last_named), *_tiers(snapshot, found, leaver)]
    ids = snapshot.links["id"].to_numpy(dtype=object)
    return Losses(
        leaver=leaver,
        households=_told(snapshot, found, rows),
        needs=_needs(snapshot, found, ends),
        links=tuple(sorted(ids[ends])),
        unnamed=tuple(sorted(ids[live & carries & ~ends])),
    )


def _is(column: pd.Series[Any], leaver: str) -> Bools:
    found: Bools = (column == leaver).to_numpy(dtype=bool)
    return found


def _worker_only(snapshot: Snapshot) -> Bools:
    """Tell the links whose only named person is the worker: a body provides them."""
    return ~snapshot.look.one_of("links", "provider_label", ("Actor",))


def _tiers(snapshot: Snapshot, found: Reach, leaver: str) -> list[tuple[str, Bools]]:
    ties = active_stewards(snapshot)
    told = []
    for tier in TIERS:
        mine = ties[(ties["tier"] == tier).to_numpy() & _is(ties["actor_id"], leaver)]
        at = positions(snapshot.households["id"], mine["household_id"])
        mask = np.zeros(len(found.counted), dtype=bool)
        mask[at[at >= 0]] = True
        told.append((tier, mask & found.counted))
    return told


def _needs(snapshot: Snapshot, found: Reach, ends: Bools) -> tuple[str, ...]:
    """Name the needs all of whose live links in L(n) end."""
    need, link = found.edges
    before = np.bincount(need, minlength=len(snapshot.needs))
    after = np.bincount(need[~ends[link]], minlength=len(snapshot.needs))
    lost = np.flatnonzero((before > 0) & (after == 0))
    return tuple(sorted(snapshot.needs["id"].iloc[lost]))


def _told(snapshot: Snapshot, found: Reach, rows: list[tuple[str, Bools]]) -> pd.DataFrame:
    ids = snapshot.households["id"].to_numpy(dtype=object)
    village = snapshot.households["village"].fillna("").to_numpy(dtype=object)
    told = [
        {
            "household": ids[h],
            "village": village[h],
            "level": LEVELS[found.level[h]],
            "lost": lost,
        }
        for lost, mask in rows
        for h in np.flatnonzero(mask)
    ]
    told.sort(key=lambda row: (LEVELS.index(row["level"]), row["household"], row["lost"]))
    return pd.DataFrame(told, columns=list(COLUMNS))

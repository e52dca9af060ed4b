"""Leave: whether every orange household is looked after while its village steward is away.

A steward's cover is named by the ties themselves: the cover's tie runs over the days of the
leave, the steward's own ends before it. So each first day of a leave is looked at by the ties
of that day. Source: domain reference 6.3: cover is named before a leave starts, and no orange
household is without T3 cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.stewards.charge import on_leave
from matching.tables import day

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

AHEAD = 30  # days looked ahead for a leave that begins
COLUMNS = ("household", "village", "day", "steward", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverReport:
    """What is not covered, and who is away.

    uncovered: rows household, village, day, steward, why; a household once, with the first day
    it lacks cover. why: NO_STEWARD (no T3 that day) or ON_LEAVE (the T3 of that day is away).
    leaves: actor_id, leave_from, leave_to, orange (households of that colour in charge when
    the leave begins), uncovered (how many of them lack cover).
    """

    as_of: date
    until: date
    uncovered: pd.DataFrame
    leaves: pd.DataFrame

    def to_json(self) -> dict[str, Any]:
        """Say it in plain values."""
        leaves = self.leaves.astype(object)
        return {
            "as_of": self.as_of.isoformat(),
            "until": self.until.isoformat(),
            "uncovered": self.uncovered.astype(object)
            .where(self.uncovered.notna(), None)
            .to_dict("records"),
            "leaves": leaves.where(leaves.notna(), None).to_dict("records"),
        }


def village_ties(store: Store, access: Access, first: date, last: date) -> pd.DataFrame:
    """Read the T3 ties that hold on any day of a span: household_id, actor_id, from_, to."""
    with store.read(access) as session:
        rows = [
            one
            for found in session.run("steward_ties", tier="T3", first=first, last=last)
            for one in found["rows"]
        ]
    told = pd.DataFrame(rows, columns=["household_id", "actor_id", "from_", "to"])
    for name in ("from_", "to"):
        told[name] = np.array(told[name].tolist(), dtype="datetime64[s]")
    return told


def cover(
    snapshot: Snapshot, found: Reach, ties: pd.DataFrame, ahead: int = AHEAD
) -> CoverReport:
    """Check today, and each day in the days ahead on which a leave begins.

    ties: as village_ties gives them, from snapshot.as_of to as_of + ahead.
    """
    actors = snapshot.actors.drop_duplicates("id").set_index("id", drop=False)
    until = snapshot.as_of + timedelta(days=ahead)
    told = [_missing(snapshot, found, ties, on) for on in _days(actors, snapshot.as_of, until)]
    rows = pd.concat(told, ignore_index=True).drop_duplicates("household", ignore_index=True)
    return CoverReport(
        as_of=snapshot.as_of,
        until=until,
        uncovered=rows,
        leaves=_leaves(snapshot, found, ties, rows, until),
    )


def _days(actors: pd.DataFrame, first: date, last: date) -> list[date]:
    """List the first day, and the days after it on which a T3 steward's leave begins."""
    village = actors[(actors["tier"] == "T3").to_numpy(dtype=bool)]
    starts = {one.date() for one in village["leave_from"].dropna()}
    return sorted({first, *(on for on in starts if first < on <= last)})


def _missing(snapshot: Snapshot, found: Reach, ties: pd.DataFrame, on: date) -> pd.DataFrame:
    homes = snapshot.households[found.counted & (found.level == 0)]
    actors = snapshot.actors.drop_duplicates("id")
    away = set(actors["id"][on_leave(actors, on)])
    gone = set(actors["id"][(actors["status"] == "LEFT").to_numpy(dtype=bool)])
    tied = _on(ties, on).groupby("household_id")["actor_id"].agg(list)
    rows = []
    for home, village in zip(homes["id"], homes["village"], strict=True):
        stewards = tied.get(home, [])
        present = [s for s in stewards if s not in away | gone]
        if not present:
            why = "ON_LEAVE" if away.intersection(stewards) else "NO_STEWARD"
            first = min(stewards, default=None)
            rows.append((home, village, on.isoformat(), first, why))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(object)


def _on(ties: pd.DataFrame, on: date) -> pd.DataFrame:
    """Select the ties of one day: from the first to the day before the last, as stored."""
    today = pd.Timestamp(day(on))
    return ties[~(ties["from_"] > today) & ~(ties["to"] <= today)]


def _leaves(
    snapshot: Snapshot, found: Reach, ties: pd.DataFrame, rows: pd.DataFrame, until: date
) -> pd.DataFrame:
    orange = set(snapshot.households["id"][found.counted & (found.level == 0)])
    away = snapshot.actors[(snapshot.actors["tier"] == "T3").to_numpy(dtype=bool)]
    told = []
    for actor in away.drop_duplicates("id").to_dict("records"):
        start, end = (_day(actor[name]) for name in ("leave_from", "leave_to"))
        if actor["status"] != "ON_LEAVE" and start is None:
            continue
        if (start or until) > until or (end or snapshot.as_of) < snapshot.as_of:
            continue
        eve = max(snapshot.as_of, (start or snapshot.as_of) - timedelta(days=1))
        before = _on(ties, eve)
        mine = set(before["household_id"][(before["actor_id"] == actor["id"]).to_numpy(bool)])
        told.append(
            {
                "actor_id": actor["id"],
                "leave_from": start and start.isoformat(),
                "leave_to": end and end.isoformat(),
                "orange": len(mine & orange),
                "uncovered": len(mine & set(rows["household"])),
            }
        )
    columns = ["actor_id", "leave_from", "leave_to", "orange", "uncovered"]
    return pd.DataFrame(told, columns=columns)


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()

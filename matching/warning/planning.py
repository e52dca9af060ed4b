"""Visits as they are saved: those due by the plan, and those to whom too little is known of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph_schema import flows
from graph_schema.ids import HouseholdId
from graph_schema.store.repo.visits import PlannedVisit
from graph_schema.vocabulary import Role
from matching.facts import some, texts
from matching.risk.documents import derived_id
from matching.tables import day
from matching.warning.visits import OPEN

if TYPE_CHECKING:
    from datetime import date, datetime

    from matching.risk.evaluate import RiskResult
    from matching.warning.schedule import Schedule

INCOMPLETE = "INCOMPLETE"  # the reason of a visit that is to find out what is not known


def to_complete(result: RiskResult, schedule: Schedule) -> pd.DataFrame:
    """List the visits to households of whom too little is known (2.1): columns as `planned`.

    One a household that is looked after: none while a visit at home is open, whenever it is
    due, or some days after one was made. With these planned it lists nothing.
    """
    snapshot, rule = result.snapshot, schedule.to_complete
    homes, look = snapshot.households, snapshot.look
    lacking = result.completeness < result.parameters.completeness.warn_below
    lacking &= homes["monitored"].to_numpy() & homes["has_living_member"].to_numpy()
    today = day(snapshot.as_of)
    if rule is None:
        lacking = np.zeros_like(lacking)
    else:
        made = look.days("visits", "done_at")
        lately = (made <= today) & (made > today - np.timedelta64(rule.again, "D"))
        seen = look.one_of("visits", "state", OPEN) | lately
        seen &= look.one_of("visits", "mode", ("HOME",))
        lacking &= ~some(look.home("visits"), seen, len(lacking))
    at = np.flatnonzero(lacking)
    within = rule.within if rule else 0
    due = np.full(len(at), today + np.timedelta64(within, "D"), dtype="datetime64[s]")
    return pd.DataFrame(
        {
            "household_id": texts(homes["id"])[at],
            "due": due,
            "mode": np.full(len(at), "HOME", dtype=object),
            "interval": np.full(len(at), within, dtype=np.int64),
            "reason": np.full(len(at), INCOMPLETE, dtype=object),
        }
    )


def as_visits(table: pd.DataFrame, at: datetime) -> list[PlannedVisit]:
    """Give planned visits as they are written, one a row. at: when they are planned."""
    state = flows.load("visit").step(None, "plan", Role.SYSTEM).target
    homes, modes, reasons = (table[n].tolist() for n in ("household_id", "mode", "reason"))
    days: list[date] = table["due"].to_numpy(dtype="datetime64[D]").tolist()
    return [
        PlannedVisit(
            id=derived_id("visit", home, on.isoformat(), mode),
            household=HouseholdId(home),
            due=on,
            mode=mode,
            tier="T3",
            state=state,
            state_since=at,
            source=f"visits {reason}",
        )
        for home, on, mode, reason in zip(homes, days, modes, reasons, strict=True)
    ]

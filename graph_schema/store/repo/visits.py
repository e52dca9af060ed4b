"""Visits that the program plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph_schema.ids import HouseholdId
from graph_schema.store import bulk
from graph_schema.store.session import WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """A visit to make. mode: HOME or CALL."""

    id: str
    household: HouseholdId
    due: date
    mode: str
    tier: str
    state: str
    state_since: datetime
    source: str


def save_visits(session: WriteSession, planned: Sequence[PlannedVisit]) -> None:
    """Write planned visits with their households."""
    if not planned:
        return
    rows = [
        {
            "id": one.id,
            "due": one.due,
            "mode": one.mode,
            "tier": one.tier,
            "state": one.state,
            "state_since": one.state_since,
            "source": one.source,
        }
        for one in planned
    ]
    bulk.upsert_nodes(session, "Visit", rows)
    ties = [{"from": one.id, "to": one.household} for one in planned]
    bulk.upsert_relationships(session, "VISITS", "Visit", "Household", ties)

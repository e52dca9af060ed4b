"""Alerts that the program raises, worsens, counts as suppressed, or closes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from graph_schema.ids import AlertId, HouseholdId
from graph_schema.store import bulk
from graph_schema.store.session import WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedAlert:
    """A new alert. value: None for a share of nothing. fact: our id of what raised it."""

    id: AlertId
    household: HouseholdId
    code: str
    priority: str
    value: float | None
    threshold: float
    state: str
    raised_at: datetime
    state_since: datetime
    fact: str
    alert_no: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorseAlert:
    """An open alert that a worse band raises."""

    id: AlertId
    priority: str
    value: float | None
    threshold: float
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressedAlert:
    """A closed alert that keeps a new one silent. suppressed: days on which it did."""

    id: AlertId
    suppressed: int
    suppressed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedAlert:
    """An alert that closes by itself."""

    id: AlertId
    state: str
    state_since: datetime
    ended: bool = True


def save_alerts(
    session: WriteSession,
    raised: Sequence[RaisedAlert],
    changed: Sequence[WorseAlert | SuppressedAlert | ClosedAlert],
) -> None:
    """Write new alerts with their households, and what changes on those there are."""
    if raised:
        rows = [
            {name: value for name, value in asdict(one).items() if name != "household"}
            for one in raised
        ]
        bulk.upsert_nodes(session, "Alert", rows)
        ties = [{"from": one.household, "to": one.id} for one in raised]
        bulk.upsert_relationships(session, "HAS_ALERT", "Household", "Alert", ties)
    if changed:
        bulk.upsert_nodes(session, "Alert", [asdict(one) for one in changed])

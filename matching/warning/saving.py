"""What triggers change on alerts, through the alert's flow; nothing where nothing changes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema import flows
from graph_schema.ids import AlertId, HouseholdId
from graph_schema.store.repo.alerts import (
    ClosedAlert,
    RaisedAlert,
    SuppressedAlert,
    WorseAlert,
)
from graph_schema.vocabulary import Role
from matching.facts import texts
from matching.risk.documents import derived_id
from matching.tables import TABLES, frame
from matching.warning.evaluate import SOURCE
from matching.warning.triggers import PRIORITIES

if TYPE_CHECKING:
    from datetime import datetime

    from matching.snapshot import Snapshot
    from matching.warning.evaluate import Holding, Warnings


@dataclass(frozen=True, slots=True)
class AlertChanges:
    """What to save; everything empty where the graph holds it already."""

    raised: list[RaisedAlert]
    worse: list[WorseAlert]
    silent: list[SuppressedAlert]
    closed: list[ClosedAlert]

    def __bool__(self) -> bool:
        return bool(self.raised or self.worse or self.silent or self.closed)


def changes(found: Warnings, at: datetime) -> AlertChanges:
    """Turn an evaluation into changes. at: when, for what happens now."""
    return AlertChanges(
        raised=_raised(found, at),
        worse=_worse(found),
        silent=_silent(found),
        closed=_closed(found, at),
    )


def _raised(found: Warnings, at: datetime) -> list[RaisedAlert]:
    flow, homes = flows.load("alert"), texts(found.snapshot.households["id"])
    state = flow.step(None, "raise", Role.SYSTEM).target
    made = []
    for code, rows in found.raised.items():
        one = found.holding[code]
        for row in rows.tolist():
            home = homes[one.household[row]]
            ident = derived_id("alert", home, code, one.fact[row], at.isoformat())
            made.append(
                RaisedAlert(
                    id=AlertId(ident),
                    household=HouseholdId(home),
                    code=code,
                    state=state,
                    raised_at=at,
                    state_since=at,
                    alert_no=f"{code}-{ident[:8]}",
                    source=SOURCE,
                    **_told(one, row),
                )
            )
    return made


def _told(one: Holding, row: int) -> dict[str, Any]:
    value = float(one.value[row])
    return {
        "priority": PRIORITIES[one.rank[row]],
        "value": None if np.isnan(value) else value,
        "threshold": float(one.threshold[row]),
        "fact": one.fact[row],
    }


def _worse(found: Warnings) -> list[WorseAlert]:
    ids = texts(found.snapshot.alerts["id"])
    return [
        WorseAlert(id=AlertId(ids[alert]), **_told(found.holding[code], row))
        for code, (rows, alerts) in found.worse.items()
        for row, alert in zip(rows.tolist(), alerts.tolist(), strict=True)
    ]


def _silent(found: Warnings) -> list[SuppressedAlert]:
    """Count a day once, however often it is looked at."""
    ids, as_of = texts(found.snapshot.alerts["id"]), found.snapshot.as_of
    on = found.snapshot.alerts["suppressed_on"].to_numpy(dtype="datetime64[D]")
    counts = found.snapshot.alerts["suppressed"].fillna(0).to_numpy(dtype=np.int64)
    return [
        SuppressedAlert(
            id=AlertId(ids[alert]), suppressed=int(counts[alert]) + 1, suppressed_on=as_of
        )
        for _, alerts in found.silent.values()
        for alert in alerts.tolist()
        if np.isnat(on[alert]) or on[alert] < np.datetime64(as_of, "D")
    ]


def _closed(found: Warnings, at: datetime) -> list[ClosedAlert]:
    flow, rows = flows.load("alert"), found.snapshot.alerts
    ids, states = texts(rows["id"]), texts(rows["state"])
    return [
        ClosedAlert(
            id=AlertId(ids[alert]),
            state=flow.step(states[alert], "auto_close", Role.SYSTEM).target,
            state_since=at,
        )
        for alerts in found.over.values()
        for alert in alerts.tolist()
    ]


def after(snapshot: Snapshot, made: AlertChanges) -> Snapshot:
    """Give the snapshot with these changes made, as reading it again would."""
    if not made:
        return snapshot
    rows = snapshot.alerts.set_index("id", drop=False).rename_axis(None)
    changed: tuple[WorseAlert | SuppressedAlert | ClosedAlert, ...]
    changed = (*made.worse, *made.silent, *made.closed)
    for one in changed:
        for name, value in _slots(one).items():
            if name in rows and name != "id":
                rows.loc[one.id, name] = _cell(value, rows[name].dtype)
    told = [_slots(one) | {"household_id": one.household} for one in made.raised]
    fresh = frame(
        "alerts", [{name: row.get(name) for name in TABLES["alerts"]} for row in told]
    )
    table = pd.concat([rows.reset_index(drop=True), fresh]) if len(fresh) else rows
    found = replace(snapshot, alerts=table.sort_values("id", ignore_index=True))
    found.look.carry_over(snapshot.look, {"alerts"})
    return found


def _slots(one: RaisedAlert | WorseAlert | SuppressedAlert | ClosedAlert) -> dict[str, Any]:
    """Give the fields by name, as they are (asdict would copy each value)."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _cell(value: Any, dtype: Any) -> Any:
    if value is not None and str(dtype).startswith("datetime64"):
        return pd.Timestamp(value)
    return value

"""What an intake would change at once: one household evaluated as it is and as it would be.

Nothing is written; the answer is that of the evaluation that follows when it is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.errors import NotFound, Rejected
from graph_schema.vocabulary import NeedCode
from matching.evaluation import work_out
from matching.risk.parameters import LEVELS
from matching.tables import TABLES, frame

if TYPE_CHECKING:
    from datetime import datetime

    from matching.evaluation import Evaluated
    from matching.rulesets import RuleSets
    from matching.snapshot import Snapshot

FIELDS = frozenset(
    {"size", "income_month", "assets_money", "rigid_12m", "medical_12m", "housing_grade"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a form says. needs: code → severity 1 to 4. facts: of FIELDS, money in fen."""

    needs: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Before and after. scores: hundredths. alerts: codes that would be raised, sorted."""

    levels: tuple[str, str]
    scores: tuple[int, int]
    urgent: tuple[bool, bool]
    alerts: tuple[str, ...]


def effect(
    snapshot: Snapshot, rules: RuleSets, at: datetime, household: str, intake: Intake
) -> Effect:
    """Evaluate a household twice. at: the instant. Raises NotFound, Rejected."""
    places = np.flatnonzero((snapshot.households["id"] == household).to_numpy(dtype=bool))
    if not len(places):
        raise NotFound(label="Household", id=household)
    home = int(places[0])
    found = [
        work_out(one, rules, at, "PREVIEW")
        for one in (snapshot, supposing(snapshot, home, intake))
    ]
    raised = [_raised(one, household) for one in found]
    return Effect(
        levels=_both(found, lambda one: LEVELS[one.risk.move.level[home]]),
        scores=_both(found, lambda one: int(one.risk.score[home])),
        urgent=_both(found, lambda one: bool(one.risk.urgent[home])),
        alerts=tuple(sorted(raised[1] - raised[0])),
    )


def supposing(snapshot: Snapshot, home: int, intake: Intake) -> Snapshot:
    """Give the snapshot as the form says it is. home: position of the household.

    A need that is open already becomes at least as severe. Raises Rejected for a code,
    severity or field that is none.
    """
    if unknown := sorted(set(intake.needs) - set(NeedCode)):
        raise Rejected(["UNKNOWN_CODE"], field="needs", unknown=unknown)
    if any(severity not in range(1, 5) for severity in intake.needs.values()):
        raise Rejected(["SEVERITY_1_TO_4"])
    if unknown := sorted(set(intake.facts) - FIELDS):
        raise Rejected(["UNKNOWN_FIELD"], fields=unknown)
    homes = snapshot.households.copy()
    for name, value in intake.facts.items():
        homes.loc[homes.index[home], name] = value
    needs = _with_needs(snapshot, str(homes["id"].iloc[home]), intake.needs)
    found = replace(snapshot, households=homes, needs=needs)
    found.look.prepare()
    return found


def _with_needs(snapshot: Snapshot, household: str, told: Mapping[str, int]) -> pd.DataFrame:
    rows = snapshot.needs.copy()
    fresh = []
    for code, severity in told.items():
        mine = (rows["household_id"] == household) & (rows["code"] == code)
        open_ = mine & rows["state"].isin(["OPEN", "PARTLY_MET"])
        if open_.any():
            rows.loc[open_, "severity"] = rows.loc[open_, "severity"].clip(lower=severity)
        else:
            about = {"id": f"preview-{code}", "household_id": household, "code": code}
            fresh.append(about | {"severity": severity, "state": "OPEN", "episode": 1})
    if not fresh:
        return rows
    made = frame("needs", [{n: row.get(n) for n in TABLES["needs"]} for row in fresh])
    table = pd.concat([rows, made]) if len(rows) else made
    return table.sort_values("id", ignore_index=True)


def _raised(found: Evaluated, household: str) -> set[str]:
    return {str(one.code) for one in found.of_alerts.raised if one.household == household}


def _both(found: Sequence[Evaluated], of: Any) -> Any:
    return of(found[0]), of(found[1])

"""Evaluations saved: colours on households, evaluations beside them, needs that facts state."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from graph_schema.ids import HouseholdId, NeedId
from graph_schema.store import bulk
from graph_schema.store.session import WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a household shows of its evaluation. score: hundredths; completeness: percent."""

    id: HouseholdId
    level: str
    computed_level: str
    level_since: datetime
    score: int
    urgent: bool
    situation_unknown: bool
    completeness: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One evaluation with its reasons. rows, floors: canonical JSON lists."""

    id: str
    household: HouseholdId
    replaces: str | None  # the evaluation that was in force till now
    level: str
    computed_level: str
    previous: str | None
    score: int
    need: int
    portrait: int
    event: int
    protect: int
    rows: str
    floors: str
    rule_version: str
    trigger: str
    digest: str
    at: datetime
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedNeed:
    """A need that opens because facts state it. source: the rule, ND01 to ND09."""

    id: NeedId
    household: HouseholdId
    code: str
    severity: int
    since: datetime
    evidence: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEvidence:
    """What an open need gains by facts: evidence, and a severity that is never lower."""

    id: NeedId
    severity: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetVersion:
    """A rule set kept with its whole body, in force from a day on. source: who gave it.

    Of source `default` it is a record of what the program worked with, never in force.
    """

    id: str
    code: str
    version: str
    body: str
    valid_from: date
    source: str = "default"


def save_rule_set(session: WriteSession, rule_set: RuleSetVersion) -> None:
    """Keep a version of a rule set; the same id again changes nothing."""
    row = {
        "id": rule_set.id,
        "code": rule_set.code,
        "rule_version": rule_set.version,
        "body": rule_set.body,
        "status": "RECORD" if rule_set.source == "default" else "ACTIVE",
        "valid_from": rule_set.valid_from,
        "source": rule_set.source,
    }
    bulk.upsert_nodes(session, "RuleSet", [row])


def save_needs(
    session: WriteSession, opened: Sequence[StatedNeed], gained: Sequence[NeedEvidence]
) -> None:
    """Open stated needs and add evidence to open ones."""
    if opened:
        rows = [_without(need, "household") | _OPEN for need in opened]
        bulk.upsert_nodes(session, "Need", rows)
        ties = [{"from": need.household, "to": need.id} for need in opened]
        bulk.upsert_relationships(session, "HAS_NEED", "Household", "Need", ties)
    if gained:
        bulk.upsert_nodes(session, "Need", [asdict(need) for need in gained])


def save_evaluations(session: WriteSession, evaluations: Sequence[Evaluation]) -> None:
    """Put evaluations into force; the ones they replace end on the same day."""
    if not evaluations:
        return
    rows = [
        _without(one, "household", "replaces", "on") | {"valid_from": one.on}
        for one in evaluations
    ]
    bulk.upsert_nodes(session, "RiskEvaluation", rows)
    ties = [{"from": one.household, "to": one.id} for one in evaluations]
    bulk.upsert_relationships(session, "HAS_EVALUATION", "Household", "RiskEvaluation", ties)
    over = [{"id": e.replaces, "valid_to": e.on} for e in evaluations if e.replaces]
    bulk.upsert_nodes(session, "RiskEvaluation", over)


def save_standings(session: WriteSession, standings: Sequence[Standing]) -> None:
    """Show the evaluation on the households."""
    if standings:
        bulk.upsert_nodes(session, "Household", [asdict(one) for one in standings])


_OPEN = {"state": "OPEN", "episode": 1}


def _without(record: Any, *names: str) -> dict[str, Any]:
    return {name: value for name, value in asdict(record).items() if name not in names}

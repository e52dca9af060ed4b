"""One evaluation of a snapshot: verdicts, then alerts, then risk; each sees what came before.

Of whom too little is known for a colour, somebody is sent to ask: a visit is planned.

Pure: tables in, changes out. Every household is worked out by itself, so a part of a snapshot
gives for its households what the whole gives (see matching.touched).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matching.eligibility.evaluate import Evaluation
from matching.eligibility.record import as_table, documents
from matching.eligibility.saving import VerdictChanges
from matching.eligibility.saving import changes as verdict_changes
from matching.eligibility.subjects import Subjects
from matching.risk.evaluate import RiskResult
from matching.risk.evaluate import evaluate as evaluate_risk
from matching.risk.inputs import Inputs
from matching.risk.saving import RiskChanges
from matching.risk.saving import changes as risk_changes
from matching.warning.evaluate import Warnings
from matching.warning.evaluate import evaluate as evaluate_warnings
from matching.warning.planning import as_visits, to_complete
from matching.warning.saving import AlertChanges, after
from matching.warning.saving import changes as alert_changes
from matching.warning.signals import Sight

if TYPE_CHECKING:
    from datetime import datetime

    from graph_schema.store.repo.visits import PlannedVisit
    from matching.eligibility.record import Document
    from matching.rulesets import RuleSets
    from matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What an evaluation found, and what of it the graph does not hold yet.

    snapshot: as it is once the verdicts and alerts are saved.
    """

    snapshot: Snapshot
    verdicts: list[Document]
    warnings: Warnings
    risk: RiskResult
    rule_version: str
    of_verdicts: VerdictChanges
    of_alerts: AlertChanges
    of_risk: RiskChanges
    of_visits: list[PlannedVisit]

    def __bool__(self) -> bool:
        """Tell whether anything is to be saved."""
        return bool(self.of_verdicts or self.of_alerts or self.of_risk or self.of_visits)


def work_out(snapshot: Snapshot, rules: RuleSets, at: datetime, trigger: str) -> Evaluated:
    """Evaluate a snapshot. at: the instant of what begins now. trigger: why it is done."""
    standard = snapshot.param("L")
    line = None if standard is None else int(standard)
    eligibility = Evaluation(Subjects.of(snapshot), rules.rules)
    verdicts = documents(eligibility, rules.eligibility_version(line))
    judged = _with_verdicts(snapshot, verdicts)
    sight = Sight(Inputs.of(judged, rules.risk), eligibility)
    warnings = evaluate_warnings(sight, rules.triggers)
    alerts = alert_changes(warnings, at)
    warned = after(judged, alerts)
    risk = evaluate_risk(warned, rules.risk)
    version = rules.risk_version(risk.standard)
    return Evaluated(
        snapshot=warned,
        verdicts=verdicts,
        warnings=warnings,
        risk=risk,
        rule_version=version,
        of_verdicts=verdict_changes(snapshot, verdicts, at),
        of_alerts=alerts,
        of_risk=risk_changes(risk, version, at, trigger),
        of_visits=as_visits(to_complete(risk, rules.visits), at),
    )


def _with_verdicts(snapshot: Snapshot, verdicts: list[Document]) -> Snapshot:
    found = replace(snapshot, verdicts=as_table(verdicts))
    found.look.carry_over(snapshot.look, {"verdicts"})
    return found

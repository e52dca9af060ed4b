"""The work that reads a snapshot and saves what follows; one way for command line and API."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.store.repo import risk as repo
from matching.risk.documents import derived_id
from matching.risk.evaluate import RiskResult
from matching.risk.evaluate import evaluate as evaluate_all
from matching.risk.parameters import (
    LEVELS,
    BadParameters,
    RiskParameters,
    default_body,
    read_parameters,
    rule_version,
)
from matching.risk.saving import RiskChanges, changes
from matching.snapshot import take

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.clock import Clock
    from graph_schema.store.session import Store, WriteSession
    from matching.linking.commands import PlanReport
    from matching.linking.solve import Progress
    from matching.snapshot import Snapshot

RULE_SET = "risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationReport:
    """What an evaluation found and wrote. levels, computed: households by level code."""

    as_of: date
    areas: tuple[str, ...]
    rule_version: str
    households: int
    levels: dict[str, int]
    computed: dict[str, int]
    urgent: int
    situation_unknown: int
    incomplete: int
    derived: dict[str, int]  # needs opened now, by the rule that states them
    written: dict[str, int]  # nodes created or changed, by kind

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data, dates as text."""
        return asdict(self) | {"as_of": self.as_of.isoformat(), "areas": list(self.areas)}


def evaluate(
    store: Store,
    access: Access,
    area: str | None = None,
    as_of: date | None = None,
    trigger: str = "COMMAND",
) -> EvaluationReport:
    """Evaluate the households of an area and save what changed; the same facts write nothing.

    access: the program's own (it saves in bulk), for the areas it may reach. area: a code
    inside them. Raises Rejected for an area outside them, or a rule set that cannot be used.
    """
    access = narrowed(access, area)
    snapshot = take(store, access, as_of, store.clock)
    body = _body(snapshot)
    parameters = _parameters(body or default_body())
    result = evaluate_all(snapshot, parameters)
    version = rule_version(parameters, body or default_body(), result.standard)
    found = changes(result, version, _instant(store.clock, snapshot), trigger)
    with store.write(access, Action.EVALUATED) as session:
        written = _save(session, found)
        if body is None and found:
            repo.save_rule_set(session, _default_set(snapshot, parameters))
            written["rule_sets"] = 1
    return _report(snapshot, result, version, found, written)


def plan(
    store: Store,
    access: Access,
    *,
    seed: int = 0,
    dry_run: bool = False,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> PlanReport:
    """Recommend links for the open needs of the access's areas, proven best; proposals only.

    progress: told the name of each stage as it begins. Raises as linking.commands.make_plan.
    """
    from matching.linking.commands import make_plan  # the solver is loaded for plans only

    return make_plan(store, access, seed=seed, dry_run=dry_run, as_of=as_of, progress=progress)


def narrowed(access: Access, area: str | None) -> Access:
    """Cut an access to one area. Raises Rejected when the area is not inside it."""
    if area is None:
        return access
    if not area.isdigit() or not any(area.startswith(top) for top in access.areas):
        raise Rejected(["AREA_OUT_OF_REACH"], area=area)
    return replace(access, areas=(area,))


def _body(snapshot: Snapshot) -> str | None:
    """Find the district's own rule set in force; None where it keeps none."""
    rows = snapshot.rule_sets[snapshot.rule_sets["code"] == RULE_SET]
    start, end = (
        rows[name].to_numpy(dtype="datetime64[D]") for name in ("valid_from", "valid_to")
    )
    today = np.datetime64(snapshot.as_of, "D")
    rows = rows[~(start > today) & ~(end <= today)]
    if rows.empty:
        return None
    return str(rows.sort_values(["valid_from", "version"])["body"].iloc[-1])


def _parameters(body: str) -> RiskParameters:
    try:
        return read_parameters(body)
    except BadParameters as error:
        raise Rejected(["BAD_RULE_SET"], why=str(error)) from None


def _default_set(snapshot: Snapshot, parameters: RiskParameters) -> repo.RuleSetVersion:
    return repo.RuleSetVersion(
        id=derived_id("rule_set", snapshot.district.code, RULE_SET, parameters.version),
        code=RULE_SET,
        version=parameters.version,
        body=default_body(),
        valid_from=date(2000, 1, 1),
    )


def _instant(clock: Clock, snapshot: Snapshot) -> datetime:
    """Give the instant of an evaluation: now, or the start of as_of if that is another day."""
    zone = ZoneInfo(snapshot.district.zone)
    now = clock().astimezone(UTC)
    if now.astimezone(zone).date() == snapshot.as_of:
        return now
    return datetime.combine(snapshot.as_of, time(), tzinfo=zone).astimezone(UTC)


def _save(session: WriteSession, found: RiskChanges) -> dict[str, int]:
    repo.save_needs(session, found.opened, found.gained)
    repo.save_evaluations(session, found.evaluations)
    repo.save_standings(session, found.standings)
    return {
        "needs_opened": len(found.opened),
        "needs_changed": len(found.gained),
        "evaluations": len(found.evaluations),
        "households": len(found.standings),
    }


def _report(
    snapshot: Snapshot,
    result: RiskResult,
    version: str,
    found: RiskChanges,
    written: dict[str, int],
) -> EvaluationReport:
    return EvaluationReport(
        as_of=snapshot.as_of,
        areas=snapshot.access.areas,
        rule_version=version,
        households=len(result.score),
        levels=_counted(result.move.level),
        computed=_counted(result.computed),
        urgent=int(result.urgent.sum()),
        situation_unknown=int(result.situation_unknown.sum()),
        incomplete=int((result.completeness < result.parameters.completeness.warn_below).sum()),
        derived=dict(sorted(Counter(need.source for need in found.opened).items())),
        written=written,
    )


def _counted(ranks: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, int]:
    counts = np.bincount(ranks, minlength=len(LEVELS))
    return {LEVELS[rank]: int(counts[rank]) for rank in range(len(LEVELS) - 1, 0, -1)}

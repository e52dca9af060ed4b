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
from graph_schema.store.batches import batches
from graph_schema.store.repo import risk as repo
from graph_schema.store.repo.alerts import save_alerts
from graph_schema.store.repo.verdicts import save_verdicts
from graph_schema.store.repo.visits import save_visits
from graph_schema.vocabulary import Level
from matching.evaluation import Evaluated, work_out
from matching.risk.parameters import LEVELS
from matching.rulesets import RuleSets, defaults_missing, in_force
from matching.snapshot import take, take_households

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph_schema.access import Access
    from graph_schema.clock import Clock
    from graph_schema.store.session import Store, WriteSession
    from matching.linking.commands import PlanReport
    from matching.linking.lottery import Ticket
    from matching.linking.solve import Progress
    from matching.snapshot import Snapshot


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
    alerts: dict[str, int]  # alerts raised now, by trigger
    verdicts: dict[str, int]  # verdicts in force, by class
    turned_orange: tuple[str, ...]  # households that were another colour before, by our ids
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
    return _evaluated(store, access, snapshot, trigger)


def evaluate_households(
    store: Store,
    access: Access,
    households: Sequence[str],
    as_of: date | None = None,
    trigger: str = "FACT",
) -> EvaluationReport:
    """Evaluate some households only, by our ids: what a changed fact touches, nothing else.

    The answer for them is that of a full evaluation (touched tells which they are). Raises as
    evaluate.
    """
    snapshot = take_households(store, access, households, as_of, store.clock)
    return _evaluated(store, access, snapshot, trigger)


def touched(store: Store, access: Access, people: Sequence[str]) -> list[str]:
    """Name the households that facts of these persons are about, by our ids, sorted.

    A person's own, and those of whom they care for, guard or are related to.
    """
    with store.read(access) as session:
        found = {
            str(row["id"])
            for some in batches(people)
            for row in session.run("snapshot_touched", people=some)
        }
    return sorted(found)


def _evaluated(
    store: Store, access: Access, snapshot: Snapshot, trigger: str
) -> EvaluationReport:
    rules = in_force(snapshot)
    found = work_out(snapshot, rules, _instant(store.clock, snapshot), trigger)
    with store.write(access, Action.EVALUATED) as session:
        written = _save(session, found)
        if found:
            written["rule_sets"] = _save_defaults(session, snapshot, rules)
    return _report(found, written)


def plan(  # noqa: PLR0913 - an option each
    store: Store,
    access: Access,
    *,
    seed: int | Ticket = 0,
    dry_run: bool = False,
    as_of: date | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> PlanReport:
    """Recommend links for the open needs of the access's areas, proven best; proposals only.

    progress: told the name of each stage as it begins. seed: with the commitment it must match,
    if one was made (linking.lottery). time_limit: seconds for the solver. Raises as
    linking.commands.make_plan.
    """
    from matching.linking.commands import make_plan  # the solver is loaded for plans only

    return make_plan(
        store,
        access,
        seed=seed,
        dry_run=dry_run,
        as_of=as_of,
        time_limit=time_limit,
        progress=progress,
    )


def narrowed(access: Access, area: str | None) -> Access:
    """Cut an access to one area. Raises Rejected when the area is not inside it."""
    if area is None:
        return access
    if not area.isdigit() or not any(area.startswith(top) for top in access.areas):
        within = ", ".join(sorted(access.areas))
        advice = f"a district, town or village whose code begins with {within}"
        raise Rejected(["AREA_OUT_OF_REACH"], area=area, way_out=advice)
    return replace(access, areas=(area,))


def _instant(clock: Clock, snapshot: Snapshot) -> datetime:
    """Give the instant of an evaluation: now, or the start of as_of if that is another day."""
    zone = ZoneInfo(snapshot.district.zone)
    now = clock().astimezone(UTC)
    if now.astimezone(zone).date() == snapshot.as_of:
        return now
    return datetime.combine(snapshot.as_of, time(), tzinfo=zone).astimezone(UTC)


def _save(session: WriteSession, found: Evaluated) -> dict[str, int]:
    verdicts, alerts, risk = found.of_verdicts, found.of_alerts, found.of_risk
    save_verdicts(session, verdicts.made, verdicts.ended)
    save_alerts(session, alerts.raised, [*alerts.worse, *alerts.silent, *alerts.closed])
    repo.save_needs(session, risk.opened, risk.gained)
    repo.save_evaluations(session, risk.evaluations)
    repo.save_standings(session, risk.standings)
    save_visits(session, found.of_visits)
    return {
        "verdicts": len(verdicts.made) + len(verdicts.ended),
        "alerts_raised": len(alerts.raised),
        "alerts_worse": len(alerts.worse),
        "alerts_suppressed": len(alerts.silent),
        "alerts_closed": len(alerts.closed),
        "needs_opened": len(risk.opened),
        "needs_changed": len(risk.gained),
        "evaluations": len(risk.evaluations),
        "households": len(risk.standings),
        "visits": len(found.of_visits),
    }


def _save_defaults(session: WriteSession, snapshot: Snapshot, rules: RuleSets) -> int:
    """Keep the program's own rule sets that were used; those on record change nothing."""
    missing = defaults_missing(snapshot, rules)
    for one in missing:
        repo.save_rule_set(session, one)
    return len(missing)


def _report(found: Evaluated, written: dict[str, int]) -> EvaluationReport:
    result, snapshot = found.risk, found.snapshot
    return EvaluationReport(
        as_of=snapshot.as_of,
        areas=snapshot.access.areas,
        rule_version=found.rule_version,
        households=len(result.score),
        levels=_counted(result.move.level),
        computed=_counted(result.computed),
        urgent=int(result.urgent.sum()),
        situation_unknown=int(result.situation_unknown.sum()),
        incomplete=int((result.completeness < result.parameters.completeness.warn_below).sum()),
        derived=dict(sorted(Counter(need.source for need in found.of_risk.opened).items())),
        alerts=dict(sorted(Counter(one.code for one in found.of_alerts.raised).items())),
        verdicts=dict(sorted(Counter(one.outcome for one in found.verdicts).items())),
        turned_orange=tuple(
            str(one.household)
            for one in found.of_risk.evaluations
            if one.level == Level.ORANGE and one.previous not in {None, Level.ORANGE}
        ),
        written=written,
    )


def _counted(ranks: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, int]:
    counts = np.bincount(ranks, minlength=len(LEVELS))
    return {LEVELS[rank]: int(counts[rank]) for rank in range(len(LEVELS) - 1, 0, -1)}

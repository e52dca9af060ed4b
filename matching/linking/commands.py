"""What `wulian match plan` does: read, work out, check, save, report."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.store.repo import plans as repo
from matching.linking.case import case
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.known import known_prices
from matching.linking.limited import solve_within
from matching.linking.lottery import Ticket, opened
from matching.linking.policy import default_policy, read, without_fairness
from matching.linking.record import level_names, written
from matching.linking.result import NoPlan
from matching.linking.solve import solve
from matching.linking.standing import places, standing
from matching.linking.verify import own_check
from matching.snapshot import take
from matching.tables import day

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.clock import Clock
    from graph_schema.store.session import Store
    from matching.linking.case import Case
    from matching.linking.core import Guess
    from matching.linking.policy import Policy
    from matching.linking.record import Written
    from matching.linking.result import Plan
    from matching.linking.solve import Progress
    from matching.snapshot import Snapshot

RULE_SET = "linking"
LONGEST = 86_400  # seconds a solver may be given


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReport:
    """What a run found and wrote. served: links by level code; unmet: needs by reason.

    no_plan: reasons, where the policy's floor must hold and cannot; then nothing is written.
    """

    plan_id: str | None
    as_of: date
    areas: tuple[str, ...]
    seed: int
    dry_run: bool
    status: str
    needs: int = 0
    resources: int = 0
    pairs: int = 0
    links: int = 0
    made: int = 0
    kept: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    gone: int = 0  # recommendations left out since their need changed meanwhile
    served: dict[str, int] = field(default_factory=dict)
    unmet: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    held: int = 0  # places kept free for urgent needs that are likely to come
    score: int = 0
    value: int = 0
    bound: int = 0
    gap: int = 0
    colours_proven: bool = False  # no plan serves more of any colour: the gap is below half one
    digest: str = ""
    lowest: str | None = None
    median: str | None = None
    below_floor: int = 0
    no_plan: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data, dates as text."""
        return asdict(self) | {"as_of": self.as_of.isoformat(), "areas": list(self.areas)}


def make_plan(  # noqa: PLR0913 - an option each
    store: Store,
    access: Access,
    *,
    seed: int | Ticket = 0,
    dry_run: bool = False,
    as_of: date | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> PlanReport:
    """Plan the needs of the caller's areas and write recommendations, never more than that.

    access: the program's own (it saves in bulk). dry_run writes nothing. seed: with the
    commitment it must match, whose id the plan takes. time_limit: seconds for the solver, else
    the plan at hand is taken, FEASIBLE with its gap. Raises Rejected: NOT_COMMITTED,
    OTHER_SEED, BAD_RULE_SET, TOO_MANY_PAIRS, TOO_LARGE_FOR_WEIGHTS, ENGINE_REFUSED,
    ENGINE_CRASHED, TIES_NOT_UNIQUE, CERTIFICATE_FAILED, BAD_TIME_LIMIT; a plan that its own
    check finds wrong is not written.
    """
    tell = progress or (lambda _stage: None)
    if time_limit is not None and not 0 <= time_limit <= LONGEST:
        raise Rejected(["BAD_TIME_LIMIT"], seconds=time_limit, most=LONGEST)
    sealed = opened(store, access, seed) if isinstance(seed, Ticket) else None
    seed = seed.seed if isinstance(seed, Ticket) else seed
    tell("snapshot")
    snapshot = take(store, access, as_of, store.clock)
    before = standing(store, access, snapshot)
    policy = district_policy(snapshot)
    tell("candidates")
    try:
        run = case(snapshot, policy, before, places(store, access, policy))
    except (BadProblem, SolverFailed) as error:
        raise Rejected([error.code], **error.facts) from error
    plan = _solved(run, seed, tell, _limit(store, access, run, time_limit))
    if isinstance(plan, NoPlan):
        return _none(run, plan, seed, dry_run=dry_run)
    tell("reasons")
    without = _unfair(run, seed) if time_limit is None else None
    found = written(run, plan, without, before, _instant(store.clock, snapshot))
    if sealed is not None:
        kept = replace(found.plan, id=sealed.id, committed_at=sealed.committed_at)
        found = replace(found, plan=kept)
    if dry_run:
        return _report(run, plan, found, gone=0, dry_run=True)
    tell("write")
    return _report(run, plan, found, gone=_save(store, access, policy, found), dry_run=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """Seconds for the solver, and the prices of the plan before."""

    seconds: float
    near: Guess | None


def _limit(store: Store, access: Access, run: Case, seconds: float | None) -> _Limit | None:
    if seconds is None:
        return None
    with store.read(access) as session:
        last = repo.in_force(session)
    return _Limit(seconds=seconds, near=known_prices(last, run.task) if last else None)


def _solved(run: Case, seed: int, tell: Progress, limit: _Limit | None) -> Plan | NoPlan:
    """Solve and put the plan before the check; what cannot be proven is refused."""
    try:
        plan: Plan | NoPlan
        if limit is None:
            plan = solve(run.task, seed=seed, progress=tell)
        else:
            plan = solve_within(
                run.task, limit.seconds, seed=seed, near=limit.near, progress=tell
            )
        if not isinstance(plan, NoPlan):
            tell("check")
            own_check(plan)
    except SolverFailed as error:
        raise Rejected([error.code], **error.facts) from error
    return plan


def district_policy(snapshot: Snapshot) -> Policy:
    """Take the district's own policy in force (RuleSet "linking"), else the one of this folder.

    Raises Rejected(BAD_RULE_SET) for one that cannot be used.
    """
    rows = snapshot.rule_sets[snapshot.rule_sets["code"] == RULE_SET]
    today = day(snapshot.as_of)
    start, end = (rows[n].to_numpy(dtype="datetime64[D]") for n in ("valid_from", "valid_to"))
    rows = rows[~(start > today) & ~(end <= today)]
    if rows.empty:
        return default_policy()
    body = rows.sort_values(["valid_from", "version"])["body"].iloc[-1]
    try:
        return read(json.loads(body))
    except ValueError as error:
        raise Rejected(["BAD_RULE_SET"], why=str(error)) from None


def _unfair(run: Case, seed: int) -> Plan | None:
    """Plan once more with areas not compared: what fairness costs in points."""
    if run.policy.fairness.mode == "none":
        return None
    plain = solve(replace(run.task, policy=without_fairness(run.policy)), seed=seed)
    return None if isinstance(plain, NoPlan) else plain


def _instant(clock: Clock, snapshot: Snapshot) -> datetime:
    """Give the instant of a plan: now, or the start of as_of if that is another day."""
    now = clock().astimezone(UTC)
    if now.astimezone(snapshot.zone).date() == snapshot.as_of:
        return now
    return datetime.combine(snapshot.as_of, time(), tzinfo=snapshot.zone).astimezone(UTC)


def _save(store: Store, access: Access, policy: Policy, found: Written) -> int:
    """Write what still holds; count recommendations whose need changed since the snapshot."""
    with store.read(access) as session:
        still = repo.still_open(
            session, (one.need for one in found.made), policy.rules.in_flight
        )
    made = [one for one in found.made if one.need in still]
    with store.write(access, Action.PLANNED) as writing:
        repo.save(writing, found.plan, made, found.kept, found.dropped)
    return len(found.made) - len(made)


def _none(run: Case, plan: NoPlan, seed: int, *, dry_run: bool) -> PlanReport:
    return PlanReport(
        plan_id=None,
        as_of=run.snapshot.as_of,
        areas=run.snapshot.access.areas,
        seed=seed,
        dry_run=dry_run,
        status="NO_PLAN",
        needs=run.task.n,
        resources=run.task.m,
        pairs=len(run.task.i),
        left_out=dict(run.want.left_out),
        no_plan=tuple({"code": code, **facts} for code, facts in plan.reasons),
    )


def _report(run: Case, plan: Plan, found: Written, *, gone: int, dry_run: bool) -> PlanReport:
    names = level_names(run.policy.levels)
    return PlanReport(
        plan_id=None if dry_run else found.plan.id,
        as_of=run.snapshot.as_of,
        areas=run.snapshot.access.areas,
        seed=plan.seed,
        dry_run=dry_run,
        status=str(plan.status),
        needs=run.task.n,
        resources=run.task.m,
        pairs=len(run.task.i),
        links=len(plan.pair),
        made=len(found.made) - gone,
        kept=len(found.kept),
        ended=dict(sorted(Counter(found.dropped.values()).items())),
        gone=gone,
        served=dict(zip(names, plan.served, strict=True)),
        unmet=dict(sorted(Counter(u.code for u in found.unmet).items())),
        left_out=dict(run.want.left_out),
        held=int(run.held.sum()),
        score=plan.score,
        value=plan.value,
        bound=plan.bound,
        gap=plan.gap,
        colours_proven=2 * plan.gap < plan.unit,
        digest=plan.digest,
        lowest=found.audit["lowest"],
        median=found.audit["median"],
        below_floor=len(found.audit["below_floor"]),
    )

"""A plan put before the independent check: the one just made, or a stored one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph_schema.errors import NotFound
from graph_schema.store.repo import plans as repo
from matching.linking.archive import joined, unpack
from matching.linking.check import Claim, Fault, check
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.known import made_again
from matching.linking.recheck import Offered, recheck
from matching.linking.result import NoPlan
from matching.snapshot import take

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.ids import PlanId
    from graph_schema.store.repo.plans import FoundLink, StoredPlan
    from graph_schema.store.session import Store
    from matching.linking.archive import Tables
    from matching.linking.result import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check looked at and found. sound: no fault. faults: codes with facts."""

    plan_id: str
    as_of: str
    links: int
    open: int
    replayed: bool
    faults: tuple[dict[str, Any], ...]

    @property
    def sound(self) -> bool:
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data."""
        return asdict(self) | {"faults": list(self.faults), "sound": self.sound}


def own_check(plan: Plan) -> None:
    """Put a fresh plan before the check. Raises SolverFailed(CERTIFICATE_FAILED)."""
    task = plan.problem
    tables = (
        pd.DataFrame(
            {
                "id": task.needs,
                "level": task.level,
                "area": task.areas[task.area] if task.n else [],
                "units": task.units,
            }
        ),
        pd.DataFrame({"id": task.resources, "capacity": task.capacity}),
        pd.DataFrame(
            {
                "need": task.needs[task.i],
                "resource": task.resources[task.j],
                "score": task.score,
                "kept": task.kept,
            }
        ),
    )
    claim = Claim(
        links=plan.links(),
        prices=dict(zip(task.resources.tolist(), plan.price_up.tolist(), strict=True)),
        area_prices=dict(zip(task.areas.tolist(), plan.area_price.tolist(), strict=True)),
        goals={
            "status": str(plan.status),
            "unit": plan.unit,
            "value": plan.value,
            "bound": plan.bound,
            "score": plan.score,
            "served": list(plan.served),
            "coverage": {
                str(a): [int(g), int(n)]
                for a, g, n in zip(task.areas, plan.area_served, task.area_units, strict=True)
            },
        },
    )
    faults = check(*tables, task.policy.body, claim)
    if faults:
        raise SolverFailed("CERTIFICATE_FAILED", faults=[f.code for f in faults[:20]])


def check_plan(store: Store, access: Access, plan: PlanId | None = None) -> CheckReport:
    """Verify a stored plan anew: its numbers, its proof, its links, every rule, its replay.

    plan: by default the one in force. Raises NotFound where there is none for this caller.
    """
    with store.read(access) as session:
        found = repo.by_id(session, plan) if plan else repo.in_force(session)
        if found is None:
            raise NotFound(what="plan")
        links = repo.recommendations(session, found.id)
    faults: list[Fault] = []
    replayed = False
    try:
        tables = unpack(joined(found.problem, found.parts))
    except (KeyError, ValueError, TypeError, IndexError) as error:
        faults.append(Fault("PROBLEM_UNREADABLE", {"why": type(error).__name__}))
    else:
        faults += check(
            tables.needs, tables.resources, tables.pairs, tables.policy, _claim(found, tables)
        )
        faults += _links(links, tables)
        again, replayed = _replay(found, tables)
        faults += again
        faults += _rules(store, access, found, links, tables)
    if sha256(str(found.seed).encode()).hexdigest() != found.seed_hash:
        faults.append(Fault("WRONG_SEED", {"seed": found.seed}))
    return CheckReport(
        plan_id=found.id,
        as_of=found.as_of.isoformat(),
        links=len(links),
        open=sum(one.state == "RECOMMENDED" for one in links),
        replayed=replayed,
        faults=tuple({"code": f.code, **f.facts} for f in faults),
    )


def _claim(found: StoredPlan, tables: Tables) -> Claim:
    goals, proof = json.loads(found.objective), json.loads(found.certificate)
    fairness = json.loads(found.fairness)
    return Claim(
        links=tables.chosen,
        prices={r: up for r, (up, _) in json.loads(found.prices).items()},
        area_prices=proof["area_prices"],
        goals=goals | {"bound": json.loads(found.bound)["bound"], "coverage": fairness["area"]},
    )


def _links(links: list[FoundLink], tables: Tables) -> list[Fault]:
    """Compare the links in the graph with the chosen pairs: need, item, provider, score."""
    chosen = set(zip(tables.chosen["need"], tables.chosen["resource"], strict=True))
    pairs = tables.pairs
    told = {
        (n, r): (p, int(s))
        for n, r, p, s in zip(
            pairs["need"], pairs["resource"], pairs["provider"], pairs["score"], strict=True
        )
        if (n, r) in chosen
    }
    faults = []
    for one in links:
        if (one.need, one.item) not in told:
            faults.append(Fault("LINK_NOT_IN_PLAN", {"link": one.id}))
            continue
        provider, _ = told[one.need, one.item]
        if one.provider != provider:
            faults.append(Fault("OTHER_PROVIDER", {"link": one.id}))
        reasons = {r.get("code"): r for r in json.loads(one.reasons)}
        if one.score != reasons.get("SCORE", {}).get("score") or len(reasons) > 5:
            faults.append(Fault("WRONG_LINK_SCORE", {"link": one.id, "claimed": one.score}))
    return faults


def _replay(found: StoredPlan, tables: Tables) -> tuple[list[Fault], bool]:
    """Solve the stored problem again: the same links to the byte, or what differs."""
    try:
        again = made_again(found, tables.problem())
    except (BadProblem, SolverFailed) as error:
        return [Fault("NOT_REPLAYED", {"why": error.code})], False
    if isinstance(again, NoPlan) or again.digest != found.digest:
        return [Fault("OTHER_DIGEST", {"claimed": found.digest})], False
    return [], True


def _rules(
    store: Store, access: Access, found: StoredPlan, links: list[FoundLink], tables: Tables
) -> tuple[Fault, ...]:
    """Look at every open recommendation with the graph as it is, on the plan's day."""
    snapshot = take(store, access, found.as_of, store.clock)
    open_ = [
        Offered(link=one.id, need=one.need, item=one.item, provider=one.provider)
        for one in links
        if one.state == "RECOMMENDED"
    ]
    return recheck(snapshot, tables.policy, open_)

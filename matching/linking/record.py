"""A plan as it is written down: recommendations, the fate of open ones, stored texts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_schema.ids import HouseholdId, ItemId, LinkId, NeedId, PlanId, new_id
from graph_schema.store.repo.plans import Recommendation, StoredPlan
from graph_schema.vocabulary import FIVE_PARTIES, Level, LinkRole, Party, entries
from matching.linking.archive import cut, pack
from matching.linking.audit import audit
from matching.linking.lottery import hash_of
from matching.linking.reasons import margins, reasons
from matching.linking.result import canonical
from matching.linking.unmet import unmet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from matching.linking.case import Case, OpenOffer
    from matching.linking.result import Plan
    from matching.linking.unmet import Unmet

MATCHER_VERSION = "linking-1"
TEXT_LIMIT = 1_000_000  # characters of the list of unserved needs with their facts
ROLES: Mapping[str, str] = MappingProxyType(
    {party: str(entry.about["role"]) for party, entry in entries(Party).items()}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run writes. dropped: open recommendations that end, and why."""

    plan: StoredPlan
    made: tuple[Recommendation, ...]
    kept: tuple[LinkId, ...]
    dropped: Mapping[LinkId, str]
    unmet: tuple[Unmet, ...]
    audit: Mapping[str, Any]


def written(
    case: Case,
    plan: Plan,
    without: Plan | None,
    standing: tuple[OpenOffer, ...],
    at: datetime,
) -> Written:
    """Turn a plan into what is stored; open recommendations still in it stay as they are."""
    found = margins(plan)
    told = reasons(case, plan, found)
    want, have, pairs = case.want, case.have, case.pairs
    days = case.policy.recommendation_days
    there = {(o.need, o.item, o.provider): o for o in standing if o.age_days <= days}
    homes = case.snapshot.households["id"].to_numpy("U")
    made, kept, again = [], [], set()
    for k, pair in enumerate(plan.pair.tolist()):
        need, item, offer = int(pairs.need[pair]), int(pairs.item[pair]), int(pairs.offer[pair])
        key = (str(want.ids[need]), str(have.ids[item]), str(have.provider[offer]))
        again.add(key[0])
        if key in there:
            kept.append(LinkId(there[key].link))
            continue
        party = str(have.party[offer])
        made.append(
            Recommendation(
                id=LinkId(new_id()),
                household=HouseholdId(str(homes[want.home[need]])),
                need=NeedId(key[0]),
                item=ItemId(key[1]),
                provider=key[2],
                provider_label=str(have.provider_label[offer]),
                role=str(ROLES.get(party, LinkRole.RESOURCE)),
                parties=(party,) if party in FIVE_PARTIES else (),
                score=int(pairs.score[pair]),
                rank=int(found.rank[k]),
                reasons=canonical(told[k]),
            )
        )
    open_needs = unmet(case, plan)
    figures = audit(case, plan, without)
    return Written(
        plan=stored(case, plan, open_needs, figures, at),
        made=tuple(made),
        kept=tuple(kept),
        dropped=_dropped(standing, set(kept), again, days),
        unmet=open_needs,
        audit=figures,
    )


def _dropped(
    standing: tuple[OpenOffer, ...], kept: set[LinkId], again: set[str], days: int
) -> dict[LinkId, str]:
    """Say why each open recommendation that is not kept ends.

    NOT_TAKEN_UP: nobody acted in time. REPLACED: the need has a better one. NO_LONGER_FITS.
    """
    why = {}
    for one in standing:
        if LinkId(one.link) in kept:
            continue
        late = "NOT_TAKEN_UP" if one.age_days > days else None
        why[LinkId(one.link)] = late or ("REPLACED" if one.need in again else "NO_LONGER_FITS")
    return why


def stored(
    case: Case,
    plan: Plan,
    open_needs: tuple[Unmet, ...],
    figures: Mapping[str, Any],
    at: datetime,
) -> StoredPlan:
    """Write a plan's numbers, proof, prices and problem as canonical JSON texts."""
    task = plan.problem
    kept, parts = cut(pack(case, plan))
    return StoredPlan(
        id=PlanId(new_id()),
        run_at=at,
        as_of=case.snapshot.as_of,
        seed=plan.seed,
        seed_hash=hash_of(plan.seed),
        matcher_version=MATCHER_VERSION,
        rule_version=rule_version(case),
        snapshot_hash=snapshot_hash(case),
        digest=plan.digest,
        objective=canonical(
            {
                "status": str(plan.status),
                "value": plan.value,
                "score": plan.score,
                "served": list(plan.served),
                "levels": level_names(task.policy.levels),
                "unit": plan.unit,
                "step": plan.step,
                "links": len(plan.pair),
                "needs": task.n,
                "resources": task.m,
                "pairs": len(task.i),
                "examined": case.pairs.examined,
                "refused_by": dict(case.pairs.broken),
                "left_out": dict(case.want.left_out),
                "held": {
                    str(case.have.ids[k]): int(case.held[k]) for k in np.flatnonzero(case.held)
                },
                "unmet": dict(sorted(Counter(u.code for u in open_needs).items())),
            }
        ),
        bound=canonical(
            {
                "bound": plan.bound,
                "gap": plan.gap,
                "colours_proven": 2 * plan.gap < plan.unit,
            }
        ),
        certificate=canonical(
            {
                "salt": plan.salt,
                "area_prices": {
                    str(a): int(p) for a, p in zip(task.areas, plan.area_price, strict=True)
                },
            }
        ),
        fairness=canonical(figures),
        prices=canonical(
            {
                str(r): [int(up), int(down)]
                for r, up, down in zip(
                    task.resources, plan.price_up, plan.price_down, strict=True
                )
            }
        ),
        unmet=_unmet_text(open_needs),
        problem=kept,
        parts=parts,
    )


def _unmet_text(open_needs: tuple[Unmet, ...]) -> str:
    """List unserved needs with reason and facts; without the facts where that is too long."""
    full = canonical([[u.need, u.code, json.loads(json.dumps(u.facts))] for u in open_needs])
    if len(full) <= TEXT_LIMIT:
        return full
    return canonical([[u.need, u.code, {}] for u in open_needs])


def level_names(levels: int) -> list[str]:
    """Name the levels of a run, most urgent first; five with the urgent ones apart."""
    names = [str(level) for level in Level]
    return ["URGENT", *names] if levels == len(names) + 1 else names


def rule_version(case: Case) -> str:
    """Name the policy: its version and the first digits of its hash."""
    body = canonical(json.loads(json.dumps(dict(case.policy.body))))
    return f"{case.policy.version}-{sha256(body.encode()).hexdigest()[:12]}"


def snapshot_hash(case: Case) -> str:
    """Fingerprint the tables a plan looks at: SHA-256 over their rows as text, in order."""
    found = sha256(case.snapshot.as_of.isoformat().encode())
    for name in ("households", "needs", "items", "offers", "links", "consents", "actors"):
        table = getattr(case.snapshot, name)
        found.update(f"\n{name}\n".encode())
        found.update(table.to_csv(index=False).encode())
    return found.hexdigest()

"""Why this link, why not that one: answers about the plan in force, for links and for needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_schema.errors import NotFound
from graph_schema.ids import LinkId, PlanId
from graph_schema.store.repo import plans as repo
from matching.linking.archive import joined, unpack
from matching.linking.case import case
from matching.linking.engine import ortools_flow
from matching.linking.policy import read
from matching.linking.rules import masks, names
from matching.linking.solve import best
from matching.linking.standing import places, standing
from matching.linking.unmet import minimal
from matching.linking.warm import Warm
from matching.linking.weights import pair_worth, weights
from matching.snapshot import take

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.store.repo.plans import StoredPlan
    from graph_schema.store.session import Store
    from matching.linking.case import Case
    from matching.linking.result import Plan


def explain(store: Store, access: Access, ident: str) -> dict[str, Any]:
    """Answer for the id of a link or of a need. Raises NotFound for anything else.

    A link: its reasons, and exactly by how many points its score may fall. A need: its link,
    or the one reason it has none, and for each resource of its code what stands against it.
    """
    with store.read(access) as session:
        link = repo.link(session, LinkId(ident))
        plan = (
            repo.by_id(session, PlanId(link["plan_id"]))
            if link and link["plan_id"]
            else repo.in_force(session)
        )
    if link is not None:
        return _link(dict(link), plan)
    if plan is None:
        raise NotFound(what="plan")
    return _need(store, access, plan, ident)


def _link(link: dict[str, Any], plan: StoredPlan | None) -> dict[str, Any]:
    told = {
        "kind": "LINK",
        "id": link["id"],
        "state": link["state"],
        "need": link["need_id"],
        "item": link["item_id"],
        "score": link["score"],
        "rank": link["rank"],
        "reasons": json.loads(link["reasons"] or "[]"),
        "plan": link["plan_id"],
    }
    if plan is None or not link["plan_id"]:
        return told | {"by_hand": True}
    again = _again(plan)
    at = _pair(again, link["need_id"], link["item_id"])
    if at is None:
        return told
    slack = Warm(again).loss_without(at)
    score = int(again.problem.score[at])
    low = again.problem.policy.score_lowest
    return told | {
        "loss_without": slack,
        "colours_lost": (2 * slack >= again.unit),
        "flips_at_score": score - slack - 1 if score - slack - 1 >= low else None,
        "proof": {"value": again.value, "bound": again.bound, "gap": again.gap},
    }


def _again(plan: StoredPlan) -> Plan:
    """Solve the stored problem; the same plan by the same seed."""
    stored = unpack(joined(plan.problem, plan.parts))
    return best(stored.problem(), seed=plan.seed, engine=ortools_flow)


def _pair(plan: Plan, need: str, item: str) -> int | None:
    """Find a chosen pair by its ends; None where the plan did not choose it."""
    task = plan.problem
    hit = (task.needs[task.i[plan.pair]] == need) & (task.resources[task.j[plan.pair]] == item)
    return int(plan.pair[np.flatnonzero(hit)[0]]) if hit.any() else None


def _need(store: Store, access: Access, plan: StoredPlan, ident: str) -> dict[str, Any]:
    snapshot = take(store, access, plan.as_of, store.clock)
    stored = unpack(joined(plan.problem, plan.parts))
    policy = read(stored.policy)
    run = case(
        snapshot, policy, standing(store, access, snapshot), places(store, access, policy)
    )
    again = _again(plan)
    told: dict[str, Any] = {"kind": "NEED", "id": ident, "plan": plan.id}
    reasons = {n: (code, facts) for n, code, facts in json.loads(plan.unmet)}
    chosen = dict(zip(stored.chosen["need"], stored.chosen["resource"], strict=True))
    if ident in chosen:
        told |= {"served_by": chosen[ident]}
    elif ident in reasons:
        told |= {"reason": reasons[ident][0], "facts": reasons[ident][1]}
    elif not (snapshot.needs["id"] == ident).any():
        raise NotFound(what="link or need")
    else:
        told |= {"reason": "NOT_IN_RUN"}
    return told | {"resources": _against(run, again, ident)}


def _against(run: Case, plan: Plan, need: str) -> list[dict[str, Any]]:
    """Say of every offer of the need's code which rules it breaks, or what it would cost.

    loss_at_least: the worth the plan loses at the least if the pair is forced.
    """
    want, have = run.want, run.have
    at = np.flatnonzero(want.ids == need)
    if not len(at):
        return []
    named = np.array([str(want.code[at[0]]) in held for held in have.needs], dtype=bool)
    offers = np.flatnonzero(named[have.offer_item])
    row = masks(run.base, want, have, at, offers)[0]
    codes = run.snapshot.items["code"].to_numpy("U")[have.row]
    losses = _losses(plan, need)
    told = []
    for offer, mask in zip(offers.tolist(), row.tolist(), strict=True):
        item = int(have.offer_item[offer])
        name = str(have.ids[item])
        told.append(
            {
                "item": name,
                "item_code": str(codes[item]),
                "provider": str(have.provider[offer]),
                "broken": list(names(mask)),
                **({"loss_at_least": losses[name]} if not mask and name in losses else {}),
            }
        )
    blocking = [] if 0 in row.tolist() else minimal(row.tolist())
    smallest = {m for m, _ in blocking}
    for line, mask in zip(told, row.tolist(), strict=True):
        line["minimal"] = mask in smallest
    return told


def _losses(plan: Plan, need: str) -> dict[str, int]:
    """Bound the loss of forcing each pair of a need: u + V − w − μ, by resource id."""
    task = plan.problem
    k = int(np.searchsorted(task.needs, need))
    if k == task.n or task.needs[k] != need:
        return {}
    worth = pair_worth(task, weights(task.policy, task.n, task.m))
    start, end = np.searchsorted(task.i, [k, k + 1])
    return {
        str(task.resources[task.j[e]]): int(
            plan.surplus[k]
            + plan.price_up[task.j[e]]
            - worth[e]
            - plan.area_price[task.area[k]]
        )
        for e in range(start, end)
    }

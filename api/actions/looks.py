"""Looking at an item as its process: what happened, what may come next, bids by their seal."""

from functools import partial
from typing import Any

from api.actions.engine import Engine
from api.actions.graph import Graph
from api.actions.reach import reached
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Role

UNSEALED = frozenset({"BID_CLOSED", "FAILED_BID", "EVALUATING", "AWARD_NOTICE", "AWARDED"})
READERS = frozenset({Role.PUBLISHER, Role.EVALUATOR, Role.DISTRICT_CASEWORKER})


def history(store: Store, access: Access, flow: str, id: str) -> list[Row]:
    """Give the steps an item has taken, oldest first. Raises NotFound when out of reach."""
    with store.write(access, Action.LOOKED) as session:
        found: list[Row] = session.transact(partial(_history, flow=flow, id=id))
    return found


def _history(tx: Transaction, *, flow: str, id: str) -> list[Row]:
    reached(tx, flow, id)
    rows = Graph(tx).history(flows.load(flow).label, id)
    return [row | {n: row[n] and row[n].isoformat() for n in ("at", "due")} for row in rows]


def onward(store: Store, access: Access, flow: str, id: str) -> tuple[str, ...]:
    """Name the events the caller may cause from where an item stands."""
    with store.write(access, Action.LOOKED) as session:
        found: list[str] = session.transact(partial(_onward, flow=flow, id=id))
    return tuple(found)


def _onward(tx: Transaction, *, flow: str, id: str) -> list[str]:
    row, engine = reached(tx, flow, id), Engine(tx, "API")
    item = engine.graph.node(flows.load(flow).label, id) or row
    return list(engine.flows.of(flow, item).open_to(row["state"], tx.access.role))


def bids(store: Store, access: Access, project: str) -> list[Row]:
    """Give a project's bids: price and body when the window is over, one's own at any time.

    A body sees its own bids alone; points are one's own until all are in.
    """
    with store.write(access, Action.LOOKED) as session:
        found: list[Row] = session.transact(partial(_bids, project=project))
    return found


def _bids(tx: Transaction, *, project: str) -> list[Row]:
    state, graph = reached(tx, "project", project)["state"], Graph(tx)
    works = graph.after("Actor", tx.access.actor, "WORKS_FOR", "Organisation")
    mine = {one["id"] for one in works}
    found: list[dict[str, Any]] = []
    for bid in graph.after("Project", project, "HAS_BID", "Bid"):
        body = next((o for o in graph.after("Bid", bid["id"], "BY", "Organisation")), {})
        own = body.get("id") in mine
        if not own and tx.access.role not in READERS:
            continue
        shown = own or state in UNSEALED
        found.append(
            {
                "id": bid["id"], "version": bid["version"], "state": bid["state"],
                "organisation": body.get("id"), "amount": bid.get("amount") if shown else None,
                "body": bid.get("sealed_body") if shown else None, "score": bid.get("score"),
            }
        )  # fmt: skip
    return found

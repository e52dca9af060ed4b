"""A resident read of a policy: on record, so that awareness counts it (F21, F27)."""

from api.actions.graph import Graph
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from matching.eligibility.rules import default_rules

TEMPLATE = "POLICY_READ"


def read_policy(store: Store, access: Access, operation: str, policy: str) -> Row:
    """Note that the caller has read of a policy; `counted`: for how many verdicts on him.

    Each verdict in force counts once, however often he reads. Raises Rejected for a policy
    that is none.
    """
    if policy not in default_rules().rules:
        raise Rejected(["POLICY_UNKNOWN"])

    def work(tx: Transaction) -> Row:
        graph, day = Graph(tx), day_of(tx.for_program())
        ids = sorted(row["id"] for row in tx.run("cards_verdicts", policy=policy))
        for id in ids:
            note = f"read-{access.actor}-{id}"
            if graph.node("Notification", note) is None:
                graph.make(
                    "Notification", id=note, to=access.actor, template=TEMPLATE, at=tx.now,
                    day=day, state="READ", of_id=id,
                )  # fmt: skip
        return {"policy": policy, "counted": len(ids)}

    with store.write(access, Action.LOOKED, operation=operation, digest=policy) as session:
        done: Row = session.transact(work)
    return done

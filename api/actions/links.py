"""Taking a proposal or acceptance back; every move of a link itself is the engine's."""

from functools import partial
from typing import Any

from api.actions.engine import Asked, moved
from api.actions.graph import Graph
from api.actions.reach import reached
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import StaleVersion
from graph_schema.ids import new_id
from graph_schema.store.session import Store, Transaction

CLOCK = ("clock", "clock_from", "clock_due", "clock_next", "clock_told", "clock_left")


def again(store: Store, access: Access, operation: str, link: str, seen: int) -> dict[str, Any]:
    """Take a proposal or acceptance back within the flow, and recommend the same anew (撤销).

    Returns id, version and state of the new recommendation.
    """
    with store.write(
        access, Action.LINK_CHANGED, operation=operation, digest=f"undo {link} {seen}"
    ) as session:
        return session.transact(partial(_again, link=link, seen=seen))


def _again(tx: Transaction, *, link: str, seen: int) -> dict[str, Any]:
    row, flow = reached(tx, "link", link), flows.load("link")
    if row["version"] != seen:
        raise StaleVersion(yours=seen, current=row["version"], state=row["state"])
    if row["state"] not in flow.ends:
        event = "withdraw" if row["state"] in {"PROPOSED", "WAITLISTED"} else "cancel"
        asked = Asked(operation="", flow="link", event=event, id=link, reason="UNDONE")
        moved(tx, asked, flow)
    fresh = new_id()
    done = dict(tx.run("links_again", id=link, fresh=fresh)[0])
    Graph(tx).add("Link", fresh, **dict.fromkeys((*CLOCK, "answer_due")))
    return done

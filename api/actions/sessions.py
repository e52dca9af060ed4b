"""The restricted note of a session: for whoever gave it and roles that see such facts."""

from api.actions.graph import Graph
from api.actions.reach import reached
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.masking import show
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction


def note_of(store: Store, access: Access, task: str) -> Row:
    """Give `note`, None where the caller may not read it, and whether it is `restricted`.

    Raises NotFound when the session is out of reach.
    """
    found: Row = {}

    def work(tx: Transaction) -> None:
        reached(tx, "task", task)
        graph = Graph(tx)
        kept = (graph.node("Task", task) or {}).get("session_note")
        doers = {one["id"] for one in graph.after("Task", task, "CLAIMED_BY", "Actor")}
        mine = access.actor in doers
        note = kept if mine else show("Task", "session_note", kept, tx.access)
        found.update(note=note, restricted=kept is not None and note is None)

    with store.write(access, Action.LOOKED) as session:
        session.transact(work)
    return found

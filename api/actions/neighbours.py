"""From any node to what it is tied to: one graph of people, needs, resources and who helps. F6.

What belongs to a household is seen where the household is in reach, before anything is drawn;
bodies, workers, items, projects and areas are no personal data.
"""

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction

OPEN = frozenset(
    {"Area", "Organisation", "Actor", "CatalogueItem", "Project", "Brand", "Package", "Cause"}
)
OF_HOUSEHOLDS = frozenset(
    {"Household", "Person", "Need", "Link", "Alert", "Tag", "Case", "Visit", "Consent"}
)


def around(store: Store, access: Access, id: str) -> list[Row]:
    """Give what a node is tied to: tie, whether it points away, label and id of the other.

    Raises NotFound when the node is not there or out of reach. Other labels are left out.
    """
    found: list[Row] = []
    with store.read(access) as session_:  # by itself: Neo4j takes seconds to plan it, once
        named = session_.run("nodes_label", id=id)

    def work(tx: Transaction) -> None:
        found[:] = _around(tx, id, named[0]["label"] if named else "")

    with store.write(access, Action.LOOKED) as session:
        session.transact(work)
    return found


def _around(tx: Transaction, id: str, label: str) -> list[Row]:
    if label not in OPEN | OF_HOUSEHOLDS or (label in OF_HOUSEHOLDS and not _reached(tx, [id])):
        raise NotFound(id=id)
    rows = tx.for_program().shaped("nodes_around", {"LABEL": label}, id=id)
    mine = _reached(tx, [row["other"] for row in rows if row["label"] in OF_HOUSEHOLDS])
    seen = [row for row in rows if row["label"] in OPEN or row["other"] in mine]
    return sorted(seen, key=lambda row: (row["label"], row["tie"], row["other"]))


def _reached(tx: Transaction, ids: list[str]) -> set[str]:
    return {row["id"] for row in tx.run("nodes_in_reach", ids=ids)} if ids else set()

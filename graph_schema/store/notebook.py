"""The analyst's door: what an Access may see, as pandas frames, a networkx graph, or in py2neo.

Read-only, and never on a request's path. Frames, graph and subgraph come through a session,
bound to areas, masked, on record. A py2neo `Graph` knows no masks: it is the program's own.
Needs the extra `notebook`.
"""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Forbidden
from graph_schema.shape import LABELS
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

# What hangs on a household, and by which type; the household itself is first.
PARTS = {
    "Household": "",
    "Need": "HAS_NEED",
    "Link": "HAS_LINK",
    "Alert": "HAS_ALERT",
    "Visit": "VISITS",
}
_CHANGES = re.compile(
    r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|FOREACH|LOAD|CALL|ALTER|GRANT|DENY|REVOKE)\b",
    re.IGNORECASE,
)
Row = dict[str, Any]


def _rows(store: Store, access: Access) -> dict[str, list[Row]]:
    """Read every part for somebody: the node's properties and `household_id`, by label."""
    with store.read(access) as session:
        return {
            label: [
                {"household_id": row["household_id"], **row[label.lower()]}
                for row in session.stream(f"notebook_{label.lower()}")
            ]
            for label in PARTS
        }


def frames(store: Store, access: Access) -> "dict[str, pd.DataFrame]":
    """Give a frame a label (Household, Need, Link, Alert, Visit) of the areas in reach.

    Columns: `household_id`, then every property of the label; what is hidden or not there is
    missing. Money is fen, points are hundredths, instants are UTC.
    """
    import pandas as pd

    return {
        label: pd.DataFrame(rows, columns=["household_id", *LABELS[label].props])
        for label, rows in _rows(store, access).items()
    }


def graph(store: Store, access: Access) -> "nx.Graph[str]":
    """Give households in reach and what hangs on them as a networkx graph, keyed by our ids.

    Node attributes: `kind` (the label), `props` (those in sight). Edge attribute: `type`.
    """
    import networkx as nx

    drawn: nx.Graph[str] = nx.Graph()
    for label, rows in _rows(store, access).items():
        for row in rows:
            household, node = row.pop("household_id"), row.pop("id")
            drawn.add_node(node, kind=label, props=row)
            if label != "Household":
                drawn.add_edge(household, node, type=PARTS[label])
    return drawn


def subgraph(store: Store, access: Access) -> Any:
    """Give the same as a py2neo `Subgraph`: nodes and relationships, tied to no database."""
    from py2neo import Node, Relationship, Subgraph

    nodes: dict[str, Any] = {}
    ties = []
    for label, rows in _rows(store, access).items():
        for row in rows:
            household = row.pop("household_id")
            nodes[row["id"]] = Node(label, **row)
            if label != "Household":
                ends = nodes[household], nodes[row["id"]]
                first, second = ends if label != "Visit" else ends[::-1]
                ties.append(Relationship(first, PARTS[label], second))
    return Subgraph(nodes.values(), ties)


@contextmanager
def py2neo_graph(store: Store, access: Access) -> Iterator[Any]:
    """Open a py2neo `Graph` that only reads; system access only, and on record.

    Encrypted fields stay as they are stored. Raises Forbidden for any other role, and for every
    statement that would change something.
    """
    if access.role is not Role.SYSTEM:
        raise Forbidden(
            why="py2neo knows no masks: frames, graph, subgraph", role=access.role.value
        )
    with store.write(access, Action.LOOKED) as session:
        session.transact(lambda tx: tx.record.note(fields=["py2neo"]))
    address, auth = store.connection.address()
    opened = _reading_graph()(address, auth=auth, name=store.connection.database)
    with closing(opened.service.connector):
        yield opened


@cache
def _reading_graph() -> Any:
    """Make the class on first use, as py2neo may not be there."""
    from py2neo import Graph, Transaction

    class ReadingTransaction(Transaction):  # type: ignore[misc]  # py2neo has no types
        """A transaction that sends nothing but reading statements."""

        def run(self, cypher: str, parameters: Any = None, **more: Any) -> Any:
            if _CHANGES.search(cypher):
                raise Forbidden(why="a notebook reads")
            return super().run(cypher, parameters, **more)

    class ReadingGraph(Graph):  # type: ignore[misc]  # py2neo has no types
        """A graph all of whose transactions read."""

        def auto(self, readonly: bool = True) -> ReadingTransaction:
            return ReadingTransaction(self, autocommit=True, readonly=True)

        def begin(self, readonly: bool = True) -> ReadingTransaction:
            return ReadingTransaction(self, autocommit=False, readonly=True)

    return ReadingGraph

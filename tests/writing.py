"""Writes a test's world into a store in one transaction, not in one for each label."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store, Transaction

Rows = Sequence[Mapping[str, Any]]
Nodes = Iterable[tuple[str, Rows]]  # label, rows with an id
Ties = Iterable[tuple[str, str, str, Rows]]  # type, label of the tails, of the heads, rows


def put(store: Store, access: Access, nodes: Nodes, ties: Ties) -> None:
    """Write nodes, then ties between them, as loaders would."""
    labels, kinds = list(nodes), list(ties)

    def work(tx: Transaction) -> None:
        for label, rows in labels:
            bulk.put_nodes(tx, label, rows, None, kept=True)
        for kind, tails, heads, rows in kinds:
            bulk.put_relationships(tx, (kind, tails, heads), rows)

    with store.write(access, Action.FILE_LOADED) as session:
        session.transact(work)

"""A household turned orange: at once somebody goes, on the clock of its colour (F65)."""

from collections.abc import Iterable
from datetime import timedelta

from api.actions.engine import Asked, moved
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction


def hurry(store: Store, access: Access, households: Iterable[str]) -> list[Row]:
    """Plan a visit at once to each household; its stewards are told. access: the program's."""
    return [_visit(store, access, home) for home in households]


def _visit(store: Store, access: Access, home: str) -> Row:
    def work(tx: Transaction) -> Row:
        due = day_of(tx) + timedelta(days=1)
        told = {"household": home, "due": due}
        asked = Asked(operation="", flow="visit", event="plan_at_once", told=told)
        return moved(tx, asked, flows.load("visit"))

    with store.write(access, Action.VISIT_CHANGED) as session:
        made: Row = session.transact(work)
    return made

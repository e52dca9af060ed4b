"""Who reaches an item to move it: by area, or by being somebody to it. Deny by default.

The statement that finds the item locks it, so that what is looked at afterwards stays true.
"""

from collections.abc import Mapping
from types import MappingProxyType

from graph_schema import queries
from graph_schema.errors import NotFound
from graph_schema.store.rows import Row
from graph_schema.store.session import Transaction
from graph_schema.vocabulary import Role

BY_AREA = frozenset(
    {
        Role.VILLAGE_STEWARD,
        Role.TOWN_INTAKE,
        Role.TOWN_REVIEWER,
        Role.TOWN_STEWARD,
        Role.SOCIAL_WORKER,
        Role.DISTRICT_CASEWORKER,
        Role.DISTRICT_APPROVER,
        Role.DISTRICT_STEWARD,
        Role.SYSTEM,
    }
)
# What else somebody can be to an item, in the order that is tried. maker: who recorded a lead.
BY_TIE: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        Role.RESIDENT: ("person", "maker", "anybody"),
        Role.GUARDIAN: ("person", "maker", "anybody"),
        Role.ORGANISATION: ("body", "project", "bidder", "maker", "anybody"),
        Role.VOLUNTEER: ("doer", "maker", "anybody"),
        Role.DONOR: ("anybody",),
        Role.DEPARTMENT: ("department", "maker", "anybody"),
        Role.PUBLISHER: ("publisher", "maker", "anybody"),
        Role.EVALUATOR: ("evaluator", "anybody"),
        Role.AUDITOR: ("anybody",),
    }
)


def reached(tx: Transaction, flow: str, id: str) -> Row:
    """Lock an item of a process that the caller reaches: its id, version and state.

    Raises NotFound when it is not there, or not for this caller: the same answer.
    """
    role = tx.access.role
    if role in BY_AREA and (rows := tx.run(f"moves_in_reach_{flow}", id=id)):
        return rows[0]
    for kind in BY_TIE.get(role, ()):
        name = f"moves_of_{kind}_{flow}"
        if name in queries.statements() and (rows := tx.run(name, id=id)):
            return rows[0]
    raise NotFound(id=id)


def bidding(tx: Transaction, project: str) -> None:
    """Check that the caller works for a body and the project takes bids. Raises NotFound."""
    if not tx.run("moves_bidding_project", id=project):
        raise NotFound(id=project)

"""Which statements a role may run at all: deny by default."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from graph_schema import queries
from graph_schema.access import Access
from graph_schema.errors import Forbidden
from graph_schema.masking import may_compare
from graph_schema.queries import Scope, Statement
from graph_schema.vocabulary import Role

_AREA = frozenset(Scope)
_OWN = frozenset({Scope.OWN, Scope.NONE})
_COUNTS = frozenset({Scope.AGGREGATE, Scope.NONE, Scope.OWN})

# Roles that reach an area run everything, bound to their areas; those that reach what is theirs
# (own household, project, tasks, rows) run what is bound to the actor; managers see counts.
MAY_RUN: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        Role.RESIDENT: _OWN,
        Role.GUARDIAN: _OWN,
        Role.VILLAGE_STEWARD: _AREA,
        Role.TOWN_INTAKE: _AREA,
        Role.TOWN_REVIEWER: _AREA,
        Role.TOWN_STEWARD: _AREA,
        Role.SOCIAL_WORKER: _AREA,
        Role.ORGANISATION: _OWN,
        Role.VOLUNTEER: _OWN,
        Role.DONOR: _COUNTS,
        Role.DISTRICT_CASEWORKER: _AREA,
        Role.DISTRICT_APPROVER: _AREA,
        Role.DISTRICT_STEWARD: _AREA,
        Role.DEPARTMENT: _OWN,
        Role.PUBLISHER: _COUNTS,
        Role.EVALUATOR: _COUNTS,
        Role.MANAGER: _COUNTS - {Scope.OWN},
        Role.AUDITOR: _COUNTS,
        Role.ADMINISTRATOR: frozenset({Scope.NONE}),
        Role.SYSTEM: _AREA,
    }
)


def check(statement: Statement, access: Access) -> None:
    """Refuse a statement that reaches what this role may not reach.

    Raises Forbidden; also for statements whose maps no mask knows, to all but the program.
    """
    if statement.scope not in MAY_RUN[access.role]:
        raise Forbidden(statement=statement.name, role=access.role.value)
    if (
        statement.raw
        and access.role is not Role.SYSTEM
        and statement.scope is not Scope.AGGREGATE
    ):
        raise Forbidden(statement=statement.name, role=access.role.value)


def check_compared(statement: Statement, params: Mapping[str, Any], access: Access) -> None:
    """Refuse a filter by what the caller may not see: an answer would tell the value.

    Raises Forbidden naming the parameter; one that is null compares nothing.
    """
    for name, slot in statement.params.items():
        if slot.prop is None or slot.label is None or params.get(name) is None:
            continue
        if not may_compare(slot.label, slot.prop.name, access):
            raise Forbidden(statement=statement.name, filter=name)


def filled(statement: Statement, places: Mapping[str, str], access: Access) -> str:
    """Fill labels and types of the shape into a statement's text; nothing else gets in.

    Raises Rejected for a name that the shape does not know, Forbidden to all but the program.
    """
    if access.role is not Role.SYSTEM:
        raise Forbidden(statement=statement.name, role=access.role.value)
    return queries.filled(statement, places)

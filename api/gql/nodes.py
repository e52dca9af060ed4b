"""Anything by its id, whatever kind it is."""

from typing import Annotated

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.lists import Node, one_of
from api.plan import SUBJECTS, selection
from graph_schema.errors import Forbidden


@strawberry.type
class NodeQuery:
    @strawberry.field(description="Anything in reach by its id; null for what is not there.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],
    ) -> Node | None:
        access = policies.plain(info.context.caller)
        rows = await info.context.rows(access, "nodes_label", id=str(id))
        label = rows[0]["label"] if rows else None
        subject = next((s for s in SUBJECTS.values() if s.label == label), None)
        if subject is None:
            return None
        wanted = selection(info.selected_fields, subject.node.__name__)
        try:
            found: Node | None = await one_of(info, subject, str(id), wanted.get("node", {}))
        except Forbidden:  # as if it were not there
            return None
        return found

"""Lists and single nodes of a subject as GraphQL fields, made from its table."""

import json
from collections.abc import Sequence
from enum import Enum
from inspect import Parameter, Signature
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from api.context import Info
from api.cost import PAGED
from api.kept import Kept
from api.plan import Selected, Subject, read_ids, read_page, selection
from graph_schema.errors import NotFound, Rejected
from graph_schema.queries import statements
from graph_schema.queries.order import Key, Page, key_of

T = TypeVar("T")
PAGE = 50  # rows, where a caller does not say


@strawberry.interface(description="Whatever has an id of its own: opaque, random, for good.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque id; unique over everything.")


@strawberry.type(description="Where a page of a list begins and ends.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more rows follow.")
    has_previous_page: bool = strawberry.field(
        description="Whether the page has a cursor before."
    )
    start_cursor: str | None = strawberry.field(description="Sealed place of the first row.")
    end_cursor: str | None = strawberry.field(
        description="Sealed place of the last row: give it as `after` for the next page."
    )


@strawberry.type(description="A row of a list and its place in it.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Sealed place; it decodes to nothing.")
    node: T = strawberry.field(description="The row itself.")


@strawberry.type(description="A page of a list, in the order that was asked for.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The rows with their places.")
    page_info: PageInfo = strawberry.field(description="Whether and where the list goes on.")


def connection_of(
    nodes: Sequence[Any], cursors: list[str], *, more: bool, begun: bool
) -> Connection[Any]:
    """Make a page. more: rows follow it; begun: it was asked for after a cursor."""
    info = PageInfo(
        has_next_page=more,
        has_previous_page=begun,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
    edges = Kept(Edge, {"cursor": cursors, "node": nodes})
    return Connection(edges=edges, page_info=info)  # type: ignore[arg-type]  # as good as a list


def listed(subject: Subject, says: str) -> Any:
    """Make the field that lists a subject page by page, with its filters and sorts."""
    if subject.sorts is None:
        raise TypeError(f"{subject.name} has no sorts")

    async def resolve(
        info: Info,
        first: int,
        after: str | None,
        sort: Enum,
        descending: bool,
        **asked: Any,
    ) -> Any:
        context = info.context
        size = context.page(first)
        by, place = str(sort.value), f"{subject.name} {sort.value} {descending}"
        page = Page(
            by=by, limit=size + 1, descending=descending,
            after=_place(subject, by, context.cursors.open(place, after)),
        )  # fmt: skip
        told = {name: _told(value) for name, value in asked.items()}
        chosen = selection(info.selected_fields).get(info.field_name, {}).get("edges", {})
        wanted = chosen.get("node", {})
        if context.leave is not None:
            context.leave.check(subject, told, wanted)
        found = await context.reading(
            subject.access(context.caller), read_page, subject, page, told, wanted
        )
        nodes, ends = found[:size], {0, min(size, len(found)) - 1}
        cursors = [
            context.cursors.seal(place, _key_of(nodes[at]))
            if "cursor" in chosen or at in ends
            else ""
            for at in range(len(nodes))
        ]
        return connection_of(nodes, cursors, more=len(found) > size, begun=after is not None)

    resolve.__signature__ = _signature(subject)  # type: ignore[attr-defined]  # read by strawberry
    return strawberry.field(resolver=resolve, description=says, directives=[PAGED])


def single(subject: Subject, says: str) -> Any:
    """Make the field that gives one node of a subject by its id; absent is NOT_FOUND."""

    async def resolve(
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],
    ) -> Any:
        wanted = selection(info.selected_fields).get(info.field_name, {})
        found = await one_of(info, subject, str(id), wanted)
        if found is None:
            raise NotFound(id=str(id))
        return found

    return strawberry.field(resolver=resolve, description=says)


async def one_of(info: Info, subject: Subject, id: str, wanted: Selected) -> Any | None:
    """Read one node by id; None where it is absent or out of reach."""
    access = subject.access(info.context.caller)
    found = await info.context.reading(access, read_ids, subject, [id], wanted)
    return found[0] if found else None


def _key_of(node: Any) -> str:
    """Tell where a row is in its list: the sorted value and the id, as JSON."""
    return json.dumps([node.key, node.id])


def _place(subject: Subject, by: str, opened: str) -> tuple[Key, str] | None:
    if not opened:
        return None
    try:
        key, id = json.loads(opened)
        return key_of(statements()[subject.page], by, key), str(id)
    except ValueError as exc:
        raise Rejected(["BAD_CURSOR"]) from exc


def _told(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _signature(subject: Subject) -> Signature:
    """Say what the field takes: the page, the order, and each filter."""
    sorts = subject.sorts
    told: list[tuple[str, Any, str, Any]] = [
        ("first", int, "How many rows, at most 100.", PAGE),
        ("after", str | None, "The cursor to go on after; none is the beginning.", None),
        ("sort", sorts, "What the list is ordered by.", next(iter(sorts or ()))),
        ("descending", bool, "Greatest first.", False),
    ]
    told += [(name, one.type | None, one.says, None) for name, one in subject.filters.items()]
    return Signature(
        [
            Parameter("info", Parameter.KEYWORD_ONLY, annotation=Info),
            *(
                Parameter(
                    name,
                    Parameter.KEYWORD_ONLY,
                    annotation=Annotated[kind, strawberry.argument(description=says)],
                    default=default,
                )
                for name, kind, says, default in told
            ),
        ]
    )

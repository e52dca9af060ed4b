"""Every move people make: one mutation an event, generated from the tables of the processes."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any

import strawberry
from strawberry.tools import create_type

from api.actions import links
from api.actions.engine import Asked, move
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from api.gql.codes import SAID
from graph_schema import flows
from graph_schema.errors import WulianError
from graph_schema.flows import Flow, Transition
from graph_schema.flows.fields import Field
from graph_schema.vocabulary import Role


@strawberry.type(description="An item after a move: what the next move must have seen.")
class Moved:
    id: strawberry.ID = strawberry.field(description="The item.")
    version: int = strawberry.field(description="Its version now.")
    state: str = strawberry.field(description="Its state now.")
    due: str | None = strawberry.field(description="When the clock that began is over, UTC.")
    found: list[strawberry.ID] = strawberry.field(description="What it found or made.")


@strawberry.type(description="A link after a move: what the next move must have seen.")
class LinkMoved(Moved):
    """Kept apart: pages know it by name."""


@strawberry.type(description="A task after a move: what the next move must have seen.")
class TaskMoved(Moved):
    """Kept apart: pages know it by name."""


MoveResult = Annotated[Moved | Failure, strawberry.union("MoveResult")]
MoveLinkResult = Annotated[LinkMoved | Failure, strawberry.union("MoveLinkResult")]
MoveTaskResult = Annotated[TaskMoved | Failure, strawberry.union("MoveTaskResult")]


@strawberry.input(description="What every beginning says.")
class BeginInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    reason: str | None = strawberry.field(
        default=None, description="Code or text; needed where the process says so."
    )
    channel: str | None = strawberry.field(
        default=None, description="How it came: PAGE, PHONE, PAPER; API if not said."
    )
    dry_run: bool = strawberry.field(
        default=False, description="Answer what it would do, and do nothing."
    )


@strawberry.input(description="What every move says.")
class MoveInput(BeginInput):
    id: strawberry.ID = strawberry.field(description="The item.")
    expected_version: int = strawberry.field(description="The version that was seen.")


@strawberry.input(description="What every move of a link says.")
class MoveLinkInput(MoveInput):
    """Kept apart: pages know it by name."""


@strawberry.input(description="What every move of a task says.")
class MoveTaskInput(MoveInput):
    """Kept apart: pages know it by name."""


@strawberry.input(description="A yes for the household.")
class ConfirmTaskInput(MoveInput):
    """Kept apart: pages know it by name."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What mutations of one process take and give."""

    input: Any
    moved: type[Moved]
    result: Any


OTHER = _Kind(MoveInput, Moved, MoveResult)
KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "link": _Kind(MoveLinkInput, LinkMoved, MoveLinkResult),
        "task": _Kind(MoveTaskInput, TaskMoved, MoveTaskResult),
        "task.confirm": _Kind(ConfirmTaskInput, TaskMoved, MoveTaskResult),
    }
)
SCALARS: Mapping[str, Any] = MappingProxyType(
    {"str": str, "int": int, "float": float, "bool": bool, "date": date, "datetime": datetime}
    | {"json": str}
)


def mutation_name(flow: Flow, row: Transition) -> str:
    """Name the mutation of an event: verb and noun, `acceptLink`, unless its row says else."""
    noun = "".join(word.capitalize() for word in flow.name.split("_"))
    first, *rest = row.event.split("_")
    return row.name or first + "".join(word.capitalize() for word in rest) + noun


def name_of_event(flow: str, event: str) -> str:
    """Name the mutation of an event of a process by their names."""
    table = flows.load(flow)
    return mutation_name(table, next(row for row in table.transitions if row.event == event))


def events() -> Iterator[tuple[Flow, Transition]]:
    """Yield each event that somebody may cause, with the first of its rows."""
    for name in flows.names():
        flow, seen = flows.load(name), set()
        for row in flow.transitions:
            if row.event not in seen and row.who != (Role.SYSTEM,):
                seen.add(row.event)
                yield flow, row


def _type_of(field: Field) -> Any:
    """Give the GraphQL type of a field: enums that the schema has, else text; ids of nodes."""
    enum: type[StrEnum] | None = field.enum
    one: Any = SCALARS.get(field.kind, str)
    if field.label is not None or field.name == "original":
        one = strawberry.ID
    elif enum is not None and enum in SAID:
        one = enum
    return list[one] if field.many else one


def _says(field: Field) -> str:
    known = field.values
    if field.enum is not None and field.enum not in SAID:
        known = tuple(str(code) for code in field.enum)
    return f"{field.zh} {field.en}" + (f": {', '.join(known)}" if known else "")


def _mutation(flow: Flow, row: Transition) -> Any:
    kind = KINDS.get(f"{flow.name}.{row.event}") or KINDS.get(flow.name, OTHER)
    asks = BeginInput if row.source is None else kind.input

    async def resolve(info: Info, input: Any, **told: Any) -> Any:
        asked = Asked(
            operation=input.operation_id,
            flow=flow.name,
            event=row.event,
            id=str(input.id) if row.source is not None else None,
            seen=input.expected_version if row.source is not None else None,
            told={name: value for name, value in told.items() if value is not None},
            reason=input.reason,
            channel=input.channel or "API",
            dry=input.dry_run,
        )
        return await _done(info, asked, kind.moved)

    arguments = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=told)
        for name, told in (("info", Info), ("input", asks))
    ]
    for asked in row.fields:
        told: Any = _type_of(asked.field)
        argument = strawberry.argument(description=_says(asked.field))
        arguments.append(
            inspect.Parameter(
                asked.field.name,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=Annotated[told if asked.required else told | None, argument],
                default=inspect.Parameter.empty if asked.required else strawberry.UNSET,
            )
        )
    resolve.__name__ = mutation_name(flow, row)
    resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # of the table
        arguments, return_annotation=kind.result
    )
    resolve.__annotations__ = {one.name: one.annotation for one in arguments}
    resolve.__annotations__["return"] = kind.result
    said = f"{row.zh}: {row.en}." + (" Needs a reason." if row.reason else "")
    return strawberry.mutation(resolver=resolve, description=said)


async def _done(info: Info, asked: Asked, kind: type[Moved]) -> Moved | Failure:
    context = info.context

    def do() -> dict[str, Any]:
        return move(context.store, policies.moving(context.caller, asked.flow), asked)

    try:
        done = await context.call(do)
    except WulianError as error:
        return failure(error)
    if not asked.dry:
        context.counts.changed()
    found = [strawberry.ID(one) for one in done["found"]]
    return kind(
        id=strawberry.ID(done["id"]),
        version=done["version"],
        state=done["state"],
        due=done["due"],
        found=found,
    )


@strawberry.type
class LinkMutation:
    @strawberry.mutation(description="撤销: take a move back and recommend the same anew.")
    async def undo_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        context = info.context

        def do() -> dict[str, Any]:
            access = policies.working(context.caller)
            return links.again(
                context.store, access, input.operation_id, str(input.id), input.expected_version
            )

        try:
            done = await context.call(do)
        except WulianError as error:
            return failure(error)
        context.counts.changed()
        return LinkMoved(
            id=strawberry.ID(done["id"]),
            version=done["version"],
            state=done["state"],
            due=None,
            found=[],
        )


MoveMutation = create_type("MoveMutation", [_mutation(flow, row) for flow, row in events()])

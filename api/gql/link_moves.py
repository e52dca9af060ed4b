"""Every move people make with a link: one mutation a transition of its flow."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry

from api.actions import links as actions
from api.auth import policies
from api.context import Context, Info
from api.errors import Failure, failure
from graph_schema.errors import WulianError


@strawberry.type(description="A link after a move: what the next move must have seen.")
class LinkMoved:
    id: strawberry.ID = strawberry.field(description="The link; new after an undo.")
    version: int = strawberry.field(description="Its version now.")
    state: str = strawberry.field(description="Its state now.")


MoveLinkResult = Annotated[LinkMoved | Failure, strawberry.union("MoveLinkResult")]


@strawberry.input(description="What every move says.")
class MoveLinkInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="The link.")
    expected_version: int = strawberry.field(description="The version that was seen.")
    reason: str | None = strawberry.field(
        default=None, description="Code or text; needed where the flow says so."
    )


async def _moved(context: Context, do: Callable[[], dict[str, Any]]) -> LinkMoved | Failure:
    try:
        done = await context.call(do)
    except WulianError as error:
        return failure(error)
    context.counts.changed()
    return LinkMoved(id=strawberry.ID(done["id"]), version=done["version"], state=done["state"])


async def _move(info: Info, event: str, input: MoveLinkInput) -> LinkMoved | Failure:
    context = info.context
    asked = actions.Move(
        operation=input.operation_id,
        link=str(input.id),
        seen=input.expected_version,
        event=event,
        reason=input.reason,
    )

    def do() -> dict[str, Any]:
        return actions.move(context.store, policies.working(context.caller), asked)

    return await _moved(context, do)


@strawberry.type
class LinkMutation:
    @strawberry.mutation(description="派单: propose a recommendation to its provider.")
    async def propose_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "propose", input)

    @strawberry.mutation(description="不采纳: dismiss a recommendation, with a reason.")
    async def dismiss_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "dismiss", input)

    @strawberry.mutation(description="接单: accept, for a provider reached by phone: a reason.")
    async def accept_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "accept", input)

    @strawberry.mutation(description="退单: decline, with a reason code.")
    async def decline_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "decline", input)

    @strawberry.mutation(description="同意退单: uphold a refusal.")
    async def uphold_decline(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "uphold", input)

    @strawberry.mutation(description="撤回: withdraw a proposal, with a reason.")
    async def withdraw_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "withdraw", input)

    @strawberry.mutation(description="服务: the first contact was made.")
    async def start_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "start", input)

    @strawberry.mutation(description="联系: record a contact of a link in service.")
    async def record_contact(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "record_contact", input)

    @strawberry.mutation(description="结单: complete; the place is given back.")
    async def complete_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "complete", input)

    @strawberry.mutation(description="评单: confirm the outcome, never the provider alone.")
    async def confirm_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "confirm", input)

    @strawberry.mutation(description="取消: cancel, with a reason; the place is given back.")
    async def cancel_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "cancel", input)

    @strawberry.mutation(description="撤销: take a move back and recommend the same anew.")
    async def undo_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        context = info.context

        def do() -> dict[str, Any]:
            access = policies.working(context.caller)
            return actions.again(
                context.store, access, input.operation_id, str(input.id), input.expected_version
            )

        return await _moved(context, do)

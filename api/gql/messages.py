"""What people are told: their own messages, and that they were opened."""

import json
from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import SLICED
from api.errors import Failure, failure
from graph_schema.audit import Action
from graph_schema.errors import NotFound, WulianError
from graph_schema.store.session import Transaction


@strawberry.type(description="One thing a message tells of; who opens it sees what he may see.")
class MessageLine:
    template: str = strawberry.field(description="What is told; pages have the text for it.")
    of: strawberry.ID = strawberry.field(description="The item it is about.")


@strawberry.type(description="消息 A message to the caller: at once, or a day's digest.")
class Message:
    id: strawberry.ID = strawberry.field(description="Its id.")
    lines: list[MessageLine] = strawberry.field(description="What it tells.")
    urgent: bool = strawberry.field(description="Told at once, not in a digest.")
    day: date | None = strawberry.field(description="The day of a digest.")
    at: datetime | None = strawberry.field(description="When it was written.")
    state: str = strawberry.field(description="QUEUED, SENT or READ.")


@strawberry.type(description="A message that was opened.")
class OpenedMessage:
    id: strawberry.ID = strawberry.field(description="The message.")


OpenMessageResult = Annotated[OpenedMessage | Failure, strawberry.union("OpenMessageResult")]


def _message(row: dict[str, Any]) -> Message:
    told = json.loads(row["items"] or "[]")
    if not told and row["of"] is not None:
        told = [{"template": row["template"], "of": row["of"]}]
    return Message(
        id=row["id"], urgent=bool(row["urgent"]), day=row["day"], at=row["at"],
        state=row["state"], lines=[MessageLine(**one) for one in told],
    )  # fmt: skip


@strawberry.type
class MessageQuery:
    @strawberry.field(
        description="我的消息: to the caller or his household, newest first.",
        directives=[SLICED],
    )
    async def my_messages(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="At most 100.")] = 50,
    ) -> list[Message]:
        context = info.context
        access, page = policies.plain(context.caller), context.page(first)
        rows = [
            row
            for name in ("messages_of_actor", "messages_of_home")
            for row in await context.rows(access, name, page=page)
        ]
        newest = sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True)
        return [_message(row) for row in newest[:page]]


@strawberry.type
class MessageMutation:
    @strawberry.mutation(description="打开消息: it was read; of a policy it counts as known.")
    async def open_message(
        self, info: Info, operation_id: str, id: strawberry.ID
    ) -> OpenMessageResult:
        context = info.context

        def work(tx: Transaction) -> str:
            if not tx.run("messages_open", id=str(id)):
                raise NotFound(message=str(id))
            return str(id)

        def do() -> str:
            access = policies.plain(context.caller)
            told = context.store.write(
                access, Action.MESSAGE_CHANGED, operation=operation_id, digest=str(id)
            )
            with told as session:
                return session.transact(work)

        try:
            return OpenedMessage(id=strawberry.ID(await context.call(do)))
        except WulianError as error:
            return failure(error)

"""Tasks for volunteers: open ones they can do, their own, and what they do with them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.actions import tasks as actions
from api.auth import policies
from api.context import Context, Info
from api.errors import Failure, failure
from graph_schema.errors import WulianError


@strawberry.type(description="A deed a volunteer may take or has taken.")
class Task:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    state: str = strawberry.field(description="State of the task's flow.")
    title: str | None = strawberry.field(description="What is to be done.")
    starts_at: datetime | None = strawberry.field(description="When.")
    minutes: int | None = strawberry.field(description="How long, minutes.")
    place: str | None = strawberry.field(description="Where to meet; own tasks only.")
    town: str | None = strawberry.field(description="Town.")
    skills: list[str] = strawberry.field(description="Skills it asks for.")
    two_people: bool = strawberry.field(description="Two people go together.")
    mine: bool = strawberry.field(description="Claimed by the caller.")


@strawberry.type(description="A task after a move.")
class TaskMoved:
    id: strawberry.ID = strawberry.field(description="The task.")
    version: int = strawberry.field(description="Its version now.")
    state: str = strawberry.field(description="Its state now.")


MoveTaskResult = Annotated[TaskMoved | Failure, strawberry.union("MoveTaskResult")]


@strawberry.input(description="What every move of a task says.")
class MoveTaskInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="The task.")
    expected_version: int = strawberry.field(description="The version that was seen.")


@strawberry.type(description="A claimed task that waits for the household's yes.")
class ClaimedTask:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    title: str | None = strawberry.field(description="What is to be done.")
    starts_at: datetime | None = strawberry.field(description="When.")
    place: str | None = strawberry.field(description="Where to meet.")
    village: str | None = strawberry.field(description="Where the household lives.")
    volunteer: str | None = strawberry.field(description="Who claimed it, masked by role.")


@strawberry.input(description="A yes for the household.")
class ConfirmTaskInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="The task.")
    expected_version: int = strawberry.field(description="The version that was seen.")
    reason: str | None = strawberry.field(
        default=None, description="Needed from who acts for the village steward."
    )


@strawberry.type
class TaskQuery:
    @strawberry.field(description="Claimed tasks of the caller's areas, to be confirmed.")
    async def claimed_tasks(self, info: Info) -> list[ClaimedTask]:
        access = policies.reading(info.context.caller)
        return [
            ClaimedTask(
                id=strawberry.ID(row["id"]),
                version=row["version"],
                title=row["note"],
                starts_at=row["starts_at"],
                place=row["place"],
                village=row["village"],
                volunteer=row["who"],
            )
            for row in await info.context.rows(access, "tasks_claimed")
        ]

    @strawberry.field(description="Tasks the caller can do, and the caller's own.")
    async def tasks(self, info: Info) -> list[Task]:
        access = policies.volunteering(info.context.caller)
        rows = await info.context.rows(access, "tasks_for_me")
        return [_task(row) for row in rows]


def _task(row: dict[str, Any]) -> Task:
    start, end = row["starts_at"], row["ends_at"]
    return Task(
        id=strawberry.ID(row["id"]),
        version=row["version"],
        state=row["state"],
        title=row["note"],
        starts_at=start,
        minutes=round((end - start).total_seconds() / 60) if start and end else None,
        place=row["place"] if row["mine"] else None,
        town=row["town"],
        skills=list(row["skills"] or ()),
        two_people=(row["people"] or 1) > 1,
        mine=row["mine"],
    )


async def _move(info: Info, input: MoveTaskInput, *events: str) -> TaskMoved | Failure:
    context = info.context

    def do() -> dict[str, Any]:
        access = policies.volunteering(context.caller)
        return actions.move(
            context.store,
            access,
            input.operation_id,
            str(input.id),
            input.expected_version,
            *events,
        )

    return await _answered(context, do)


async def _answered(context: Context, do: Callable[[], dict[str, Any]]) -> TaskMoved | Failure:
    try:
        done = await context.call(do)
    except WulianError as error:
        return failure(error)
    return TaskMoved(id=strawberry.ID(done["id"]), version=done["version"], state=done["state"])


@strawberry.type
class TaskMutation:
    @strawberry.mutation(description="抢单: I do it.")
    async def claim_task(self, info: Info, input: MoveTaskInput) -> MoveTaskResult:
        return await _move(info, input, "claim")

    @strawberry.mutation(description="派单: the household agrees that this volunteer comes.")
    async def confirm_task(self, info: Info, input: ConfirmTaskInput) -> MoveTaskResult:
        context = info.context

        def do() -> dict[str, Any]:
            return actions.confirm(
                context.store,
                policies.working(context.caller),
                input.operation_id,
                str(input.id),
                input.expected_version,
                input.reason,
            )

        return await _answered(context, do)

    @strawberry.mutation(description="退回: I cannot after all.")
    async def give_back_task(self, info: Info, input: MoveTaskInput) -> MoveTaskResult:
        return await _move(info, input, "give_back")

    @strawberry.mutation(description="签到: I am there.")
    async def check_in_task(self, info: Info, input: MoveTaskInput) -> MoveTaskResult:
        return await _move(info, input, "check_in")

    @strawberry.mutation(description="完成: it is done; somebody verifies it.")
    async def report_task(self, info: Info, input: MoveTaskInput) -> MoveTaskResult:
        return await _move(info, input, "report")

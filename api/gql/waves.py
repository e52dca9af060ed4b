"""邀约 Asking volunteers: whom a planning asked for a task, their answers, and silence."""

from datetime import date, datetime
from itertools import groupby
from typing import Annotated, Any

import strawberry

from api.actions import waves
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from api.gql.coverage import InArea
from api.gql.jobs import Job, RunPlanResult
from api.jobs import ask
from graph_schema.errors import WulianError


@strawberry.type(description="One volunteer asked for a task.")
class AskedVolunteer:
    id: strawberry.ID = strawberry.field(description="The volunteer.")
    name: str | None = strawberry.field(description="Name, masked by role.")
    at: datetime | None = strawberry.field(
        description="When; null: not asked, but said no to what was on the list."
    )
    answer: str | None = strawberry.field(description="YES, NO, or null while it is open.")
    planned: bool = strawberry.field(
        description="The plan of the week would send this one: best over all tasks together."
    )


@strawberry.type(description="A task that wants volunteers, and who was asked for it so far.")
class TaskOffer:
    task: strawberry.ID = strawberry.field(description="The task.")
    state: str | None = strawberry.field(description="State of the task's flow.")
    starts_at: datetime | None = strawberry.field(description="When it begins.")
    village: str | None = strawberry.field(description="Where the household lives.")
    people: int = strawberry.field(description="How many go.")
    wave: int = strawberry.field(
        description="Reach: 10 km, doubled by each wave after the first."
    )
    asked: list[AskedVolunteer] = strawberry.field(description="Asked, the first first.")


@strawberry.input(description="Whom to ask next for open tasks.")
class AskVolunteersInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    seed: int = strawberry.field(default=0, description="Seed of the lots among equals.")
    dry_run: bool = strawberry.field(default=False, description="Plan, ask nobody.")


@strawberry.type(description="A task the caller will not be asked for again.")
class DeclinedTask:
    id: strawberry.ID = strawberry.field(description="The task.")


@strawberry.type(description="Until when the caller is not asked for any task.")
class QuietTime:
    until: date | None = strawberry.field(description="Last quiet day; null: asked as usual.")


DeclineTaskResult = Annotated[DeclinedTask | Failure, strawberry.union("DeclineTaskResult")]
PauseOffersResult = Annotated[QuietTime | Failure, strawberry.union("PauseOffersResult")]


@strawberry.type
class WaveQuery:
    @strawberry.field(description="邀约进展: tasks not begun for which volunteers were asked.")
    async def task_offers(self, info: Info, area: InArea = None) -> list[TaskOffer]:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "volunteers_offers", area=area)
        return [_offer(list(some)) for _, some in groupby(rows, lambda row: row["task"])]


def _offer(rows: list[dict[str, Any]]) -> TaskOffer:
    one = rows[0]
    return TaskOffer(
        **{name: one[name] for name in ("task", "state", "starts_at", "village")},
        people=one["people"] or 1,
        wave=one["wave"] or 1,
        asked=[
            AskedVolunteer(
                id=row["volunteer"],
                name=row["who"],
                at=row["at"],
                answer=row["answer"],
                planned=bool(row["planned"]),
            )
            for row in rows
        ],
    )


@strawberry.type
class WaveMutation:
    @strawberry.mutation(
        description="邀约志愿者: plan who would best go where and ask the next waves, as a job."
    )
    async def ask_volunteers(self, info: Info, input: AskVolunteersInput) -> RunPlanResult:
        context = info.context
        params = {"seed": input.seed, "dry_run": input.dry_run}

        def do() -> str:
            access = policies.working(context.caller)
            return ask(context.store, access, input.operation_id, waves.KIND, params)

        try:
            return Job.queued(await context.call(do), waves.KIND)
        except WulianError as error:
            return failure(error)

    @strawberry.mutation(
        description="不能去: no to a task; the caller is not asked for it again."
    )
    async def decline_task(
        self, info: Info, operation_id: str, id: strawberry.ID
    ) -> DeclineTaskResult:
        context = info.context

        def do() -> str:
            access = policies.volunteering(context.caller)
            return waves.decline(context.store, access, operation_id, str(id))

        try:
            return DeclinedTask(id=strawberry.ID(await context.call(do)))
        except WulianError as error:
            return failure(error)

    @strawberry.mutation(description="暂停邀约: no messages about tasks until a day is over.")
    async def pause_offers(
        self, info: Info, operation_id: str, until: date | None = None
    ) -> PauseOffersResult:
        context = info.context

        def do() -> date | None:
            access = policies.volunteering(context.caller)
            return waves.quiet(context.store, access, operation_id, until)

        try:
            return QuietTime(until=await context.call(do))
        except WulianError as error:
            return failure(error)

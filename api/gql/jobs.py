"""Long work as jobs: asked for, followed, cancelled; each by who asked for it."""

import json
from typing import Annotated, Self

import strawberry

from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from api.jobs import ask, cancel
from graph_schema.errors import NotFound, WulianError

OVER = frozenset({"DONE", "FAILED", "CANCELLED"})  # a job stays as it is


@strawberry.type(description="Long work.")
class Job:
    id: strawberry.ID = strawberry.field(description="Its id.")
    kind: str = strawberry.field(description="plan, waves, evaluate …: what is done.")
    state: str = strawberry.field(description="QUEUED, RUNNING, DONE, FAILED, CANCELLED.")
    progress: float = strawberry.field(description="Share done, 0 to 1.")
    stage: str | None = strawberry.field(description="What it is doing.")
    result: str | None = strawberry.field(description="JSON: what came of it.")
    error: str | None = strawberry.field(description="Code, when it failed.")

    @classmethod
    def queued(cls, id: str, kind: str) -> Self:
        """Give a job that was just asked for."""
        return cls(
            id=strawberry.ID(id), kind=kind, state="QUEUED", progress=0.0, stage=None,
            result=None, error=None,
        )  # fmt: skip


RunPlanResult = Annotated[Job | Failure, strawberry.union("RunPlanResult")]


@strawberry.input(description="What to plan.")
class RunPlanInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    seed: int = strawberry.field(default=0, description="Seed of the lottery among equals.")
    dry_run: bool = strawberry.field(default=False, description="Compute, write nothing.")
    time_limit: float | None = strawberry.field(
        default=None,
        description="Seconds for the solver; then the plan at hand is taken, with its gap.",
    )


@strawberry.type
class JobQuery:
    @strawberry.field(description="A job of the caller's.")
    async def job(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],
    ) -> Job:
        return await _job(info, id)


async def _job(info: Info, id: strawberry.ID) -> Job:
    access = policies.plain(info.context.caller)
    rows = await info.context.rows(access, "jobs_one", id=str(id))
    if not rows or rows[0]["actor"] != access.actor:
        raise NotFound(job=str(id))
    row = rows[0]
    info.context.over = row["state"] in OVER
    return Job(
        id=strawberry.ID(row["id"]), kind=row["kind"], state=row["state"],
        progress=row["progress"], stage=row["stage"], result=_text(row["result"]),
        error=row["error"],
    )  # fmt: skip


def _text(value: object) -> str | None:
    return value if isinstance(value, str) or value is None else json.dumps(value)


@strawberry.type
class JobMutation:
    @strawberry.mutation(description="运行方案: plan anew, as a job in a process of its own.")
    async def run_plan(self, info: Info, input: RunPlanInput) -> RunPlanResult:
        context = info.context
        params: dict[str, float] = {"seed": input.seed, "dry_run": input.dry_run}
        if input.time_limit is not None:
            params["time_limit"] = input.time_limit

        def do() -> str:
            access = policies.planning(context.caller)
            return ask(context.store, access, input.operation_id, "plan", params)

        try:
            made = await context.call(do)
        except WulianError as error:
            return failure(error)
        return Job.queued(made, "plan")

    @strawberry.mutation(description="Cancel a job of the caller's.")
    async def cancel_job(
        self, info: Info, operation_id: str, id: strawberry.ID
    ) -> RunPlanResult:
        context = info.context
        access = policies.plain(context.caller)
        try:
            await context.call(cancel, context.store, access, operation_id, str(id))
        except WulianError as error:
            return failure(error)
        return await _job(info, id)

"""Tasks for volunteers: open ones they can do, their own, those to be confirmed."""

from datetime import datetime
from typing import Any

import strawberry

from api.auth import policies
from api.context import Info


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
    asked: bool = strawberry.field(description="The caller was asked and has not answered.")


@strawberry.type(description="A claimed task that waits for the household's yes.")
class ClaimedTask:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    title: str | None = strawberry.field(description="What is to be done.")
    starts_at: datetime | None = strawberry.field(description="When.")
    place: str | None = strawberry.field(description="Where to meet.")
    village: str | None = strawberry.field(description="Where the household lives.")
    volunteer: str | None = strawberry.field(description="Who claimed it, masked by role.")


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

    @strawberry.field(
        description="Tasks the caller can do, asked ones first, and the caller's own."
    )
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
        asked=row["asked"],
    )

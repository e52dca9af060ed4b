"""加入申请 Who asks to join as a volunteer, until somebody answers."""

from datetime import datetime

import strawberry

from api.auth import policies
from api.context import Info


@strawberry.type(description="加入申请 Somebody who asks to help and waits for an answer.")
class Joining:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="Version; an answer must have seen it.")
    name: str | None = strawberry.field(description="Who asks.")
    phone: str | None = strawberry.field(description="Where to call back.")
    body: str | None = strawberry.field(description="With which body, in his words.")
    skills: list[str] = strawberry.field(description="What he can do, by code.")
    town: str | None = strawberry.field(description="Where.")
    at: datetime | None = strawberry.field(description="Since when he waits.")


@strawberry.type
class JoiningQuery:
    @strawberry.field(
        description="待答复的加入申请: who asks to join, the longest waiting first."
    )
    async def joinings(self, info: Info) -> list[Joining]:
        access = policies.moving(info.context.caller, "joining")
        rows = await info.context.rows(access, "joinings_open")
        return [Joining(**row | {"skills": list(row["skills"] or ())}) for row in rows]

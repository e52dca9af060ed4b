"""Me: who is signed in, in which role, for which areas."""

import strawberry

from api.context import Info
from graph_schema.vocabulary import Role, entries


@strawberry.type(description="The signed-in caller, acting in one role.")
class Me:
    role: str = strawberry.field(description="The role code, e.g. R10.")
    role_name: str = strawberry.field(description="The role in the caller's language.")
    areas: list[str] = strawberry.field(description="Area codes in reach.")
    csrf: str | None = strawberry.field(description="Value for form posts.")


@strawberry.type(description="An area in reach.")
class AreaNode:
    code: str = strawberry.field(description="Area code.")
    name: str = strawberry.field(description="Name as published.")
    level: str = strawberry.field(description="DISTRICT, TOWN or VILLAGE.")


@strawberry.type
class PeopleQuery:
    @strawberry.field(description="Who is asking.")
    async def me(self, info: Info) -> Me:
        caller = info.context.caller
        return Me(
            role=str(caller.role),
            role_name=entries(Role)[caller.role].label(info.context.language),
            areas=list(caller.areas),
            csrf=caller.csrf,
        )

    @strawberry.field(description="The areas in reach, by code.")
    async def areas(self, info: Info) -> list[AreaNode]:
        from api.auth import policies

        access = policies.counting(info.context.caller)
        rows = await info.context.rows(access, "areas_below")
        return [AreaNode(code=r["code"], name=r["name"], level=r["level"]) for r in rows]

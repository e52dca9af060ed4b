"""Me: who is signed in, in which role, for which areas."""

from datetime import date
from zoneinfo import ZoneInfo

import strawberry

from api.auth import policies
from api.context import Info
from graph_schema.errors import NotFound
from graph_schema.vocabulary import Role, entries


@strawberry.type(description="The signed-in caller, acting in one role.")
class Me:
    role: str = strawberry.field(description="The role code, e.g. R10.")
    role_name: str = strawberry.field(description="The role in the caller's language.")
    areas: list[str] = strawberry.field(description="Area codes in reach.")
    csrf: str | None = strawberry.field(description="Value for form posts.")


@strawberry.type(description="The district the caller works in.")
class DistrictNode:
    code: str = strawberry.field(description="Six digits.")
    name: str = strawberry.field(description="Name as published.")
    today: date = strawberry.field(description="The district's day; a demo has its own.")
    demo: bool = strawberry.field(description="Invented people: the sample district.")

    @strawberry.field(description="Its outline, GeoJSON in WGS-84; none where it gave none.")
    async def outline(self, info: Info) -> str | None:
        return await self._shape(info, "outline")

    @strawberry.field(description="Its towns' outlines, GeoJSON in WGS-84, or a sketch.")
    async def towns(self, info: Info) -> str | None:
        return await self._shape(info, "towns")

    async def _shape(self, info: Info, name: str) -> str | None:
        access = policies.plain(info.context.caller)
        rows = await info.context.rows(access, "areas_shapes", code=self.code)
        return next((row[name] for row in rows), None)


@strawberry.type
class PeopleQuery:
    @strawberry.field(description="The district the caller works in.")
    async def district(self, info: Info) -> DistrictNode:
        access = policies.plain(info.context.caller)
        rows = await info.context.rows(access, "snapshot_districts")
        row = next((r for r in rows if access.areas[0].startswith(r["code"])), None)
        if row is None:
            raise NotFound(district=access.areas[0][:6])
        now = info.context.store.clock().astimezone(ZoneInfo(row["zone"] or "Asia/Shanghai"))
        return DistrictNode(
            code=row["code"],
            name=row["name"],
            today=row["today"] or now.date(),
            demo=row["today"] is not None,
        )

    @strawberry.field(description="Who is asking.")
    async def me(self, info: Info) -> Me:
        caller = info.context.caller
        return Me(
            role=str(caller.role),
            role_name=entries(Role)[caller.role].label(info.context.language),
            areas=list(caller.areas),
            csrf=caller.csrf,
        )

"""Areas: district, towns and villages, as published."""

from typing import Annotated

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.codes import enum_of
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject, read_rows, selection

AreaSort = enum_of(
    "AreaSort",
    "What a list of areas is ordered by.",
    {"CODE": ("code", "Code: a town before its villages."), "NAME": ("name", "Name.")},
)


@strawberry.type(description="区划 A district, town or village in reach.")
class Area(Node):
    code: str = strawberry.field(description="Area code: 6, 9 or 12 digits.")
    name: str = strawberry.field(description="Name as published.")
    level: str = strawberry.field(description="DISTRICT, TOWN or VILLAGE.")
    urban_rural: str | None = strawberry.field(
        description="Three digits of the statistics bureau: 111 city centre to 220 village."
    )
    parent: Annotated["Area", strawberry.lazy("api.gql.areas")] | None = strawberry.field(
        description="The area it is part of, where that is in reach or around."
    )
    children: list[Annotated["Area", strawberry.lazy("api.gql.areas")]] = strawberry.field(
        description="The areas right below it."
    )


AREAS = Subject(
    name="areas",
    label="Area",
    node=Area,
    access=policies.summing,
    page="areas_page",
    by_ids="areas_by_ids",
    sorts=AreaSort,
    filters={
        "within": Filter(type=str, says="Only inside this area: its code."),
        "level": Filter(type=str, says="Only DISTRICT, TOWN or VILLAGE."),
    },
    below={
        "parent": Below(of="areas", key="parent_id"),
        "children": Below(of="areas", statement="areas_of_areas"),
    },
)


@strawberry.type
class AreaQuery:
    areas_below: Connection[Area] = listed(AREAS, "The areas in reach, page by page.")
    area: Area = single(AREAS, "One area in reach.")

    @strawberry.field(description="All areas in reach at once, by code: for menus and maps.")
    async def areas(self, info: Info) -> list[Area]:
        access = policies.summing(info.context.caller)
        wanted = selection(info.selected_fields).get("areas", {})
        return await info.context.reading(access, read_rows, AREAS, "areas_below", wanted)

"""Service orders: what is to be done under a link, by whom; for those who answer for it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of, states_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject

if TYPE_CHECKING:
    from api.gql.actors import Actor
    from api.gql.links import Link

OrderSort = enum_of(
    "ServiceOrderSort",
    "What a list of service orders is ordered by.",
    {
        "START": ("starts_at", "When it begins."),
        "STATE": ("state", "State."),
        "DUE": ("due", "When it is due; what has no due time comes first."),
    },
)


@strawberry.type(description="服务单 One deed under a link: what, when, where, by whom.")
class ServiceOrder(Node):
    version: int = strawberry.field(description="Version; a move must have seen it.")
    kind: str | None = strawberry.field(description="VOLUNTEER, SESSION or DELIVERY.")
    state: str | None = strawberry.field(description=states_of("task"))
    note: str | None = strawberry.field(description="What is to be done.")
    starts_at: datetime | None = strawberry.field(description="Begins at.")
    ends_at: datetime | None = strawberry.field(description="Ends at.")
    due: datetime | None = strawberry.field(description="Due at.")
    meeting_place: str | None = strawberry.field(description="Where to meet.")
    village: str | None = strawberry.field(description="Where the household lives.")
    people_needed: int | None = strawberry.field(description="How many go together.")
    skills: list[str] | None = strawberry.field(description="Skills it asks for.")
    doers: list[Annotated["Actor", strawberry.lazy("api.gql.actors")]] = strawberry.field(
        description="Who claimed it."
    )
    link: Annotated["Link", strawberry.lazy("api.gql.links")] | None = strawberry.field(
        description="The link it is part of."
    )


ORDERS = Subject(
    name="orders",
    label="Task",
    node=ServiceOrder,
    access=policies.reading,
    page="orders_page",
    by_ids="orders_by_ids",
    sorts=OrderSort,
    filters={
        "area": AREA,
        "state": Filter(type=str, says="Only in this state of the flow."),
        "kind": Filter(type=str, says="Only VOLUNTEER, SESSION or DELIVERY."),
        "skill": Filter(type=str, says="Only what asks for this skill."),
    },
    below={
        "doers": Below(of="actors", statement="actors_of_tasks"),
        "link": Below(of="links", key="link_id"),
    },
)


@strawberry.type
class OrderQuery:
    service_orders: Connection[ServiceOrder] = listed(
        ORDERS, "Service orders for households in reach."
    )
    service_order: ServiceOrder = single(ORDERS, "One service order in reach.")

"""Links: what ties a household to who and what helps, of every kind and in every state."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.codes import enum_of, states_of
from api.gql.explanations import Explanation, explanation_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.errors import NotFound
from graph_schema.vocabulary import Level, LinkRole, NeedCode, Party

if TYPE_CHECKING:
    from api.gql.actors import Actor
    from api.gql.households import Household
    from api.gql.needs import Need
    from api.gql.orders import ServiceOrder
    from api.gql.organisations import Organisation
    from api.gql.resources import Resource

LinkSort = enum_of(
    "LinkSort",
    "What a list of links is ordered by.",
    {
        "SINCE": ("state_since", "Since when it is in its state."),
        "SCORE": ("score", "Score of the plan."),
        "DUE": ("answer_due", "When an answer is due; what waits for none comes first."),
        "LAST_CONTACT": ("last_contact_at", "Last contact; never comes first."),
    },
)


@strawberry.type(description="链接 A household tied to a resource and to who provides it.")
class Link(Node):
    version: int = strawberry.field(description="Version; a move must have seen it.")
    number: str | None = strawberry.field(description="Number people use for it.")
    kind: str | None = strawberry.field(description="NEED for one need, CARE for routine care.")
    state: str | None = strawberry.field(description=states_of("link"))
    state_since: datetime | None = strawberry.field(description="In that state since.")
    role: LinkRole | None = strawberry.field(description="What its party is to it.")
    parties: list[Party] = strawberry.field(description="Parties it lights.")
    units: int | None = strawberry.field(description="Places it takes.")
    score: int | None = strawberry.field(description="Score of the plan, 1 to 1000.")
    proposed_at: datetime | None = strawberry.field(description="派单 proposed at.")
    accepted_at: datetime | None = strawberry.field(description="接单 accepted at.")
    first_contact_at: datetime | None = strawberry.field(description="First contact.")
    last_contact_at: datetime | None = strawberry.field(description="Last contact.")
    completed_at: datetime | None = strawberry.field(description="结单 completed at.")
    ended_at: datetime | None = strawberry.field(description="Ended at, in whatever way.")
    due_at: datetime | None = strawberry.field(description="When an answer is due.")
    reason_code: str | None = strawberry.field(description="Reason of the last move.")
    outcome: str | None = strawberry.field(description="评单 outcome, once confirmed.")
    explanation: Explanation | None = strawberry.field(description="Why it was recommended.")
    household: Annotated["Household", strawberry.lazy("api.gql.households")] | None = (
        strawberry.field(description="Whom it is for.")
    )
    need: Annotated["Need", strawberry.lazy("api.gql.needs")] | None = strawberry.field(
        description="The need it answers; null for routine care."
    )
    resource: Annotated["Resource", strawberry.lazy("api.gql.resources")] | None = (
        strawberry.field(description="The catalogue item it draws on.")
    )
    organisation: Annotated["Organisation", strawberry.lazy("api.gql.organisations")] | None = (
        strawberry.field(description="The body that provides it, if a body does.")
    )
    actor: Annotated["Actor", strawberry.lazy("api.gql.actors")] | None = strawberry.field(
        description="The person who provides it, if a person does."
    )
    service_orders: list[Annotated["ServiceOrder", strawberry.lazy("api.gql.orders")]] = (
        strawberry.field(description="What was or is to be done under it.")
    )


LINKS = Subject(
    name="links",
    label="Link",
    node=Link,
    access=policies.reading,
    page="links_page",
    by_ids="links_by_ids",
    sorts=LinkSort,
    codes={"parties": Party, "role": LinkRole},
    filters={
        "area": AREA,
        "state": Filter(type=str, says="Only in this state of the flow."),
        "kind": Filter(type=str, says="Only NEED or CARE."),
        "party": Filter(type=Party, says="Only what lights this party."),
        "level": Filter(type=Level, says="Only for households of this colour."),
        "need": Filter(type=NeedCode, says="Only what answers this need."),
        "resource": Filter(type=strawberry.ID, says="Only what draws on this item: its id."),
        "provider": Filter(type=strawberry.ID, says="Only by this body or person: its id."),
    },
    below={
        "household": Below(of="households", key="household_id"),
        "need": Below(of="needs", key="need_id"),
        "resource": Below(of="resources", key="item_id"),
        "organisation": Below(of="organisations", key="organisation_id"),
        "actor": Below(of="actors", key="actor_id"),
        "service_orders": Below(of="orders", statement="orders_of_links"),
    },
    derived={"explanation": ("reasons", explanation_of)},
)


@strawberry.type
class LinkQuery:
    links: Connection[Link] = listed(LINKS, "Links of households in reach.")
    link: Link = single(LINKS, "One link in reach.")

    @strawberry.field(description="Why a link was recommended.")
    async def explain_link(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The link's id.")],
    ) -> Explanation:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "links_one", id=str(id))
        if not rows:
            raise NotFound(link=str(id))
        return explanation_of(rows[0]["reasons"])

"""Stewards, social workers and volunteers who cover an area in reach or one around it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import Party, Role, Tier

if TYPE_CHECKING:
    from api.gql.areas import Area
    from api.gql.organisations import Organisation

ActorSort = enum_of(
    "ActorSort",
    "What a list of people who help is ordered by.",
    {
        "NUMBER": ("staff_no", "Staff number."),
        "NAME": ("name", "Name."),
        "TIER": ("tier", "Tier, who has none first, then the district."),
    },
)


@strawberry.type(
    description="人员 Somebody who helps: steward, social worker, volunteer, official."
)
class Actor(Node):
    staff_no: str | None = strawberry.field(description="Staff number.")
    name: str | None = strawberry.field(description="Name, masked by role.")
    phone: str | None = strawberry.field(description="Telephone, masked by role.")
    party: Party | None = strawberry.field(description="The party it counts as.")
    roles: list[Role] | None = strawberry.field(description="Roles it acts in.")
    tier: Tier | None = strawberry.field(description="Tier, for stewards.")
    skills: list[str] | None = strawberry.field(description="What it can do.")
    languages: list[str] | None = strawberry.field(description="What it speaks.")
    certificate: str | None = strawberry.field(description="Certificate, for social workers.")
    weekly_hours_max: float | None = strawberry.field(description="Hours a week at most.")
    capacity_units: float | None = strawberry.field(
        description="Load at which it is full, weighted by the households' colours."
    )
    status: str | None = strawberry.field(description="ACTIVE, ON_LEAVE or LEFT.")
    leave_from: date | None = strawberry.field(description="First day away.")
    leave_to: date | None = strawberry.field(description="Last day away.")
    areas: list[Annotated["Area", strawberry.lazy("api.gql.areas")]] = strawberry.field(
        description="Areas it covers."
    )
    organisations: list[Annotated["Organisation", strawberry.lazy("api.gql.organisations")]] = (
        strawberry.field(description="Bodies it works for.")
    )


ACTORS = Subject(
    name="actors",
    label="Actor",
    node=Actor,
    access=policies.reading,
    page="actors_page",
    by_ids="actors_by_ids",
    sorts=ActorSort,
    codes={"party": Party, "roles": Role, "tier": Tier},
    filters={
        "area": Filter(type=str, says="Only who covers this area, or one around it."),
        "party": Filter(type=Party, says="Only of this party."),
        "tier": Filter(type=Tier, says="Only stewards of this tier."),
        "role": Filter(type=Role, says="Only who acts in this role."),
        "status": Filter(type=str, says="Only ACTIVE, ON_LEAVE or LEFT."),
        "skill": Filter(type=str, says="Only who can do this."),
    },
    below={
        "areas": Below(of="areas", statement="areas_of_actors"),
        "organisations": Below(of="organisations", statement="organisations_of_actors"),
    },
)


@strawberry.type
class ActorQuery:
    actors: Connection[Actor] = listed(ACTORS, "Those who help in the caller's areas.")
    actor: Actor = single(ACTORS, "One who helps in the caller's areas.")

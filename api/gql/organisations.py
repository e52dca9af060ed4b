"""Organisations that serve; open to every signed-in role."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import GroupCode, Party

if TYPE_CHECKING:
    from api.gql.projects import Project
    from api.gql.resources import Resource

OrganisationSort = enum_of(
    "OrganisationSort",
    "What a list of organisations is ordered by.",
    {
        "NAME": ("name", "Name."),
        "RATING": ("rating", "Rating, unrated first."),
        "VERIFIED": ("verified_at", "When it was last confirmed; never comes first."),
    },
)


@strawberry.type(description="机构 A body that serves households.")
class Organisation(Node):
    name: str | None = strawberry.field(description="Registered name.")
    party: Party | None = strawberry.field(description="The party it counts as.")
    kind: str | None = strawberry.field(description="What kind of body it is.")
    credit_code: str | None = strawberry.field(description="Unified social credit code.")
    service_types: list[str] | None = strawberry.field(
        description="Kinds of service, SV codes."
    )
    groups: list[str] | None = strawberry.field(description="Groups it serves, G codes.")
    capacity: int | None = strawberry.field(description="Households it can serve at once.")
    rating: float | None = strawberry.field(description="Rating by evaluators.")
    status: str | None = strawberry.field(description="ACTIVE, or why not.")
    verified_at: datetime | None = strawberry.field(description="Last confirmed at.")
    resources: list[Annotated["Resource", strawberry.lazy("api.gql.resources")]] = (
        strawberry.field(description="What it offers.")
    )
    projects: list[Annotated["Project", strawberry.lazy("api.gql.projects")]] = (
        strawberry.field(description="What it runs, by number.")
    )


ORGANISATIONS = Subject(
    name="organisations",
    label="Organisation",
    node=Organisation,
    access=policies.plain,
    page="organisations_page",
    by_ids="organisations_by_ids",
    sorts=OrganisationSort,
    codes={"party": Party},
    filters={
        "party": Filter(type=Party, says="Only of this party."),
        "kind": Filter(type=str, says="Only of this kind."),
        "status": Filter(type=str, says="Only in this status, e.g. ACTIVE."),
        "group": Filter(type=GroupCode, says="Only those that serve this group."),
    },
    below={
        "resources": Below(of="resources", statement="resources_of_organisations"),
        "projects": Below(of="projects", statement="projects_of_organisations"),
    },
)


@strawberry.type
class OrganisationQuery:
    organisations: Connection[Organisation] = listed(ORGANISATIONS, "Bodies that serve.")
    organisation: Organisation = single(ORGANISATIONS, "One body.")

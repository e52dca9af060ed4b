"""Projects: what is bought or run for groups of households."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of, states_of
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import BrandCode, FocusArea, GroupCode, NeedCode

if TYPE_CHECKING:
    from api.gql.organisations import Organisation

ProjectSort = enum_of(
    "ProjectSort",
    "What a list of projects is ordered by.",
    {
        "NUMBER": ("project_no", "Project number."),
        "START": ("starts_on", "First day."),
        "BIDS_CLOSE": ("bid_closes", "When bids close."),
    },
)


@strawberry.type(description="里程碑 Something a project has to reach by a day.")
class Milestone:
    id: strawberry.ID = strawberry.field(description="Its id.")
    title: str | None = strawberry.field(description="What is to be reached.")
    due: date | None = strawberry.field(description="By when.")
    status: str | None = strawberry.field(description="scheduled, met, notMet or partiallyMet.")


@strawberry.type(description="项目 A service that is bought or run for a group of households.")
class Project(Node):
    number: str | None = strawberry.field(description="Project number.")
    title: str | None = strawberry.field(description="Title.")
    state: str | None = strawberry.field(description=states_of("project"))
    groups: list[str] | None = strawberry.field(description="Groups it is for, G codes.")
    needs: list[NeedCode] | None = strawberry.field(description="Needs it answers.")
    areas: list[str] | None = strawberry.field(description="Area codes it runs in.")
    quota: int | None = strawberry.field(description="Households it is for, at most.")
    budget: int | None = strawberry.field(description="Budget, fen.")
    bid_opens: datetime | None = strawberry.field(description="Bids from.")
    bid_closes: datetime | None = strawberry.field(description="Bids until.")
    starts_on: date | None = strawberry.field(description="First day.")
    ends_on: date | None = strawberry.field(description="Last day.")
    brand: str | None = strawberry.field(description="品牌 it belongs to, by name.")
    template: str | None = strawberry.field(description=f"Of {', '.join(BrandCode)}.")
    focus: list[FocusArea] | None = strawberry.field(description="重点领域 focus areas.")
    milestones: list[Milestone] = strawberry.field(description="What it has to reach.")
    organisations: list[Annotated["Organisation", strawberry.lazy("api.gql.organisations")]] = (
        strawberry.field(description="Bodies that run it.")
    )


MILESTONES = Subject(
    name="milestones", node=Milestone, access=policies.plain, by_ids="projects_milestones"
)
PROJECTS = Subject(
    name="projects",
    label="Project",
    node=Project,
    access=policies.plain,
    page="projects_page",
    by_ids="projects_by_ids",
    sorts=ProjectSort,
    codes={"needs": NeedCode, "focus": FocusArea},
    filters={
        "state": Filter(type=str, says="Only in this state of the flow."),
        "need": Filter(type=NeedCode, says="Only what answers this need."),
        "group": Filter(type=GroupCode, says="Only what is for this group."),
        "focus": Filter(type=FocusArea, says="Only what falls under this focus area."),
    },
    below={
        "milestones": Below(of="milestones", statement="projects_milestones"),
        "organisations": Below(of="organisations", statement="organisations_of_projects"),
    },
)


@strawberry.type
class ProjectQuery:
    projects: Connection[Project] = listed(PROJECTS, "Projects, by number.")
    project: Project = single(PROJECTS, "One project.")

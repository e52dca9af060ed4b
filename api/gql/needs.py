"""Needs: what households lack, how badly, and what was done about it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of, states_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import FocusArea, Level, NeedCode

if TYPE_CHECKING:
    from api.gql.households import Household
    from api.gql.links import Link

NeedSort = enum_of(
    "NeedSort",
    "What a list of needs is ordered by.",
    {
        "SINCE": ("since", "Since when it is open."),
        "SEVERITY": ("severity", "How severe it is."),
        "CODE": ("code", "Its code, N01 first."),
    },
)


@strawberry.type(description="需求 One thing one household lacks.")
class Need(Node):
    number: str | None = strawberry.field(description="Number people use for it.")
    code: NeedCode | None = strawberry.field(description="What is lacking.")
    severity: int | None = strawberry.field(description="1 mild to 4 critical.")
    state: str | None = strawberry.field(description=states_of("need"))
    since: datetime | None = strawberry.field(description="Open since.")
    met_at: datetime | None = strawberry.field(description="Met at, null while unmet.")
    episode: int | None = strawberry.field(description="Which time it is, counted from 1.")
    goal: str | None = strawberry.field(description="What would be enough.")
    evidence: str | None = strawberry.field(
        description="JSON: the rules and facts that state it."
    )
    source: str | None = strawberry.field(
        description="What stated it: a rule, a file, the role that reported it."
    )
    focus: list[FocusArea] | None = strawberry.field(
        description="重点领域 focus areas of partners it falls under."
    )
    household: Annotated["Household", strawberry.lazy("api.gql.households")] | None = (
        strawberry.field(description="The household that has it.")
    )
    links: list[Annotated["Link", strawberry.lazy("api.gql.links")]] = strawberry.field(
        description="Links made for it, in every state."
    )


NEEDS = Subject(
    name="needs",
    label="Need",
    node=Need,
    access=policies.reading,
    page="needs_page",
    by_ids="needs_by_ids",
    sorts=NeedSort,
    codes={"code": NeedCode, "focus": FocusArea},
    filters={
        "area": AREA,
        "code": Filter(type=NeedCode, says="Only this need."),
        "state": Filter(type=str, says="Only in this state of the flow."),
        "severity": Filter(type=int, says="At least this severe, 1 to 4."),
        "level": Filter(type=Level, says="Only of households of this colour."),
        "focus": Filter(type=FocusArea, says="Only what falls under this focus area."),
    },
    below={
        "household": Below(of="households", key="household_id"),
        "links": Below(of="links", statement="links_of_needs"),
    },
)


@strawberry.type
class NeedQuery:
    needs: Connection[Need] = listed(NEEDS, "Needs of households in reach.")
    need: Need = single(NEEDS, "One need in reach.")

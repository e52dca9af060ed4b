"""Awards: money that is paid under a policy."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject

if TYPE_CHECKING:
    from api.gql.households import Household

AwardSort = enum_of(
    "AwardSort",
    "What a list of awards is ordered by.",
    {
        "POLICY": ("policy", "Code of the policy."),
        "AMOUNT": ("amount_month", "Amount a month."),
        "SINCE": ("from", "First day."),
    },
)


@strawberry.type(description="待遇 What is paid to a household or one of its members.")
class Award(Node):
    policy: str | None = strawberry.field(description="Code of the policy, e.g. E01 低保.")
    amount_month: int | None = strawberry.field(description="Amount, fen a month.")
    since: date | None = strawberry.field(description="First day.")
    until: date | None = strawberry.field(description="Last day, null while it is paid.")
    next_review: date | None = strawberry.field(description="Day it is looked at again.")
    household: Annotated["Household", strawberry.lazy("api.gql.households")] | None = (
        strawberry.field(description="The household it is paid to, or to a member of.")
    )


AWARDS = Subject(
    name="awards",
    label="Award",
    node=Award,
    access=policies.reading,
    page="awards_page",
    by_ids="awards_by_ids",
    sorts=AwardSort,
    filters={
        "area": AREA,
        "policy": Filter(type=str, says="Only under this policy."),
        "running": Filter(type=bool, says="Only those still paid, or only those that ended."),
    },
    below={"household": Below(of="households", key="household_id")},
)


@strawberry.type
class AwardQuery:
    awards: Connection[Award] = listed(AWARDS, "Awards of households in reach.")
    award: Award = single(AWARDS, "One award in reach.")

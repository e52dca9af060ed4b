"""Warnings about households: what rose above its threshold, and what became of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.gql.codes import enum_of, states_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import AlertCode, Priority

if TYPE_CHECKING:
    from api.gql.households import Household

AlertSort = enum_of(
    "AlertSort",
    "What a list of warnings is ordered by.",
    {
        "RAISED": ("raised_at", "When it was raised."),
        "PRIORITY": ("priority", "Priority, P1 first."),
        "CODE": ("code", "Its code, W01 first."),
    },
)


@strawberry.type(description="预警 A warning about a household.")
class Alert(Node):
    number: str | None = strawberry.field(description="Number people use for it.")
    code: AlertCode | None = strawberry.field(description="What raised it.")
    priority: Priority | None = strawberry.field(description="How soon it is looked at.")
    value: float | None = strawberry.field(description="The value that was found.")
    threshold: float | None = strawberry.field(description="The threshold it passed.")
    state: str | None = strawberry.field(description=states_of("alert"))
    raised_at: datetime | None = strawberry.field(description="When it was raised.")
    verified_at: datetime | None = strawberry.field(description="When somebody looked into it.")
    reason: str | None = strawberry.field(description="Why it was dismissed, if it was.")
    household: Annotated["Household", strawberry.lazy("api.gql.households")] | None = (
        strawberry.field(description="The household it is about.")
    )


ALERTS = Subject(
    name="alerts",
    label="Alert",
    node=Alert,
    access=policies.reading,
    page="alerts_page",
    by_ids="alerts_by_ids",
    sorts=AlertSort,
    codes={"code": AlertCode, "priority": Priority},
    filters={
        "area": AREA,
        "code": Filter(type=AlertCode, says="Only raised by this."),
        "priority": Filter(type=Priority, says="Only of this priority."),
        "state": Filter(type=str, says="Only in this state of the flow."),
    },
    below={"household": Below(of="households", key="household_id")},
)


@strawberry.type
class AlertQuery:
    alerts: Connection[Alert] = listed(ALERTS, "Warnings about households in reach.")
    alert: Alert = single(ALERTS, "One warning in reach.")

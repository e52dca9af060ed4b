"""Plans: what the matching proposed, how good it is and how that is proved."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.audits import (
    FairnessAudit,
    UnmetCount,
    UnmetNeed,
    fairness_of,
    unmet_by_reason,
    unmet_of,
)
from api.gql.codes import enum_of
from api.gql.lists import Connection, Node, listed, one_of
from api.plan import Filter, Subject, read_page, selection
from graph_schema.errors import NotFound
from graph_schema.queries.order import Page

PlanSort = enum_of(
    "PlanSort",
    "What a list of plans is ordered by.",
    {
        "RUN_AT": ("run_at", "When it was made."),
        "AS_OF": ("as_of", "The day it is for."),
        "STATE": ("state", "State."),
    },
)
IN_FORCE = "IN_FORCE"


@strawberry.type(description="方案 A plan of links, what it reached and how it is proved.")
class Plan(Node):
    run_at: datetime | None = strawberry.field(description="When it was made.")
    as_of: date | None = strawberry.field(description="The day whose graph it is for.")
    state: str | None = strawberry.field(
        description="COMMITTED (its lottery's seed is fixed, not yet told), WRITING, IN_FORCE, "
        "SUPERSEDED or BROKEN_OFF."
    )
    seed: int | None = strawberry.field(
        description="Seed of the lottery among equals; null until the plan is made."
    )
    seed_hash: str | None = strawberry.field(description="SHA-256 of the seed in decimal.")
    committed_at: datetime | None = strawberry.field(
        description="When the hash was published, before the run; null: it was not."
    )
    digest: str | None = strawberry.field(description="Names problem, policy, seed and links.")
    matcher_version: str | None = strawberry.field(description="Version of the matching.")
    rule_version: str | None = strawberry.field(description="Version of the rules.")
    objective: str | None = strawberry.field(description="JSON: value reached, goal by goal.")
    bound: str | None = strawberry.field(description="JSON: what no plan can pass, proved.")
    certificate: str | None = strawberry.field(description="JSON: what the checker found.")
    fairness: FairnessAudit | None = strawberry.field(
        description="公平性 Whom it serves and what fairness cost; null until it is made."
    )
    unmet: list[UnmetNeed] = strawberry.field(
        description="Needs it does not serve, each with one named reason."
    )
    unmet_by_reason: list[UnmetCount] = strawberry.field(
        description="How many it does not serve, by reason, the most frequent first."
    )


PLANS = Subject(
    name="plans",
    label="MatchPlan",
    node=Plan,
    access=policies.summing,
    page="plans_page",
    by_ids="plans_told",
    sorts=PlanSort,
    filters={
        "state": Filter(type=str, says="Only in this state, e.g. IN_FORCE."),
        "seed": Filter(type=int, says="Only of this seed."),
    },
    derived={
        "fairness": ("fairness", fairness_of),
        "unmet_by_reason": ("unmet", unmet_by_reason),  # before its column is made anew
        "unmet": ("unmet", unmet_of),
    },
)


@strawberry.type
class PlanQuery:
    plans: Connection[Plan] = listed(PLANS, "Plans of the caller's district.")

    @strawberry.field(description="The plan in force, null when there is none; or one by id.")
    async def plan(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Its id; none: in force.")
        ] = None,
    ) -> Plan | None:
        wanted = selection(info.selected_fields).get("plan", {})
        if id is not None:
            one: Plan | None = await one_of(info, PLANS, str(id), wanted)
            if one is None:
                raise NotFound(plan=str(id))
            return one
        latest = Page(by="run_at", limit=1, descending=True)
        asked = {"state": IN_FORCE, "seed": None}
        access = PLANS.access(info.context.caller)
        found = await info.context.reading(access, read_page, PLANS, latest, asked, wanted)
        return found[0] if found else None

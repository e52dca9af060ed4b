"""Items as their processes: what happened, what may come next, one status for a request."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.actions import looks
from api.auth import policies
from api.context import Info
from api.cost import SLICED
from api.gql.codes import states_of
from api.gql.moves import name_of_event
from graph_schema import flows
from graph_schema.errors import Rejected

PROCESS = Annotated[str, strawberry.argument(description=f"One of {', '.join(flows.names())}.")]
ITEM = Annotated[strawberry.ID, strawberry.argument(description="The item.")]


@strawberry.type(description="One step an item took.")
class ProcessStep:
    event: str = strawberry.field(description="The event of its table.")
    old: str | None = strawberry.field(description="State before; null at its beginning.")
    new: str = strawberry.field(description="State after.")
    who: str = strawberry.field(description="Who did it, by id.")
    role: str = strawberry.field(description="In which role.")
    tier: str | None = strawberry.field(description="Tier of a steward: T1, T2, T3.")
    channel: str | None = strawberry.field(description="How it came, or what brought it about.")
    at: datetime = strawberry.field(description="When.")
    due: datetime | None = strawberry.field(description="When the clock it began is over.")


@strawberry.type(description="One request of the caller's household, with one status.")
class Request:
    id: strawberry.ID = strawberry.field(description="Its id.")
    kind: str = strawberry.field(description="ticket or application.")
    status: str = strawberry.field(description="Its one status, whoever works on it.")
    since: datetime | None = strawberry.field(description="Since when.")
    due: datetime | None = strawberry.field(description="When an answer is due.")


@strawberry.type(description="A bid as its seal allows.")
class SealedBid:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    state: str = strawberry.field(description="Its state.")
    organisation: strawberry.ID | None = strawberry.field(description="Who bids.")
    amount: int | None = strawberry.field(description="Price, fen; null while it is sealed.")
    body: str | None = strawberry.field(description="JSON: the bid; null while it is sealed.")
    score: float | None = strawberry.field(description="Mean points, when all are in.")


@strawberry.type(description="发现线索: somebody may be in need.")
class Lead:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    state: str = strawberry.field(description=states_of("lead"))
    direction: str | None = strawberry.field(description="BOTTOM_UP or TOP_DOWN.")
    channel: str | None = strawberry.field(description="How it was found.")
    cause: str | None = strawberry.field(description="Cause code, C01 to C99.")
    urgency: int | None = strawberry.field(description="1 to 4, 4 most urgent.")
    area: str = strawberry.field(description="Area code.")
    referring_unit: str | None = strawberry.field(description="Unit that refers.")
    created_at: datetime | None = strawberry.field(description="When it was recorded.")
    due: datetime | None = strawberry.field(description="When the clock that runs is over.")


@strawberry.type(description="How many leads stand in a state, by direction and channel.")
class LeadCount:
    direction: str | None = strawberry.field(description="BOTTOM_UP or TOP_DOWN.")
    channel: str | None = strawberry.field(description="How they were found.")
    state: str = strawberry.field(description=states_of("lead"))
    count: int = strawberry.field(description="Leads.")


@strawberry.type
class ProcessQuery:
    @strawberry.field(
        description="线索: leads of the caller's areas, by cause, then oldest.",
        directives=[SLICED],
    )
    async def leads(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="At most 100.")] = 50,
        cause: Annotated[str | None, strawberry.argument(description="Cause code.")] = None,
        state: Annotated[str | None, strawberry.argument(description="State.")] = None,
        direction: Annotated[str | None, strawberry.argument(description="Direction.")] = None,
    ) -> list[Lead]:
        context = info.context
        rows = await context.rows(
            policies.reading(context.caller), "leads_list", cause=cause, state=state,
            direction=direction, page=context.page(first),
        )  # fmt: skip
        return [Lead(**row) for row in rows]

    @strawberry.field(description="线索统计: leads by direction, channel and state.")
    async def lead_counts(self, info: Info) -> list[LeadCount]:
        access = policies.counting(info.context.caller)
        rows = await info.context.rows(access, "leads_count")
        return [LeadCount(count=row.pop("found"), **row) for row in rows]

    @strawberry.field(description="流转记录: the steps an item took, oldest first.")
    async def steps(self, info: Info, process: PROCESS, id: ITEM) -> list[ProcessStep]:
        context, access = info.context, policies.moving(info.context.caller, _known(process))
        rows = await context.call(looks.history, context.store, access, process, str(id))
        return [
            ProcessStep(
                event=row["event"],
                old=row["old"],
                new=row["new"],
                who=row["who"],
                role=row["role"],
                tier=row["tier"],
                channel=row["channel"],
                at=datetime.fromisoformat(row["at"]),
                due=datetime.fromisoformat(row["due"]) if row["due"] else None,
            )
            for row in rows
        ]

    @strawberry.field(description="下一步: mutations the caller may do with an item now.")
    async def next_moves(self, info: Info, process: PROCESS, id: ITEM) -> list[str]:
        context, access = info.context, policies.moving(info.context.caller, _known(process))
        events = await context.call(looks.onward, context.store, access, process, str(id))
        return [name_of_event(process, event) for event in events]

    @strawberry.field(description="我的事项: the caller's requests, each with one status.")
    async def my_requests(self, info: Info) -> list[Request]:
        access = policies.asking(info.context.caller)
        return [
            Request(
                id=strawberry.ID(row["id"]),
                kind=kind,
                status=row["state"],
                since=row["since"],
                due=row["due"],
            )
            for kind in ("ticket", "application")
            for row in await info.context.rows(access, f"requests_{kind}")
        ]

    @strawberry.field(description="标书: bids of a project, sealed until the window closes.")
    async def project_bids(
        self,
        info: Info,
        project: Annotated[strawberry.ID, strawberry.argument(description="The project.")],
    ) -> list[SealedBid]:
        context, access = info.context, policies.moving(info.context.caller, "bid")
        rows = await context.call(looks.bids, context.store, access, str(project))
        return [SealedBid(**row) for row in rows]


def _known(process: str) -> str:
    """Check a process's name. Raises Rejected."""
    if process not in flows.names():
        raise Rejected(["PROCESS_UNKNOWN"], known=flows.names())
    return process

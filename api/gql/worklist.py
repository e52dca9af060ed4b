"""The working list: what waits for whom, worst gap first, each row with what it ties."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import PAGED
from api.gql.explanations import Explanation, explanation_of
from api.gql.lists import Connection, connection_of
from graph_schema.vocabulary import Level, NeedCode, Party


def _says(told: str) -> Any:
    return strawberry.argument(description=told)


@strawberry.enum(description="The tabs of the working list.")
class WorkTab(Enum):
    TO_PROPOSE = strawberry.enum_value("TO_PROPOSE", description="待派: recommended.")
    WAITING = strawberry.enum_value("WAITING", description="待答: proposed or waitlisted.")
    DECLINED = strawberry.enum_value("DECLINED", description="退单审核: refusals to review.")
    EXPIRED = strawberry.enum_value("EXPIRED", description="过期: nobody answered.")
    TO_CONFIRM = strawberry.enum_value("TO_CONFIRM", description="待评单: outcome to confirm.")


STATES = {
    "TO_PROPOSE": ["RECOMMENDED"],
    "WAITING": ["PROPOSED", "WAITLISTED"],
    "DECLINED": ["DECLINED_PENDING"],
    "EXPIRED": ["EXPIRED"],
    "TO_CONFIRM": ["COMPLETED"],
}
NEXT = {
    "RECOMMENDED": "COORDINATOR",
    "PROPOSED": "PROVIDER",
    "WAITLISTED": "PROVIDER",
    "DECLINED_PENDING": "COORDINATOR",
    "COMPLETED": "COORDINATOR",
}


@strawberry.type(description="One row of the working list: a link with what it ties.")
class Proposal:
    id: strawberry.ID = strawberry.field(description="The link's id.")
    version: int = strawberry.field(description="What a move must have seen.")
    state: str = strawberry.field(description="State of the link's flow.")
    household_id: strawberry.ID = strawberry.field(description="The household.")
    household_number: str | None = strawberry.field(description="Its number.")
    household_name: str | None = strawberry.field(description="Its head, masked by role.")
    village: str | None = strawberry.field(description="Where it lives.")
    level: Level | None = strawberry.field(description="Its colour.")
    urgent: bool = strawberry.field(description="Crisis clock runs.")
    need: NeedCode | None = strawberry.field(description="The need; null for routine care.")
    severity: int | None = strawberry.field(description="1 mild to 4 critical.")
    item_code: str | None = strawberry.field(description="The catalogue item.")
    item_title: str | None = strawberry.field(description="Its title.")
    places: int | None = strawberry.field(description="Free places; null is unlimited.")
    verified_at: datetime | None = strawberry.field(description="When that was confirmed.")
    provider_name: str | None = strawberry.field(description="Who would serve.")
    provider_party: Party | None = strawberry.field(description="Its party.")
    parties: list[Party] = strawberry.field(description="Parties the link lights.")
    score: int | None = strawberry.field(description="Score, 1 to 1000.")
    due_at: datetime | None = strawberry.field(description="When an answer is due.")
    next_actor: str = strawberry.field(description="Who acts next.")
    explanation: Explanation = strawberry.field(description="Why, and what would change it.")


@strawberry.type(description="How many links wait on a tab.")
class TabCount:
    tab: WorkTab = strawberry.field(description="The tab.")
    count: int = strawberry.field(description="Links.")


@strawberry.type
class WorkListQuery:
    @strawberry.field(
        description="The working list of the caller's areas, worst gap first.",
        directives=[PAGED],
    )
    async def proposals(
        self,
        info: Info,
        first: Annotated[int, _says("How many rows, at most 100.")] = 50,
        after: Annotated[str | None, _says("The cursor to go on after.")] = None,
        tab: Annotated[WorkTab, _says("Which tab.")] = WorkTab.TO_PROPOSE,
        area: Annotated[str | None, _says("Only inside this area: its code.")] = None,
        level: Annotated[Level | None, _says("Only of this colour.")] = None,
    ) -> Connection[Proposal]:
        context = info.context
        access = policies.reading(context.caller)
        size = context.page(first)
        above = context.cursors.open("proposals", after)
        rows = await context.rows(
            access, "links_worklist", area=area or "", states=STATES[tab.name],
            level=str(level) if level else None, above=above, page=size + 1,
        )  # fmt: skip
        shown = rows[:size]
        cursors = [context.cursors.seal("proposals", row["key"]) for row in shown]
        return connection_of(
            [_proposal(row) for row in shown], cursors, more=len(rows) > size,
            begun=after is not None,
        )  # fmt: skip

    @strawberry.field(description="How many links wait on each tab.")
    async def work_counts(
        self,
        info: Info,
        area: Annotated[str | None, _says("Only inside this area: its code.")] = None,
    ) -> list[TabCount]:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "links_counts", area=area or "")
        found = {row["state"]: row["found"] for row in rows}
        return [
            TabCount(tab=tab, count=sum(found.get(s, 0) for s in STATES[tab.name]))
            for tab in WorkTab
        ]


def _proposal(row: dict[str, Any]) -> Proposal:
    places = None if row["capacity"] is None else row["capacity"] - (row["used"] or 0)
    party = row["body_party"] or row["person_party"]
    return Proposal(
        id=strawberry.ID(row["id"]),
        version=row["version"] or 1,
        state=row["state"],
        household_id=strawberry.ID(row["household_id"]),
        household_number=row["household_number"],
        household_name=row["head_name"],
        village=row["village"],
        level=Level(row["household_level"]) if row["household_level"] else None,
        urgent=bool(row["urgent"]),
        need=NeedCode(row["need_code"]) if row["need_code"] else None,
        severity=row["severity"],
        item_code=row["item_code"],
        item_title=row["item_title"],
        places=places,
        verified_at=row["verified_at"],
        provider_name=row["body_name"] or row["person_name"],
        provider_party=Party(party) if party else None,
        parties=[Party(p) for p in row["parties"] or ()],
        score=row["score"],
        due_at=row["answer_due"],
        next_actor=NEXT.get(row["state"], "NOBODY"),
        explanation=explanation_of(row["reasons"]),
    )

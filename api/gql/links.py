"""Links: the working list of proposals, why each, and every move people make."""

import json
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from api.actions import links as actions
from api.auth import policies
from api.context import Context, Info
from api.errors import Failure, failure
from api.gql.scalars import PageInfo
from graph_schema.errors import NotFound, WulianError
from graph_schema.vocabulary import Level, NeedCode, Party


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


@strawberry.type(description="One part of a score: function and points.")
class ScorePart:
    name: str = strawberry.field(description="The score function.")
    points: int = strawberry.field(description="Points it gave.")


@strawberry.type(description="The next best resource for the same need.")
class RunnerUp:
    item: str = strawberry.field(description="Its catalogue code.")
    score: int = strawberry.field(description="Its score, 1 to 1000.")
    behind: int = strawberry.field(description="Points behind the chosen one; may be negative.")


@strawberry.type(description="Why the plan chose this link; each part can be checked.")
class Explanation:
    rules: list[str] = strawberry.field(description="Hard rules that hold.")
    score: int | None = strawberry.field(description="Score, 1 to 1000.")
    parts: list[ScorePart] = strawberry.field(description="The score in its parts.")
    runner_up: RunnerUp | None = strawberry.field(description="What came second.")
    flips_by: str | None = strawberry.field(description="SCORE, COLOUR or PLACES.")
    flips_at: int | None = strawberry.field(description="Points fewer at which it would flip.")


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


@strawberry.type(description="A proposal and its place.")
class ProposalEdge:
    cursor: str = strawberry.field(description="Sealed place.")
    node: Proposal = strawberry.field(description="The proposal.")


@strawberry.type(description="A page of proposals, worst gap first.")
class ProposalConnection:
    edges: list[ProposalEdge] = strawberry.field(description="The rows.")
    page_info: PageInfo = strawberry.field(description="Whether more follow.")


@strawberry.type(description="How many links wait on a tab.")
class TabCount:
    tab: WorkTab = strawberry.field(description="The tab.")
    count: int = strawberry.field(description="Links.")


@strawberry.type(description="A link after a move: what the next move must have seen.")
class LinkMoved:
    id: strawberry.ID = strawberry.field(description="The link; new after an undo.")
    version: int = strawberry.field(description="Its version now.")
    state: str = strawberry.field(description="Its state now.")


MoveLinkResult = Annotated[LinkMoved | Failure, strawberry.union("MoveLinkResult")]


@strawberry.input(description="What every move says.")
class MoveLinkInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="The link.")
    expected_version: int = strawberry.field(description="The version that was seen.")
    reason: str | None = strawberry.field(
        default=None, description="Code or text; needed where the flow says so."
    )


@strawberry.type
class LinkQuery:
    @strawberry.field(description="The working list of the caller's areas, worst gap first.")
    async def proposals(
        self,
        info: Info,
        first: int = 50,
        after: str | None = None,
        tab: WorkTab = WorkTab.TO_PROPOSE,
        area: str | None = None,
        level: Level | None = None,
    ) -> ProposalConnection:
        context = info.context
        access = policies.reading(context.caller)
        size = context.page(first)
        above = context.cursors.open("proposals", after)
        rows = await context.rows(
            access, "links_worklist", area=area or "", states=STATES[tab.name],
            level=str(level) if level else None, above=above, page=size + 1,
        )  # fmt: skip
        edges = [
            ProposalEdge(cursor=context.cursors.seal("proposals", r["key"]), node=_proposal(r))
            for r in rows[:size]
        ]
        last = edges[-1].cursor if edges else None
        page = PageInfo(has_next_page=len(rows) > size, end_cursor=last)
        return ProposalConnection(edges=edges, page_info=page)

    @strawberry.field(description="How many links wait on each tab.")
    async def work_counts(self, info: Info, area: str | None = None) -> list[TabCount]:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "links_counts", area=area or "")
        found = {row["state"]: row["found"] for row in rows}
        return [
            TabCount(tab=tab, count=sum(found.get(s, 0) for s in STATES[tab.name]))
            for tab in WorkTab
        ]

    @strawberry.field(description="Why a link was recommended.")
    async def explain_link(self, info: Info, id: strawberry.ID) -> Explanation:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "links_one", id=str(id))
        if not rows:
            raise NotFound(link=str(id))
        return _explanation(rows[0]["reasons"])


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
        explanation=_explanation(row["reasons"]),
    )


def _explanation(told: str | None) -> Explanation:
    by_code = {one["code"]: one for one in json.loads(told)} if told else {}
    score, second = by_code.get("SCORE", {}), by_code.get("RUNNER_UP")
    flips = by_code.get("FLIPS", {})
    return Explanation(
        rules=list(by_code.get("RULES_PASSED", {}).get("rules", ())),
        score=score.get("score"),
        parts=[ScorePart(name=n, points=p) for n, p in score.get("parts", {}).items()],
        runner_up=RunnerUp(
            item=second["item_code"], score=second["score"], behind=second["behind"]
        )
        if second
        else None,
        flips_by=flips.get("by"),
        flips_at=flips.get("at_least"),
    )


async def _moved(context: Context, do: Callable[[], dict[str, Any]]) -> LinkMoved | Failure:
    try:
        done = await context.call(do)
    except WulianError as error:
        return failure(error)
    context.counts.changed()
    return LinkMoved(id=strawberry.ID(done["id"]), version=done["version"], state=done["state"])


async def _move(info: Info, event: str, input: MoveLinkInput) -> LinkMoved | Failure:
    context = info.context
    asked = actions.Move(
        operation=input.operation_id,
        link=str(input.id),
        seen=input.expected_version,
        event=event,
        reason=input.reason,
    )

    def do() -> dict[str, Any]:
        return actions.move(context.store, policies.working(context.caller), asked)

    return await _moved(context, do)


@strawberry.type
class LinkMutation:
    @strawberry.mutation(description="派单: propose a recommendation to its provider.")
    async def propose_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "propose", input)

    @strawberry.mutation(description="不采纳: dismiss a recommendation, with a reason.")
    async def dismiss_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "dismiss", input)

    @strawberry.mutation(description="接单: accept, for a provider reached by phone: a reason.")
    async def accept_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "accept", input)

    @strawberry.mutation(description="退单: decline, with a reason code.")
    async def decline_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "decline", input)

    @strawberry.mutation(description="同意退单: uphold a refusal.")
    async def uphold_decline(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "uphold", input)

    @strawberry.mutation(description="撤回: withdraw a proposal, with a reason.")
    async def withdraw_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "withdraw", input)

    @strawberry.mutation(description="服务: the first contact was made.")
    async def start_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "start", input)

    @strawberry.mutation(description="联系: record a contact of a link in service.")
    async def record_contact(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "record_contact", input)

    @strawberry.mutation(description="结单: complete; the place is given back.")
    async def complete_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "complete", input)

    @strawberry.mutation(description="评单: confirm the outcome, never the provider alone.")
    async def confirm_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "confirm", input)

    @strawberry.mutation(description="取消: cancel, with a reason; the place is given back.")
    async def cancel_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        return await _move(info, "cancel", input)

    @strawberry.mutation(description="撤销: take a move back and recommend the same anew.")
    async def undo_link(self, info: Info, input: MoveLinkInput) -> MoveLinkResult:
        context = info.context

        def do() -> dict[str, Any]:
            access = policies.working(context.caller)
            return actions.again(
                context.store, access, input.operation_id, str(input.id), input.expected_version
            )

        return await _moved(context, do)

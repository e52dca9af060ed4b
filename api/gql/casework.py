"""个案工作 Casework: the full assessment, the network around a household, plan and package."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.actions import casework, timeline
from api.auth import policies
from api.context import Info
from graph_schema.vocabulary import (
    Department,
    Level,
    NeedCode,
    Package,
    ServiceType,
    VisitMode,
    entries,
)

CASE = Annotated[strawberry.ID, strawberry.argument(description="The case.")]
HOUSEHOLD = Annotated[strawberry.ID, strawberry.argument(description="The household.")]


@strawberry.type(description="A need beside an assessment.")
class AssessedNeed:
    id: strawberry.ID = strawberry.field(description="Its id.")
    code: NeedCode | None = strawberry.field(description="What is lacking.")
    severity: int | None = strawberry.field(description="1 mild to 4 critical.")
    state: str | None = strawberry.field(description="State of the flow.")


@strawberry.type(description="评估 A full assessment: needs, three levels, strengths, network.")
class Assessment:
    id: strawberry.ID = strawberry.field(description="Its id.")
    at: datetime = strawberry.field(description="When it was made.")
    household: strawberry.ID = strawberry.field(description="Whom it is about.")
    needs: list[AssessedNeed] = strawberry.field(description="Needs, over and open.")
    person: str | None = strawberry.field(description="JSON: scores of the person, masked.")
    family: str | None = strawberry.field(description="JSON: scores of the family, masked.")
    community: str | None = strawberry.field(description="JSON: of the community, masked.")
    strengths: str | None = strawberry.field(description="JSON: what it can build on.")
    network: str | None = strawberry.field(description="JSON: who supports it, as it told.")


@strawberry.type(description="Somebody or something in a support network.")
class SupportNode:
    id: strawberry.ID = strawberry.field(description="Its id; made up for one who was told.")
    kind: str = strawberry.field(
        description="Household, Person, Actor, Organisation, or Told by the household."
    )
    name: str | None = strawberry.field(description="Name, masked by role.")


@strawberry.type(description="A tie of a support network.")
class SupportTie:
    from_: strawberry.ID = strawberry.field(name="from", description="Who supports.")
    to: strawberry.ID = strawberry.field(description="Whom.")
    tie: str = strawberry.field(description="Relationship of the graph, or as it was told.")
    strength: int | None = strawberry.field(description="0 to 3, where the household told it.")


@strawberry.type(description="支持网络图 The network that supports a household.")
class SupportMap:
    nodes: list[SupportNode] = strawberry.field(description="Who is in it.")
    edges: list[SupportTie] = strawberry.field(description="How they are tied.")


@strawberry.type(description="A change of a plan.")
class PlanEdit:
    at: datetime = strawberry.field(description="When.")
    who: str = strawberry.field(description="Who changed it, by id.")
    reason: str | None = strawberry.field(description="Why.")
    before: list[str] = strawberry.field(description="Services it had before, SV codes.")


@strawberry.type(description="How far the household managed by itself, at one look.")
class SelfReliance:
    at: datetime = strawberry.field(description="When.")
    score: int = strawberry.field(description="0 to 10.")


@strawberry.type(description="目标 A goal of a plan, in the stage it comes in.")
class StagedGoal:
    kind: str = strawberry.field(description="ABILITY, ASSETS, INCLUSION or OTHER.")
    stage: int = strawberry.field(description="渐进: 1 comes first.")
    state: str = strawberry.field(description="OPEN or MET.")
    before: int | None = strawberry.field(description="Where it stood, 0 to 10.")
    after: int | None = strawberry.field(description="Where it stands, 0 to 10.")


@strawberry.type(description="服务计划 The plan of a case: its template is a start.")
class ServicePlan:
    id: strawberry.ID = strawberry.field(description="Its id.")
    signed_at: datetime | None = strawberry.field(description="When both signed it.")
    exit_goal: str | None = strawberry.field(description="When help is no longer needed.")
    template: str | None = strawberry.field(description="The package it began from.")
    goals: list[StagedGoal] = strawberry.field(description="Its goals, stage after stage.")
    stage: int | None = strawberry.field(description="The stage worked on; null: all are met.")
    services: list[str] = strawberry.field(description="Its services now, SV codes.")
    added: list[str] = strawberry.field(description="Services the template does not have.")
    left_out: list[str] = strawberry.field(description="Services of the template left out.")
    edits: list[PlanEdit] = strawberry.field(description="Every change, oldest first.")
    self_reliance: list[SelfReliance] = strawberry.field(description="自立趋势, oldest first.")


@strawberry.type(description="One record of aid on the timeline of a household.")
class TimelineEntry:
    id: strawberry.ID = strawberry.field(description="The record.")
    holder: strawberry.ID = strawberry.field(description="Household or member it is about.")
    department: str = strawberry.field(description=f"Whose: {', '.join(Department)}.")
    label: str = strawberry.field(description="Kind of the record.")
    on: str | None = strawberry.field(description="Its day, if known.")
    until: str | None = strawberry.field(description="Its last day, if it has ended.")
    what: str | None = strawberry.field(description="Policy, item or support.")
    amount: int | None = strawberry.field(description="Fen.")


@strawberry.type(description="A service of a package.")
class OfferedService:
    code: str = strawberry.field(description="SV code.")
    name: str = strawberry.field(description="Its name.")


@strawberry.type(description="What the catalogue has for a package.")
class OfferedResource:
    id: strawberry.ID = strawberry.field(description="The item.")
    code: str = strawberry.field(description="Catalogue code.")
    title: str | None = strawberry.field(description="Title.")
    services: list[str] = strawberry.field(description="Services of the package it gives.")


@strawberry.type(description="服务包 What a household's colour offers by default.")
class OfferedPackage:
    code: str = strawberry.field(description="P-HIGH, P-MED, P-LOW or P-NORM.")
    name: str = strawberry.field(description="Its name.")
    level: Level = strawberry.field(description="The colour it follows from.")
    services: list[OfferedService] = strawberry.field(description="Its services.")
    begins: str | None = strawberry.field(
        description=f"The visit it begins with: {', '.join(VisitMode)}."
    )
    resources: list[OfferedResource] = strawberry.field(
        description="Catalogue items in its area that give one of the services."
    )


async def _look(info: Info, look: Any, id: strawberry.ID) -> Any:
    context, access = info.context, policies.reading(info.context.caller)
    return await context.call(casework.looked, context.store, access, look, str(id))


@strawberry.type
class CaseworkQuery:
    @strawberry.field(description="评估: the latest full assessment of a case.")
    async def assessment(self, info: Info, case: CASE) -> Assessment:
        told = await _look(info, casework.assessment, case)
        needs = [
            AssessedNeed(**one | {"code": one["code"] and NeedCode(one["code"])})
            for one in told.pop("needs")
        ]
        return Assessment(needs=needs, **told)

    @strawberry.field(description="支持网络图: who supports a household, as a graph.")
    async def support_map(self, info: Info, household: HOUSEHOLD) -> SupportMap:
        told = await _look(info, casework.support, household)
        return SupportMap(
            nodes=[SupportNode(**one) for one in told["nodes"]],
            edges=[SupportTie(**one) for one in told["edges"]],
        )

    @strawberry.field(description="服务计划: a case's plan, its changes, its self-reliance.")
    async def service_plan(self, info: Info, case: CASE) -> ServicePlan:
        told = await _look(info, casework.plan, case)
        edits = [PlanEdit(**one) for one in told.pop("edits")]
        trend = [SelfReliance(**one) for one in told.pop("self_reliance")]
        goals = [StagedGoal(**one) for one in told.pop("goals")]
        return ServicePlan(edits=edits, self_reliance=trend, goals=goals, **told)

    @strawberry.field(description="大救助: all departments' programmes, the latest first.")
    async def timeline(self, info: Info, household: HOUSEHOLD) -> list[TimelineEntry]:
        told = await _look(info, timeline.timeline, household)
        return [TimelineEntry(**one) for one in told["entries"]]

    @strawberry.field(description="默认服务包: the package a household's colour offers.")
    async def offered_package(self, info: Info, household: HOUSEHOLD) -> OfferedPackage:
        told = await _look(info, casework.offered, household)
        known = entries(ServiceType)
        return OfferedPackage(
            code=str(Package(told["code"])),
            name=told["name"],
            level=Level(told["level"]),
            services=[OfferedService(code=c, name=known[c].zh_hans) for c in told["services"]],
            begins=told["begins"],
            resources=[OfferedResource(**one) for one in told["resources"]],
        )

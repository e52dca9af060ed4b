"""机构 Agencies: who fits a household best, what a body is entrusted with, who pays for aid."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

import strawberry

from api.actions import neighbours
from api.auth import policies
from api.context import Info
from api.cost import SLICED
from api.gql.codes import states_of
from graph_schema.access import Access
from graph_schema.errors import NotFound
from graph_schema.store.keeping import day_of
from graph_schema.store.session import Store
from graph_schema.vocabulary import NeedCode, Party, Purpose, entries

HOUSEHOLD = Annotated[strawberry.ID, strawberry.argument(description="The household.")]
ACCESS_AFTER = timedelta(days=30)  # that a body sees its households after the project (7.1)


@strawberry.type(description="Points of one function of the plan.")
class AgencyPoints:
    function: str = strawberry.field(description="need_fit, distance, target_group, …")
    points: int = strawberry.field(description="Points it gave.")


@strawberry.type(description="How an agency would answer one need, and why.")
class AgencyAnswer:
    need: strawberry.ID = strawberry.field(description="The need.")
    code: NeedCode = strawberry.field(description="Its code.")
    item: strawberry.ID = strawberry.field(description="The catalogue item.")
    score: int = strawberry.field(description="Points of the plan.")
    km: float | None = strawberry.field(description="Way as the crow flies, if known.")
    free: int | None = strawberry.field(description="Places left; null without a limit.")
    reasons: list[AgencyPoints] = strawberry.field(description="Where the points come from.")


@strawberry.type(description="机构匹配 A body that fits a household, with its reasons.")
class AgencyMatch:
    organisation: strawberry.ID = strawberry.field(description="The body.")
    rank: int = strawberry.field(description="From 1, best.")
    score: int = strawberry.field(description="Points over all needs it answers.")
    answers: list[AgencyAnswer] = strawberry.field(description="Its best answer to each need.")


@strawberry.type(description="对象 A household a body is entrusted with: the fewest fields.")
class EntrustedHousehold:
    id: strawberry.ID = strawberry.field(description="The household.")
    number: str | None = strawberry.field(description="Number in the ledger.")
    head_name: str | None = strawberry.field(description="Name, masked by role.")
    village: str | None = strawberry.field(description="Village or community.")
    phone: str | None = strawberry.field(description="Telephone, masked by role.")
    agreed_until: date | None = strawberry.field(description="Last day of its consent.")


@strawberry.type(description="需求 A need the project is for.")
class EntrustedNeed:
    id: strawberry.ID = strawberry.field(description="The need.")
    household: strawberry.ID = strawberry.field(description="Whose it is.")
    code: NeedCode | None = strawberry.field(description="What is lacking.")
    severity: int | None = strawberry.field(description="1 mild to 4 critical.")


@strawberry.type(description="资源 What the body offers for the project's needs.")
class EntrustedResource:
    id: strawberry.ID = strawberry.field(description="The catalogue item.")
    code: str | None = strawberry.field(description="Catalogue code.")
    title: str | None = strawberry.field(description="Title.")
    capacity: int | None = strawberry.field(description="Places; null without a limit.")
    used: int | None = strawberry.field(description="Places taken.")


@strawberry.type(description="服务 What the body does for one of those households.")
class EntrustedService:
    id: strawberry.ID = strawberry.field(description="The link.")
    household: strawberry.ID = strawberry.field(description="For whom.")
    state: str | None = strawberry.field(description=states_of("link"))
    last_contact_at: datetime | None = strawberry.field(description="Last contact.")


@strawberry.type(description="四张清单 Four lists for a project: why, where, until when.")
class AgencyLists:
    project: strawberry.ID = strawberry.field(description="The project.")
    title: str | None = strawberry.field(description="Its title.")
    purpose: Purpose = strawberry.field(description="What they may be used for.")
    areas: list[str] = strawberry.field(description="Areas it runs in.")
    expires_on: date | None = strawberry.field(description="Last day they are given.")
    households: list[EntrustedHousehold] = strawberry.field(description="对象.")
    needs: list[EntrustedNeed] = strawberry.field(description="需求.")
    resources: list[EntrustedResource] = strawberry.field(description="资源.")
    services: list[EntrustedService] = strawberry.field(description="服务.")


@strawberry.type(description="One record of aid and whose it is.")
class AidRecord:
    id: strawberry.ID = strawberry.field(description="Award, charity aid or link.")
    kind: str = strawberry.field(description="AWARD, CHARITY or SERVICE.")
    payer: str = strawberry.field(description="GOVERNMENT or SOCIAL: whose aid it is.")
    what: str | None = strawberry.field(description="Policy, item or service.")
    amount: int | None = strawberry.field(description="Fen; an award's a month.")
    since: date | None = strawberry.field(description="Since, or given on.")


@strawberry.type(description="What a node is tied to.")
class Neighbour:
    id: strawberry.ID = strawberry.field(description="The other node.")
    label: str = strawberry.field(description="What it is.")
    tie: str = strawberry.field(description="Relationship of the graph.")
    away: bool = strawberry.field(description="Whether it leads to the other.")


@strawberry.type
class AgencyQuery:
    @strawberry.field(
        description="机构匹配: bodies for a household's needs, best first.",
        directives=[SLICED],
    )
    async def agency_matches(
        self,
        info: Info,
        household: HOUSEHOLD,
        first: Annotated[int, strawberry.argument(description="At most 100.")] = 10,
    ) -> list[AgencyMatch]:
        from matching.linking.agencies import agencies
        from matching.linking.commands import district_policy

        context, access = info.context, policies.reading(info.context.caller)
        size = context.page(first)
        if not await context.rows(access, "portrait_numbers", id=str(household)):
            raise NotFound(id=str(household))
        own = Access.system(Purpose.MATCHING, access.areas)
        snapshot, _ = await context.call(context.counts.of, own, None)
        found = await context.call(
            lambda: agencies(snapshot, district_policy(snapshot), str(household))
        )
        return [_match(rank, one) for rank, one in enumerate(found[:size], 1)]

    @strawberry.field(description="四张清单: what the caller's body gets for its project.")
    async def agency_lists(
        self,
        info: Info,
        project: Annotated[strawberry.ID, strawberry.argument(description="The project.")],
    ) -> AgencyLists:
        context, access = info.context, policies.sharing(info.context.caller)
        today = await context.call(_today, context.store, access)
        about = await context.rows(access, "agencies_project", project=str(project))
        expires = _expires(dict(about[0])) if about else None
        if not about or (expires is not None and expires < today):
            raise NotFound(id=str(project))
        told = {"project": str(project)}
        homes = await context.rows(access, "agencies_objects", today=today, **told)
        ids = [row["id"] for row in homes]
        needs = await context.rows(access, "agencies_needs", ids=ids, **told)
        services = await context.rows(access, "agencies_services", ids=ids, **told)
        resources = await context.rows(access, "agencies_resources", **told)
        return AgencyLists(
            project=project,
            title=about[0]["title"],
            purpose=Purpose.SHARING,
            areas=list(about[0]["areas"] or ()),
            expires_on=expires,
            households=[EntrustedHousehold(**row) for row in homes],
            needs=[EntrustedNeed(**row | {"code": _need(row["code"])}) for row in needs],
            resources=[EntrustedResource(**row) for row in resources],
            services=[EntrustedService(**row) for row in services],
        )

    @strawberry.field(description="救助记录: all aid of a household, government's and social.")
    async def aid(self, info: Info, household: HOUSEHOLD) -> list[AidRecord]:
        context, access = info.context, policies.reading(info.context.caller)
        id = str(household)
        awards = await context.rows(access, "aid_awards", id=id)
        charity = await context.rows(access, "aid_charity", id=id)
        links = await context.rows(access, "aid_links", id=id)
        return [
            *(_aid("AWARD", Party.GOVERNMENT, row) for row in awards),
            *(_aid("CHARITY", Party.CHARITY, row) for row in charity),
            *(_aid("SERVICE", row["party"], row) for row in links if row["party"]),
        ]

    @strawberry.field(description="一张网: what any node in reach is tied to; on record.")
    async def neighbours(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The node.")],
    ) -> list[Neighbour]:
        context, access = info.context, policies.reading(info.context.caller)
        rows = await context.call(neighbours.around, context.store, access, str(id))
        return [
            Neighbour(id=row["other"], label=row["label"], tie=row["tie"], away=row["away"])
            for row in rows
        ]


def _today(store: Store, access: Access) -> date:
    with store.read(access) as session:
        return day_of(session)


def _expires(about: dict[str, Any]) -> date | None:
    told: date | None = about["access_until"]
    ends: date | None = about["ends_on"]
    return told or (ends + ACCESS_AFTER if ends else None)


def _need(code: str | None) -> NeedCode | None:
    return NeedCode(code) if code else None


def _match(rank: int, one: Any) -> AgencyMatch:
    return AgencyMatch(
        organisation=strawberry.ID(one.provider),
        rank=rank,
        score=one.score,
        answers=[
            AgencyAnswer(
                need=strawberry.ID(answer.need),
                code=NeedCode(answer.code),
                item=strawberry.ID(answer.item),
                score=answer.score,
                km=None if answer.distance_m is None else answer.distance_m / 1000,
                free=answer.free,
                reasons=[
                    AgencyPoints(function=name, points=points)
                    for name, points in answer.points.items()
                ],
            )
            for answer in one.answers
        ],
    )


def _aid(kind: str, party: str, row: Any) -> AidRecord:
    since = row["since"]
    return AidRecord(
        id=row["id"],
        kind=kind,
        payer=str(entries(Party)[party].about["payer"]),
        what=row["what"],
        amount=row.get("amount"),
        since=since.date() if isinstance(since, datetime) else since,
    )

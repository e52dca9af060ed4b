"""品牌、义仓、预约 Brands and what they did, the store-room's ledger, booked sessions."""

from collections import Counter
from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from api.actions import sessions
from api.auth import policies
from api.context import Info
from api.gql.codes import states_of
from graph_schema.vocabulary import BrandCode, ServiceType, entries

SKU = Annotated[str | None, strawberry.argument(description="Only this stock-keeping unit.")]


@strawberry.type(description="A project of a brand and what it did.")
class BrandProject:
    id: strawberry.ID = strawberry.field(description="The project.")
    title: str | None = strawberry.field(description="Its title.")
    state: str | None = strawberry.field(description=states_of("project"))
    households: int = strawberry.field(description="Households it serves or served.")
    budget: int | None = strawberry.field(description="Budget, fen.")
    spent: int | None = strawberry.field(description="Spent, fen.")


@strawberry.type(description="How many enrolments of a brand stand in a state.")
class EnrolmentCount:
    state: str = strawberry.field(description=states_of("enrolment"))
    count: int = strawberry.field(description="Enrolments.")


@strawberry.type(description="品牌 A brand: its projects grouped, and their results.")
class Brand:
    code: BrandCode = strawberry.field(description="The brand.")
    name: str = strawberry.field(description="Its name.")
    slots: list[str] = strawberry.field(description="Slots of its template.")
    records: list[str] = strawberry.field(description="What its enrolments may record.")
    projects: list[BrandProject] = strawberry.field(description="Its projects, by title.")
    households: int = strawberry.field(description="Households of all its projects.")
    spent: int = strawberry.field(description="Spent by all its projects, fen.")
    enrolments: list[EnrolmentCount] = strawberry.field(description="By state.")


@strawberry.type(description="Who fills a slot.")
class Participant:
    slot: str = strawberry.field(description="Slot of the template.")
    id: strawberry.ID = strawberry.field(description="Person, volunteer or worker.")


@strawberry.type(description="入组 A household that takes part in a project.")
class Enrolment:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    household: strawberry.ID = strawberry.field(description="The household.")
    state: str | None = strawberry.field(description=states_of("enrolment"))
    template: str | None = strawberry.field(description="Brand whose template it follows.")
    participants: list[Participant] = strawberry.field(description="Who takes part.")
    skills: list[str] | None = strawberry.field(description="Skills of the job seeker.")
    trained: list[str] | None = strawberry.field(description="Trainings that were finished.")
    placed_on: date | None = strawberry.field(description="First day at work.")


@strawberry.type(description="义仓批次 A lot in a store-room; nobody's name.")
class StockLot:
    id: strawberry.ID = strawberry.field(description="The lot.")
    version: int = strawberry.field(description="What a move must have seen.")
    number: str | None = strawberry.field(description="Lot number.")
    sku: str | None = strawberry.field(description="Stock-keeping unit.")
    unit: str | None = strawberry.field(description="Unit of the quantity.")
    quantity: float | None = strawberry.field(description="What is left.")
    expiry: date | None = strawberry.field(description="Last day it is good.")
    state: str | None = strawberry.field(description=states_of("goods"))
    store: str | None = strawberry.field(description="Body that holds it.")


@strawberry.type(description="One line of a store's ledger: what came, went, was counted.")
class LedgerLine:
    id: strawberry.ID = strawberry.field(description="The movement.")
    kind: str | None = strawberry.field(description="RECEIVED, GIVEN, COUNTED or EXPIRED.")
    quantity: float | None = strawberry.field(description="In positive, out negative.")
    at: datetime | None = strawberry.field(description="When.")
    delivered_at: datetime | None = strawberry.field(description="When it had arrived.")
    lot: str | None = strawberry.field(description="Lot number.")
    sku: str | None = strawberry.field(description="Stock-keeping unit.")
    donor: str | None = strawberry.field(description="Who gave it, masked by role.")
    store: str | None = strawberry.field(description="Body that holds it.")
    household: strawberry.ID | None = strawberry.field(description="Household it went to.")
    carried_by: list[strawberry.ID] = strawberry.field(description="Who brings it.")


@strawberry.type(description="预约 A session that was booked for a household.")
class Booking:
    id: strawberry.ID = strawberry.field(description="The task.")
    version: int = strawberry.field(description="What a move must have seen.")
    household: strawberry.ID = strawberry.field(description="For whom.")
    item: str | None = strawberry.field(description="Catalogue code.")
    title: str | None = strawberry.field(description="What it is.")
    state: str | None = strawberry.field(description=states_of("task"))
    starts_at: datetime | None = strawberry.field(description="From.")
    ends_at: datetime | None = strawberry.field(description="Until.")
    place: str | None = strawberry.field(description="Where.")


@strawberry.type(description="A restricted note of a session, for who may read it.")
class SessionNote:
    task: strawberry.ID = strawberry.field(description="The session.")
    note: str | None = strawberry.field(description="Null for whoever may not read it.")
    restricted: bool = strawberry.field(description="Whether there is one that is kept back.")


def _brand(code: str, rows: list[dict[str, Any]]) -> Brand:
    about = entries(BrandCode)[code]
    states = Counter(state for row in rows for state in row["enrolments"])
    names = ("id", "title", "state", "households", "budget", "spent")
    return Brand(
        code=BrandCode(code),
        name=about.zh_hans,
        slots=list(about.about["slots"]),
        records=list(about.about["records"]),
        projects=[BrandProject(**{name: row[name] for name in names}) for row in rows],
        households=sum(row["households"] for row in rows),
        spent=sum(row["spent"] or 0 for row in rows),
        enrolments=[EnrolmentCount(state=s, count=n) for s, n in sorted(states.items())],
    )


@strawberry.type
class BrandQuery:
    @strawberry.field(description="品牌: the Weiguang family, each brand with its results.")
    async def brands(self, info: Info) -> list[Brand]:
        access = policies.summing(info.context.caller)
        rows = await info.context.rows(access, "brands_projects")
        return [
            _brand(code, [row for row in rows if row["brand"] == entry.zh_hans])
            for code, entry in entries(BrandCode).items()
        ]

    @strawberry.field(description="入组: households that take part in a project, in reach.")
    async def enrolments(
        self,
        info: Info,
        project: Annotated[strawberry.ID, strawberry.argument(description="The project.")],
    ) -> list[Enrolment]:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "brands_enrolments", project=str(project))
        return [_enrolment(dict(row)) for row in rows]

    @strawberry.field(description="义仓库存: what the store-rooms hold; nothing personal.")
    async def goods_stock(self, info: Info, sku: SKU = None) -> list[StockLot]:
        access = policies.plain(info.context.caller)
        rows = await info.context.rows(access, "goods_stock", sku=sku)
        return [StockLot(**row) for row in rows]

    @strawberry.field(description="义仓台账: what came and went in the caller's own store.")
    async def goods_ledger(self, info: Info, sku: SKU = None) -> list[LedgerLine]:
        access = policies.moving(info.context.caller, "goods")
        rows = await info.context.rows(access, "goods_ledger", sku=sku)
        return [LedgerLine(**row) for row in rows]

    @strawberry.field(description="预约: sessions of a kind of service, in reach, by time.")
    async def bookings(
        self,
        info: Info,
        service: Annotated[
            str, strawberry.argument(description=f"One of {', '.join(ServiceType)}.")
        ],
    ) -> list[Booking]:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "sessions_booked", service=service)
        return [Booking(**row) for row in rows]

    @strawberry.field(description="会谈记录: the restricted note of a session; on record.")
    async def session_note(
        self,
        info: Info,
        task: Annotated[strawberry.ID, strawberry.argument(description="The session.")],
    ) -> SessionNote:
        context, access = info.context, policies.moving(info.context.caller, "task")
        told = await context.call(sessions.note_of, context.store, access, str(task))
        return SessionNote(task=task, **told)


def _enrolment(row: dict[str, Any]) -> Enrolment:
    slots, people = row.pop("slots"), row.pop("people")
    taking = [
        Participant(slot=s, id=strawberry.ID(p)) for s, p in zip(slots, people, strict=True)
    ]
    taking.sort(key=lambda one: (one.slot, one.id))
    return Enrolment(participants=taking, **row)

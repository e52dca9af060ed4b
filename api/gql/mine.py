"""我的家 What a resident or guardian sees of his own household, each look on record."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import SLICED
from api.gql.codes import states_of
from graph_schema.vocabulary import NeedCode, Purpose, RevealReason, Role

KEPT_DAYS = 36 * 31  # how long the audit is kept (7.4)
_REASONS = frozenset(RevealReason)  # the command line states its own words


@strawberry.type(description="A case of one's own household.")
class MyCase:
    id: strawberry.ID = strawberry.field(description="Its id.")
    state: str | None = strawberry.field(description=states_of("case"))
    review_on: date | None = strawberry.field(description="Day of the next review.")


@strawberry.type(description="A need of one's own household.")
class MyNeed:
    id: strawberry.ID = strawberry.field(description="Its id.")
    code: NeedCode | None = strawberry.field(description="What is lacking.")
    state: str | None = strawberry.field(description=states_of("need"))
    goal: str | None = strawberry.field(description="What would be enough.")


@strawberry.type(description="A service for one's own household.")
class MyService:
    id: strawberry.ID = strawberry.field(description="The link.")
    state: str | None = strawberry.field(description=states_of("link"))
    what: str | None = strawberry.field(description="What it is.")
    provider: str | None = strawberry.field(description="Who gives it.")


@strawberry.type(description="我的家 One's own household, or a ward's: no colour, no score.")
class MyHousehold:
    id: strawberry.ID = strawberry.field(description="Its id.")
    number: str | None = strawberry.field(description="Number in the ledger.")
    size: int | None = strawberry.field(description="Members.")
    address: str | None = strawberry.field(description="Address.")
    phone: str | None = strawberry.field(description="Telephone.")
    village: str | None = strawberry.field(description="Village or community.")
    cases: list[MyCase] = strawberry.field(description="Its cases.")
    needs: list[MyNeed] = strawberry.field(description="Its needs.")
    services: list[MyService] = strawberry.field(description="Its services.")


@strawberry.type(
    description="谁看过 A look at, or a change of, what is known of one's household."
)
class WhoLooked:
    id: strawberry.ID = strawberry.field(
        description="Its place in the audit; to contest it: sendFeedback about audit: and this."
    )
    at: datetime = strawberry.field(description="When.")
    role: Role = strawberry.field(description="As what; the program itself is SYSTEM.")
    body: str | None = strawberry.field(description="The body that person works for, if one.")
    purpose: Purpose | None = strawberry.field(description="What for.")
    action: str = strawberry.field(description="LOOKED, REVEALED, or what was changed.")
    fields: list[str] = strawberry.field(description="Which fields.")
    reason: RevealReason | None = strawberry.field(
        description="Why a guarded number was shown in full."
    )


@strawberry.type
class MineQuery:
    @strawberry.field(
        description="谁看过: who looked at one's own household or a ward's, the latest first.",
        directives=[SLICED],
    )
    async def who_looked(
        self,
        info: Info,
        household: Annotated[strawberry.ID, strawberry.argument(description="The household.")],
        days: Annotated[
            int, strawberry.argument(description="How many days back, at most 1,096.")
        ] = 90,
        first: Annotated[int, strawberry.argument(description="How many, at most 100.")] = 50,
    ) -> list[WhoLooked]:
        context = info.context
        access = policies.asking(context.caller)
        since = context.store.clock() - timedelta(days=min(max(days, 1), KEPT_DAYS))
        rows = await context.rows(
            access, "mine_looked", household=str(household), since=since,
            page=context.page(first),
        )  # fmt: skip
        return [
            WhoLooked(
                id=strawberry.ID(f"{row['lane']}/{row['seq']}"),
                at=row["at"],
                role=Role(row["role"]),
                body=row["body"],
                purpose=Purpose(row["purpose"]) if row["purpose"] else None,
                action=row["action"],
                fields=sorted(row["fields"]),
                reason=RevealReason(row["reason"]) if row["reason"] in _REASONS else None,
            )
            for row in rows
        ]

    @strawberry.field(description="我的家: the caller's own households and wards'.")
    async def my_households(self, info: Info) -> list[MyHousehold]:
        access = policies.asking(info.context.caller)

        async def rows(name: str, home: str) -> list[dict[str, Any]]:
            return await info.context.rows(access, name, household=home)

        return [
            MyHousehold(
                **home,
                cases=[MyCase(**row) for row in await rows("mine_cases", home["id"])],
                needs=[
                    MyNeed(**row | {"code": row["code"] and NeedCode(row["code"])})
                    for row in await rows("mine_needs", home["id"])
                ],
                services=[MyService(**row) for row in await rows("mine_services", home["id"])],
            )
            for home in await info.context.rows(access, "mine_household")
        ]

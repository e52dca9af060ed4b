"""我的家 What a resident or guardian sees of his own household, each look on record."""

from datetime import date
from typing import Any

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.codes import states_of
from graph_schema.vocabulary import NeedCode


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


@strawberry.type
class MineQuery:
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

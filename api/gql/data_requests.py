"""个人信息请求: what people ask about their own data, and the file that answers it."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import SLICED
from api.gql.codes import states_of
from api.privacy.copying import copy


@strawberry.enum(description="What somebody asks about the own data.")
class DataRequestKind(Enum):
    COPY = strawberry.enum_value("COPY", description="复制 a copy of what is known.")
    CORRECTION = strawberry.enum_value("CORRECTION", description="更正 a correction.")
    EXPLANATION = strawberry.enum_value(
        "EXPLANATION", description="说明 the rows a decision rests on."
    )


@strawberry.type(description="个人信息请求 A request about one's own data.")
class DataRequest:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    kind: DataRequestKind | None = strawberry.field(description="What is asked for.")
    state: str | None = strawberry.field(description=states_of("data_request"))
    person: strawberry.ID = strawberry.field(description="Whose data.")
    at: datetime | None = strawberry.field(description="When it was asked.")
    due: datetime | None = strawberry.field(description="When an answer is due.")
    text: str | None = strawberry.field(description="What was said.")
    answer: str | None = strawberry.field(description="The answer.")
    open_until: date | None = strawberry.field(description="Last day its file can be had.")


@strawberry.type(description="A file about somebody, for that person.")
class DataCopy:
    name: str = strawberry.field(description="Name of the file.")
    text: str = strawberry.field(
        description="JSON: by kind of record its rows; `withheld` names what is kept back."
    )


@strawberry.type
class DataRequestQuery:
    @strawberry.field(description="我的请求: of the caller, or for whom he acts.")
    async def my_data_requests(self, info: Info) -> list[DataRequest]:
        access = policies.asking(info.context.caller)
        return [_request(row) for row in await info.context.rows(access, "data_requests_mine")]

    @strawberry.field(
        description="待答复的请求: in the caller's areas, first due first.",
        directives=[SLICED],
    )
    async def waiting_data_requests(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="At most 100.")] = 50,
    ) -> list[DataRequest]:
        context = info.context
        access = policies.reading(context.caller)
        rows = await context.rows(access, "data_requests_waiting", page=context.page(first))
        return [_request(row) for row in rows]

    @strawberry.field(
        description="个人信息副本: the file of an answered request, for thirty days; to the "
        "person, who acts for him, or the district's caseworker who hands it over."
    )
    async def data_copy(
        self,
        info: Info,
        request: Annotated[strawberry.ID, strawberry.argument(description="The request.")],
    ) -> DataCopy:
        context = info.context
        access = policies.copying(context.caller)
        made = await context.call(copy, context.store, access, str(request))
        return DataCopy(name=made.name, text=made.text)


def _request(row: dict[str, Any]) -> DataRequest:
    kind = row["kind"]
    return DataRequest(**row | {"kind": DataRequestKind(kind) if kind else None})

"""我的查询 The caller's own queries, kept for the explorer."""

from collections.abc import Callable
from typing import Annotated

import strawberry

from api import saved_queries as saving
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from graph_schema.errors import WulianError


@strawberry.type(description="我的查询 A query that the caller keeps, by name.")
class SavedQuery:
    name: str = strawberry.field(description="Its name, unique among the caller's own.")
    text: str = strawberry.field(description="The document; what it is asked with is not kept.")


@strawberry.type(description="The caller's queries.")
class SavedQueries:
    queries: list[SavedQuery] = strawberry.field(description="In the order of their names.")


SaveQueryResult = Annotated[SavedQueries | Failure, strawberry.union("SaveQueryResult")]
ForgetQueryResult = Annotated[SavedQueries | Failure, strawberry.union("ForgetQueryResult")]


@strawberry.input(description="A query to keep.")
class SaveQueryInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    name: str = strawberry.field(description="At most 60 characters; replaces its namesake.")
    text: str = strawberry.field(
        description="A document without strings: values are variables."
    )


@strawberry.input(description="A query to let go.")
class ForgetQueryInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    name: str = strawberry.field(description="Its name.")


@strawberry.type
class SavedQueriesQuery:
    @strawberry.field(description="我的查询: queries the caller keeps, by name.")
    async def saved_queries(self, info: Info) -> list[SavedQuery]:
        caller = info.context.caller
        rows = await info.context.rows(
            policies.plain(caller), "preferences_own", account=caller.account
        )
        return _told(saving.saved_of(rows[0]["told"] if rows else None))


@strawberry.type
class SavedQueriesMutation:
    @strawberry.mutation(description="保存查询: keep a query with the caller's account.")
    async def save_query(self, info: Info, input: SaveQueryInput) -> SaveQueryResult:
        context, caller = info.context, info.context.caller
        access, query = policies.plain(caller), saving.SavedQuery(input.name, input.text)
        return await _done(
            info,
            lambda: saving.keep(context.store, access, input.operation_id, caller, query),
        )

    @strawberry.mutation(description="删除查询: let a query of the caller's go.")
    async def forget_query(self, info: Info, input: ForgetQueryInput) -> ForgetQueryResult:
        context, caller = info.context, info.context.caller
        access = policies.plain(caller)
        return await _done(
            info,
            lambda: saving.forget(
                context.store, access, input.operation_id, caller, input.name
            ),
        )


async def _done(
    info: Info, do: Callable[[], list[saving.SavedQuery]]
) -> SavedQueries | Failure:
    try:
        return SavedQueries(queries=_told(await info.context.call(do)))
    except WulianError as error:
        return failure(error)


def _told(found: list[saving.SavedQuery]) -> list[SavedQuery]:
    return [SavedQuery(name=one.name, text=one.text) for one in found]

"""首页 What the caller sees first, by role and by choice."""

from typing import Annotated

import strawberry

from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from api.preferences import Chosen, choose, chosen_by, home_of
from graph_schema.errors import WulianError


@strawberry.type(description="首页设置 What the caller sees first in the role acted in.")
class Preferences:
    start: str = strawberry.field(description="Page the desk opens with; empty: it has none.")
    pages: list[str] = strawberry.field(description="Pages it may open with.")
    cards: list[str] = strawberry.field(description="Numbers on it, as report.measure.")
    size: str = strawberry.field(description="large; empty: usual.")


SavePreferencesResult = Annotated[
    Preferences | Failure, strawberry.union("SavePreferencesResult")
]


@strawberry.input(description="What to see first.")
class SavePreferencesInput:
    operation_id: str = strawberry.field(description="Made by the caller; safe to send twice.")
    start: str = strawberry.field(description="One of the pages.")
    cards: list[str] = strawberry.field(description="At most twelve numbers, in order.")
    size: str = strawberry.field(default="", description="large or empty.")


@strawberry.type
class PreferencesQuery:
    @strawberry.field(description="首页设置: what the caller sees first.")
    async def preferences(self, info: Info) -> Preferences:
        caller = info.context.caller
        rows = await info.context.rows(
            policies.plain(caller), "preferences_own", account=caller.account
        )
        return _told(info, chosen_by(caller, rows[0]["told"] if rows else None))


@strawberry.type
class PreferencesMutation:
    @strawberry.mutation(description="保存首页设置: kept with the account, for this role.")
    async def save_preferences(
        self, info: Info, input: SavePreferencesInput
    ) -> SavePreferencesResult:
        context, caller = info.context, info.context.caller
        want = Chosen(start=input.start, cards=tuple(input.cards), size=input.size)
        access = policies.plain(caller)
        try:
            await context.call(choose, context.store, access, input.operation_id, caller, want)
        except WulianError as error:
            return failure(error)
        return _told(info, want)


def _told(info: Info, chosen: Chosen) -> Preferences:
    return Preferences(
        start=chosen.start,
        pages=list(home_of(info.context.caller.role).pages),
        cards=list(chosen.cards),
        size=chosen.size,
    )

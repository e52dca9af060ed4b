"""导出 Lists as files; where they are long or sensitive, a second person agrees."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from api.exports import permits
from api.exports.permits import Format, Permit, Wanted
from api.plan import SUBJECTS
from graph_schema.errors import WulianError
from graph_schema.vocabulary import RevealReason


@strawberry.enum(description="Which list becomes a file.")
class ExportList(Enum):
    HOUSEHOLDS = strawberry.enum_value("households", description="户 households.")
    PERSONS = strawberry.enum_value("persons", description="人 members of households.")
    NEEDS = strawberry.enum_value("needs", description="需求 needs.")
    LINKS = strawberry.enum_value("links", description="链接 links.")


@strawberry.enum(description="What file a list becomes.")
class ExportFormat(Enum):
    CSV = strawberry.enum_value("CSV", description="UTF-8 with commas.")
    XLSX = strawberry.enum_value("XLSX", description="A workbook.")


@strawberry.type(description="导出许可 A permit for one file, good for a day.")
class Export:
    id: strawberry.ID = strawberry.field(description="Its id: GET /exports/ and this.")
    list: str = strawberry.field(description="Which list.")
    format: str = strawberry.field(description="CSV or XLSX.")
    area: str | None = strawberry.field(description="Area code; null: all of the asker's.")
    sensitive: bool = strawberry.field(description="With sensitive columns.")
    reason: RevealReason = strawberry.field(description="Why.")
    state: str = strawberry.field(
        description="READY, or ASKED: a second person agrees first; REFUSED."
    )
    rows: int = strawberry.field(description="How many rows, when it was asked for.")
    own: bool = strawberry.field(description="Asked by the caller, who may not decide it.")
    until: datetime = strawberry.field(description="When it is over.")


@strawberry.input(description="Which list, as what, why.")
class RequestExportInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    list: ExportList = strawberry.field(description="Which list.")
    format: ExportFormat = strawberry.field(description="As what.")
    reason: RevealReason = strawberry.field(description="Why; on record, and told.")
    area: str | None = strawberry.field(default=None, description="Only this area: its code.")
    sensitive: bool = strawberry.field(
        default=False, description="Sensitive columns too: then a second person agrees."
    )


@strawberry.input(description="What a second person decides.")
class DecideExportInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="The permit.")
    agree: bool = strawberry.field(description="Let it go out; else it is refused.")


ExportResult = Annotated[Export | Failure, strawberry.union("ExportResult")]


@strawberry.type
class ExportQuery:
    @strawberry.field(description="导出许可: own ones of the last day, and those to decide.")
    async def exports(self, info: Info) -> list[Export]:
        context, caller = info.context, info.context.caller
        policies.exporting(caller)
        found = await context.call(permits.permits, context.store)
        decides = caller.role in policies.EXPORT_DECIDERS
        return [_export(info, one) for one in permits.seen_by(caller, found, decides=decides)]


@strawberry.type
class ExportMutation:
    @strawberry.mutation(
        description="申请导出: up to 1,000 plain rows are ready at once; more, or sensitive "
        "columns, wait for a second person."
    )
    async def request_export(self, info: Info, input: RequestExportInput) -> ExportResult:
        context, caller = info.context, info.context.caller
        wanted = Wanted(
            subject=str(input.list.value), format=Format(str(input.format.value)),
            reason=str(input.reason), area=input.area, sensitive=input.sensitive,
        )  # fmt: skip

        def do() -> str:
            policies.exporting(caller)
            access = SUBJECTS[wanted.subject].access(caller)
            return permits.ask(context.store, access, input.operation_id, caller, wanted)

        return await _done(info, do)

    @strawberry.mutation(description="批准或拒绝导出: by another person than who asked.")
    async def decide_export(self, info: Info, input: DecideExportInput) -> ExportResult:
        context, caller = info.context, info.context.caller

        def do() -> str:
            access = policies.deciding_export(caller)
            return permits.decide(
                context.store, access, input.operation_id, caller, str(input.id),
                agree=input.agree,
            )  # fmt: skip

        return await _done(info, do)


async def _done(info: Info, do: Callable[[], str]) -> Export | Failure:
    context = info.context
    try:
        id = await context.call(do)
        found = await context.call(permits.permit, context.store, id)
    except WulianError as error:
        return failure(error)
    return _export(info, found)


def _export(info: Info, one: Permit) -> Export:
    wanted = one.wanted
    return Export(
        id=strawberry.ID(one.id),
        list=wanted.subject,
        format=wanted.format,
        area=wanted.area,
        sensitive=wanted.sensitive,
        reason=RevealReason(wanted.reason),
        state=one.state,
        rows=one.rows,
        own=one.asked_by == info.context.caller.account,
        until=one.until,
    )

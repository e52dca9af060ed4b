"""画像 Portraits: tags with source and date, where a need leads, the token of a household."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from api.actions import qr
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from api.gql.moves import name_of_event
from graph_schema.access import Access
from graph_schema.errors import NotFound, WulianError
from graph_schema.store.session import Store
from graph_schema.vocabulary import (
    AlertCode,
    Level,
    NeedCode,
    Package,
    Purpose,
    TagCode,
    entries,
)

HOUSEHOLD = Annotated[strawberry.ID, strawberry.argument(description="The household.")]


@strawberry.type(description="画像标签 What a household is like, by a fact or a need.")
class PortraitTag:
    id: strawberry.ID = strawberry.field(description="Its id.")
    code: str | None = strawberry.field(description=f"One of {', '.join(TagCode)}.")
    name: str | None = strawberry.field(description="Its name.")
    value: str | None = strawberry.field(
        description="What was read: money in fen, a/b is a by b, s1 to s4 a severity."
    )
    source: str | None = strawberry.field(description="The source that told it.")
    batch: str | None = strawberry.field(description="The file that told it.")
    rule_version: str | None = strawberry.field(description="Version of the rules.")
    since: date | None = strawberry.field(description="The day the fact is of.")
    until: date | None = strawberry.field(description="Held until; null while it holds.")


@strawberry.type(description="画像 A household's tags and numbers.")
class Portrait:
    household: strawberry.ID = strawberry.field(description="Whose it is.")
    level: Level | None = strawberry.field(description="Colour in force.")
    score: int | None = strawberry.field(description="Risk score, hundredths.")
    need: int | None = strawberry.field(description="Points of needs, hundredths.")
    portrait: int | None = strawberry.field(description="Points of how it lives, hundredths.")
    event: int | None = strawberry.field(description="Points of what happened, hundredths.")
    protect: int | None = strawberry.field(description="Points taken off, hundredths.")
    groups: list[str] | None = strawberry.field(description="9+1 groups.")
    completeness: int | None = strawberry.field(description="Fields filled, per cent.")
    changed_at: datetime | None = strawberry.field(description="When it last changed.")
    tags: list[PortraitTag] = strawberry.field(description="Those that hold, then the past.")


@strawberry.type(description="One path of the graph: need, tag, alert, package, project.")
class NeedPath:
    need: strawberry.ID = strawberry.field(description="The need.")
    tag: strawberry.ID = strawberry.field(description="The tag it changes.")
    tag_code: str | None = strawberry.field(description="Its code.")
    alert: strawberry.ID = strawberry.field(description="The alert the tag raises.")
    alert_code: str | None = strawberry.field(description="Its code.")
    package: str = strawberry.field(description=f"What it calls for: {', '.join(Package)}.")
    project: strawberry.ID = strawberry.field(description="The project that gives it.")
    project_title: str | None = strawberry.field(description="Its title.")


@strawberry.type(description="One line of why a household has its colour.")
class ScanReason:
    rule: str = strawberry.field(description="Code of the rule or need.")
    points: int = strawberry.field(description="Points it gave, hundredths.")


@strawberry.type(description="What is due next about a household.")
class ScanNext:
    process: str = strawberry.field(description="Kind of item.")
    id: strawberry.ID = strawberry.field(description="The item.")
    due: datetime = strawberry.field(description="When its clock is over.")
    moves: list[str] = strawberry.field(description="Mutations the caller may do with it.")


@strawberry.type(description="扫码 What a token tells somebody who reaches the household.")
class Scan:
    household: strawberry.ID = strawberry.field(description="The household.")
    level: Level | None = strawberry.field(description="Its colour.")
    urgent: bool | None = strawberry.field(description="Whether the crisis clock runs.")
    reasons: list[ScanReason] = strawberry.field(description="At most five, weightiest first.")
    next: ScanNext | None = strawberry.field(description="What is due first.")


@strawberry.type(description="A household's new token.")
class QrIssued:
    id: strawberry.ID = strawberry.field(description="The household.")
    version: int = strawberry.field(description="Its version now.")
    token: str = strawberry.field(description="What goes into the code: random, says nothing.")


QrResult = Annotated[QrIssued | Failure, strawberry.union("QrResult")]


@strawberry.input(description="A need a form tells.")
class IntakeNeed:
    code: NeedCode = strawberry.field(description="What is lacking.")
    severity: int = strawberry.field(description="1 mild to 4 critical.")


@strawberry.input(description="What a form tells of a household; what is left out stays.")
class IntakeForm:
    needs: list[IntakeNeed] = strawberry.field(default_factory=list, description="Needs.")
    size: int | None = strawberry.field(default=None, description="Members.")
    income_month: int | None = strawberry.field(default=None, description="Fen a month.")
    assets_money: int | None = strawberry.field(default=None, description="Savings, fen.")
    rigid_12m: int | None = strawberry.field(
        default=None, name="rigid12m", description="刚性支出 of twelve months, fen."
    )
    medical_12m: int | None = strawberry.field(
        default=None, name="medical12m", description="Medical bills of twelve months, fen."
    )
    housing_grade: str | None = strawberry.field(default=None, description="A to D.")


@strawberry.type(description="What handing a form in would do at once; nothing is written.")
class IntakeEffect:
    level_before: Level | None = strawberry.field(description="Colour as it is.")
    level_after: Level | None = strawberry.field(description="Colour as it would be.")
    score_before: int = strawberry.field(description="Score, hundredths.")
    score_after: int = strawberry.field(description="Score as it would be, hundredths.")
    urgent_after: bool = strawberry.field(description="Whether the crisis clock would run.")
    alerts: list[AlertCode] = strawberry.field(description="Alerts it would raise.")


@strawberry.type
class PortraitQuery:
    @strawberry.field(description="采集影响: colour and alerts if a form were handed in.")
    async def intake_effect(
        self,
        info: Info,
        household: HOUSEHOLD,
        form: Annotated[IntakeForm, strawberry.argument(description="What it tells.")],
    ) -> IntakeEffect:
        context, access = info.context, policies.reading(info.context.caller)
        if not await context.rows(access, "portrait_numbers", id=str(household)):
            raise NotFound(id=str(household))
        found = await context.call(_effect, context.store, access, str(household), form)
        before, after = found.levels
        return IntakeEffect(
            level_before=Level(before) if before else None,
            level_after=Level(after) if after else None,
            score_before=found.scores[0],
            score_after=found.scores[1],
            urgent_after=found.urgent[1],
            alerts=[AlertCode(code) for code in found.alerts],
        )

    @strawberry.field(description="画像: a household's tags and numbers, with their sources.")
    async def portrait(self, info: Info, household: HOUSEHOLD) -> Portrait:
        context, access = info.context, policies.reading(info.context.caller)
        numbers = await context.rows(access, "portrait_numbers", id=str(household))
        if not numbers:
            raise NotFound(id=str(household))
        rows = await context.rows(access, "portrait_tags", id=str(household))
        known = entries(TagCode)
        tags = [
            PortraitTag(name=row["code"] and known[row["code"]].zh_hans, **row) for row in rows
        ]
        tags.sort(key=lambda tag: (tag.until is not None, tag.code))
        told = dict(numbers[0])
        level, at = told.pop("level"), told.pop("evaluated_at")
        return Portrait(
            household=strawberry.ID(told.pop("id")),
            level=level and Level(level),
            changed_at=at,
            tags=tags,
            **told,
        )

    @strawberry.field(description="从需求到项目: each path from a need to a project.")
    async def need_paths(
        self,
        info: Info,
        need: Annotated[strawberry.ID, strawberry.argument(description="The need.")],
    ) -> list[NeedPath]:
        access = policies.reading(info.context.caller)
        rows = await info.context.rows(access, "portrait_path", id=str(need))
        return [NeedPath(**row) for row in rows]

    @strawberry.field(description="扫码: what a household's token stands for; on record.")
    async def scan_qr(
        self,
        info: Info,
        token: Annotated[str, strawberry.argument(description="What the code says.")],
    ) -> Scan:
        context, access = info.context, policies.reading(info.context.caller)
        told = await context.call(qr.scan, context.store, access, token)
        return Scan(
            household=strawberry.ID(told["id"]),
            level=told["level"] and Level(told["level"]),
            urgent=told["urgent"],
            reasons=[ScanReason(**one) for one in told["reasons"]],
            next=told["next"] and _next(**told["next"]),
        )


def _effect(store: Store, access: Access, household: str, form: IntakeForm) -> Any:
    from matching.effect import FIELDS, Intake, effect
    from matching.rulesets import in_force
    from matching.snapshot import take_households

    own = Access.system(Purpose.MONITORING, access.areas)
    snapshot = take_households(store, own, [household], None, store.clock)
    values = {name: getattr(form, name) for name in FIELDS}
    told = Intake(
        needs={str(one.code): one.severity for one in form.needs},
        facts={name: value for name, value in values.items() if value is not None},
    )
    return effect(snapshot, in_force(snapshot), store.clock(), household, told)


def _next(process: str, events: tuple[str, ...], **told: Any) -> ScanNext:
    moves = [name_of_event(process, event) for event in events]
    return ScanNext(process=process, moves=moves, **told)


@strawberry.type
class PortraitMutation:
    @strawberry.mutation(description="发码: a new token for a household; its old one is void.")
    async def issue_qr_token(
        self,
        info: Info,
        operation_id: Annotated[
            str, strawberry.argument(description="Made by the client; safe to send twice.")
        ],
        household: HOUSEHOLD,
    ) -> QrResult:
        context = info.context

        def do() -> dict[str, Any]:
            access = policies.registering(context.caller)
            return qr.issue(context.store, access, operation_id, str(household))

        try:
            done = await context.call(do)
        except WulianError as error:
            return failure(error)
        return QrIssued(**done)

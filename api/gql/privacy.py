"""删除与留存 Erasing somebody on two people's word; what the nights let go by term."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from api.privacy import asking
from api.privacy.retention import terms
from graph_schema.errors import WulianError


@strawberry.type(description="How many of a kind.")
class Tally:
    name: str = strawberry.field(description="Label of the graph, or name of a term.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="删除申请 A request that somebody be erased: counts, no names.")
class ErasureRequest:
    id: strawberry.ID = strawberry.field(description="Its id.")
    of: str = strawberry.field(description="Person or Household.")
    reason: str = strawberry.field(description="REQUEST, WRONG_PERSON, COURT_ORDER …")
    state: str = strawberry.field(
        description="ASKED, then QUEUED, RUNNING, DONE or FAILED; or REFUSED."
    )
    at: datetime = strawberry.field(description="When it was asked for.")
    own: bool = strawberry.field(description="Asked by the caller, who may not decide it.")
    counts: list[Tally] = strawberry.field(description="What goes, or went, by label.")
    certificate: strawberry.ID | None = strawberry.field(description="Once it is done.")
    error: str | None = strawberry.field(description="Code, when it failed: LEGAL_HOLD …")


@strawberry.type(description="留存期限 How long something is kept.")
class RetentionTerm:
    name: str = strawberry.field(description="Its name; a district's own: retention.<name>.")
    zh: str = strawberry.field(description="In Chinese.")
    en: str = strawberry.field(description="In English.")
    days: int = strawberry.field(description="Days, where the district sets no others.")
    what: str = strawberry.field(description="erase, delete, strip, files or cut.")


@strawberry.type(description="One night's job of retention.")
class RetentionRun:
    id: strawberry.ID = strawberry.field(description="The job.")
    at: datetime = strawberry.field(description="When it was queued.")
    state: str = strawberry.field(description="QUEUED, RUNNING, DONE or FAILED.")
    counts: list[Tally] = strawberry.field(description="What went, by term; `held` stayed.")
    error: str | None = strawberry.field(description="Code, when it failed.")


@strawberry.type(description="留存报告 Terms, and what the nights let go.")
class Retention:
    terms: list[RetentionTerm] = strawberry.field(description="Every term.")
    runs: list[RetentionRun] = strawberry.field(description="The last sixty, newest first.")


@strawberry.input(description="Whom to erase, and why.")
class RequestErasureInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    of: str = strawberry.field(description="Person or Household.")
    id: strawberry.ID = strawberry.field(description="Whom.")
    reason: str = strawberry.field(description="A code: REQUEST, WRONG_PERSON …")


@strawberry.input(description="What a second person decides.")
class DecideErasureInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="The request.")
    agree: bool = strawberry.field(description="Erase for good; else it is refused.")


ErasureResult = Annotated[ErasureRequest | Failure, strawberry.union("ErasureResult")]


@strawberry.type
class PrivacyQuery:
    @strawberry.field(description="删除申请: requests in the caller's areas, newest first.")
    async def erasures(self, info: Info) -> list[ErasureRequest]:
        access = policies.erasing(info.context.caller)
        found = await info.context.call(asking.asked, info.context.store, access)
        return [_request(info, one) for one in found]

    @strawberry.field(description="留存报告: terms and what the nights let go.")
    async def retention(self, info: Info) -> Retention:
        access = policies.erasing(info.context.caller)
        rows = await info.context.rows(access, "retention_runs")
        return Retention(
            terms=[
                RetentionTerm(name=t.name, zh=t.zh, en=t.en, days=t.days, what=t.what)
                for t in terms().values()
            ],
            runs=[
                RetentionRun(
                    id=strawberry.ID(row["id"]), at=row["at"], state=row["state"],
                    counts=_tallies(_plain(row["result"])), error=row["error"],
                )
                for row in rows
            ],
        )  # fmt: skip


@strawberry.type
class PrivacyMutation:
    @strawberry.mutation(description="申请删除: a second person decides; shows what would go.")
    async def request_erasure(self, info: Info, input: RequestErasureInput) -> ErasureResult:
        context, caller = info.context, info.context.caller
        about = {"label": input.of, "subject": str(input.id), "reason": input.reason}

        def do() -> str:
            access = policies.asking_erasure(caller)
            return asking.ask_erasure(context.store, access, input.operation_id, caller, about)

        return await _decided(info, do)

    @strawberry.mutation(description="批准或拒绝删除: by another person than who asked.")
    async def decide_erasure(self, info: Info, input: DecideErasureInput) -> ErasureResult:
        context, caller = info.context, info.context.caller

        def do() -> str:
            access = policies.deciding_erasure(caller)
            return asking.decide(
                context.store, access, input.operation_id, caller, str(input.id),
                agree=input.agree,
            )  # fmt: skip

        return await _decided(info, do)


async def _decided(info: Info, do: Callable[[], str]) -> ErasureResult:
    context = info.context
    try:
        id = await context.call(do)
        access = policies.erasing(context.caller)
        found = await context.call(asking.asked, context.store, access)
    except WulianError as error:
        return failure(error)
    return _request(info, next(one for one in found if one.id == id))


def _request(info: Info, one: asking.Asked) -> ErasureRequest:
    return ErasureRequest(
        id=strawberry.ID(one.id),
        of=one.label,
        reason=one.reason,
        state=one.state,
        at=one.at,
        own=one.asked_by == info.context.caller.account,
        counts=_tallies(one.counts),
        certificate=strawberry.ID(one.certificate) if one.certificate else None,
        error=one.error,
    )


def _plain(value: Any) -> dict[str, int]:
    found = json.loads(value) if isinstance(value, str) else value or {}
    return {name: count for name, count in found.items() if isinstance(count, int)}


def _tallies(counts: dict[str, int]) -> list[Tally]:
    return [Tally(name=name, count=count) for name, count in sorted(counts.items())]

"""反馈与版本 Feedback and its state, what releases brought, versions of the rules."""

from datetime import date, datetime
from functools import cache
from importlib.resources import files

import strawberry
import yaml

from api.auth import policies
from api.context import Info
from api.gql.codes import states_of


@strawberry.type(description="反馈 What the caller said about the program.")
class MyFeedback:
    id: strawberry.ID = strawberry.field(description="Its id.")
    text: str | None = strawberry.field(description="What was said, masked by role.")
    about: str | None = strawberry.field(description="What it is about.")
    state: str | None = strawberry.field(description=states_of("feedback"))
    answer: str | None = strawberry.field(description="What came of it.")
    release: str | None = strawberry.field(description="Release it came with.")
    at: datetime | None = strawberry.field(description="When it was said.")


@strawberry.type(description="版本说明 A release and what it brought.")
class Release:
    version: str = strawberry.field(description="Its number.")
    zh: str = strawberry.field(description="In Chinese.")
    en: str = strawberry.field(description="In English.")


@strawberry.type(description="规则集 A version of a rule set.")
class RuleSetVersion:
    code: str | None = strawberry.field(description="risk, eligibility, triggers, linking …")
    version: str | None = strawberry.field(description="Its version.")
    since: date | None = strawberry.field(description="In force since.")
    until: date | None = strawberry.field(description="First day it is not.")
    status: str | None = strawberry.field(
        description="ACTIVE; RECORD: the program's own, as it was used; or why not."
    )
    approved_by: str | None = strawberry.field(description="Who approved it, by id.")


@cache
def _releases() -> tuple[tuple[str, str, str], ...]:
    text = files("api").joinpath("releases.yml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    return tuple((str(number), about["zh"], about["en"]) for number, about in told.items())


@strawberry.type
class FeedbackQuery:
    @strawberry.field(description="我的反馈: what the caller said, each with its state.")
    async def my_feedback(self, info: Info) -> list[MyFeedback]:
        access = policies.moving(info.context.caller, "feedback")
        rows = await info.context.rows(access, "feedback_mine")
        return [MyFeedback(**row) for row in rows]

    @strawberry.field(description="版本说明: what releases brought, the newest first.")
    async def releases(self, info: Info) -> list[Release]:
        policies.plain(info.context.caller)
        return [Release(version=v, zh=zh, en=en) for v, zh, en in _releases()]

    @strawberry.field(description="规则版本: every version of every rule set on record.")
    async def rule_sets(self, info: Info) -> list[RuleSetVersion]:
        access = policies.plain(info.context.caller)
        rows = await info.context.rows(access, "feedback_rule_sets")
        return [RuleSetVersion(**row) for row in rows]

"""影响评估与安全事件 Impact assessments and breaches: on record, each with what is missing."""

from datetime import date, datetime
from enum import Enum

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.codes import states_of

IN_FORCE = "IN_FORCE"


@strawberry.enum(description="What an impact assessment is about.")
class Assessed(Enum):
    SENSITIVE = strawberry.enum_value("SENSITIVE", description="敏感个人信息 sensitive data.")
    AUTOMATED = strawberry.enum_value(
        "AUTOMATED", description="自动化决策 automatic decisions."
    )
    SHARING = strawberry.enum_value("SHARING", description="委托、提供 sharing with bodies.")
    PUBLISHING = strawberry.enum_value("PUBLISHING", description="公开 what is published.")


@strawberry.type(description="影响评估 An impact assessment.")
class ImpactAssessment:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    assessed: Assessed = strawberry.field(description="What it is about.")
    title: str | None = strawberry.field(description="Its title.")
    state: str = strawberry.field(description=states_of("impact_assessment"))
    review_on: date | None = strawberry.field(description="Day it is looked at again.")
    approved_at: datetime | None = strawberry.field(description="Since when it holds.")


@strawberry.type(description="影响评估 What is assessed, and what is not.")
class Assessments:
    all: list[ImpactAssessment] = strawberry.field(description="Every one on record.")
    missing: list[Assessed] = strawberry.field(
        description="What the platform does and no assessment in force is about."
    )


@strawberry.type(description="个人信息安全事件 A breach, or a drill of one.")
class Breach:
    id: strawberry.ID = strawberry.field(description="Its id.")
    version: int = strawberry.field(description="What a move must have seen.")
    state: str = strawberry.field(description=states_of("breach"))
    drill: bool = strawberry.field(description="A drill: nobody outside hears of it.")
    at: datetime = strawberry.field(description="When it was reported.")
    due: datetime | None = strawberry.field(description="When the alarm inside is due.")
    alarmed_at: datetime | None = strawberry.field(description="When it was taken on.")
    notified_at: datetime | None = strawberry.field(description="When people were told.")
    data_kinds: list[str] = strawberry.field(description="Kinds of data that got out.")
    cause: str | None = strawberry.field(description="Cause.")
    harm: str | None = strawberry.field(description="Harm that may come of it.")
    remedies: str | None = strawberry.field(description="What was done, what people can do.")
    contact: str | None = strawberry.field(description="Whom to ask.")
    households: int | None = strawberry.field(description="How many households were told.")


@strawberry.type
class PrivacyRecordQuery:
    @strawberry.field(description="影响评估: on record, and what none in force is about.")
    async def impact_assessments(self, info: Info) -> Assessments:
        access = policies.overseeing(info.context.caller)
        rows = await info.context.rows(access, "privacy_assessments")
        found = [
            ImpactAssessment(**row | {"assessed": Assessed(row["assessed"])}) for row in rows
        ]
        held = {one.assessed for one in found if one.state == IN_FORCE}
        return Assessments(all=found, missing=[one for one in Assessed if one not in held])

    @strawberry.field(description="安全事件: breaches and drills, the latest first.")
    async def breaches(self, info: Info) -> list[Breach]:
        access = policies.overseeing(info.context.caller)
        rows = await info.context.rows(access, "privacy_breaches")
        return [Breach(**row | {"data_kinds": sorted(row["data_kinds"] or ())}) for row in rows]

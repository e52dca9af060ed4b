"""决策依据 What a decision rests on: verdicts, conditions, evidence with source and date."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from api.actions import casework, deciding
from api.auth import policies
from api.context import Info
from api.gql.codes import states_of


@strawberry.type(description="One piece of evidence behind a condition.")
class Evidence:
    fact: str = strawberry.field(description="What it says: a fact, a rule or a policy.")
    value: str | None = strawberry.field(description="JSON: the value that was looked at.")
    label: str | None = strawberry.field(description="Kind of the record, e.g. MedicalBill.")
    id: strawberry.ID | None = strawberry.field(description="The record.")
    source: str | None = strawberry.field(description="The source that told it.")
    date: str | None = strawberry.field(description="The day it is of, else of the record.")
    version: int | None = strawberry.field(description="Version of the record now.")


@strawberry.type(description="One condition of a rule and what it was found to be.")
class DecidedCondition:
    code: str = strawberry.field(description="Code of the condition.")
    answer: str = strawberry.field(description="YES, NO or UNKNOWN.")
    evidence: list[Evidence] = strawberry.field(description="What it rests on.")


@strawberry.type(description="认定 A verdict of the machine, or of a human beside it.")
class DecisionVerdict:
    id: strawberry.ID = strawberry.field(description="Its id.")
    by: str | None = strawberry.field(description="MACHINE or HUMAN.")
    class_code: str | None = strawberry.field(description="Class, or what was decided.")
    at: datetime = strawberry.field(description="When.")
    reviewer: str | None = strawberry.field(description="Who decided, by id.")
    reasons: str | None = strawberry.field(description="Why, in words.")
    rule_version: str | None = strawberry.field(description="Version of the rules.")
    conditions: list[DecidedCondition] = strawberry.field(description="Each with evidence.")
    missing: list[str] = strawberry.field(description="Facts that are missing.")


@strawberry.type(description="决策页 All that the decision on a request rests on; printable.")
class Decision:
    id: strawberry.ID = strawberry.field(description="The application.")
    policy: str | None = strawberry.field(description="Code of the policy.")
    state: str | None = strawberry.field(description=states_of("application"))
    prepared_by: str | None = strawberry.field(description="Who prepared it, by id.")
    decided_by: str | None = strawberry.field(description="Who decided it, by id.")
    due: datetime | None = strawberry.field(description="When the review is due.")
    complaint: bool | None = strawberry.field(description="A complaint, or staff's relative.")
    verdicts: list[DecisionVerdict] = strawberry.field(description="The earliest first.")


@strawberry.type(description="A rule that rests on a document.")
class CitingRule:
    code: str = strawberry.field(description="Code of the policy, e.g. E01.")
    title: str = strawberry.field(description="Its title.")
    article: str | None = strawberry.field(description="Article; null: 条款待核.")
    since: date | None = strawberry.field(description="In force since, if it says.")
    until: date | None = strawberry.field(description="First day it is not, if it says.")


@strawberry.type(description="政策文件 A document of the policy library.")
class PolicyDocument:
    number: str = strawberry.field(description="文号.")
    title: str = strawberry.field(description="Title.")
    issuer: str = strawberry.field(description="Who issued it.")
    year: int = strawberry.field(description="Year of its number.")
    range: str = strawberry.field(description="NATIONAL, PROVINCE, CITY or DISTRICT.")
    rules: list[CitingRule] = strawberry.field(description="Rules that cite it.")


@strawberry.type
class DecisionQuery:
    @strawberry.field(description="政策库: documents, and the rules in force that cite them.")
    async def policy_library(
        self,
        info: Info,
        text: Annotated[
            str | None, strawberry.argument(description="Only with this in number or title.")
        ] = None,
    ) -> list[PolicyDocument]:
        policies.plain(info.context.caller)
        return await info.context.call(_library, text)

    @strawberry.field(description="决策依据: what the decision on an application rests on.")
    async def decision(
        self,
        info: Info,
        application: Annotated[
            strawberry.ID, strawberry.argument(description="The application.")
        ],
    ) -> Decision:
        context, access = info.context, policies.reading(info.context.caller)
        told = await context.call(
            casework.looked, context.store, access, deciding.decision, str(application)
        )
        verdicts = [_verdict(one) for one in told.pop("verdicts")]
        return Decision(verdicts=verdicts, **told)


def _library(text: str | None) -> list[PolicyDocument]:
    from matching.eligibility.library import library, rules_citing
    from matching.eligibility.rules import default_rules

    citing = rules_citing(default_rules())
    return [
        PolicyDocument(
            number=one.number,
            title=one.title,
            issuer=one.issuer,
            year=one.year,
            range=one.reach,
            rules=[
                CitingRule(
                    code=rule.code,
                    title=rule.title,
                    article=rule.article or None,
                    since=rule.from_,
                    until=rule.to,
                )
                for rule in citing.get(one.number, ())
            ],
        )
        for one in library().values()
        if text is None or text in one.number or text in one.title
    ]


def _verdict(told: dict[str, Any]) -> DecisionVerdict:
    conditions = [
        DecidedCondition(
            code=one["code"],
            answer=one["answer"],
            evidence=[Evidence(**fact) for fact in one["evidence"]],
        )
        for one in told.pop("conditions")
    ]
    return DecisionVerdict(conditions=conditions, **told)

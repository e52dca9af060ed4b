"""政策 Policies for residents: plain cards, which may apply to me, what I have read."""

import json
from typing import Annotated, Any

import strawberry

from api.actions import reading
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from graph_schema.access import Access
from graph_schema.errors import WulianError
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

TEXT = Annotated[str | None, strawberry.argument(description="Only with this in it.")]


@strawberry.type(description="政策卡片 A policy in plain words.")
class PolicyCard:
    code: str = strawberry.field(description="Catalogue code.")
    policy: str | None = strawberry.field(description="Rule that decides on it, if one does.")
    title: str = strawberry.field(description="Its name.")
    benefit: str | None = strawberry.field(description="What one gets.")
    how_to_apply: str | None = strawberry.field(description="How one gets it.")
    documents: list[str] = strawberry.field(description="What to bring.")


@strawberry.type(description="Whether a policy may apply to the caller's household.")
class MayApply:
    policy: str = strawberry.field(description="Code of the policy.")
    title: str = strawberry.field(description="Its title.")
    answer: str = strawberry.field(description="YES, or UNKNOWN where facts are missing.")
    receiving: bool = strawberry.field(description="Whether it is received already.")
    missing: list[str] = strawberry.field(description="Facts that would decide.")


@strawberry.type(description="That a policy was read.")
class PolicyRead:
    policy: str = strawberry.field(description="Code of the policy.")
    counted: int = strawberry.field(description="Verdicts on the household it counts for.")


PolicyReadResult = Annotated[PolicyRead | Failure, strawberry.union("PolicyReadResult")]


@strawberry.type
class CardQuery:
    @strawberry.field(description="政策卡片: policies in plain words, by code.")
    async def policy_cards(self, info: Info, text: TEXT = None) -> list[PolicyCard]:
        access = policies.plain(info.context.caller)
        rows = await info.context.rows(access, "cards_items", text=text)
        return [_card(dict(row)) for row in rows]

    @strawberry.field(description="与我有关: policies that may apply to one's own household.")
    async def may_apply(self, info: Info) -> list[MayApply]:
        context, access = info.context, policies.asking(info.context.caller)
        homes = await context.rows(access, "mine_household")
        found = [
            one
            for home in homes
            for one in await context.call(_may_apply, context.store, access, home["id"])
        ]
        return sorted(found, key=lambda one: (one.answer != "YES", one.policy))


@strawberry.type
class CardMutation:
    @strawberry.mutation(description="已读政策: the caller has read of a policy.")
    async def read_policy(
        self,
        info: Info,
        operation_id: Annotated[
            str, strawberry.argument(description="Made by the client; safe to send twice.")
        ],
        policy: Annotated[str, strawberry.argument(description="Code of the policy.")],
    ) -> PolicyReadResult:
        context = info.context

        def do() -> dict[str, Any]:
            access = policies.asking(context.caller)
            return reading.read_policy(context.store, access, operation_id, policy)

        try:
            return PolicyRead(**await context.call(do))
        except WulianError as error:
            return failure(error)


def _card(row: dict[str, Any]) -> PolicyCard:
    told = json.loads(row.pop("conditions") or "null")
    documents = json.loads(row.pop("documents") or "[]")
    policy = told if isinstance(told, str) else None
    return PolicyCard(policy=policy, documents=documents, **row)


def _may_apply(store: Store, access: Access, household: str) -> list[MayApply]:
    """Judge every policy for a household; that one does not fit is for a human to say."""
    from matching.eligibility.commands import household_verdicts
    from matching.eligibility.rules import default_rules

    own = Access.system(Purpose.ELIGIBILITY, access.areas)
    rules = default_rules().rules
    return [
        MayApply(
            policy=one.policy,
            title=rules[one.policy].title,
            answer=one.answer,
            receiving=one.receiving,
            missing=[fact["fact"] for fact in json.loads(one.missing)],
        )
        for one in household_verdicts(store, own, household).verdicts
        if one.answer != "NO"
    ]

"""户籍变动 The register changes: birth, death, divorce, move, split, merge, a new head."""

from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry

from api.actions.areas import Replaced, replace_area
from api.actions.registry import Change, change
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from graph_schema.errors import WulianError
from loaders import identity


@strawberry.input(description="What every change of a household says.")
class HouseholdChangeInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="The household.")
    expected_version: int = strawberry.field(description="The version that was seen.")
    on: date = strawberry.field(description="The day it happened; not after today.")
    reason: str | None = strawberry.field(default=None, description="Why, or by what paper.")
    dry_run: bool = strawberry.field(
        default=False, description="Answer what it would do, and do nothing."
    )


@strawberry.type(description="A household after a change: what the next one must have seen.")
class HouseholdChanged:
    id: strawberry.ID = strawberry.field(description="The household.")
    version: int = strawberry.field(description="Its version now.")
    size: int = strawberry.field(description="Its living members now.")
    found: list[strawberry.ID] = strawberry.field(
        description="Who was born, the new household, what a death ended."
    )


HouseholdChangeResult = Annotated[
    HouseholdChanged | Failure, strawberry.union("HouseholdChangeResult")
]
MEMBER = Annotated[strawberry.ID, strawberry.argument(description="A member.")]
MEMBERS = Annotated[list[strawberry.ID], strawberry.argument(description="Members.")]
NUMBER = Annotated[str, strawberry.argument(description="Number of the new household.")]


@strawberry.enum(description="What a human says about two records.")
class PairDecision(Enum):
    SAME = strawberry.enum_value("same", description="One person: they become one record.")
    DIFFERENT = strawberry.enum_value("different", description="Two people, for good.")
    UNDO = strawberry.enum_value("undo", description="A merge was wrong: both as they were.")


@strawberry.type(description="A pair that was decided.")
class PairDecided:
    id: strawberry.ID = strawberry.field(description="The pair.")
    state: str = strawberry.field(description="SAME or DIFFERENT.")
    person: strawberry.ID | None = strawberry.field(
        description="After a merge who was kept, after an undo who is back."
    )


PairDecisionResult = Annotated[PairDecided | Failure, strawberry.union("PairDecisionResult")]


@strawberry.type(description="An area whose place another took.")
class AreaReplaced:
    id: strawberry.ID = strawberry.field(description="The new area.")
    households: int = strawberry.field(description="Households that went over to it.")


AreaReplacedResult = Annotated[AreaReplaced | Failure, strawberry.union("AreaReplacedResult")]


@strawberry.type(description="撤并 An area that was merged into another.")
class MergedArea:
    code: str = strawberry.field(description="Code of the area that is no more.")
    name: str = strawberry.field(description="Its name.")
    by: str = strawberry.field(description="Code of the area that took its place.")
    by_name: str = strawberry.field(description="Its name.")
    since: date | None = strawberry.field(description="From which day on.")


@strawberry.type
class RegistryQuery:
    @strawberry.field(description="撤并记录: areas in reach that were merged, by day.")
    async def merged_areas(self, info: Info) -> list[MergedArea]:
        access = policies.summing(info.context.caller)
        rows = await info.context.rows(access, "registry_replaced")
        return [MergedArea(**row) for row in rows]


@strawberry.type
class RegistryMutation:
    @strawberry.mutation(description="出生登记: a child is born into the household.")
    async def register_birth(
        self,
        info: Info,
        input: HouseholdChangeInput,
        name: Annotated[str, strawberry.argument(description="Its name.")],
        sex: Annotated[str | None, strawberry.argument(description="1, 2 or 9.")] = None,
        relation: Annotated[
            str | None, strawberry.argument(description="What it is to the head.")
        ] = None,
        guardian: Annotated[
            strawberry.ID | None, strawberry.argument(description="A member who guards it.")
        ] = None,
    ) -> HouseholdChangeResult:
        told = {"name": name, "sex": sex, "relation": relation, "guardian": guardian}
        return await _done(info, "birth", input, told)

    @strawberry.mutation(
        description="死亡登记: a member died; membership, awards, care and guardianship end."
    )
    async def register_death(
        self, info: Info, input: HouseholdChangeInput, person: MEMBER
    ) -> HouseholdChangeResult:
        return await _done(info, "death", input, {"person": person})

    @strawberry.mutation(
        description="离婚: one of a couple leaves into a household of its own, some go along."
    )
    async def register_divorce(
        self,
        info: Info,
        input: HouseholdChangeInput,
        person: MEMBER,
        spouse: MEMBER,
        number: NUMBER,
        along: MEMBERS = [],  # noqa: B006 - read only
    ) -> HouseholdChangeResult:
        told = {"person": person, "spouse": spouse, "number": number, "along": along}
        return await _done(info, "divorce", input, told)

    @strawberry.mutation(
        description="分户: members leave into a household of their own; the first is its head."
    )
    async def split_household(
        self, info: Info, input: HouseholdChangeInput, persons: MEMBERS, number: NUMBER
    ) -> HouseholdChangeResult:
        return await _done(info, "split", input, {"persons": persons, "number": number})

    @strawberry.mutation(
        description="并户: all members go over to another household, this one ends."
    )
    async def merge_households(
        self,
        info: Info,
        input: HouseholdChangeInput,
        into: Annotated[strawberry.ID, strawberry.argument(description="Where they go.")],
    ) -> HouseholdChangeResult:
        return await _done(info, "merge", input, {"into": into})

    @strawberry.mutation(description="迁居: the household lives elsewhere from a day on.")
    async def move_household(
        self,
        info: Info,
        input: HouseholdChangeInput,
        area: Annotated[str, strawberry.argument(description="Code of village or town.")],
        address: Annotated[
            str | None, strawberry.argument(description="Its new address.")
        ] = None,
    ) -> HouseholdChangeResult:
        return await _done(info, "move", input, {"area": area, "address": address})

    @strawberry.mutation(description="变更户主: another member becomes the head.")
    async def change_head(
        self, info: Info, input: HouseholdChangeInput, person: MEMBER
    ) -> HouseholdChangeResult:
        return await _done(info, "head", input, {"person": person})

    @strawberry.mutation(
        description="群体认定: set the groups of a member; G10 needs a reason."
    )
    async def classify_member(
        self,
        info: Info,
        input: HouseholdChangeInput,
        person: MEMBER,
        groups: Annotated[
            list[str], strawberry.argument(description="9+1 codes, also G07a to G07c.")
        ],
        primary: Annotated[
            str | None,
            strawberry.argument(description="The primary one; else the lowest code."),
        ] = None,
    ) -> HouseholdChangeResult:
        told = {"person": person, "groups": groups, "primary": primary}
        return await _done(info, "groups", input, told)

    @strawberry.mutation(description="撤并: another area takes the place of one.")
    async def replace_area(
        self,
        info: Info,
        operation_id: Annotated[
            str, strawberry.argument(description="Made by the client; safe to send twice.")
        ],
        code: Annotated[str, strawberry.argument(description="The area that ends.")],
        by: Annotated[str, strawberry.argument(description="Code of what takes its place.")],
        on: Annotated[date, strawberry.argument(description="From which day.")],
        dry_run: Annotated[
            bool, strawberry.argument(description="Answer what it would do, and do nothing.")
        ] = False,
    ) -> AreaReplacedResult:
        context = info.context
        asked = Replaced(operation=operation_id, code=code, by=by, on=on, dry=dry_run)

        def do() -> dict[str, Any]:
            return replace_area(context.store, policies.mapping(context.caller), asked)

        try:
            done = await context.call(do)
        except WulianError as error:
            return failure(error)
        if not dry_run:
            context.counts.changed()
        return AreaReplaced(id=strawberry.ID(done["id"]), households=done["households"])

    @strawberry.mutation(
        description="疑似同一人: say whether two records are one person, or take a merge back."
    )
    async def decide_pair(
        self,
        info: Info,
        operation_id: Annotated[
            str, strawberry.argument(description="Made by the client; safe to send twice.")
        ],
        id: Annotated[strawberry.ID, strawberry.argument(description="The pair.")],
        decision: Annotated[PairDecision, strawberry.argument(description="What it is.")],
    ) -> PairDecisionResult:
        context = info.context

        def do() -> dict[str, Any]:
            access, event = policies.registering(context.caller), str(decision.value)
            return identity.decide(
                context.store, access, str(id), event, operation=operation_id
            )

        try:
            done = await context.call(do)
        except WulianError as error:
            return failure(error)
        context.counts.changed()
        person = done["person"] and strawberry.ID(done["person"])
        return PairDecided(id=id, state=done["state"], person=person)


async def _done(
    info: Info, event: str, input: HouseholdChangeInput, told: dict[str, Any]
) -> HouseholdChanged | Failure:
    context = info.context
    asked = Change(
        operation=input.operation_id,
        event=event,
        household=str(input.id),
        seen=input.expected_version,
        on=input.on,
        told={name: value for name, value in told.items() if value is not None},
        reason=input.reason,
        dry=input.dry_run,
    )

    def do() -> dict[str, Any]:
        return change(context.store, policies.registering(context.caller), asked)

    try:
        done = await context.call(do)
    except WulianError as error:
        return failure(error)
    if not asked.dry:
        context.counts.changed()
    return HouseholdChanged(
        id=strawberry.ID(done["id"]),
        version=done["version"],
        size=done["size"],
        found=[strawberry.ID(one) for one in done["found"]],
    )

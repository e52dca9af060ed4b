"""颜色 Why a household has its colour, what would change it, and what a steward says to it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import strawberry

from api.actions.colours import Word, say
from api.auth import policies
from api.context import Info
from api.errors import Failure, failure
from graph_schema.access import Access
from graph_schema.errors import NotFound, WulianError
from graph_schema.store.session import Store
from graph_schema.vocabulary import Level, Purpose

HOUSEHOLD = Annotated[strawberry.ID, strawberry.argument(description="The household.")]


@strawberry.type(description="One line of why: a rule or need, what it gave.")
class ColourLine:
    rule: str = strawberry.field(description="Code of the rule or need.")
    points: int | None = strawberry.field(description="Points it gave, hundredths.")
    level: Level | None = strawberry.field(description="The least colour it forces.")
    label: str = strawberry.field(description="Kind of the fact, e.g. MedicalBill.")
    fact: strawberry.ID = strawberry.field(description="Id of the fact.")


@strawberry.type(description="What would lower the colour: facts that must all end.")
class ColourWay:
    rules: list[str] = strawberry.field(description="Codes of the rules that rest on them.")
    facts: list[strawberry.ID] = strawberry.field(description="The facts, by id.")
    level: Level = strawberry.field(description="The colour computed then.")


@strawberry.type(description="A colour that a steward set.")
class ColourSet:
    level: Level = strawberry.field(description="Which one.")
    over: Level | None = strawberry.field(description="The one that was shown before.")
    until: date = strawberry.field(description="Holds until this day.")
    by: str | None = strawberry.field(description="Who set it, by id.")
    reason: str | None = strawberry.field(description="Why, and on what evidence.")


@strawberry.type(description="Why a household has its colour and what would change it.")
class ColourReasons:
    household: strawberry.ID = strawberry.field(description="The household.")
    version: int = strawberry.field(description="Version; a word on it must have seen it.")
    level: Level | None = strawberry.field(description="Colour people see.")
    computed_level: Level = strawberry.field(description="Colour by score and floors today.")
    score: int = strawberry.field(description="Score today, hundredths.")
    lines: list[ColourLine] = strawberry.field(
        description="At most five: what forces the colour, then points, weightiest first."
    )
    ways: list[ColourWay] = strawberry.field(
        description="What would lower the computed colour: every smallest set of facts."
    )
    points_to_next: int | None = strawberry.field(
        description="Points, hundredths, at which the next colour begins; null for orange."
    )
    held_by: list[str] = strawberry.field(
        description="What keeps the colour above the computed one: NO_VISIT, OPEN_ALERT, "
        "DWELL, MARGIN, APPROVAL."
    )
    set_by: ColourSet | None = strawberry.field(description="A colour a steward set.")


@strawberry.type(description="A household after a word on its colour.")
class ColourSaid:
    id: strawberry.ID = strawberry.field(description="The household.")
    version: int = strawberry.field(description="Its version now.")
    until: date | None = strawberry.field(description="Until when a colour that is set holds.")


ColourResult = Annotated[ColourSaid | Failure, strawberry.union("ColourResult")]


@strawberry.input(description="What every word on a colour says.")
class ColourInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="The household.")
    expected_version: int = strawberry.field(description="The version that was seen.")
    reason: str = strawberry.field(description="Why.")


@strawberry.type
class ColourQuery:
    @strawberry.field(description="为何此色: why this colour, and what would change it.")
    async def colour_reasons(self, info: Info, household: HOUSEHOLD) -> ColourReasons:
        context, access = info.context, policies.reading(info.context.caller)
        rows = await context.rows(access, "colours_household", id=str(household))
        if not rows:
            raise NotFound(id=str(household))
        told = await context.call(_reasons, context.store, access, str(household))
        return _shown(rows[0], told)


def _reasons(store: Store, access: Access, household: str) -> dict[str, Any]:
    """Evaluate the household as it is today, and say what would change its colour."""
    from matching.evaluation import work_out
    from matching.risk.documents import documents, named_needs
    from matching.risk.parameters import LEVELS
    from matching.risk.ways import ways
    from matching.rulesets import in_force
    from matching.snapshot import take_households

    own = Access.system(Purpose.MONITORING, access.areas)
    snapshot = take_households(store, own, [household], None, store.clock)
    if snapshot.households.empty:
        raise NotFound(id=household)
    risk = work_out(snapshot, in_force(snapshot), store.clock(), "PREVIEW").risk
    written = documents(risk, "", named_needs(risk))
    rows, floors = json.loads(written.rows[0]), json.loads(written.floors[0])
    return {
        "computed": LEVELS[risk.computed[0]],
        "score": int(risk.score[0]),
        "ways": ways(rows, floors, risk.parameters, snapshot.as_of),
    }


def _shown(row: Mapping[str, Any], told: Mapping[str, Any]) -> ColourReasons:
    found = told["ways"]
    return ColourReasons(
        household=strawberry.ID(row["id"]),
        version=row["version"],
        level=_level(row["level"]),
        computed_level=Level(told["computed"]),
        score=told["score"],
        lines=[_line(one) for one in found.lines],
        ways=[
            ColourWay(
                rules=list(one.rules),
                facts=[strawberry.ID(id) for _, id in one.facts],
                level=Level(one.level),
            )
            for one in found.down
        ],
        points_to_next=found.up,
        held_by=list(found.held_by),
        set_by=ColourSet(
            level=Level(row["override"]),
            over=_level(row["override_over"]),
            until=row["override_until"],
            by=row["override_by"],
            reason=row["override_reason"],
        )
        if row["override"]
        else None,
    )


def _line(one: Mapping[str, Any]) -> ColourLine:
    return ColourLine(
        rule=one["rule"],
        points=one.get("points"),
        level=_level(one.get("level")),
        label=one["label"],
        fact=strawberry.ID(one["fact"]),
    )


def _level(code: str | None) -> Level | None:
    return Level(code) if code else None


@strawberry.type
class ColourMutation:
    @strawberry.mutation(
        description="同意降级: the town's steward agrees that a household may leave orange."
    )
    async def agree_to_leave_orange(self, info: Info, input: ColourInput) -> ColourResult:
        return await _said(info, "agree", input)

    @strawberry.mutation(
        description="人工定级: set another colour for a while; lowering needs evidence and the "
        "town's steward, and never goes below a hard rule."
    )
    async def set_colour(
        self,
        info: Info,
        input: ColourInput,
        level: Annotated[Level, strawberry.argument(description="Which colour.")],
        evidence: Annotated[
            str | None, strawberry.argument(description="On what it rests; for lowering.")
        ] = None,
    ) -> ColourResult:
        return await _said(info, "set", input, level=level, evidence=evidence)

    @strawberry.mutation(description="撤销定级: a colour that was set holds no longer.")
    async def end_set_colour(self, info: Info, input: ColourInput) -> ColourResult:
        return await _said(info, "end", input)


async def _said(
    info: Info,
    event: str,
    input: ColourInput,
    *,
    level: Level | None = None,
    evidence: str | None = None,
) -> ColourSaid | Failure:
    context = info.context
    word = Word(
        operation=input.operation_id,
        event=event,
        household=str(input.id),
        seen=input.expected_version,
        reason=input.reason,
        level=level,
        evidence=evidence,
    )

    def do() -> dict[str, Any]:
        return say(context.store, policies.colouring(context.caller), word)

    try:
        done = await context.call(do)
    except WulianError as error:
        return failure(error)
    context.counts.changed()
    until = done["until"] and date.fromisoformat(done["until"])
    return ColourSaid(id=strawberry.ID(done["id"]), version=done["version"], until=until)

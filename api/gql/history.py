"""户的过去 Households over time: as they were known, what changed, where values came from."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from api.actions import past
from api.auth import policies
from api.context import Info
from graph_schema.errors import Rejected

HOUSEHOLD = Annotated[strawberry.ID, strawberry.argument(description="The household.")]
MOST = 500  # rows of one answer


@strawberry.type(description="A field and what it said, as text.")
class PastField:
    name: str = strawberry.field(description="Field of the shape, e.g. income_month.")
    value: str | None = strawberry.field(description="Its value, masked by role.")


@strawberry.type(description="Something as it was known: a person, need, award or fact.")
class PastThing:
    id: strawberry.ID = strawberry.field(description="Its id.")
    label: str = strawberry.field(description="What it is, e.g. Need.")
    owner: strawberry.ID | None = strawberry.field(description="Whose it is.")
    fields: list[PastField] = strawberry.field(description="What was known of it.")


@strawberry.type(description="A member as it was known.")
class PastMember(PastThing):
    relation: str | None = strawberry.field(description="What it was to the head.")
    head: bool = strawberry.field(description="户主 whether it was the head.")
    since: date | None = strawberry.field(description="Member since.")
    until: date | None = strawberry.field(description="Member until, if an end was known.")


@strawberry.type(description="五大板块 One of five blocks of what was known, and how full.")
class PastBlock:
    code: str = strawberry.field(description="family, income, living, causes or asks.")
    completeness: int = strawberry.field(description="Needed fields filled, per cent.")
    missing: list[str] = strawberry.field(description="Needed fields that were not.")


@strawberry.type(description="A household on a day, as it was recorded at an instant.")
class PastHousehold:
    id: strawberry.ID = strawberry.field(description="The household.")
    as_of: date = strawberry.field(description="The day it is about.")
    recorded_at: datetime = strawberry.field(description="What was recorded by then.")
    area: str | None = strawberry.field(description="Code of the village it lived in.")
    level: str | None = strawberry.field(description="Colour in force that day.")
    size: int = strawberry.field(description="Living members that day.")
    fields: list[PastField] = strawberry.field(description="What was known of it.")
    members: list[PastMember] = strawberry.field(description="Members, the head first.")
    needs: list[PastThing] = strawberry.field(description="Needs that were known.")
    blocks: list[PastBlock] = strawberry.field(
        description="Family; property and income; living conditions; causes; asks."
    )
    facts: list[PastThing] = strawberry.field(description="Facts and awards that were known.")


@strawberry.type(description="Where a value came from; all null for what was set by hand.")
class ValueOrigin:
    file: str | None = strawberry.field(description="Name of the file.")
    line: int | None = strawberry.field(description="Line of the file.")
    column: str | None = strawberry.field(description="Header of the column, where it is one.")
    department: str | None = strawberry.field(description="Code of the department.")
    of_day: date | None = strawberry.field(description="The day the file is of.")
    batch: strawberry.ID | None = strawberry.field(description="The file that was loaded.")


@strawberry.type(description="A field that changed, or the value it has, with its origin.")
class FieldChange:
    of: strawberry.ID = strawberry.field(description="Whose field: household, person, need.")
    label: str = strawberry.field(description="What that is, e.g. Person.")
    field: str = strawberry.field(description="Field of the shape.")
    old: str | None = strawberry.field(description="What it said before, masked by role.")
    new: str | None = strawberry.field(description="What it says since, masked by role.")
    since: date | None = strawberry.field(description="From which day the new value holds.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    who: str = strawberry.field(description="Who recorded it, by id.")
    origin: ValueOrigin = strawberry.field(description="The file it came from.")


@strawberry.type
class HistoryQuery:
    @strawberry.field(description="某日的户 A household on any day, as known at any instant.")
    async def household_as_of(
        self,
        info: Info,
        id: HOUSEHOLD,
        as_of: Annotated[
            date | None, strawberry.argument(description="The day; today if not told.")
        ] = None,
        recorded_at: Annotated[
            datetime | None,
            strawberry.argument(description="What was recorded by then; now if not told."),
        ] = None,
    ) -> PastHousehold:
        if recorded_at is not None and recorded_at.tzinfo is None:
            raise Rejected(["NO_ZONE"], field="recordedAt")
        context, access = info.context, policies.reading(info.context.caller)
        found = await context.call(
            past.household, context.store, access, str(id), as_of, recorded_at
        )
        return _shown(found)

    @strawberry.field(description="变更记录 Every change of a household, the latest first.")
    async def household_history(
        self,
        info: Info,
        id: HOUSEHOLD,
        label: Annotated[
            str | None, strawberry.argument(description="Only of this kind, e.g. Need.")
        ] = None,
    ) -> list[FieldChange]:
        context, access = info.context, policies.reading(info.context.caller)
        rows = await context.call(past.changes, context.store, access, str(id))
        return [_change(one) for one in rows if label in {None, one.label}][:MOST]

    @strawberry.field(description="字段来源 File, line and day of every value of a household.")
    async def household_lineage(self, info: Info, id: HOUSEHOLD) -> list[FieldChange]:
        context, access = info.context, policies.reading(info.context.caller)
        rows = await context.call(past.lineage, context.store, access, str(id))
        return [_change(one) for one in rows][:MOST]


def _shown(found: past.Past) -> PastHousehold:
    return PastHousehold(
        id=strawberry.ID(found.household.id),
        as_of=found.on,
        recorded_at=found.recorded,
        area=next((one.fields.get("code") for one in found.areas), None),
        level=found.level,
        size=sum("deceased" not in one.fields for one in found.members),
        fields=_fields(found.household),
        members=[_member(one) for one in found.members],
        needs=[_thing(one) for one in found.records if one.label == "Need"],
        blocks=[
            PastBlock(
                code=one.code,
                completeness=one.completeness,
                missing=sorted(name for name, filled in one.needed.items() if not filled),
            )
            for one in found.blocks
        ],
        facts=[_thing(one) for one in found.records if one.label != "Need"],
    )


def _fields(one: past.Thing) -> list[PastField]:
    return [PastField(name=n, value=past.text(value)) for n, value in one.fields.items()]


def _about(one: past.Thing) -> dict[str, Any]:
    owner = strawberry.ID(one.owner) if one.owner else None
    about = {"id": strawberry.ID(one.id), "label": one.label, "owner": owner}
    return about | {"fields": _fields(one)}


def _thing(one: past.Thing) -> PastThing:
    return PastThing(**_about(one))


def _member(one: past.Thing) -> PastMember:
    return PastMember(
        **_about(one),
        relation=one.tie.get("relation"),
        head=bool(one.tie.get("head")),
        since=one.tie.get("from"),
        until=one.tie.get("to"),
    )


def _change(one: past.Change) -> FieldChange:
    origin = one.origin
    return FieldChange(
        of=strawberry.ID(one.of),
        label=one.label,
        field=one.field,
        old=past.text(one.old),
        new=past.text(one.new),
        since=one.since,
        recorded_at=one.recorded,
        who=one.who,
        origin=ValueOrigin(
            file=origin.file,
            line=origin.line,
            column=origin.column,
            department=origin.department,
            of_day=origin.of_day,
            batch=strawberry.ID(origin.batch) if origin.batch else None,
        ),
    )

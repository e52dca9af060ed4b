"""Reports: numbers of the district, for entitled roles with the list behind each."""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import COUNTED
from api.gql.coverage import InArea, OnDay
from api.gql.scalars import Cell, CellState
from graph_schema.errors import TooLarge
from graph_schema.vocabulary import GroupCode, Level, Role, Tier

if TYPE_CHECKING:
    from api.counts import Edition
    from matching.reports.catalogue import Measure
    from matching.reports.engine import Number, Told

MOST = 5_000  # numbers in one answer
BEHIND = 1_000  # ids of one number in one answer


@strawberry.enum(description="What numbers are told apart by, besides areas.")
class ReportAxis(Enum):
    GROUP = strawberry.enum_value("group", description="Group of the household, or person.")
    LEVEL = strawberry.enum_value("level", description="Colour of the household.")
    MONTH = strawberry.enum_value("month", description="Month in which it began; not for R16.")
    TIER = strawberry.enum_value(
        "tier", description="Tier that came in its time; of what waits: that acts."
    )


ReportAsked = Annotated[str, strawberry.argument(description="A report's name; see reports.")]
Axes = Annotated[
    list[ReportAxis] | None, strawberry.argument(description="Axes it is told apart by.")
]
Deep = Annotated[
    bool, strawberry.argument(description="All areas below, not only those right below.")
]
HowMany = Annotated[int, strawberry.argument(description="At most so many, up to 1000.")]


@strawberry.type(description="A report there is.")
class ReportName:
    name: str = strawberry.field(description="What to ask for.")
    zh: str = strawberry.field(description="Its name in Chinese.")
    en: str = strawberry.field(description="Its name in English.")
    source: str = strawberry.field(description="Part of the domain reference, with features.")


@strawberry.type(description="One measure in one cell: an area and, on each axis, one or all.")
class ReportNumber:
    measure: str = strawberry.field(description="Name of the measure.")
    zh: str = strawberry.field(description="The measure in Chinese.")
    en: str = strawberry.field(description="The measure in English.")
    unit: str = strawberry.field(description="share is in [0, 1]; fen is money.")
    area: str = strawberry.field(description="Area code: 6, 9 or 12 digits.")
    area_name: str = strawberry.field(description="Name as published.")
    group: GroupCode | None = strawberry.field(description="Null: all groups.")
    level: Level | None = strawberry.field(description="Null: all colours.")
    month: str | None = strawberry.field(description="YYYY-MM; null: all months.")
    part: str | None = strawberry.field(
        description="Code of a part (party, need …); null: all."
    )
    tier: Tier | None = strawberry.field(description="Null: all tiers.")
    cell: Cell = strawberry.field(description="The number.")
    numerator: int | None = strawberry.field(description="Rows of its list; null if hidden.")
    denominator: int | None = strawberry.field(
        description="Rows it is a share of, if it is one."
    )
    behind: strawberry.Private[tuple[str, ...]]

    @strawberry.field(description="Ids behind the numerator; none for roles that see counts.")
    def ids(self, first: HowMany = 100) -> list[strawberry.ID]:
        return [strawberry.ID(one) for one in self.behind[: min(max(first, 0), BEHIND)]]


@strawberry.type(description="A report on a day.")
class ReportAnswer:
    name: str = strawberry.field(description="Its name.")
    as_of: date = strawberry.field(description="The day, at its end.")
    read_at: datetime = strawberry.field(
        description="When the graph was read: in a large district a little while ago."
    )
    published: bool = strawberry.field(description="Whether small cells are hidden.")
    numbers: list[ReportNumber] = strawberry.field(
        description="In order of measures and areas."
    )


@strawberry.type
class ReportQuery:
    @strawberry.field(description="The reports there are.")
    def reports(self, info: Info) -> list[ReportName]:
        from matching.reports.catalogue import reports

        policies.summing(info.context.caller)
        return [
            ReportName(name=one.name, zh=one.zh, en=one.en, source=one.source)
            for one in reports().values()
        ]

    @strawberry.field(
        description="The numbers of one report for an area and those right below it. Managers "
        "see counts of five and more, by one axis at a time.",
        directives=[COUNTED],
    )
    async def report(
        self,
        info: Info,
        name: ReportAsked,
        area: InArea = None,
        as_of: OnDay = None,
        by: Axes = None,
        deep: Deep = False,
    ) -> ReportAnswer:
        caller = info.context.caller
        access = policies.counting(caller)
        axes = tuple(str(axis.value) for axis in by or ())
        few = caller.role is Role.MANAGER

        def work() -> "tuple[Edition, Told]":
            edition = info.context.counts.edition(access, as_of)
            return edition, edition.tell(name, area, axes, few=few, deep=deep)

        edition, told = await info.context.call(work)
        if len(told.numbers) > MOST:
            raise TooLarge(numbers=len(told.numbers), most=MOST, way_out="name an area")
        return _answer(told, edition.at)


def _answer(told: "Told", read_at: datetime) -> ReportAnswer:
    about = {measure.name: measure for measure in told.report.measures}
    return ReportAnswer(
        name=told.report.name,
        as_of=told.as_of,
        read_at=read_at,
        published=told.published,
        numbers=[_number(one, about[one.measure], told) for one in told.numbers],
    )


def _number(one: "Number", measure: "Measure", told: "Told") -> ReportNumber:
    return ReportNumber(
        measure=one.measure,
        zh=measure.zh,
        en=measure.en,
        unit=measure.unit,
        area=one.cell.area,
        area_name=told.areas[one.cell.area],
        group=GroupCode(one.cell.group) if one.cell.group else None,
        level=Level(one.cell.level) if one.cell.level else None,
        month=one.cell.month,
        part=one.cell.part,
        tier=Tier(one.cell.tier) if one.cell.tier else None,
        cell=_cell(one),
        numerator=one.numerator,
        denominator=one.denominator,
        behind=one.ids,
    )


def _cell(one: "Number") -> Cell:
    if one.hidden:
        return Cell(value=None, state=CellState.SUPPRESSED)
    if one.value is None:
        return Cell(value=None, state=CellState.EMPTY)
    return Cell(value=one.value, state=CellState.OK)

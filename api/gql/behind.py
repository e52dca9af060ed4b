"""The list behind a number of a report: every tile of the command page opens one."""

import json
from bisect import bisect_right
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import PAGED
from api.gql.households import HOUSEHOLDS, Household
from api.gql.lists import Connection, connection_of
from api.plan import read_ids, selection
from graph_schema.errors import Rejected
from graph_schema.vocabulary import GroupCode, Level, Tier

if TYPE_CHECKING:
    from matching.reports.behind import Behind, Place

LIST = "reportRows"


def _says(told: str) -> Any:
    return strawberry.argument(description=told)


@strawberry.input(description="Which number: as a report told it; what is null is all.")
class ReportCell:
    report: str = strawberry.field(description="Name of the report.")
    measure: str = strawberry.field(description="Name of the measure.")
    part: str | None = strawberry.field(default=None, description="Code of a part.")
    group: GroupCode | None = strawberry.field(default=None, description="Of this group.")
    level: Level | None = strawberry.field(default=None, description="Of this colour.")
    month: str | None = strawberry.field(default=None, description="YYYY-MM.")
    tier: Tier | None = strawberry.field(default=None, description="Of this tier.")
    area: str | None = strawberry.field(default=None, description="Area code; null: the own.")
    as_of: date | None = strawberry.field(default=None, description="Day; null: now.")
    read_at: datetime | None = strawberry.field(
        default=None, description="As the report said, for the list of that very number."
    )


@strawberry.type(description="One of what a number counts: a household, a warning, a need …")
class ReportRow:
    id: strawberry.ID = strawberry.field(description="Its id; a steward's with the tier.")
    kind: str = strawberry.field(description="What it is: alert, visit, need, steward …")
    code: str | None = strawberry.field(description="Code of the need or warning.")
    state: str | None = strawberry.field(description="State of its flow, or of a load.")
    priority: str | None = strawberry.field(description="Of a warning: P1 first.")
    severity: int | None = strawberry.field(description="Of a need: 1 mild to 4 critical.")
    gap: str | None = strawberry.field(description="Of an unmet need: first broken edge.")
    number: str | None = strawberry.field(description="Staff number of a steward.")
    load: float | None = strawberry.field(description="Load of a steward; above 1: overload.")
    tiers: list[Tier] = strawberry.field(description="Who acts, or came in time.")
    on: date | None = strawberry.field(description="Since when; when it was due.")
    village: str = strawberry.field(description="Area code of where it is.")
    village_name: str = strawberry.field(description="Name of the area as published.")
    household: Household | None = strawberry.field(description="The household, if any.")


@strawberry.type(description="The list behind a number.")
class ReportRows:
    count: int = strawberry.field(description="How many rows it has: the number itself.")
    page: Connection[ReportRow] = strawberry.field(description="A page of it.")


@strawberry.type
class BehindQuery:
    @strawberry.field(
        description="The rows behind a number of a report, orange first, then the oldest; not "
        "for managers, who see counts.",
        directives=[PAGED],
    )
    async def report_rows(
        self,
        info: Info,
        number: Annotated[ReportCell, _says("The number.")],
        first: Annotated[int, _says("How many rows, at most 100.")] = 50,
        after: Annotated[str | None, _says("The cursor to go on after.")] = None,
    ) -> ReportRows:
        context = info.context
        reader = policies.reading(context.caller)
        access = policies.counting(context.caller)
        size, above = context.page(first), _place(context.cursors.open(LIST, after))
        top = number.area or min(access.areas, key=len)

        def work() -> "tuple[list[Behind], dict[str, str]]":
            from matching.reports.behind import rows_behind
            from matching.reports.engine import AXES, Cell

            cell = Cell(top, *(_told(getattr(number, name)) for name in Cell._fields[1:]))
            axes = tuple(axis for axis in AXES if getattr(cell, axis) is not None)
            edition = context.counts.edition(access, number.as_of, number.read_at)
            told = edition.tell(number.report, top, axes, few=False)
            areas = edition.snapshot.areas
            names = dict(zip(areas["code"], areas["name"], strict=True))
            return rows_behind(edition.book, told, number.measure, cell), names

        rows, names = await context.call(work)
        begin = 0 if above is None else bisect_right(rows, above, key=lambda one: one.place)
        shown = rows[begin : begin + size]
        wanted = _below(selection(info.selected_fields), LIST, "page", "edges", "node")
        homes = list({one.household: None for one in shown if one.household is not None})
        found = {}
        if homes:  # the caller's own look at them, on record
            read = await context.reading(
                reader, read_ids, HOUSEHOLDS, homes, wanted.get("household", {})
            )
            found = {home.id: home for home in read}
        cursors = [context.cursors.seal(LIST, json.dumps(one.place)) for one in shown]
        more = begin + size < len(rows)
        nodes = [_row(one, names, found.get(one.household)) for one in shown]
        page = connection_of(nodes, cursors, more=more, begun=after is not None)
        return ReportRows(count=len(rows), page=page)


def _below(selected: Any, *path: str) -> Any:
    for one in path:
        selected = selected.get(one, {})
    return selected


def _told(value: Any) -> str | None:
    return None if value is None else str(getattr(value, "value", value))


def _place(opened: str) -> "Place | None":
    if not opened:
        return None
    try:
        rank, on, id = json.loads(opened)
        return int(rank), str(on), str(id)
    except ValueError as exc:
        raise Rejected(["BAD_CURSOR"]) from exc


def _row(one: "Behind", names: dict[str, str], household: Any) -> ReportRow:
    about = one.about
    return ReportRow(
        id=strawberry.ID(one.id),
        kind=one.kind,
        code=about.get("code"),
        state=about.get("state"),
        priority=about.get("priority"),
        severity=about.get("severity"),
        gap=about.get("gap"),
        number=about.get("number"),
        load=about.get("load"),
        tiers=[Tier(tier) for tier in one.tiers],
        on=one.on,
        village=one.village,
        village_name=names.get(one.village, one.village),
        household=household,
    )

"""社工站工作台 A station's workbench: its leads, cases, tasks and visits, by due day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import strawberry

from api.auth import policies
from api.auth.sessions import Caller
from api.context import Info
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.errors import NotFound
from graph_schema.vocabulary import GroupCode, Role

PROCESSES = ("lead", "case", "task", "visit")
ZONE = ZoneInfo("Asia/Shanghai")
STATION = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="The station; by default the one the caller works for."),
]


@strawberry.type(description="社工站 A body whose workers stand by households.")
class Station:
    id: strawberry.ID = strawberry.field(description="Its id, an organisation's.")
    name: str | None = strawberry.field(description="Its name.")
    kind: str | None = strawberry.field(description="What kind of body it is.")


@strawberry.type(description="事项 Something a station has in hand.")
class StationItem:
    process: str = strawberry.field(description=f"One of {', '.join(PROCESSES)}.")
    id: strawberry.ID = strawberry.field(description="Its id.")
    state: str | None = strawberry.field(description="Its state.")
    household: strawberry.ID | None = strawberry.field(description="Whom it is about.")
    area: str | None = strawberry.field(description="Area code.")
    worker: strawberry.ID | None = strawberry.field(description="Whose it is.")
    due: datetime | None = strawberry.field(description="When it is due; null without a clock.")
    late: bool = strawberry.field(description="Whether that is over.")


@strawberry.type(description="复核 A household whose yearly review is due.")
class DueReview:
    household: strawberry.ID = strawberry.field(description="The household.")
    area: str | None = strawberry.field(description="Area code.")
    on: date | None = strawberry.field(description="The day; null where none was ever set.")


@strawberry.type(description="工作台 What a station has in hand.")
class Workbench:
    station: Station = strawberry.field(description="Whose it is.")
    items: list[StationItem] = strawberry.field(description="The earliest due first.")
    late: int = strawberry.field(description="How many are late.")


@strawberry.type
class StationQuery:
    @strawberry.field(description="社工站: bodies with workers in the caller's areas.")
    async def stations(self, info: Info) -> list[Station]:
        access = policies.counting(info.context.caller)
        rows = await info.context.rows(access, "stations_near")
        return [Station(id=row["id"], name=row["name"], kind=row["kind"]) for row in rows]

    @strawberry.field(description="社工站工作台: what its workers have in hand.")
    async def workbench(self, info: Info, station: STATION = None) -> Workbench:
        access = policies.stationing(info.context.caller)
        mine = await _station(info, access, station)
        now, found = info.context.store.clock(), []
        for process in PROCESSES:
            ends = sorted(flows.load(process).ends)
            rows = await info.context.rows(
                access, f"station_{process}s", station=mine.id, ends=ends
            )
            found += list(_items(process, rows, now))
        found.sort(key=lambda one: (one.due is None, one.due or now, one.id))
        return Workbench(station=mine, items=found, late=sum(one.late for one in found))

    @strawberry.field(
        description="到期复核: households to be reviewed by a day, also those of "
        "group G10 that were not for a year."
    )
    async def due_reviews(
        self,
        info: Info,
        until: Annotated[date, strawberry.argument(description="The last day.")],
    ) -> list[DueReview]:
        access = policies.reading(info.context.caller)
        year = until.replace(year=until.year - 1, day=min(until.day, 28))
        rows = await info.context.rows(
            access, "station_reviews", until=until, year=year, group=str(GroupCode.OTHER)
        )
        return [DueReview(household=row["id"], area=row["area"], on=row["on"]) for row in rows]


async def _station(info: Info, access: Access, asked: strawberry.ID | None) -> Station:
    """Find the station: one the caller works for, else one with workers in the areas."""
    caller: Caller = info.context.caller
    own = await info.context.rows(policies.plain(caller), "stations_of")
    others = asked is not None and caller.role is not Role.ORGANISATION
    near = await info.context.rows(access, "stations_near") if others else []
    for row in (*own, *near):
        if asked is None or row["id"] == asked:
            return Station(id=row["id"], name=row["name"], kind=row["kind"])
    raise NotFound(station=asked)


def _items(
    process: str, rows: Iterable[dict[str, Any]], now: datetime
) -> Iterable[StationItem]:
    for row in rows:
        day = row.pop("on", None)
        due = row.pop("due", None)
        if day is not None:
            due = datetime.combine(day, time(23, 59, 59), ZONE).astimezone(UTC)
        late = due is not None and due < now
        yield StationItem(process=process, due=due, late=late, **row)

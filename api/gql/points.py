"""地图点 Households as points of the map, for staff in scope; each look is on record."""

import math
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.points import moved
from graph_schema.errors import TooLarge
from graph_schema.vocabulary import Level, NeedCode

if TYPE_CHECKING:
    from matching.reports.rows import Book

MOST = 2_000  # points in one answer


@strawberry.type(description="A household on the map; restricted ones have no point.")
class MapPoint:
    id: strawberry.ID = strawberry.field(description="The household.")
    lon: float = strawberry.field(description="Degrees east, WGS-84.")
    lat: float = strawberry.field(description="Degrees north, WGS-84.")
    exact: bool = strawberry.field(
        description="Where it is, for its case team; else 300 to 600 m off, always alike."
    )
    level: Level | None = strawberry.field(description="Its colour.")
    urgent: bool = strawberry.field(description="Crisis clock runs.")
    needs: list[NeedCode] = strawberry.field(description="Open needs.")
    gap: float | None = strawberry.field(description="Its gap points.")
    load: float | None = strawberry.field(
        description="Load of its village steward; above 1: overload. Null: it has none."
    )


@strawberry.type
class PointQuery:
    @strawberry.field(description="地图点: monitored households of an area, at most 2000.")
    async def map_points(
        self,
        info: Info,
        area: Annotated[str, strawberry.argument(description="Area code: a town, a village.")],
    ) -> list[MapPoint]:
        context = info.context
        access = policies.reading(context.caller)
        counting = policies.counting(context.caller)
        rows = await context.rows(access, "map_points", area=area, most=MOST + 1)
        if len(rows) > MOST:
            raise TooLarge(points=len(rows), most=MOST, way_out="name a town or a village")

        def work() -> list[tuple[float | None, float | None]]:
            edition = context.counts.edition(counting, None)
            return _weights(edition.book, [row["id"] for row in rows])

        weights = await context.call(work)
        key = context.settings.cursor_key()
        return [_point(row, *told, key) for row, told in zip(rows, weights, strict=True)]


def _weights(book: "Book", ids: list[str]) -> list[tuple[float | None, float | None]]:
    """Give gap points and the steward's load of each household; None where there is none."""
    from matching.coverage.measures import household_gaps

    homes = book.snapshot.households["id"]
    gaps = dict(zip(homes, household_gaps(book.snapshot, book.reach), strict=True))
    loads = dict(zip(book.households["id"], book.households["load"], strict=True))
    told = [(gaps.get(one), loads.get(one)) for one in ids]
    return [(_number(gap), _number(load)) for gap, load in told]


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _point(row: dict[str, Any], gap: float | None, load: float | None, key: bytes) -> MapPoint:
    lon, lat = row["lon"], row["lat"]
    if not row["mine"]:
        lon, lat = moved(lon, lat, row["id"], key)
    return MapPoint(
        id=strawberry.ID(row["id"]),
        lon=lon,
        lat=lat,
        exact=bool(row["mine"]),
        level=Level(row["level"]) if row["level"] else None,
        urgent=bool(row["urgent"]),
        needs=[NeedCode(code) for code in row["needs"]],
        gap=gap,
        load=load,
    )

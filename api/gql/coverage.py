"""Coverage: measures by area, gaps by class, what happens if somebody leaves."""

import json
from datetime import date
from typing import Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import COUNTED
from api.gql.scalars import Cell, CellState
from graph_schema.errors import NotFound
from graph_schema.vocabulary import GapClass, Party, Role, Tier

InArea = Annotated[
    str | None, strawberry.argument(description="Only this area and below: its code.")
]
OnDay = Annotated[
    date | None, strawberry.argument(description="At the end of this day; none is now.")
]
WhoLeaves = Annotated[
    strawberry.ID, strawberry.argument(description="The person's or body's id.")
]
FEW = 5  # fewer households than this are not shown to roles that see counts only


@strawberry.type(description="One party's share of an area's households.")
class PartyCell:
    party: Party = strawberry.field(description="The party.")
    cell: Cell = strawberry.field(description="Share in [0, 1] with a live link of that party.")


@strawberry.type(description="One tier's share of an area's households.")
class TierCell:
    tier: Tier = strawberry.field(description="The tier.")
    cell: Cell = strawberry.field(description="Share in [0, 1] whose steward came in time.")


@strawberry.type(description="Unmet needs of one class: the first broken edge.")
class GapCount:
    gap: GapClass = strawberry.field(description="The class.")
    count: int = strawberry.field(description="Unmet needs.")


@strawberry.type(description="Coverage of one area at the end of a day (domain reference 6.2).")
class AreaCoverage:
    code: str = strawberry.field(description="Area code: 6, 9 or 12 digits.")
    name: str = strawberry.field(description="Name as published.")
    level: str = strawberry.field(description="DISTRICT, TOWN or VILLAGE.")
    households: Cell = strawberry.field(description="Monitored households, somebody alive.")
    parties: list[PartyCell] = strawberry.field(description="Party coverage, five parties.")
    tiers: list[TierCell] = strawberry.field(description="Tier coverage, T1 to T3.")
    reached: Cell = strawberry.field(description="Share with at least one party (Cov_1).")
    solid: Cell = strawberry.field(description="Share with at least three parties (Cov_3).")
    full: Cell = strawberry.field(description="Share with all five parties (Cov_5).")
    needs: Cell = strawberry.field(description="Needs-based coverage, weighted by severity.")
    gap: Cell = strawberry.field(description="Gap points a household.")
    unmet: Cell = strawberry.field(description="Unmet needs.")
    gaps: list[GapCount] = strawberry.field(description="Unmet needs by first broken edge.")


@strawberry.type(description="What changes when one person or body is gone.")
class Leaving:
    uncovered_needs: int = strawberry.field(description="Needs newly without a live link.")
    isolated_households: int = strawberry.field(description="Households newly without any.")
    gap_before: float = strawberry.field(description="Sum of gap points before.")
    gap_after: float = strawberry.field(description="Sum of gap points after.")


@strawberry.type(description="The coverage network of an area, in columns.")
class CoverageNetwork:
    area: str = strawberry.field(description="The area's code.")
    document: str = strawberry.field(
        description="JSON: areas, helpers, edges, gaps, missing; in a village, households."
    )


@strawberry.type
class CoverageQuery:
    @strawberry.field(
        description="Coverage of an area and the areas right below it.", directives=[COUNTED]
    )
    async def coverage(
        self, info: Info, area: InArea = None, as_of: OnDay = None
    ) -> list[AreaCoverage]:
        access = policies.counting(info.context.caller)
        _, report = await info.context.call(info.context.counts.of, access, as_of)
        rows = report.to_json(people=False)["areas"]
        top = area or min((a for a in access.areas), key=len)
        few = info.context.caller.role is Role.MANAGER
        return [_area(row, few=few) for row in rows if row["code"].startswith(top)]

    @strawberry.field(description="Who loses what if a person or body leaves.")
    async def if_leaves(self, info: Info, id: WhoLeaves) -> Leaving:
        from matching.coverage.network import if_leaves

        access = policies.counting(info.context.caller)
        snapshot, _ = await info.context.call(info.context.counts.of, access, None)
        known = set(snapshot.organisations["id"]) | set(snapshot.actors["id"])
        if str(id) not in known:
            raise NotFound(id=str(id))
        told = await info.context.call(if_leaves, snapshot, str(id))
        return Leaving(
            uncovered_needs=len(told.uncovered_needs),
            isolated_households=len(told.isolated_households),
            gap_before=told.gap_before,
            gap_after=told.gap_after,
        )

    @strawberry.field(
        description="The coverage network of an area; at a village, households.",
        directives=[COUNTED],
    )
    async def coverage_network(
        self, info: Info, area: InArea = None, as_of: OnDay = None
    ) -> CoverageNetwork:
        from api.network import document

        access = policies.counting(info.context.caller)
        snapshot, report = await info.context.call(info.context.counts.of, access, as_of)
        top = area or min(access.areas, key=len)
        people = info.context.caller.role is not Role.MANAGER
        told = await info.context.call(document, snapshot, report, top, people)
        return CoverageNetwork(area=top, document=json.dumps(told, ensure_ascii=False))


def _cell(value: Any, *, hidden: bool) -> Cell:
    if hidden:
        return Cell(value=None, state=CellState.SUPPRESSED)
    if value is None:
        return Cell(value=None, state=CellState.EMPTY)
    return Cell(value=float(value), state=CellState.OK)


def _area(row: dict[str, Any], *, few: bool) -> AreaCoverage:
    hidden = few and 0 < row["households"] < FEW
    counts = row["gaps"]["by_class"]
    return AreaCoverage(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        households=_cell(row["households"], hidden=hidden),
        parties=[
            PartyCell(party=Party(p), cell=_cell(v, hidden=hidden))
            for p, v in row["party"].items()
        ],
        tiers=[
            TierCell(tier=Tier(t), cell=_cell(v, hidden=hidden)) for t, v in row["tier"].items()
        ],
        reached=_cell(row["cov_1"], hidden=hidden),
        solid=_cell(row["cov_3"], hidden=hidden),
        full=_cell(row["cov_5"], hidden=hidden),
        needs=_cell(row["nbc"], hidden=hidden),
        gap=_cell(row["gap"], hidden=hidden),
        unmet=_cell(row["gaps"]["unmet"], hidden=hidden),
        gaps=[]
        if hidden
        else [GapCount(gap=GapClass(g), count=n) for g, n in counts.items() if n],
    )

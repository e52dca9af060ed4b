"""Stewards: load, who loses what if somebody leaves, routes; the undiscovered by village."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.gql.coverage import InArea, OnDay, WhoLeaves
from graph_schema.access import Access
from graph_schema.vocabulary import Level, Purpose, Tier

if TYPE_CHECKING:
    from matching.snapshot import Snapshot


Stops = Annotated[int, strawberry.argument(description="Households on the way, 1 to 60.")]
WhoseWay = Annotated[strawberry.ID, strawberry.argument(description="The steward's id.")]


@strawberry.type(description="How much one steward carries in one tier.")
class StewardLoad:
    id: strawberry.ID = strawberry.field(description="The steward.")
    number: str = strawberry.field(description="Staff number.")
    tier: Tier = strawberry.field(description="The tier.")
    town: str = strawberry.field(description="Town most of the households are in.")
    households: int = strawberry.field(description="Households in charge.")
    load: float = strawberry.field(
        description="Weights by colour ÷ capacity; above 1: overload."
    )
    state: str = strawberry.field(description="SEVERE, OVERLOAD, OK or SPARE.")
    available: bool = strawberry.field(description="May be given more: active, not on leave.")


@strawberry.type(description="How evenly the stewards of a town and tier share the load.")
class LoadEvenness:
    town: str = strawberry.field(description="Area code.")
    tier: Tier = strawberry.field(description="The tier.")
    gini: float | None = strawberry.field(description="0 even, towards 1 uneven.")


@strawberry.type(description="Load of all stewards in the caller's areas.")
class StewardLoads:
    stewards: list[StewardLoad] = strawberry.field(description="Heaviest first.")
    evenness: list[LoadEvenness] = strawberry.field(description="By town and tier.")


@strawberry.type(description="What one household loses.")
class Loss:
    household: strawberry.ID = strawberry.field(description="The household.")
    level: Level = strawberry.field(description="Its colour.")
    lost: str = strawberry.field(description="LAST_LINK, LAST_NAMED, T1, T2 or T3.")


@strawberry.type(description="A household and the steward proposed for it.")
class ProposedMove:
    household: strawberry.ID = strawberry.field(description="The household.")
    level: Level = strawberry.field(description="Its colour.")
    tier: Tier = strawberry.field(description="The tier.")
    steward_from: strawberry.ID | None = strawberry.field(description="In charge today.")
    steward_to: strawberry.ID | None = strawberry.field(description="Null: nobody has room.")
    load_after: float | None = strawberry.field(description="Load of the new one in the end.")


@strawberry.type(description="How far one goal of a plan was reached, and the proof.")
class PlanGoal:
    town: str = strawberry.field(description="Town; for T1 the district.")
    tier: Tier = strawberry.field(description="The tier.")
    name: str = strawberry.field(description="The goal; goals are kept in their order.")
    value: int = strawberry.field(description="What was reached; the smaller the better.")
    bound: int = strawberry.field(description="What no plan can beat; equal: proven best.")


@strawberry.type(description="If this person or body leaves: what is lost, and who takes over.")
class StewardLeaving:
    losses: list[Loss] = strawberry.field(description="Orange first.")
    needs: list[strawberry.ID] = strawberry.field(description="Needs without a live link then.")
    hand_over: list[ProposedMove] = strawberry.field(
        description="A proposal; nothing is written."
    )
    goals: list[PlanGoal] = strawberry.field(description="The proof of the proposal.")


@strawberry.type(description="One stop of a patrol.")
class PatrolStop:
    household: strawberry.ID = strawberry.field(description="The household.")
    level: Level = strawberry.field(description="Its colour.")
    due: date = strawberry.field(description="The day by which it is to be visited.")
    visit: strawberry.ID | None = strawberry.field(description="The planned visit, if any.")
    km: float = strawberry.field(description="From the stop before, as the crow flies.")


@strawberry.type(description="A steward's way of one day.")
class PatrolRoute:
    stops: list[PatrolStop] = strawberry.field(description="By due day, colour, shortest way.")
    km: float = strawberry.field(description="Length of the way.")
    bound_km: float = strawberry.field(description="No way of this order is shorter.")
    left: int = strawberry.field(description="Due households that found no room.")


@strawberry.type(
    description="Households in need in a village, found or not (capture-recapture)."
)
class Undiscovered:
    village: str = strawberry.field(description="Area code.")
    by_people: int = strawberry.field(description="Found by people who went and looked.")
    by_data: int = strawberry.field(description="Found by data.")
    both: int = strawberry.field(description="Found by both.")
    total: float = strawberry.field(description="Estimate of all (Chapman).")
    unseen: float = strawberry.field(description="Estimate of those not found.")
    low: float = strawberry.field(description="Lower end that holds at 95 % (logit).")
    high: float = strawberry.field(description="Upper end that holds at 95 % (logit).")
    cautions: list[str] = strawberry.field(description="FEW_ON_BOTH, SOURCES_DEPEND.")


@strawberry.type
class StewardQuery:
    @strawberry.field(description="How much each steward carries, and how evenly.")
    async def steward_loads(self, info: Info, as_of: OnDay = None) -> StewardLoads:
        from matching.coverage.live import reach
        from matching.stewards.loads import loads

        snapshot = await _counted(info, as_of)
        told = await info.context.call(lambda: loads(snapshot, reach(snapshot)))
        return StewardLoads(
            stewards=[
                StewardLoad(
                    id=row["actor_id"],
                    number=row["staff_no"],
                    tier=Tier(row["tier"]),
                    available=bool(row["available"]),
                    **{name: row[name] for name in ("town", "households", "load", "state")},
                )
                for row in told.stewards.to_dict("records")
            ],
            evenness=[
                LoadEvenness(town=row["town"], tier=Tier(row["tier"]), gini=row["gini"])
                for row in told.to_json()["gini"]
            ],
        )

    @strawberry.field(description="Who loses what if somebody leaves, and who could take over.")
    async def steward_leaving(
        self, info: Info, id: WhoLeaves, as_of: OnDay = None
    ) -> StewardLeaving:
        snapshot = await _people(info, as_of)
        told = await info.context.call(_leaving, snapshot, str(id))
        return StewardLeaving(
            losses=[
                Loss(household=r["household"], level=Level(r["level"]), lost=r["lost"])
                for r in told["households"]
            ],
            needs=[strawberry.ID(one) for one in told["needs"]],
            hand_over=[_move(row) for row in told["hand_over"]["moves"]],
            goals=[
                PlanGoal(
                    town=town["town"],
                    tier=Tier(town["tier"]),
                    **{name: goal[name] for name in ("name", "value", "bound")},
                )
                for town in told["hand_over"]["towns"]
                for goal in town["goals"]
            ],
        )

    @strawberry.field(description="A steward's visits of a day in order, with the way.")
    async def patrol_route(
        self, info: Info, id: WhoseWay, as_of: OnDay = None, stops: Stops = 12
    ) -> PatrolRoute:
        from matching.coverage.live import reach
        from matching.stewards.route import route

        snapshot = await _people(info, as_of)
        told = await info.context.call(lambda: route(snapshot, reach(snapshot), str(id), stops))
        return PatrolRoute(
            stops=[
                PatrolStop(
                    household=strawberry.ID(one.household),
                    level=Level(one.level),
                    due=one.due,
                    visit=None if one.visit is None else strawberry.ID(one.visit),
                    km=one.km,
                )
                for one in told.stops
            ],
            km=told.km,
            bound_km=told.bound_km,
            left=told.left,
        )

    @strawberry.field(description="How many households in need nobody has found, by village.")
    async def undiscovered(
        self, info: Info, area: InArea = None, as_of: OnDay = None
    ) -> list[Undiscovered]:
        from matching.discovery.estimate import most_unseen
        from matching.reports.facts import read_facts

        access = policies.counting(info.context.caller)
        policies.reading(info.context.caller)  # a village's few are not for who sees counts
        snapshot = await _counted(info, as_of)
        facts = await info.context.call(read_facts, info.context.store, access)
        found = await info.context.call(most_unseen, snapshot, facts, area)
        return [
            Undiscovered(
                village=village,
                by_people=one.n1,
                by_data=one.n2,
                both=one.both,
                total=one.total,
                unseen=one.unseen,
                low=one.logit_low,
                high=one.logit_high,
                cautions=[str(caution) for caution in one.cautions],
            )
            for village, one in found
        ]


async def _counted(info: Info, as_of: date | None) -> "Snapshot":
    access = policies.counting(info.context.caller)
    snapshot, _ = await info.context.call(info.context.counts.of, access, as_of)
    return snapshot


async def _people(info: Info, as_of: date | None) -> "Snapshot":
    """Give the snapshot of the caller's areas, for roles that may see households."""
    access = policies.reading(info.context.caller)
    own = Access.system(Purpose.STATISTICS, access.areas)
    snapshot, _ = await info.context.call(info.context.counts.of, own, as_of)
    return snapshot


def _leaving(snapshot: "Snapshot", person: str) -> dict[str, Any]:
    from matching.coverage.live import reach
    from matching.stewards.commands import find
    from matching.stewards.handover import leaving

    return leaving(snapshot, reach(snapshot), find(snapshot, person))


def _move(row: dict[str, Any]) -> ProposedMove:
    return ProposedMove(
        household=row["household"],
        level=Level(row["level"]),
        tier=Tier(row["tier"]),
        steward_from=row["steward_from"],
        steward_to=row["steward_to"],
        load_after=row["load_after"],
    )

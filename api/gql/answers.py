"""Questions to a plan: what one place more would serve, why not, what if; writes nothing."""

import json
from typing import Annotated, Any

import strawberry

from api.auth import policies
from api.context import Info
from api.cost import SLICED
from api.errors import failure
from api.gql.jobs import Job, RunPlanResult
from api.jobs import ask
from graph_schema.errors import WulianError
from graph_schema.store.repo import plans as repo
from graph_schema.vocabulary import Level, NeedCode

COLOURS = (None, Level.GREEN, Level.BLUE, Level.YELLOW, Level.ORANGE)
FIELDS = frozenset({"id", "code", "title"})


@strawberry.type(
    description="影子价格 What a resource's places are worth to the plan in force."
)
class PlacePrice:
    resource: strawberry.ID = strawberry.field(description="The catalogue item.")
    code: str | None = strawberry.field(description="Its code.")
    title: str | None = strawberry.field(description="Its title.")
    gain: float = strawberry.field(description="Worth gained by one place more, in plan units.")
    gain_serves: Level | None = strawberry.field(
        description="Colour of the household that one place more would serve; null: nobody."
    )
    gain_points: int = strawberry.field(
        description="Points of fit that go with it; below 0 where others have to move."
    )
    loss: float | None = strawberry.field(
        description="Worth lost by one place less, the other end of the price; null: no places."
    )
    loss_drops: Level | None = strawberry.field(
        description="Colour of the household that one place less would leave out."
    )


@strawberry.input(description="What to ask about a link or a need of the plan in force.")
class ExplainInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    id: strawberry.ID = strawberry.field(description="Of a link or of a need.")


@strawberry.input(description="A need and a resource.")
class PairInput:
    need: strawberry.ID = strawberry.field(description="The need.")
    resource: strawberry.ID = strawberry.field(description="The catalogue item.")


@strawberry.input(description="Places more of a resource, or fewer.")
class PlacesInput:
    resource: strawberry.ID = strawberry.field(description="The catalogue item.")
    more: int = strawberry.field(description="Places more; below 0: fewer.")


@strawberry.input(description="A resource to come, in the middle of an area's households.")
class NewResourceInput:
    need: NeedCode = strawberry.field(description="The need it answers.")
    area: str = strawberry.field(description="Code of the area it serves.")
    places: int = strawberry.field(description="Places it has.")


@strawberry.input(description="What to suppose; all of it together.")
class WhatIfInput:
    operation_id: str = strawberry.field(description="Made by the client; safe to send twice.")
    seed: int = strawberry.field(default=0, description="Seed of the lottery among equals.")
    leaves: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="People or bodies that go."
    )
    places: list[PlacesInput] = strawberry.field(
        default_factory=list, description="Places more or fewer."
    )
    forbid: list[PairInput] = strawberry.field(
        default_factory=list, description="Pairs not to be linked."
    )
    force: list[PairInput] = strawberry.field(
        default_factory=list, description="Pairs the plan must take, whatever it costs."
    )
    new: list[NewResourceInput] = strawberry.field(
        default_factory=list, description="Resources to come."
    )


@strawberry.type
class AnswerQuery:
    @strawberry.field(
        description="影子价格: both ends of the price of a place, the most wanted first.",
        directives=[SLICED],
    )
    async def place_prices(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="At most 100.")] = 20,
    ) -> list[PlacePrice]:
        context = info.context
        access, page = policies.planning(context.caller), context.page(first)

        def work() -> list[PlacePrice]:
            with context.store.read(access) as session:
                plan = repo.in_force(session)
                if plan is None:
                    return []
                goals = json.loads(plan.objective)
                told = json.loads(plan.prices)
                wanted = sorted(told, key=lambda one: (-told[one][0], -told[one][1], one))[
                    :page
                ]
                named = {
                    row["id"]: row
                    for row in session.pick("resources_by_ids", FIELDS, ids=wanted)
                }
            units = (int(goals["unit"]), int(goals["step"]))
            return [_price(one, told[one], units, named.get(one, {})) for one in wanted]

        return await context.call(work)


def _price(
    resource: str, ends: list[int], units: tuple[int, int], named: dict[str, Any]
) -> PlacePrice:
    """Read both ends: the colour step is rounded, not floored; what is left are points."""
    from matching.linking.prices import gain

    up, down = ends
    more = gain(up, *units)
    return PlacePrice(
        resource=strawberry.ID(resource),
        code=named.get("code"),
        title=named.get("title"),
        gain=float(up),
        gain_serves=_colour(more.colour),
        gain_points=more.points,
        loss=None if down < 0 else float(down),
        loss_drops=None if down < 0 else _colour(gain(down, *units).colour),
    )


def _colour(step: int) -> Level | None:
    return COLOURS[min(step, len(COLOURS) - 1)]


@strawberry.type
class AnswerMutation:
    @strawberry.mutation(
        description="为何如此: as a job whose result is JSON. Of a link: reasons, what is lost "
        "without it, the score at which it flips. Of a need: its link, or the one reason it "
        "has none; of every resource of its code the rules it breaks (`minimal`: a smallest "
        "set that blocks), or the least that forcing it would lose."
    )
    async def explain_match(self, info: Info, input: ExplainInput) -> RunPlanResult:
        return await _asked(info, input.operation_id, "explain", {"ident": str(input.id)})

    @strawberry.mutation(
        description="假如: as a job whose result is JSON: links added, dropped, moved; served "
        "by colour, coverage and worth before and after. Nothing is written."
    )
    async def what_if(self, info: Info, input: WhatIfInput) -> RunPlanResult:
        told = {
            "seed": input.seed,
            "leaves": [str(one) for one in input.leaves],
            "places": {str(one.resource): one.more for one in input.places},
            "forbid": [[str(one.need), str(one.resource)] for one in input.forbid],
            "force": [[str(one.need), str(one.resource)] for one in input.force],
            "new": [[str(one.need.value), one.area, one.places] for one in input.new],
        }
        return await _asked(info, input.operation_id, "what_if", told)


async def _asked(
    info: Info, operation: str, kind: str, params: dict[str, Any]
) -> RunPlanResult:
    context = info.context

    def do() -> str:
        access = policies.planning(context.caller)
        return ask(context.store, access, operation, kind, params)

    try:
        return Job.queued(await context.call(do), kind)
    except WulianError as error:
        return failure(error)

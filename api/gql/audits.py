"""What a plan did for whom, and why it left needs out: its stored audit as types."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import strawberry

from api.gql.codes import enum_of
from graph_schema.vocabulary import Level

COLOURS = (None, Level.GREEN, Level.BLUE, Level.YELLOW, Level.ORANGE)
WHY = {
    "NO_SERVICE": "No resource answers a need of its code.",
    "OUT_OF_AREA": "None that does serves its area.",
    "TOO_FAR": "None of those is within reach.",
    "NOT_ELIGIBLE": "None of those is for its target group, age or conditions.",
    "FACT_MISSING": "Whether one is cannot be told: facts are missing.",
    "NO_CONSENT": "The household has not consented to being recommended.",
    "NO_SKILL_TIME": "No volunteer has the skill and the time.",
    "NO_CLEARANCE": "None that has may be with minors.",
    "CONFLICT": "It has a link with each of those already.",
    "DECLINED": "Each of those, or the household, declined for a reason that still stands.",
    "STALE": "None of those has confirmed its places lately.",
    "EMPTY": "None of those has a place left.",
    "HELD_BACK": "Free places are held back for urgent needs that are expected.",
    "FULL": "All places it could have are held by needs as urgent or more.",
}

UnmetReason: Any = enum_of(
    "UnmetReason",
    "Why a plan serves a need not: the first rule after which no resource was left.",
    {code: (code, says) for code, says in WHY.items()},
)


@strawberry.type(description="How many needs of a part were served.")
class ServedShare:
    part: str = strawberry.field(description="The part: an area, group, colour or answer.")
    served: int = strawberry.field(description="Needs served; of areas, units.")
    asked: int = strawberry.field(description="Needs, or units, there are.")


@strawberry.type(description="An area and the share of its needs that is served.")
class AreaShare:
    area: str = strawberry.field(description="Code of the area.")
    share: float = strawberry.field(description="Served of asked, 0 to 1.")


@strawberry.type(
    description="公平性 Whom a plan served, what fairness cost, who may envy whom."
)
class FairnessAudit:
    areas: list[ServedShare] = strawberry.field(description="By area.")
    levels: list[ServedShare] = strawberry.field(description="By colour of the household.")
    groups: list[ServedShare] = strawberry.field(description="By target group; they overlap.")
    sexes: list[ServedShare] = strawberry.field(description="By sex of the household's head.")
    disability: list[ServedShare] = strawberry.field(
        description="By whether somebody in the household is disabled."
    )
    lowest: float | None = strawberry.field(description="Share of the worst served area.")
    median: float | None = strawberry.field(description="Share of the area in the middle.")
    below_floor: list[AreaShare] = strawberry.field(
        description="Areas under the floor of the policy, with the best they can reach."
    )
    score: int = strawberry.field(description="Points of all links.")
    score_without: int | None = strawberry.field(
        description="Points with areas not compared: the difference is what fairness cost."
    )
    cross_colour_envy: int = strawberry.field(
        description="Unserved needs beside a free place or a less urgent need: always 0."
    )
    envy: int = strawberry.field(
        description="Served needs that would score higher at another's place: what serving "
        "more needs costs."
    )


@strawberry.type(description="A smallest set of rules in the way; without it, a link.")
class BlockingSet:
    rules: list[str] = strawberry.field(description="Hard rules that fail together.")
    offers: int = strawberry.field(description="Offers that fail by just these.")
    nearest_m: int | None = strawberry.field(description="Metres to the nearest of them.")


@strawberry.type(description="A resource a need could have, were a place left.")
class FullResource:
    code: str = strawberry.field(description="Its catalogue code.")
    places: int = strawberry.field(description="Places it has in the plan.")
    gain_serves: Level | None = strawberry.field(
        description="The colour one place more would serve; null: none."
    )


@strawberry.type(description="A need the plan does not serve, and what would change that.")
class UnmetNeed:
    need: strawberry.ID = strawberry.field(description="Its id.")
    reason: UnmetReason = strawberry.field(description="The one reason.")
    offers: int | None = strawberry.field(description="Offers looked at: those for its code.")
    blocking: list[BlockingSet] = strawberry.field(
        description="Smallest sets of rules in the way, at most three; empty where it is full."
    )
    missing: list[str] = strawberry.field(description="Facts whose answer is not known.")
    full: list[FullResource] = strawberry.field(
        description="Its permitted resources that hold others, the cheapest three."
    )
    held: int | None = strawberry.field(description="Places held back from it.")
    held_until: date | None = strawberry.field(description="The day they are set free.")


@strawberry.type(description="How many needs a plan leaves out for a reason.")
class UnmetCount:
    reason: UnmetReason = strawberry.field(description="The reason.")
    needs: int = strawberry.field(description="Needs it holds for.")


def fairness_of(told: str | None) -> FairnessAudit | None:
    if not told:
        return None
    found = json.loads(told)
    return FairnessAudit(
        areas=_shares(found["area"]),
        levels=_shares(found["level"]),
        groups=_shares(found["group"]),
        sexes=_shares(found["sex_of_head"]),
        disability=_shares(found["disability"]),
        lowest=_share(found["lowest"]),
        median=_share(found["median"]),
        below_floor=[
            AreaShare(area=area, share=float(Fraction(share)))
            for area, share in found["below_floor"].items()
        ],
        score=found["score"],
        score_without=found["score_without"],
        cross_colour_envy=found["cross_colour_envy"],
        envy=found["envy"],
    )


def _shares(told: Mapping[str, list[int]]) -> list[ServedShare]:
    return [ServedShare(part=p, served=got, asked=n) for p, (got, n) in told.items()]


def _share(told: str | None) -> float | None:
    return None if told is None else float(Fraction(told))


def unmet_of(told: str | None) -> list[UnmetNeed]:
    return [_unmet(*one) for one in json.loads(told)] if told else []


def _unmet(need: str, code: str, facts: Mapping[str, Any]) -> UnmetNeed:
    until = facts.get("until")
    return UnmetNeed(
        need=strawberry.ID(need),
        reason=UnmetReason[code],
        offers=facts.get("offers"),
        blocking=[
            BlockingSet(rules=one["rules"], offers=one["offers"], nearest_m=one["nearest_m"])
            for one in facts.get("blocking", ())
        ],
        missing=facts.get("missing", []),
        full=[
            FullResource(
                code=one["item_code"],
                places=one["places"],
                gain_serves=COLOURS[min(one["gain_step"], len(COLOURS) - 1)],
            )
            for one in facts.get("items", ())
        ],
        held=facts.get("held"),
        held_until=date.fromisoformat(until) if until else None,
    )


def unmet_by_reason(told: str | None) -> list[UnmetCount]:
    """Count unmet needs by reason, the most frequent first, then in the order of the rules."""
    counted = Counter(code for _, code, _ in json.loads(told)) if told else Counter()
    order = list(WHY)
    ranked = sorted(counted.items(), key=lambda one: (-one[1], order.index(one[0])))
    return [UnmetCount(reason=UnmetReason[code], needs=count) for code, count in ranked]

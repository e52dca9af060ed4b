"""Risk evaluations: the score in its parts, each with the fact of the file it comes from."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.auth import policies
from api.gql.codes import enum_of
from api.gql.households import AREA
from api.gql.lists import Connection, Node, listed, single
from api.plan import Below, Filter, Subject
from graph_schema.vocabulary import Level

if TYPE_CHECKING:
    from api.gql.households import Household

EvaluationSort = enum_of(
    "EvaluationSort",
    "What a list of evaluations is ordered by.",
    {
        "AT": ("at", "When it was made."),
        "SCORE": ("score", "Risk score."),
        "LEVEL": ("level", "Colour, green first."),
    },
)


@strawberry.type(description="One row of an evaluation: a rule, what it gave, from which fact.")
class Reason:
    rule: str = strawberry.field(description="Code of the rule.")
    points: int | None = strawberry.field(description="Points it gave, hundredths.")
    level: str | None = strawberry.field(description="The least colour it sets, for a floor.")
    label: str | None = strawberry.field(description="Kind of the fact, e.g. MedicalBill.")
    fact: str | None = strawberry.field(description="Id of the fact.")
    value: str | None = strawberry.field(description="The value that was looked at.")
    source: str | None = strawberry.field(description="The source that told it.")
    date: str | None = strawberry.field(description="The day the fact is of.")


@strawberry.type(description="风险评估 A household's risk on a day, with every reason.")
class Evaluation(Node):
    level: Level | None = strawberry.field(description="Colour that was given.")
    computed_level: Level | None = strawberry.field(
        description="Colour by score and floors alone, before rules on moving down."
    )
    previous: Level | None = strawberry.field(description="Colour before it.")
    score: int | None = strawberry.field(description="Sum of the parts, hundredths.")
    need: int | None = strawberry.field(description="Points of needs.")
    portrait: int | None = strawberry.field(description="Points of who lives there.")
    event: int | None = strawberry.field(description="Points of what happened.")
    protect: int | None = strawberry.field(description="Points taken off for what protects.")
    rule_version: str | None = strawberry.field(description="Version of the rules.")
    trigger: str | None = strawberry.field(description="What it was made for.")
    at: datetime | None = strawberry.field(description="When it was made.")
    in_force: bool = strawberry.field(description="Not yet replaced by a later one.")
    reasons: list[Reason] = strawberry.field(description="The points, one row a rule and fact.")
    floors: list[Reason] = strawberry.field(description="Rules that set a least colour.")
    household: Annotated["Household", strawberry.lazy("api.gql.households")] | None = (
        strawberry.field(description="The household it is about.")
    )


def _reasons(told: str | None) -> list[Reason]:
    return [_reason(one) for one in json.loads(told)] if told else []


def _reason(one: dict[str, Any]) -> Reason:
    points = one.get("points")
    value = one.get("value")
    return Reason(
        rule=str(one.get("rule", "")),
        points=points if isinstance(points, int) else None,
        level=_text(one.get("level")),
        label=one.get("label"),
        fact=_text(one.get("fact")),
        value=value if isinstance(value, str) or value is None else json.dumps(value),
        source=one.get("source"),
        date=one.get("date"),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


EVALUATIONS = Subject(
    name="evaluations",
    label="RiskEvaluation",
    node=Evaluation,
    access=policies.reading,
    page="evaluations_page",
    by_ids="evaluations_by_ids",
    sorts=EvaluationSort,
    codes={"level": Level, "computed_level": Level, "previous": Level},
    filters={
        "area": AREA,
        "level": Filter(type=Level, says="Only of this colour."),
        "in_force": Filter(type=bool, says="Only those in force, or only earlier ones."),
    },
    below={"household": Below(of="households", key="household_id")},
    derived={"reasons": ("rows", _reasons), "floors": ("floors", _reasons)},
)


@strawberry.type
class EvaluationQuery:
    evaluations: Connection[Evaluation] = listed(
        EVALUATIONS, "Risk evaluations of households in reach."
    )
    evaluation: Evaluation = single(EVALUATIONS, "One evaluation in reach.")

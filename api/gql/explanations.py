"""Why a plan chose a link: the rules that hold, the score in its parts, what came second."""

import json

import strawberry


@strawberry.type(description="One part of a score: function and points.")
class ScorePart:
    name: str = strawberry.field(description="The score function.")
    points: int = strawberry.field(description="Points it gave.")


@strawberry.type(description="The next best resource for the same need.")
class RunnerUp:
    item: str = strawberry.field(description="Its catalogue code.")
    score: int = strawberry.field(description="Its score, 1 to 1000.")
    behind: int = strawberry.field(description="Points behind the chosen one; may be negative.")


@strawberry.type(description="Why the plan chose this link; each part can be checked.")
class Explanation:
    rules: list[str] = strawberry.field(description="Hard rules that hold.")
    score: int | None = strawberry.field(description="Score, 1 to 1000.")
    parts: list[ScorePart] = strawberry.field(description="The score in its parts.")
    runner_up: RunnerUp | None = strawberry.field(description="What came second.")
    flips_by: str | None = strawberry.field(description="SCORE, COLOUR or PLACES.")
    flips_at: int | None = strawberry.field(description="Points fewer at which it would flip.")


def explanation_of(told: str | None) -> Explanation:
    by_code = {one["code"]: one for one in json.loads(told)} if told else {}
    score, second = by_code.get("SCORE", {}), by_code.get("RUNNER_UP")
    flips = by_code.get("FLIPS", {})
    return Explanation(
        rules=list(by_code.get("RULES_PASSED", {}).get("rules", ())),
        score=score.get("score"),
        parts=[ScorePart(name=n, points=p) for n, p in score.get("parts", {}).items()],
        runner_up=RunnerUp(
            item=second["item_code"], score=second["score"], behind=second["behind"]
        )
        if second
        else None,
        flips_by=flips.get("by"),
        flips_at=flips.get("at_least"),
    )

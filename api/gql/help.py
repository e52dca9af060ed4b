"""帮助 What the work goes by: the four principles, each with where the platform holds to it."""

from functools import cache
from importlib.resources import files
from typing import Any

import strawberry
import yaml

from api.context import Info


@strawberry.type(description="工作原则 A principle of the work.")
class Principle:
    name: str = strawberry.field(description="Its name in the caller's language.")
    says: str = strawberry.field(description="What it asks for.")
    shown_by: list[str] = strawberry.field(description="Operations that hold to it.")


@cache
def _principles() -> tuple[dict[str, Any], ...]:
    text = files("api").joinpath("principles.yml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


@strawberry.type
class HelpQuery:
    @strawberry.field(description="帮助: the four principles the work goes by.")
    async def principles(self, info: Info) -> list[Principle]:
        tongue = "en" if info.context.language == "en" else "zh"
        return [
            Principle(name=one[tongue], says=one[f"says_{tongue}"], shown_by=one["shown_by"])
            for one in _principles()
        ]

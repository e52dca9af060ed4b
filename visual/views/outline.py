"""`/view/outline`: the shapes of the map, for whoever may look at coverage."""

from dataclasses import asdict
from functools import lru_cache
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from visual.door import Door, Refused
from visual.pictures.outline import Outline, draw_outline
from visual.views.answers import answer, refusal

AREAS = """
query Areas {
  district { outline towns }
  areas { code level }
}
"""


async def show(request: Request) -> Response:
    """Answer the outline of the caller's district with a disc for each village in reach."""
    door: Door = request.app.state.door
    try:
        told = await door.ask(request, AREAS)
    except Refused as refused:
        return refusal(refused)
    villages = tuple(sorted(a["code"] for a in told["areas"] if a["level"] == "VILLAGE"))
    shapes = told["district"]["outline"], told["district"]["towns"]
    if None in shapes:
        return refusal(Refused("NOT_FOUND", 404))
    drawn = await anyio.to_thread.run_sync(_drawn, *shapes, villages)
    return answer(_json(drawn))


@lru_cache(maxsize=64)
def _drawn(border: str, cells: str, villages: tuple[str, ...]) -> Outline:
    return draw_outline(border, cells, villages)


def _json(outline: Outline) -> dict[str, Any]:
    return asdict(outline)

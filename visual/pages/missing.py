"""What is not there, or not for this reader: one page, one answer."""

from starlette.requests import Request
from starlette.responses import Response

from visual.pages.templating import language_of, plain_page
from visual.words import say


async def not_found(request: Request, _: Exception) -> Response:
    """Say that there is no such page."""
    told = say(language_of(request), "missing.line")
    return _page(request, "missing.title", told, status=404)


def unavailable(request: Request, code: str) -> Response:
    """Say why no page can be made now; offers it again. code: of the API's answer."""
    told = say(language_of(request), f"error.{code}")
    return _page(request, "missing.unavailable", told, status=503, again=True)


def _page(
    request: Request, title: str, told: str, *, status: int, again: bool = False
) -> Response:
    return plain_page(request, "missing.html.j2", title, status=status, told=told, again=again)

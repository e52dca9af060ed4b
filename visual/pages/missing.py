"""What is not there, or not for this reader: one page, one answer."""

from starlette.requests import Request
from starlette.responses import Response

from visual.pages.templating import language_of, plain_page
from visual.words import say


async def not_found(request: Request, _: Exception) -> Response:
    """Say that there is no such page."""
    told = say(language_of(request), "missing.line")
    return plain_page(request, "missing.html.j2", "missing.title", status=404, told=told)


def unavailable(request: Request, code: str) -> Response:
    """Say why no page can be made now. code: stable, of the API's answer."""
    language = language_of(request)
    told = say(language, f"error.{code}")
    return plain_page(request, "missing.html.j2", "missing.unavailable", status=503, told=told)

"""Shells of the script pages: who is reading, in which role, for which district."""

import secrets
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph_schema.vocabulary import Role
from visual.door import Door, Refused
from visual.headers import RouteGroup, headers_of
from visual.pages.missing import unavailable
from visual.pages.signin import to_sign_in
from visual.pages.templating import shell_page
from visual.questions import questions_of

READER = """
query Reader {
  me { role areas }
  district { code name today demo }
}
"""


async def first_page(request: Request) -> Response:
    """Lead to the page of the reader's role."""
    reader = await _reader(request)
    if isinstance(reader, Response):
        return reader
    start = "/phone/tasks" if reader["role"] == Role.VOLUNTEER else "/desk"
    return RedirectResponse(start, 303, headers_of(RouteGroup.PLAIN))


async def desk(request: Request) -> Response:
    """D: the shell of the desk."""
    return await _shell(request, "desk", RouteGroup.APP)


async def phone(request: Request) -> Response:
    """M: the shell of the phone pages."""
    return await _shell(request, "phone", RouteGroup.APP)


async def explorer(request: Request) -> Response:
    """D20: the explorer with the questions of the reader's role."""
    return await _shell(request, "explorer", RouteGroup.EXPLORER)


async def _shell(request: Request, kind: str, group: RouteGroup) -> Response:
    reader = await _reader(request)
    if isinstance(reader, Response):
        return reader
    if kind == "explorer":
        code = reader["district"]["code"]
        reader["questions"] = [one.to_json(code) for one in questions_of(reader["role"])]
    return shell_page(request, kind, reader, group=group)


async def _reader(request: Request) -> dict[str, Any] | Response:
    """Ask who is reading; somebody unknown is led to the sign-in page."""
    door: Door = request.app.state.door
    try:
        told = await door.ask(request, READER)
    except Refused as refused:
        if refused.status == 401:
            return to_sign_in(request)
        return unavailable(request, refused.code)
    district = told["district"]
    return {
        "nonce": secrets.token_urlsafe(16),
        "role": told["me"]["role"],
        "areas": told["me"]["areas"],
        "district": {"code": district["code"], "name": district["name"]},
        "today": district["today"],
        "demo": district["demo"],
        "version": _version(),
    }


def _version() -> str:
    try:
        return version("wulian")
    except PackageNotFoundError:
        return "source"

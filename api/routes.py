"""Signing in and out, who asks, and health; the endpoint itself is in endpoint.py."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from api.auth import sessions
from api.auth.sessions import Caller, NotSignedIn
from api.errors import status_of
from api.http import JSON, answer, told, waits
from api.state import State
from graph_schema.errors import WulianError

BEARER = "Bearer "
LookUp = Callable[[], Awaitable[Caller]]


async def caller_of(request: Request, state: State) -> Caller:
    """Find who asks, as of now. Raises NotSignedIn."""
    _, look_up = signed_in(request, state)
    return await look_up()


def signed_in(
    request: HTTPConnection, state: State, *, used: bool = True
) -> tuple[str, LookUp]:
    """Take the bearer token, else the cookie of a same-site request; and its look-up.

    used: it is a use of the session; a stream that stays open is none.
    """
    bearer = request.headers.get("authorization", "")
    if bearer.startswith(BEARER):
        token = bearer[len(BEARER) :]
        return token, by_token(state, token)
    site = request.headers.get("sec-fetch-site", "none")
    if site not in {"same-origin", "none"}:
        raise NotSignedIn(why="cross-site")
    cookie = request.cookies.get(state.settings.cookie)
    if not cookie:
        raise NotSignedIn(why="no cookie")
    look_up = partial(sessions.by_cookie, state.door, state.settings, cookie, used=used)
    return cookie, partial(state.call, look_up)


def by_token(state: State, token: str) -> LookUp:
    """Give the look-up of a bearer token."""
    return partial(state.call, sessions.by_token, state.door, token)


async def sign_in(request: Request) -> Response:
    """Open a session: JSON {login, password}; sets the cookie, tells role and areas."""
    state: State = request.app.state.wulian
    try:
        body = await json_of(request)
        login, password = str(body.get("login", "")), str(body.get("password", ""))
        address = request.client.host if request.client else ""
        state.throttle.check(login, address)
        secret, caller = await state.call(
            sessions.sign_in, state.door, state.settings, login, password
        )
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))
    response = answer({"role": str(caller.role), "areas": list(caller.areas)})
    response.set_cookie(
        state.settings.cookie, secret, httponly=True, samesite="lax", path="/",
        secure=state.settings.secure, max_age=int(state.settings.absolute.total_seconds()),
    )  # fmt: skip
    return response


async def sign_out(request: Request) -> Response:
    """End the session at once; also when there is none."""
    state: State = request.app.state.wulian
    cookie = request.cookies.get(state.settings.cookie)
    if cookie:
        await state.call(sessions.end, state.door, cookie)
    response = answer({})
    response.delete_cookie(state.settings.cookie, path="/")
    return response


async def json_of(request: Request) -> dict[str, Any]:
    """Read a JSON object; another body counts as an empty one."""
    if request.headers.get("content-type", "").split(";")[0].strip() != JSON:
        return {}
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


async def livez(request: Request) -> Response:
    """Tell that the loop is alive."""
    return answer({"ok": True})


async def readyz(request: Request) -> Response:
    """Tell whether the store answers; no details for strangers."""
    state: State = request.app.state.wulian
    try:
        await state.call(state.ready)
    except WulianError:
        return answer({"ok": False}, 503)
    return answer({"ok": True})

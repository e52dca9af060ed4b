"""Signing in and out, who asks, and health; the endpoint itself is in endpoint.py."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from api.auth import policies, second_factor, sessions
from api.auth.second_factor import Ticket, WrongCode
from api.auth.sessions import Caller, NotSignedIn
from api.errors import status_of
from api.http import JSON, answer, told, waits
from api.metrics import KIND
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
    """Open a session: JSON {login, password}; sets the cookie, tells role and areas.

    Where a second factor is needed, the password alone is answered by 401 SECOND_FACTOR with a
    ticket, and {ticket, code} opens the session. Who has none yet is told what to take over
    (`address`, as a `picture` to scan, `secret` to type), and once, with the session, the codes
    for paper.
    """
    state: State = request.app.state.wulian
    try:
        body = await json_of(request)
        address = request.client.host if request.client else ""
        if "ticket" in body:
            login, codes = await _by_code(state, body, address)
        else:
            login, codes = str(body.get("login", "")), []
            state.throttle.check(login, address)
            password = str(body.get("password", ""))
            account = await state.call(sessions.account_of, state.door, login, password)
            if second_factor.needed(state.settings, account, account["roles"]):
                ticket = second_factor.ticket_for(account, login, state.store.clock())
                return _wanted(state, ticket, "SECOND_FACTOR")
        secret, caller = await state.call(sessions.begin, state.door, state.settings, login)
    except WrongCode as wrong:
        return _wanted(state, wrong.ticket, wrong.code)
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))
    about = {"role": str(caller.role), "areas": list(caller.areas)}
    response = answer(about | ({"recovery": codes} if codes else {}))
    response.set_cookie(
        state.settings.cookie, secret, httponly=True, samesite="lax", path="/",
        secure=state.settings.secure, max_age=int(state.settings.absolute.total_seconds()),
    )  # fmt: skip
    return response


async def _by_code(state: State, body: dict[str, Any], address: str) -> tuple[str, list[str]]:
    """Take a ticket and a code; gives the name, and new codes for paper. Raises NotSignedIn."""
    now = state.store.clock()
    ticket = second_factor.opened(state.cursors, str(body["ticket"]), now)
    if ticket is None:
        raise NotSignedIn(why="ticket")
    state.throttle.check_code(ticket.account, address)
    code = str(body.get("code", ""))
    codes = await state.call(second_factor.tried, state.door, ticket, code)
    if codes is None:
        raise WrongCode(ticket)
    return ticket.login, codes


def _wanted(state: State, ticket: Ticket, code: str) -> Response:
    """Say that a code is wanted for a ticket, and what to take over where there is none yet."""
    facts: dict[str, object] = {"ticket": ticket.sealed(state.cursors)}
    if ticket.secret is not None:
        facts |= {"secret": ticket.secret, "address": ticket.address, "picture": ticket.picture}
    return told(code, 401, **facts)


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


async def metrics(request: Request) -> Response:
    """Give the counts for Prometheus, to a program of an administrator or auditor."""
    state: State = request.app.state.wulian
    try:
        policies.operating(await caller_of(request, state))
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))
    heads = {"cache-control": "no-store"}
    return Response(state.metrics.text(), 200, heads, media_type=KIND)


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

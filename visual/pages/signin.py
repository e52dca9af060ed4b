"""W1 登录: sign-in, with a second factor where one is needed, and out; without script."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from visual.door import Door, Reply
from visual.headers import RouteGroup, headers_of
from visual.pages.forms import BadForm, inside, read_form
from visual.pages.templating import LANGUAGE_COOKIE, language_of, plain_page
from visual.words import LANGUAGES, say

YEAR = 365 * 86_400


async def show(request: Request) -> Response:
    """Show the empty form; `next`: where to go afterwards."""
    return _form(request, next_=inside(request.query_params.get("next", "/")))


async def enter(request: Request) -> Response:
    """Try name and password, or the code that follows them.

    An unknown name gets the same answer as a wrong password.
    """
    try:
        form = await read_form(request)
    except BadForm:
        return _form(request, key="signin.wrong", status=400)
    door: Door = request.app.state.door
    name, next_ = form.get("name", ""), inside(form.get("next", "/"))
    body = {"login": name, "password": form.get("password", "")}
    if ticket := form.get("ticket"):
        body = {"ticket": ticket, "code": form.get("code", "")}
    reply = await door.post(request, "/signin", body)
    if reply.status == 200:
        return _entered(request, reply, next_)
    told = _told(reply)
    if "ticket" in told:
        return _factor(request, told, next_)
    known = {401: "signin.wrong", 429: "signin.throttled"}
    key = known.get(reply.status, "signin.unavailable")
    key = "signin.over" if ticket and reply.status == 401 else key
    wait = reply.header("retry-after") or "60"
    status = reply.status if reply.status in known else 503
    return _form(request, key=key, name=name, next_=next_, wait=wait, status=status)


async def leave(request: Request) -> Response:
    """End the session at once."""
    try:
        await read_form(request)
    except BadForm:
        return _see("/login")
    door: Door = request.app.state.door
    reply = await door.post(request, "/signout", {})
    return _see("/login", *reply.cookies)


async def speak(request: Request) -> Response:
    """Take the reader's choice of language and go back to where it was made."""
    try:
        form = await read_form(request)
    except BadForm:
        return _see("/login")
    response = _see(inside(form.get("next", "/")))
    if form.get("to") in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, form["to"], max_age=YEAR, samesite="lax", httponly=True
        )
    return response


def to_sign_in(request: Request) -> Response:
    """Lead to the form, and back to this page afterwards."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return _see(f"/login?{urlencode({'next': here})}" if here != "/" else "/login")


def _entered(request: Request, reply: Reply, next_: str) -> Response:
    """Go on; the codes for paper are shown before, this once."""
    codes = reply.json().get("recovery")
    if not codes:
        return _see(next_, *reply.cookies)
    facts = {"codes": codes, "next": next_}
    response = plain_page(request, "recovery.html.j2", "factor.paper", **facts)
    for cookie in reply.cookies:
        response.headers.append("set-cookie", cookie)
    return response


def _factor(request: Request, told: Mapping[str, str], next_: str) -> Response:
    """Ask for the code, with what to take over where there is no authenticator yet."""
    facts: dict[str, object] = {"picture": "", "secret": "", **told, "next": next_}
    facts["wrong"] = told["code"] == "WRONG_CODE"
    return plain_page(request, "factor.html.j2", "factor.title", status=401, **facts)


def _told(reply: Reply) -> Mapping[str, Any]:
    errors = reply.json().get("errors") or [{}]
    found: Mapping[str, Any] = errors[0].get("extensions", {})
    return found


def _form(
    request: Request,
    *,
    key: str = "",
    name: str = "",
    next_: str = "/",
    wait: str = "",
    status: int = 200,
) -> Response:
    told = say(language_of(request), key, {"seconds": wait}) if key else ""
    facts = {"told": told, "name": name, "next": next_}
    response = plain_page(request, "signin.html.j2", "signin.title", status=status, **facts)
    if wait and status == 429:
        response.headers["Retry-After"] = wait
    return response


def _see(address: str, *cookies: str) -> Response:
    response = RedirectResponse(address, 303, headers_of(RouteGroup.PLAIN))
    for cookie in cookies:
        response.headers.append("set-cookie", cookie)
    return response

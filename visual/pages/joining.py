"""W4 加入志愿者: the notice, the form once it was agreed to, the thanks; without script."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from visual.door import Door, Reply
from visual.headers import RouteGroup, headers_of
from visual.pages.forms import BadForm, read_form
from visual.pages.templating import language_of, plain_page
from visual.words import catalogue, say

SAID = ("name", "phone", "area", "body")  # asked for again as they were said; the password not


async def show(request: Request) -> Response:
    """Show the notice; after the thanks, the thanks."""
    step = "thanks" if "done" in request.query_params else "notice"
    return plain_page(request, "join.html.j2", "join.title", step=step, told="")


async def send(request: Request) -> Response:
    """Take the next step: the notice was agreed to, or the form was filled in."""
    try:
        form = await read_form(request)
    except BadForm:
        return _page(request, "notice", told="error.UNEXPECTED", status=400)
    door: Door = request.app.state.door
    if "seal" not in form:
        about = await _about(request)
        if "agree" not in form:
            return _page(request, "notice", told="join.agreeFirst", status=422)
        reply = await door.post(request, "/joining/agreed", {"version": about.get("version")})
        if reply.status != 200:
            return _page(request, "notice", told=_why(reply), status=reply.status)
        return _page(request, "form", about=about, seal=reply.json()["seal"])
    body: dict[str, Any] = {
        name: form.get(name, "") for name in (*SAID, "seal", "password", "website")
    }
    body["skills"] = [n.removeprefix("skill.") for n in form if n.startswith("skill.")]
    reply = await door.post(request, "/joining", body)
    if reply.status == 201:
        return RedirectResponse("/join?done", 303, headers_of(RouteGroup.PLAIN))
    why = _why(reply)
    if why == "join.why.NOTICE_MISSING":
        return _page(request, "notice", told=why, status=reply.status)
    said = {name: form.get(name, "") for name in SAID}
    chosen = {n for n in form if n.startswith("skill.")}
    about = await _about(request)
    return _page(
        request, "form", about=about, seal=form["seal"], said=said, chosen=chosen,
        told=why, status=reply.status,
    )  # fmt: skip


async def _about(request: Request) -> dict[str, Any]:
    door: Door = request.app.state.door
    return (await door.look(request, "/joining")).json()


def _why(reply: Reply) -> str:
    """Name the text that says what to do about a refusal."""
    facts = (reply.json().get("errors") or [{}])[0].get("extensions", {})
    codes = [*facts.get("violations", ()), facts.get("code", "")]
    keys = [f"join.why.{code}" for code in codes] + [f"error.{code}" for code in codes]
    return next((key for key in keys if key in catalogue("en")), "error.UNEXPECTED")


def _page(  # noqa: PLR0913 - what the template takes
    request: Request,
    step: str,
    *,
    about: dict[str, Any] | None = None,
    seal: str = "",
    said: dict[str, str] | None = None,
    chosen: set[str] | None = None,
    told: str = "",
    status: int = 200,
) -> Response:
    """Make the page at a step. told: key of what went wrong."""
    facts: dict[str, Any] = {"towns": [], "skills": []} | (about or {})
    facts |= {"seal": seal, "said": said or dict.fromkeys(SAID, ""), "chosen": chosen or set()}
    text = say(language_of(request), told) if told else ""
    return plain_page(
        request, "join.html.j2", "join.title", status=status, step=step, told=text, **facts
    )

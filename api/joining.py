"""Asking to join, without an account: the notice first, then a few words, once.

`GET /joining` tells the notice and the towns; `POST /joining/agreed` seals that it was agreed
to; `POST /joining` takes what is said only with that seal, good for an hour and one person. A
program that fills in every field is told the same as everybody and nothing is kept. Who answers
faster than anybody reads waits until he could have read: browsers fill in forms for people too.
"""

import asyncio
import contextlib
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.actions.engine import Asked, move
from api.auth.accounts import HASHER
from api.errors import status_of
from api.http import answer, told, waits
from api.routes import json_of
from api.state import State
from graph_schema.access import Access
from graph_schema.errors import OperationReused, Rejected, WulianError
from graph_schema.ids import new_id
from graph_schema.settings import district_settings
from graph_schema.store.districts import chosen
from graph_schema.vocabulary import Purpose

NOTICE = "2024-1"  # version of the text `join.notice` of the pages
OPEN, READ = 3600, 2  # seconds a seal is good for, and that reading takes at least
SHORTEST, LONGEST = 10, 200  # characters of a password
SKILLS = (
    "companionship", "visiting", "escort", "errands", "delivery", "tutoring", "reading",
    "haircut", "repair", "care",
)  # fmt: skip


async def show(request: Request) -> Response:
    """Tell which notice holds, and what may be chosen: {version, towns, skills}."""
    state: State = request.app.state.wulian
    try:
        towns = await state.call(_towns, state)
    except WulianError as error:
        return told(error.code, status_of(error))
    return answer({"version": NOTICE, "towns": towns, "skills": list(SKILLS)})


async def agreed(request: Request) -> Response:
    """Seal that the notice of a version was agreed to: {version} to {seal}."""
    state: State = request.app.state.wulian
    try:
        _slowly(request, state, "agree")
        if (await json_of(request)).get("version") != NOTICE:
            raise Rejected(["NOTICE_MISSING"])
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))
    sealed = f"{NOTICE} {int(time.time())} {new_id()}"
    return answer({"seal": state.cursors.seal("join", sealed)})


async def ask(request: Request) -> Response:
    """Take a request to join: {seal, name, phone, area, body, skills, password}.

    Answers the same when the seal was used already, and when the number waits already.
    """
    state: State = request.app.state.wulian
    try:
        body = await json_of(request)
        _slowly(request, state, str(body.get("phone", ""))[:20])
        operation, age = _opened(state, body.get("seal"))
        await asyncio.sleep(READ - age)
        await state.call(_ask, state, operation, body)
    except WulianError as error:
        facts = {"violations": list(getattr(error, "violations", ()))}
        return told(error.code, status_of(error), **facts, **waits(error))
    return answer({"waits": True}, 201)


def _slowly(request: Request, state: State, name: str) -> None:
    address = request.client.host if request.client else ""
    state.throttle.check(f"join:{name}:{address}", address)


def _ask(state: State, operation: str, body: dict[str, Any]) -> None:
    if body.get("website"):
        return
    password = str(body.get("password", ""))
    if not SHORTEST <= len(password) <= LONGEST:
        raise Rejected(["PASSWORD_SHORT"], least=SHORTEST)
    name = str(body.get("name", "")).strip()
    if not name:
        raise Rejected(["NAME_MISSING"])
    district = chosen(state.store, district_settings().district)
    skills = [one for one in SKILLS if one in (body.get("skills") or ())]
    said = {
        "area_code": str(body.get("area", "")), "notice_version": NOTICE,
        "applicant": name, "mobile": str(body.get("phone", "")).strip(),
        "secret_hash": HASHER.hash(password), "skills": skills or None,
        "body": str(body.get("body", "")) or None,
    }  # fmt: skip
    access = Access.system(Purpose.MATCHING, (district,))
    asked = Asked(operation=operation, flow="joining", event="ask", told=said, channel="WEB")
    with contextlib.suppress(OperationReused):  # the form was sent twice
        move(state.store, access, asked)


def _opened(state: State, seal: object) -> tuple[str, float]:
    """Open a seal: its operation id and age. Raises Rejected (NOTICE_MISSING)."""
    try:
        version, at, operation = state.cursors.open("join", str(seal or "-")).split(" ")
    except (Rejected, ValueError):
        raise Rejected(["NOTICE_MISSING"]) from None
    age = time.time() - int(at)
    if version != NOTICE or not 0 <= age <= OPEN:
        raise Rejected(["NOTICE_MISSING"])
    return operation, age


def _towns(state: State) -> list[dict[str, str]]:
    district = chosen(state.store, district_settings().district)
    with state.door.read(Access.system(Purpose.STATISTICS, (district,))) as session:
        rows = session.run("joinings_towns", district=district)
    return [{"code": row["code"], "name": row["name"]} for row in rows]

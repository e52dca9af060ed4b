"""Attachments over HTTP: the bytes that `attachFile` announced, and a look at them."""

from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from api.actions import attaching
from api.attachments import scanning
from api.attachments.kinds import MOST
from api.attachments.watermark import marked
from api.auth import policies
from api.auth.sessions import Caller
from api.errors import status_of
from api.http import answer, body_of, told, waits
from api.routes import caller_of
from api.state import State
from graph_schema.errors import WulianError

ENDINGS = {"application/pdf": "pdf"}


async def hand_in(request: Request) -> Response:
    """Take the bytes of an announced attachment, PUT /attachments/{id}; answers its state.

    404 for one that is absent or out of reach, 413 for too many bytes, 422 for other bytes than
    announced, another kind than it says, or a virus.
    """
    state: State = request.app.state.wulian
    id = request.path_params["id"]
    try:
        caller = await caller_of(request, state)
        access = policies.moving(caller, "collection")
        await state.call(attaching.expected, state.store, access, id)
        content = await body_of(request, max(MOST.values()))
        await state.call(scanning.scan, state.settings.virus_check, content)
        kept = await state.call(attaching.hand_in, state.store, access, id, content)
    except WulianError as error:
        return refused(error)
    return answer(kept, 201)


async def show(request: Request) -> Response:
    """Show an attachment in reach, GET /attachments/{id}: a picture marked with who and when.

    On record; other files are given to be kept, never run in the page.
    """
    state: State = request.app.state.wulian
    id = request.path_params["id"]
    try:
        caller = await caller_of(request, state)
        access = policies.reading(caller)
        row, content = await state.call(attaching.shown, state.store, access, id)
        media = str(row["media"])
        if row["type"] == "PHOTO":
            now = state.store.clock().astimezone(UTC)
            content = await state.call(marked, content, _mark(caller, now))
            media = "image/jpeg"
    except WulianError as error:
        return refused(error)
    kind = "inline" if row["type"] == "PHOTO" else "attachment"
    ending = ENDINGS.get(media, media.split("/")[-1])
    heads = {
        "cache-control": "no-store", "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "content-disposition": f'{kind}; filename="{quote(id)}.{ending}"',
    }  # fmt: skip
    return Response(content, 200, heads, media_type=media)


def _mark(caller: Caller, now: datetime) -> str:
    return f"{caller.role} {caller.actor[:10]} {now:%Y-%m-%d %H:%M}Z"


def refused(error: WulianError) -> Response:
    """Answer an expected failure of a plain route."""
    broken = list(getattr(error, "violations", ()))
    facts = {"violations": broken} if broken else {}
    status = 401 if error.code == "SIGNED_OUT" else status_of(error)
    return told(error.code, status, **facts, **waits(error))

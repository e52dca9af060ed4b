"""Subscriptions as server-sent events: POST /graphql/stream, one connection a subscription.

The distinct connections mode of the GraphQL over SSE protocol (graphql-sse). Each event has an
id; who lost the connection sends the last one as `Last-Event-ID` and is told what is different
now, and nothing where nothing is. A comment after every rest keeps proxies from closing.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.auth.sessions import NotSignedIn
from api.endpoint import question_of
from api.errors import status_of
from api.execution import plain
from api.http import JSON, answer, language_of, told, waits
from api.limits import Refused
from api.live.following import Event, Followed, events
from api.routes import signed_in
from api.state import State
from graph_schema.errors import WulianError

EVENTS = "text/event-stream"
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
STILL = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"
SIGNED_OUT = told("SIGNED_OUT", 401).body


async def follow(request: Request) -> Response:
    """Begin a stream; what is wrong with the request itself is 4xx with JSON, before it."""
    if EVENTS not in request.headers.get("accept", ""):
        return told("NOT_ACCEPTABLE", 406)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        return told("UNSUPPORTED_MEDIA_TYPE", 415)
    state: State = request.app.state.wulian
    try:
        _, look_up = signed_in(request, state, used=False)
        await look_up()  # before anything of a stranger's is read
        question = await question_of(request, state)
        followed = Followed.of(state, question, language_of(request), look_up)
        stream = events(state, followed, request.headers.get("last-event-id"))
        first = await anext(stream)
    except Refused as refused:
        return answer({"errors": [plain(e, "BAD_REQUEST") for e in refused.errors]}, 400)
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))
    return StreamingResponse(_lines(state, first, stream), 200, HEADERS, media_type=EVENTS)


async def _lines(
    state: State, first: Event | None, rest: AsyncGenerator[Event | None]
) -> AsyncIterator[bytes]:
    """Give the stream as lines; it is complete unless the server stops."""
    async with aclosing(rest):
        yield _line(first)
        try:
            async for event in rest:
                yield _line(event)
        except NotSignedIn:
            yield b"event: next\ndata: " + SIGNED_OUT + b"\n\n"
    if not state.pulse.ended:
        yield COMPLETE


def _line(event: Event | None) -> bytes:
    if event is None:
        return STILL
    return f"event: next\nid: {event.id}\ndata: ".encode() + event.body + b"\n\n"

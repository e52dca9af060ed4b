"""Subscriptions over a socket: the `graphql-transport-ws` protocol of the graphql-ws package.

A socket follows at most MOST subscriptions at once and nothing else: queries and mutations go
to /graphql. A browser's socket carries the cookie, so it must come from our own pages; a
program sends its token, as a header or in the first message: {"authorization": "Bearer …"}.
Closing codes are those of the protocol; 4401 also when the session ends, 1012 when the server
stops.
"""

from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit

import anyio
import orjson
from anyio import CancelScope
from anyio.abc import TaskGroup
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.auth.sessions import NotSignedIn
from api.errors import in_words
from api.execution import Question, plain
from api.http import language_of
from api.limits import Refused
from api.live.following import Followed, events
from api.routes import BEARER, LookUp, by_token, signed_in
from api.state import State
from graph_schema.errors import WulianError

PROTOCOL = "graphql-transport-ws"
MOST = 10  # subscriptions of a socket
HELLO = 10.0  # seconds for the first message
TOO_MANY = {"message": f"at most {MOST} at once", "extensions": {"code": "LIMIT"}}


class Closing(Exception):
    """The socket is closed, with a code of the protocol."""

    def __init__(self, code: int, why: str) -> None:
        self.code, self.why = code, why
        super().__init__(why)


async def follow(socket: WebSocket) -> None:
    """Serve one socket until either side closes it."""
    if PROTOCOL not in socket.scope["subprotocols"]:
        await socket.accept()
        await socket.close(4406, "Subprotocol not acceptable")
        return
    await socket.accept(PROTOCOL)
    await _Session(socket).serve()


class _Session:
    """What one socket has asked for so far."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._state: State = socket.app.state.wulian
        self._followed: dict[str, CancelScope] = {}
        self._look_up: LookUp | None = None

    async def serve(self) -> None:
        closing: Closing | None = None
        try:
            async with anyio.create_task_group() as tasks:
                try:
                    await self._talk(tasks)
                finally:
                    tasks.cancel_scope.cancel()
        except* Closing as group:
            closing = _first(group)
        except* WebSocketDisconnect:
            pass
        if closing is not None and self._socket.client_state is WebSocketState.CONNECTED:
            await self._socket.close(closing.code, closing.why)

    async def _talk(self, tasks: TaskGroup) -> None:
        with anyio.move_on_after(HELLO) as waited:
            await self._hello(await self._message())
        if waited.cancelled_caught:
            raise Closing(4408, "Connection initialisation timeout")
        while True:
            message = await self._message()
            match message["type"]:
                case "ping":
                    await self._say("pong")
                case "pong":
                    pass
                case "complete":
                    if (scope := self._followed.get(_id(message))) is not None:
                        scope.cancel()
                case "subscribe":
                    await self._begin(tasks, _id(message), message.get("payload"))
                case "connection_init":
                    raise Closing(4429, "Too many initialisation requests")
                case _:
                    raise Closing(4400, "Invalid message")

    async def _message(self) -> dict[str, Any]:
        """Take the next message. Raises Closing for one that is none."""
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received["code"])
        text = received.get("text") or ""  # what came as bytes is none of the protocol's
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            message = None
        known = isinstance(message, dict) and isinstance(message.get("type"), str)
        if not known or len(text) > self._state.settings.body_bytes:
            raise Closing(4400, "Invalid message")
        found: dict[str, Any] = message
        return found

    async def _hello(self, message: dict[str, Any]) -> None:
        """Find who it is. Raises Closing."""
        if message["type"] != "connection_init":
            raise Closing(4401, "Unauthorized")
        payload = message.get("payload")
        told = payload.get("authorization") if isinstance(payload, dict) else None
        try:
            self._look_up = self._who(told if isinstance(told, str) else "")
            await self._look_up()
        except WulianError as error:
            raise Closing(*_end_of(error)) from error
        await self._say("connection_ack")

    def _who(self, told: str) -> LookUp:
        if told.startswith(BEARER):
            return by_token(self._state, told[len(BEARER) :])
        headers = self._socket.headers
        origin = headers.get("origin")
        program = headers.get("authorization", "").startswith(BEARER)
        if not program and origin and urlsplit(origin).netloc != headers.get("host"):
            raise NotSignedIn(why="cross-site")
        return signed_in(self._socket, self._state, used=False)[1]

    async def _begin(self, tasks: TaskGroup, id: str, payload: object) -> None:
        """Follow what a message asks for; what is wrong with it is its `error`."""
        if id in self._followed:
            raise Closing(4409, f"Subscriber for {id} already exists")
        if len(self._followed) >= MOST:
            await self._say("error", id, [TOO_MANY])
            return
        assert self._look_up is not None  # noqa: S101 - nothing is read before the hello
        language = language_of(self._socket)
        try:
            question = Question.of(payload)
            followed = Followed.of(self._state, question, language, self._look_up)
        except Refused as refused:
            await self._say("error", id, [plain(e, "BAD_REQUEST") for e in refused.errors])
            return
        self._followed[id] = CancelScope()
        tasks.start_soon(self._tell, id, followed)

    async def _tell(self, id: str, followed: Followed) -> None:
        try:
            with self._followed[id]:
                async with aclosing(events(self._state, followed)) as stream:
                    async for event in stream:
                        if event is not None:
                            await self._say("next", id, orjson.Fragment(event.body))
                if self._state.pulse.ended:
                    raise Closing(1012, "Service restart")
                await self._say("complete", id)
        except NotSignedIn as gone:
            raise Closing(*_end_of(gone)) from gone
        except WulianError as error:
            told = {"message": in_words(error), "extensions": {"code": error.code}}
            await self._say("error", id, [told])
        finally:
            del self._followed[id]

    async def _say(self, type_: str, id: str | None = None, payload: object = None) -> None:
        told: dict[str, object] = {"type": type_}
        if id is not None:
            told["id"] = id
        if payload is not None:
            told["payload"] = payload
        await self._socket.send_text(orjson.dumps(told).decode())


def _id(message: dict[str, Any]) -> str:
    id = message.get("id")
    if not isinstance(id, str) or not id:
        raise Closing(4400, "Invalid message")
    return id


def _end_of(error: WulianError) -> tuple[int, str]:
    return (4401, "Unauthorized") if isinstance(error, NotSignedIn) else (1013, error.code)


def _first(group: BaseExceptionGroup[Closing]) -> Closing:
    found = group.exceptions[0]
    return found if isinstance(found, Closing) else _first(found)

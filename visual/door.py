"""The pages' door to the API: the same requests as over the network, in process, as the caller.

Same rights, same record: the caller's own cookie goes with every question, so nothing here can
see more than the signed-in person may.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Scope


@dataclass(frozen=True, slots=True)
class Reply:
    """What the API answered: status, headers in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Find the first header of that name, in small letters."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def cookies(self) -> tuple[str, ...]:
        """Every Set-Cookie value."""
        return tuple(value for key, value in self.headers if key == "set-cookie")

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object; one that is none counts as empty."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return {}
        return found if isinstance(found, dict) else {}


class Refused(Exception):
    """The API did not answer the question. code: stable; status: as HTTP."""

    def __init__(self, code: str, status: int) -> None:
        self.code = code
        self.status = status
        super().__init__(code)


class Door:
    """Asks one API application."""

    def __init__(self, api: ASGIApp) -> None:
        self._api = api

    async def post(self, request: Request, path: str, body: Mapping[str, Any]) -> Reply:
        """Send a JSON body to a path of the API as the caller of this request."""
        return await self.send(request, path, orjson.dumps(body), b"application/json")

    async def send(self, request: Request, path: str, body: bytes, kind: bytes) -> Reply:
        """Send any body to a path of the API as the caller of this request."""
        return await self._sent(_scope(request, path, len(body), kind), body)

    async def look(self, request: Request, path: str) -> Reply:
        """Get a path of the API as the caller of this request."""
        scope = _scope(request, path, 0, b"application/json")
        return await self._sent({**scope, "method": "GET"}, b"")

    async def _sent(self, scope: Scope, body: bytes) -> Reply:
        messages: list[Message] = []
        given = iter(
            [
                {"type": "http.request", "body": body, "more_body": False},
                {"type": "http.disconnect"},
            ]
        )

        async def receive() -> Message:
            return cast("Message", next(given))

        async def send(message: Message) -> None:
            messages.append(message)

        await self._api(scope, receive, send)
        return _reply(messages)

    async def ask(
        self, request: Request, document: str, variables: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask a GraphQL question. Raises Refused with the code of the first error."""
        body = {"query": document, "variables": dict(variables or {})}
        reply = await self.post(request, "/graphql", body)
        answer = reply.json()
        data, errors = answer.get("data"), answer.get("errors") or []
        if data is None or errors:
            code = errors[0].get("extensions", {}).get("code") if errors else None
            raise Refused(code or _code_of(reply.status), reply.status)
        return cast("dict[str, Any]", data)


def _scope(request: Request, path: str, length: int, kind: bytes) -> Scope:
    kept = {b"cookie", b"host", b"accept-language", b"user-agent", b"origin", b"sec-fetch-site"}
    headers = [(key, value) for key, value in request.scope["headers"] if key in kept]
    if not any(key == b"sec-fetch-site" for key, _ in headers):
        headers.append((b"sec-fetch-site", b"none"))
    headers += [
        (b"content-type", kind),
        (b"content-length", str(length).encode()),
        (b"accept", b"application/json"),
    ]
    return {
        "type": "http",
        "asgi": request.scope["asgi"],
        "http_version": "1.1",
        "scheme": request.scope["scheme"],
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": request.scope.get("client"),
        "server": request.scope.get("server"),
    }


def _reply(messages: list[Message]) -> Reply:
    start = next((m for m in messages if m["type"] == "http.response.start"), None)
    if start is None:
        return Reply(500, (), b"")
    body = b"".join(m.get("body", b"") for m in messages if m["type"] == "http.response.body")
    headers = tuple(
        (key.decode("latin-1"), value.decode("latin-1")) for key, value in start["headers"]
    )
    return Reply(start["status"], headers, body)


def _code_of(status: int) -> str:
    known = {401: "SIGNED_OUT", 403: "FORBIDDEN", 404: "NOT_FOUND", 429: "TOO_MANY"}
    return known.get(status, "STORE_UNAVAILABLE" if status == 503 else "UNEXPECTED")

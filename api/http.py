"""What every route speaks: JSON in, JSON out, of which kind, and errors with their code."""

from typing import Any

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from graph_schema.errors import TooLarge, WulianError

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
# what a caller accepts → the kind it gets, and how exactly that was asked for
KINDS = {
    RESPONSE: (RESPONSE, 2),
    JSON: (JSON, 2),
    "application/*": (RESPONSE, 1),
    "*/*": (JSON, 0),
}
SAID = {
    "METHOD_NOT_ALLOWED": "ask by POST, with a JSON body {query, variables}",
    "NOT_ACCEPTABLE": f"accept {RESPONSE} or {JSON}",
    "UNSUPPORTED_MEDIA_TYPE": f"send content-type: {JSON}",
    "SIGNED_OUT": "sign in at /signin, or send authorization: Bearer TOKEN",
    "SECOND_FACTOR": "send {ticket, code}: the code of your authenticator",
    "WRONG_CODE": "the code is wrong, or was used before",
    "TOO_LARGE": "the body is too large; ask for less at once",
}


def negotiated(accept: str) -> str | None:
    """Choose between our two kinds of JSON by an Accept header; None: neither will do.

    Plain JSON where nothing is said or all is one (RFC 9110, 12.5.1; GraphQL over HTTP, 6.1).
    """
    best = (0.0, -1, None if accept.strip() else JSON)
    for one in accept.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        kind, exact = KINDS.get(name, (None, -1))
        weight = next((_weight(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        if kind is not None and (weight, exact) > best[:2] and weight > 0:
            best = weight, exact, kind
    return best[2]


def _weight(told: str) -> float:
    try:
        return min(max(float(told), 0.0), 1.0)
    except ValueError:
        return 0.0


def answer(body: object, status: int = 200, kind: str = JSON) -> Response:
    """Give JSON that no cache keeps."""
    headers = {"cache-control": "no-store"}
    return Response(orjson.dumps(body), status, headers, media_type=kind)


def told(code: str, status: int, **facts: object) -> Response:
    """Give an error with its stable code."""
    error = {"message": SAID.get(code, code), "extensions": {"code": code, **facts}}
    response = answer({"errors": [error]}, status)
    if status in {429, 503}:
        response.headers["retry-after"] = str(facts.get("wait", 1))
    return response


def waits(error: WulianError) -> dict[str, Any]:
    wait = error.facts.get("wait")
    return {"wait": wait} if isinstance(wait, int) else {}


def language_of(request: HTTPConnection) -> str:
    """Tell which language a caller prefers; zh-Hans where he does not say."""
    return request.headers.get("accept-language", "zh-Hans").split(",")[0]


async def body_of(request: Request, most: int) -> bytes:
    """Read a body of at most so many bytes. Raises TooLarge."""
    size, parts = 0, []
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLarge(most=most)
        parts.append(part)
    return b"".join(parts)

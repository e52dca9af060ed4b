"""The HTTP side: GraphQL over HTTP, signing in and out, health. JSON in, JSON out."""

import inspect
import secrets
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import orjson
import structlog
from graphql import GraphQLError, execute
from starlette.requests import Request
from starlette.responses import Response

from api.auth import sessions
from api.auth.asking import Asking
from api.auth.sessions import Caller, NotSignedIn
from api.compiled import CompiledExecutor
from api.context import Context
from api.errors import status_of
from api.gql.schema import schema
from api.limits import Refused, judged, only_reads
from api.state import State
from graph_schema.errors import TooLarge, WulianError
from graph_schema.store.kept import Marked

LOG = structlog.get_logger("api")
JSON = "application/json"
RESPONSE = "application/graphql-response+json"


def answer(body: object, status: int = 200, kind: str = JSON) -> Response:
    """Give JSON that no cache keeps."""
    headers = {"cache-control": "no-store"}
    return Response(orjson.dumps(body), status, headers, media_type=kind)


SAID = {
    "METHOD_NOT_ALLOWED": "ask by POST, with a JSON body {query, variables}",
    "UNSUPPORTED_MEDIA_TYPE": "send content-type: application/json",
    "SIGNED_OUT": "sign in at /signin, or send authorization: Bearer TOKEN",
    "TOO_LARGE": "the body is too large; ask for less at once",
}


def told(code: str, status: int, **facts: object) -> Response:
    """Give an error with its stable code."""
    error = {"message": SAID.get(code, code), "extensions": {"code": code, **facts}}
    response = answer({"errors": [error]}, status)
    if status in {429, 503}:
        response.headers["retry-after"] = str(facts.get("wait", 1))
    return response


async def graphql(request: Request) -> Response:
    """Answer a GraphQL request; POST with a JSON body only."""
    if request.method != "POST":
        response = told("METHOD_NOT_ALLOWED", 405)
        response.headers["allow"] = "POST"
        return response
    if request.headers.get("content-type", "").split(";")[0].strip() != JSON:
        return told("UNSUPPORTED_MEDIA_TYPE", 415)
    state: State = request.app.state.wulian
    try:
        async with Asking(state.known, *_signed_in(request, state)) as asking:
            if asking.known is None:
                await asking.sure()  # before anything of a stranger's is read
            return await _asked(request, state, asking)
    except NotSignedIn:
        return told("SIGNED_OUT", 401)
    except Refused as refused:
        kind = RESPONSE if RESPONSE in request.headers.get("accept", "") else JSON
        errors = [_plain(e, "BAD_REQUEST") for e in refused.errors]
        return answer({"errors": errors}, 400 if kind == RESPONSE else 200, kind)
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))


async def _asked(request: Request, state: State, asking: Asking) -> Response:
    """Judge and run what a request asks; as its caller of now before it leaves."""
    try:
        body = await _body(request, state)
        document = judged(body["query"], state.settings)
    except Refused:
        await asking.sure()
        raise
    known = asking.known if only_reads(document) else None
    caller = known or await asking.sure()
    kept = Marked(state.pages, caller.changes)
    response = await _run(request, state, caller, kept, body, document)
    now = await asking.sure()
    if now != caller or (kept.used and now.changes != caller.changes):
        kept = Marked(state.pages, now.changes)
        response = await _run(request, state, now, kept, body, document)
    return response


async def _run(
    request: Request,
    state: State,
    caller: Caller,
    kept: Marked,
    body: dict[str, Any],
    document: Any,
) -> Response:
    context = Context(
        store=state.store, settings=state.settings, caller=caller, counts=state.counts,
        cursors=state.cursors, limiter=state.limiter, kept=kept,
        language=request.headers.get("accept-language", "zh-Hans").split(",")[0],
    )  # fmt: skip
    pending = execute(
        schema._schema,  # noqa: SLF001 - judged once, so not by Strawberry's own entry
        document,
        variable_values=body.get("variables") or {},
        context_value=context,
        operation_name=body.get("operationName"),
        executor_class=CompiledExecutor,
    )
    result = await pending if inspect.isawaitable(pending) else pending
    errors = [_masked(e) for e in result.errors or ()]
    out: dict[str, Any] = {"data": result.data}
    if errors:
        out["errors"] = errors
    response = answer(out)
    response.headers["x-store-statements"] = str(context.statements)
    try:
        await context.on_record()
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))
    return response


async def caller_of(request: Request, state: State) -> Caller:
    """Find who asks, as of now. Raises NotSignedIn."""
    _, look_up = _signed_in(request, state)
    return await look_up()


def _signed_in(request: Request, state: State) -> tuple[str, Callable[[], Awaitable[Caller]]]:
    """Take the bearer token, else the cookie of a same-site request; and its look-up."""
    bearer = request.headers.get("authorization", "")
    if bearer.startswith("Bearer "):
        token = bearer[7:]
        return token, partial(state.call, sessions.by_token, state.door, token)
    site = request.headers.get("sec-fetch-site", "none")
    if site not in {"same-origin", "none"}:
        raise NotSignedIn(why="cross-site")
    cookie = request.cookies.get(state.settings.cookie)
    if not cookie:
        raise NotSignedIn(why="no cookie")
    return cookie, partial(state.call, sessions.by_cookie, state.door, state.settings, cookie)


async def _body(request: Request, state: State) -> dict[str, Any]:
    try:
        body = orjson.loads(await body_of(request, state.settings.body_bytes))
    except orjson.JSONDecodeError as exc:
        raise Refused(GraphQLError("the body is not JSON")) from exc
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise Refused(GraphQLError("the body needs a query"))
    if not isinstance(body.get("variables") or {}, dict):
        raise Refused(GraphQLError("variables must be an object"))
    return body


async def body_of(request: Request, most: int) -> bytes:
    """Read a body of at most so many bytes. Raises TooLarge."""
    size, parts = 0, []
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLarge(most=most)
        parts.append(part)
    return b"".join(parts)


def _plain(error: GraphQLError, code: str) -> dict[str, Any]:
    extensions = {"code": code, **(error.extensions or {})}
    places = [{"line": p.line, "column": p.column} for p in error.locations or ()]
    return {"message": error.message, "locations": places, "extensions": extensions}


def _masked(error: GraphQLError) -> dict[str, Any]:
    """Tell an expected failure by its code; anything else is masked and logged by an id."""
    original = error.original_error
    if original is None or isinstance(original, GraphQLError):
        return _plain(error, "BAD_REQUEST") | {"path": error.path}
    if isinstance(original, WulianError):
        broken = list(getattr(original, "violations", ()))
        facts = {"code": original.code} | ({"violations": broken} if broken else {})
        return {"message": original.code, "path": error.path, "extensions": facts}
    incident = secrets.token_hex(8)
    frames = traceback.extract_tb(original.__traceback__)[-3:]
    where = [f"{f.name}:{f.lineno}" for f in frames]  # never values: they may be personal
    LOG.error("bug", incident=incident, kind=type(original).__name__, where=where)
    facts = {"code": "UNEXPECTED", "incident": incident}
    return {"message": "UNEXPECTED", "path": error.path, "extensions": facts}


def waits(error: WulianError) -> dict[str, Any]:
    wait = error.facts.get("wait")
    return {"wait": wait} if isinstance(wait, int) else {}


async def sign_in(request: Request) -> Response:
    """Open a session: JSON {login, password}; sets the cookie, tells role and areas."""
    state: State = request.app.state.wulian
    try:
        body = await _json(request)
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


async def _json(request: Request) -> dict[str, Any]:
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

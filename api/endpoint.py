"""GraphQL over HTTP: one POST with a JSON body, judged, run as its caller of now, answered.

There is no GET: a query in an address would put names and numbers into histories and logs. What
is wrong with the request itself (body, document, variables) is 400 and has no `data`; callers
that ask for plain JSON get 200 for a document that does not hold, as the specification has it.
"""

import inspect
import secrets
import traceback
from typing import Any

import orjson
import structlog
from graphql import ExecutionResult, GraphQLError, execute
from starlette.requests import Request
from starlette.responses import Response

from api.auth.asking import Asking
from api.auth.sessions import Caller, NotSignedIn
from api.compiled import CompiledExecutor
from api.context import Context
from api.errors import in_words, status_of
from api.gql.schema import schema
from api.http import JSON, RESPONSE, answer, body_of, negotiated, told, waits
from api.limits import Refused, judged, only_reads
from api.routes import signed_in
from api.state import State
from graph_schema.errors import WulianError
from graph_schema.store.kept import Marked

LOG = structlog.get_logger("api")
PARAMETERS = {"operationName": str, "variables": dict, "extensions": dict}


class Malformed(Refused):
    """Not a GraphQL request at all."""


async def graphql(request: Request) -> Response:
    """Answer a GraphQL request; POST with a JSON body only."""
    kind = negotiated(request.headers.get("accept", ""))
    if request.method != "POST":
        response = told("METHOD_NOT_ALLOWED", 405)
        response.headers["allow"] = "POST"
        return response
    if kind is None:
        return told("NOT_ACCEPTABLE", 406)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        return told("UNSUPPORTED_MEDIA_TYPE", 415)
    state: State = request.app.state.wulian
    try:
        async with Asking(state.known, *signed_in(request, state)) as asking:
            if asking.known is None:
                await asking.sure()  # before anything of a stranger's is read
            return await _asked(request, state, asking, kind)
    except NotSignedIn:
        return told("SIGNED_OUT", 401)
    except Refused as refused:
        bad = isinstance(refused, Malformed) or kind == RESPONSE
        errors = [_plain(e, "BAD_REQUEST") for e in refused.errors]
        return answer({"errors": errors}, 400 if bad else 200, kind)
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))


async def _asked(request: Request, state: State, asking: Asking, kind: str) -> Response:
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
    response = await _run(_context(request, state, caller, kept), body, document, kind)
    now = await asking.sure()
    if now != caller or (kept.used and now.changes != caller.changes):
        kept = Marked(state.pages, now.changes)
        response = await _run(_context(request, state, now, kept), body, document, kind)
    return response


def _context(request: Request, state: State, caller: Caller, kept: Marked) -> Context:
    return Context(
        store=state.store, settings=state.settings, caller=caller, counts=state.counts,
        cursors=state.cursors, limiter=state.limiter, kept=kept,
        language=request.headers.get("accept-language", "zh-Hans").split(",")[0],
    )  # fmt: skip


async def _run(context: Context, body: dict[str, Any], document: Any, kind: str) -> Response:
    pending = execute(
        schema._schema,  # noqa: SLF001 - judged once, so not by Strawberry's own entry
        document,
        variable_values=body.get("variables") or {},
        context_value=context,
        operation_name=body.get("operationName"),
        executor_class=CompiledExecutor,
        hide_suggestions=True,
    )
    response = _answered(await pending if inspect.isawaitable(pending) else pending, kind)
    response.headers["x-store-statements"] = str(context.statements)
    try:
        await context.on_record()
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))
    return response


def _answered(result: ExecutionResult, kind: str) -> Response:
    """Give the data with the errors; a request that was never run has no data at all."""
    errors = [_masked(e) for e in result.errors or ()]
    if result.data is None and errors and all(e.path is None for e in result.errors or ()):
        return answer({"errors": errors}, 400 if kind == RESPONSE else 200, kind)
    return answer({"data": result.data} | ({"errors": errors} if errors else {}), 200, kind)


async def _body(request: Request, state: State) -> dict[str, Any]:
    try:
        body = orjson.loads(await body_of(request, state.settings.body_bytes))
    except orjson.JSONDecodeError as exc:
        raise Malformed(GraphQLError("the body is not JSON")) from exc
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise Malformed(GraphQLError("the body needs a query"))
    for name, type_ in PARAMETERS.items():
        if not isinstance(body.get(name), type_ | None):
            form = "text" if type_ is str else "an object"
            raise Malformed(GraphQLError(f"{name} must be {form}"))
    return body


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
        words = ": ".join([in_words(original), *([", ".join(broken)] if broken else [])])
        return {"message": words, "path": error.path, "extensions": facts}
    incident = secrets.token_hex(8)
    frames = traceback.extract_tb(original.__traceback__)[-3:]
    where = [f"{f.name}:{f.lineno}" for f in frames]  # never values: they may be personal
    LOG.error("bug", incident=incident, kind=type(original).__name__, where=where)
    facts = {"code": "UNEXPECTED", "incident": incident}
    words = f"a fault of ours; the log has it as {incident}"
    return {"message": words, "path": error.path, "extensions": facts}

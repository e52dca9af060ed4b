"""GraphQL over HTTP: one POST with a JSON body, judged, run as its caller of now, answered.

There is no GET: a query in an address would put names and numbers into histories and logs. What
is wrong with the request itself (body, document, variables) is 400 and has no `data`; callers
that ask for plain JSON get 200 for a document that does not hold, as the specification has it.
A subscription is followed elsewhere: see api/live.
"""

from time import perf_counter

import orjson
from graphql import DocumentNode, GraphQLError, OperationType
from starlette.requests import Request
from starlette.responses import Response

from api.auth.asking import Asking
from api.auth.sessions import Caller, NotSignedIn
from api.context import Context
from api.errors import status_of
from api.execution import Body, Malformed, Question, kind_of, plain, run
from api.http import JSON, RESPONSE, answer, body_of, language_of, negotiated, told, waits
from api.limits import Refused, judged, only_reads, priced
from api.routes import signed_in
from api.state import State
from graph_schema.errors import WulianError
from graph_schema.store.kept import Marked

FOLLOW = GraphQLError(
    "follow a subscription at /graphql/stream", extensions={"code": "NOT_FOLLOWED_HERE"}
)


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
        errors = [plain(e, "BAD_REQUEST") for e in refused.errors]
        return answer({"errors": errors}, 400 if bad else 200, kind)
    except WulianError as error:
        return told(error.code, status_of(error), **waits(error))


async def _asked(request: Request, state: State, asking: Asking, kind: str) -> Response:
    """Judge and run what a request asks; as its caller of now before it leaves."""
    try:
        question = await question_of(request, state)
        document = _for_once(judged(question.text, state.settings), question)
    except Refused:
        await asking.sure()
        raise
    known = asking.known if only_reads(document) else None
    caller = known or await asking.sure()
    kept = Marked(state.pages, caller.changes)
    began = perf_counter()
    body, response = await _run(
        _context(request, state, caller, kept), question, document, kind
    )
    now = await asking.sure()
    if now != caller or (kept.used and now.changes != caller.changes):
        kept = Marked(state.pages, now.changes)
        body, response = await _run(
            _context(request, state, now, kept), question, document, kind
        )
    state.metrics.answered(document, question, body, began)
    return response


def _for_once(document: DocumentNode, question: Question) -> DocumentNode:
    if kind_of(document, question) is OperationType.SUBSCRIPTION:
        raise Refused(FOLLOW)
    return document


def _context(request: Request, state: State, caller: Caller, kept: Marked) -> Context:
    return Context(
        store=state.store, settings=state.settings, caller=caller, counts=state.counts,
        cursors=state.cursors, limiter=state.limiter, kept=kept, language=language_of(request),
        ran=state.metrics.ran,
    )  # fmt: skip


async def _run(
    context: Context, question: Question, document: DocumentNode, kind: str
) -> tuple[Body, Response]:
    wish = question.extensions.get("cost")
    cost = priced(question.text, context.settings) if wish else None
    body = {"data": None} if wish == "only" else await run(context, document, question)
    if cost is not None:
        body |= {"extensions": {"cost": cost}}
    response = answer(body, 400 if "data" not in body and kind == RESPONSE else 200, kind)
    response.headers["x-store-statements"] = str(context.statements)
    try:
        await context.on_record()
    except WulianError as error:
        return body, told(error.code, status_of(error), **waits(error))
    return body, response


async def question_of(request: Request, state: State) -> Question:
    """Read what a request asks. Raises Malformed, TooLarge."""
    try:
        body = orjson.loads(await body_of(request, state.settings.body_bytes))
    except orjson.JSONDecodeError as exc:
        raise Malformed(GraphQLError("the body is not JSON")) from exc
    return Question.of(body)

"""Files over HTTP: a delivery that `uploadImport` announced gets its content, and goes back."""

from starlette.requests import Request
from starlette.responses import Response

from api.actions import deliveries
from api.auth import policies
from api.auth.sessions import NotSignedIn
from api.errors import status_of
from api.http import answer, body_of, told, waits
from api.jobs import ask
from api.moves.imports import MOST_BYTES
from api.routes import caller_of
from api.state import State
from graph_schema.errors import WulianError


async def hand_in(request: Request) -> Response:
    """Take the bytes of a file, PUT /imports/{id}; answers the job that looks through it.

    The body must be the file that was announced: its size and SHA-256. 404 for a delivery that
    is absent or out of reach, 413 for more bytes than a delivery may have.
    """
    state: State = request.app.state.wulian
    batch = request.path_params["batch"]
    try:
        caller = await caller_of(request, state)
        access = policies.moving(caller, "import")
        content = await body_of(request, MOST_BYTES)
        await state.call(deliveries.hand_in, state.store, access, batch, content)
        job = await state.call(
            ask, state.store, access, f"file {batch}", "import_check", {"batch": batch}
        )
    except WulianError as error:
        return _refused(error)
    return answer({"job": job}, 202)


async def fetch_back(request: Request) -> Response:
    """Give the file back to the department, GET /imports/{id}/returned: CSV, UTF-8.

    Its own rows and columns, and the column 问题说明; 404 where nothing was wrong.
    """
    state: State = request.app.state.wulian
    batch = request.path_params["batch"]
    try:
        caller = await caller_of(request, state)
        access = policies.moving(caller, "import")
        content = await state.call(deliveries.give_back, state.store, access, batch)
    except WulianError as error:
        return _refused(error)
    heads = {
        "cache-control": "no-store", "x-content-type-options": "nosniff",
        "content-disposition": f'attachment; filename="{batch}.csv"',
    }  # fmt: skip
    return Response(content, 200, heads, media_type="text/csv; charset=utf-8")


def _refused(error: WulianError) -> Response:
    if isinstance(error, NotSignedIn):
        return told("SIGNED_OUT", 401)
    broken = list(getattr(error, "violations", ()))
    facts = {"violations": broken} if broken else {}
    return told(error.code, status_of(error), **facts, **waits(error))

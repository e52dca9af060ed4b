"""Files of lists over HTTP: GET /exports/{id}, for whoever has the permit."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from api.attached import refused
from api.exports.making import make
from api.routes import caller_of
from api.state import State
from graph_schema.errors import WulianError


async def fetch(request: Request) -> Response:
    """Hand out the file of a permit; 403 while a second person has not agreed.

    404 for another's or one that is over, 413 when the list has grown past what was agreed to.
    """
    state: State = request.app.state.wulian
    try:
        caller = await caller_of(request, state)
        file = await state.call(make, state.store, caller, request.path_params["id"])
    except WulianError as error:
        return refused(error)
    heads = {
        "cache-control": "no-store", "x-content-type-options": "nosniff",
        "content-disposition": f'attachment; filename="{quote(file.name)}"',
    }  # fmt: skip
    return Response(file.content, 200, heads, media_type=file.media)

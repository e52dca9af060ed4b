"""JSON answers of the views, with the headers of their group."""

import orjson
from starlette.responses import Response

from visual.door import Refused
from visual.headers import RouteGroup, headers_of


def answer(body: object, status: int = 200) -> Response:
    """Give JSON that nobody keeps."""
    kind = "application/json"
    return Response(orjson.dumps(body), status, headers_of(RouteGroup.VIEW), media_type=kind)


def refusal(refused: Refused) -> Response:
    """Give a refusal with its code; GraphQL tells some with 200, here they get their status."""
    known = {"FORBIDDEN": 403, "NOT_FOUND": 404, "SIGNED_OUT": 401, "TOO_LARGE": 413}
    status = refused.status if refused.status >= 400 else known.get(refused.code, 503)
    return answer({"code": refused.code}, status)

"""Forms of the pages without script: small bodies, from our own pages only."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

LARGEST = 8_192  # bytes of a form: name, password, where to go next


class BadForm(Exception):
    """The form is too large, or another site sent it."""


async def read_form(request: Request) -> Mapping[str, str]:
    """Read the fields of a form that one of our pages sent. Raises BadForm."""
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise BadForm("another site sent it")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise BadForm("too large")
    return dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))


def inside(address: str) -> str:
    """Keep an address only when it leads to a page of ours; else the first page."""
    parts = urlsplit(address)
    local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if local and not parts.netloc and "\n" not in address else "/"

"""The phone pages as one installs them: what they are called, what starts without a network.

The service worker keeps the files of the build and one shell, never an answer of the API.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from visual.headers import RouteGroup, headers_of
from visual.manifest import STATIC_FOLDER, files_of
from visual.pages.templating import language_of, worker_of
from visual.words import say

COLOUR = "#0958D9"  # primary of tokens.yml, light


async def manifest(request: Request) -> Response:
    """Say what the installed page is called and where it starts: GET /phone/app.webmanifest."""
    lang = language_of(request)
    told: dict[str, Any] = {
        "id": "/phone", "start_url": "/phone", "scope": "/phone", "display": "standalone",
        "name": say(lang, "product.name"), "short_name": say(lang, "product.name"),
        "lang": lang, "theme_color": COLOUR, "background_color": "#FFFFFF",
        "icons": [{"src": "/static/mark.svg", "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
    heads = headers_of(RouteGroup.STATIC)
    return JSONResponse(told, 200, heads, media_type="application/manifest+json")


async def worker(request: Request) -> Response:
    """Give the service worker of the build that is served: GET /phone/sw.js."""
    files = [f"/static/{one}" for one in _files(STATIC_FOLDER)]
    build = hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]
    text = worker_of(build=json.dumps(build), files=json.dumps(files))
    heads = headers_of(RouteGroup.WORKER) | {"Service-Worker-Allowed": "/phone"}
    return Response(text, 200, heads, media_type="text/javascript; charset=utf-8")


@lru_cache(maxsize=4)
def _files(folder: Path) -> tuple[str, ...]:
    return files_of("phone", folder)

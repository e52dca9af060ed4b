"""Static files: packed ones where the browser takes them, hashed ones kept for ever."""

from pathlib import Path

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from visual.headers import RouteGroup, headers_of

FOR_EVER = "public, max-age=31536000, immutable"
PACKINGS = (("br", ".br"), ("gzip", ".gz"))
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}


class StaticFiles:
    """Serves one folder; names of files below `assets/` change with their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def answer(self, request: Request) -> Response:
        """Answer GET and HEAD for `path` of the route; 404 for anything outside the folder."""
        found = await anyio.to_thread.run_sync(self._find, request.path_params["path"])
        if found is None:
            return PlainTextResponse("not found", 404, headers_of(RouteGroup.STATIC))
        kept = FOR_EVER if found.parent.name == "assets" else "public, max-age=3600"
        headers = {
            **headers_of(RouteGroup.STATIC),
            "Cache-Control": kept,
            "Vary": "Accept-Encoding",
        }
        kind = KINDS.get(found.suffix, "application/octet-stream")
        accepted = request.headers.get("accept-encoding", "")
        for name, ending in PACKINGS:
            packed = found.with_name(found.name + ending)
            if name in accepted and packed.is_file():
                headers["Content-Encoding"] = name
                return FileResponse(packed, headers=headers, media_type=kind)
        return FileResponse(found, headers=headers, media_type=kind)

    def _find(self, path: str) -> Path | None:
        found = (self._folder / path).resolve()
        inside = found.is_relative_to(self._folder) and found.is_file()
        return found if inside and found.name not in {"digest.txt", "manifest.json"} else None

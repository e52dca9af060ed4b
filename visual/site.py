"""The whole site: pages, the API behind them, static files, one table of routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from visual.door import Door
from visual.files import StaticFiles
from visual.manifest import STATIC_FOLDER
from visual.pages import installed, joining, missing, shells, signin
from visual.views import network, outline


def create_site(
    api: Starlette, *, static: Path = STATIC_FOLDER, demo: bool = False
) -> Starlette:
    """Put the pages round an API; its routes stay where they are, its lifespan is ours.

    demo: the sample district with its accounts, which the sign-in page then says.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with api.router.lifespan_context(api):
            yield

    site = Starlette(routes=[*_pages(static), *_api(api)], lifespan=lifespan)
    site.add_exception_handler(404, missing.not_found)
    site.state.door = Door(api)
    site.state.demo = demo
    return site


def _pages(static: Path) -> list[BaseRoute]:
    return [
        Route("/", shells.first_page),
        Route("/login", signin.show),
        Route("/login", signin.enter, methods=["POST"]),
        Route("/logout", signin.leave, methods=["POST"]),
        Route("/language", signin.speak, methods=["POST"]),
        Route("/join", joining.show),
        Route("/join", joining.send, methods=["POST"]),
        Route("/desk", shells.desk),
        Route("/desk/{path:path}", shells.desk),
        Route("/phone/app.webmanifest", installed.manifest),
        Route("/phone/sw.js", installed.worker),
        Route("/phone", shells.phone),
        Route("/phone/{path:path}", shells.phone),
        Route("/view/outline", outline.show),
        Route("/view/network", network.show),
        Route("/static/{path:path}", StaticFiles(static).answer),
    ]


def _api(api: Starlette) -> list[BaseRoute]:
    """List every route of the API as it is; to a browser `/graphql` is a page."""
    paths = [route.path for route in api.routes if isinstance(route, Route)]
    sockets = [route.path for route in api.routes if isinstance(route, WebSocketRoute)]
    return [
        *(Route(path, _Explorer(api) if path == "/graphql" else api) for path in paths),
        *(WebSocketRoute(path, api) for path in sockets),
    ]


class _Explorer:
    """The explorer's page for a person, the API for a program."""

    def __init__(self, api: ASGIApp) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            response = await shells.explorer(request)
            await response(scope, receive, send)
        else:
            await self._api(scope, receive, send)

"""The application put together; the only place of this folder that knows every part."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api import attached, exported, joining
from api.endpoint import graphql
from api.live import socket, sse
from api.routes import livez, metrics, readyz, sign_in, sign_out
from api.settings import ApiSettings
from api.state import State
from api.taking.endpoint import take
from api.uploads import fetch_back, hand_in
from graph_schema.ids import new_id
from graph_schema.store.session import Store


class RequestId:
    """Gives every answer a request id, so that a person can name it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = new_id()[:16]
        name = told.encode()

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", name)]
            await send(message)

        with bound_contextvars(request=told):  # every line of its log has it
            await self._app(scope, receive, tagged)


def create_api(settings: ApiSettings, store: Store) -> Starlette:
    """Make the API over an open store; whoever opened the store closes it."""
    app = Starlette(
        routes=[
            Route("/graphql", graphql, methods=["GET", "POST", "PUT", "DELETE"]),
            Route("/graphql/stream", sse.follow, methods=["POST"]),
            WebSocketRoute("/graphql/stream", socket.follow),
            Route("/graphql/rows", take, methods=["POST"]),
            Route("/imports/{batch}", hand_in, methods=["PUT"]),
            Route("/imports/{batch}/returned", fetch_back, methods=["GET"]),
            Route("/attachments/{id}", attached.hand_in, methods=["PUT"]),
            Route("/attachments/{id}", attached.show, methods=["GET"]),
            Route("/exports/{id}", exported.fetch, methods=["GET"]),
            Route("/signin", sign_in, methods=["POST"]),
            Route("/signout", sign_out, methods=["POST"]),
            Route("/joining", joining.show, methods=["GET"]),
            Route("/joining", joining.ask, methods=["POST"]),
            Route("/joining/agreed", joining.agreed, methods=["POST"]),
            Route("/metrics", metrics),
            Route("/livez", livez),
            Route("/readyz", readyz),
        ],
        middleware=[Middleware(RequestId)],
    )
    app.state.wulian = State.of(settings, store)
    return app

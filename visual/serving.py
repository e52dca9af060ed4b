"""The web server round the site: when it says that it listens, and how it is told to end."""

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

GRACE = 10  # seconds for requests under way


def serve_until_told(
    app: ASGIApp, port: socket.socket, *, listening: Callable[[], None]
) -> None:
    """Serve on a bound socket until SIGINT or SIGTERM; both pass on what they do to a program.

    listening: called once the port answers. Not before: whoever reads the address may press
    Ctrl-C at once, and Python loses a KeyboardInterrupt that falls into a clean-up callback,
    as an import has one at its end. From here on the server's own handler takes the signal.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        proxy_headers=False,
    )
    _Server(config, listening).run(sockets=[port])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()

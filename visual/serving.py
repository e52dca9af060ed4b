"""The web server round the site: when it says that it listens, and how it is told to end."""

import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

GRACE = 10  # seconds for requests under way


def serve_until_told(
    app: ASGIApp,
    port: socket.socket,
    *,
    listening: Callable[[], None],
    ending: Callable[[], None],
) -> None:
    """Serve on a bound socket until SIGINT or SIGTERM; both pass on what they do to a program.

    listening: called once the port answers. Not before: whoever reads the address may press
    Ctrl-C at once, and Python loses a KeyboardInterrupt that falls into a clean-up callback,
    as an import has one at its end. From here on the server's own handler takes the signal.
    ending: called when it comes, so that what would go on for ever ends.
    Raises KeyboardInterrupt after SIGINT, whatever became of the one that the server raises.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        proxy_headers=False,
    )
    server = _Server(config, listening, ending)
    server.run(sockets=[port])
    if server.interrupted:
        raise KeyboardInterrupt


class _Server(uvicorn.Server):
    def __init__(
        self,
        config: uvicorn.Config,
        listening: Callable[[], None],
        ending: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._listening, self._ending = listening, ending
        self.interrupted = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.interrupted |= sig == signal.SIGINT
        self._ending()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()

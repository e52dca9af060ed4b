"""Who asks: looked up in the store at every request, beside the work where it only reads.

Whoever asked within the last minute is known, and what is only read may begin at once as for
him; the look-up goes on beside it and comes first before anything leaves: a session that ended
gets nothing, and an account whose role or areas have changed gets the answer of what it is now.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from api.auth.digests import digest
from api.auth.sessions import Caller

KNOWN_FOR = 60.0  # seconds
MOST = 10_000  # callers remembered; then all are forgotten


class Known:
    """Callers of the last minute by the digest of what they signed in with."""

    def __init__(self) -> None:
        self._callers: dict[str, tuple[Caller, float]] = {}

    def get(self, secret: str) -> Caller | None:
        """Give the caller last seen with a secret; None when that is too long ago."""
        caller, at = self._callers.get(digest(secret), (None, 0.0))
        return caller if time.monotonic() - at < KNOWN_FOR else None

    def keep(self, secret: str, caller: Caller) -> None:
        if len(self._callers) >= MOST:
            self._callers.clear()
        self._callers[digest(secret)] = caller, time.monotonic()

    def forget(self, secret: str) -> None:
        self._callers.pop(digest(secret), None)


class Asking:
    """The caller of one request; use it as `async with`, which ends the look-up with it.

    known: as of an earlier request, None for somebody new.
    """

    def __init__(
        self, known: Known, secret: str, look_up: Callable[[], Awaitable[Caller]]
    ) -> None:
        self.known = known.get(secret)
        self._remembered, self._secret = known, secret
        self._now = asyncio.ensure_future(look_up())

    async def sure(self) -> Caller:
        """Give the caller as of now. Raises NotSignedIn."""
        try:
            caller = await self._now
        except BaseException:
            self._remembered.forget(self._secret)
            raise
        self._remembered.keep(self._secret, caller)
        return caller

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._now.cancel()
        with contextlib.suppress(BaseException):
            await self._now

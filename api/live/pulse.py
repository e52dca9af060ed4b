"""When to look again: the count of changes of the graph, asked for once for all who follow.

Every transaction that changes something counts itself (see graph_schema/store/kept.py), so one
small statement a second tells all streams of a process whether to read anew, whichever process
wrote. Sessions end by time too, which changes nothing: after REST they are looked at anyway.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from api.auth.accounts import SYSTEM
from api.auth.sessions import TooMany
from graph_schema.store.session import Store

BEAT = 0.5  # seconds between two looks at the count
REST = 15.0  # seconds after which a stream is looked at though nothing has changed
MOST = 20  # streams of one account in a process


class Pulse:
    """The beat of one process; streams end with it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = asyncio.Lock()
        self._read_at, self._changes = -BEAT, 0
        self._followed: Counter[str] = Counter()
        self.ended = False

    def end(self) -> None:
        """Let every stream end within a beat: the server stops."""
        self.ended = True

    @contextmanager
    def following(self, account: str) -> Iterator[None]:
        """Count a stream of an account as long as it lasts. Raises TooMany above MOST."""
        if self._followed[account] >= MOST:
            raise TooMany(wait=int(REST), most=MOST)
        self._followed[account] += 1
        try:
            yield
        finally:
            self._followed[account] -= 1

    async def beat(self, seen: int) -> None:
        """Wait until the count is another than `seen`, the server stops, or REST is over.

        Raises StoreUnavailable.
        """
        until = time.monotonic() + REST
        while time.monotonic() < until and not self.ended:
            await asyncio.sleep(BEAT)
            if await self._count() != seen:
                return

    async def _count(self) -> int:
        async with self._lock:
            if time.monotonic() - self._read_at >= BEAT:
                self._changes = await anyio.to_thread.run_sync(self._read)
                self._read_at = time.monotonic()
            return self._changes

    def _read(self) -> int:
        with self._store.read(SYSTEM) as session:
            return int(session.run("store_changes")[0]["changes"])

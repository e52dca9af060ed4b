"""What lives as long as the application: store, counts, cursor key, threads, throttle."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter

from api.auth.accounts import SYSTEM
from api.auth.asking import Known
from api.auth.sessions import Throttle
from api.counts import Counts
from api.cursors import Cursors
from api.live.pulse import Pulse
from api.metrics import Metrics
from api.settings import ApiSettings
from graph_schema.store.kept import Pages
from graph_schema.store.session import Store

P = ParamSpec("P")
Answer = TypeVar("Answer")
THREADS = 8


@dataclass(slots=True)
class State:
    """Shared by all requests of one process."""

    store: Store
    door: Store  # the same, for sign-in and readiness: somebody waits
    settings: ApiSettings
    counts: Counts
    cursors: Cursors
    limiter: CapacityLimiter
    throttle: Throttle
    known: Known
    pages: Pages
    pulse: Pulse
    metrics: Metrics

    @classmethod
    def of(cls, settings: ApiSettings, store: Store) -> "State":
        """Make the shared parts for a store."""
        return cls(
            store=store,
            door=(door := store.in_a_hurry()),
            settings=settings,
            counts=Counts(store),
            cursors=Cursors(settings.cursor_key()),
            limiter=CapacityLimiter(THREADS),
            throttle=Throttle(),
            known=Known(),
            pages=Pages(settings.kept_rows),
            pulse=Pulse(door),
            metrics=Metrics(),
        )

    async def call(self, do: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
        """Run blocking work in a thread of our own limiter."""
        return await anyio.to_thread.run_sync(lambda: do(*args, **kwargs), limiter=self.limiter)

    def ready(self) -> None:
        """Ask the store something small. Raises StoreUnavailable."""
        with self.door.read(SYSTEM) as session:
            session.run("snapshot_districts")

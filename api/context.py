"""What a resolver gets: the caller, the store, one hop to the threads where the store lives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter
from strawberry.types import Info as StrawberryInfo

from api.auth.sessions import Caller
from api.counts import Counts
from api.cursors import Cursors
from api.settings import ApiSettings
from graph_schema.access import Access
from graph_schema.errors import Rejected
from graph_schema.store.session import Store

P = ParamSpec("P")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Context:
    """One request. statements: how many the store was asked, counted for tests."""

    store: Store
    settings: ApiSettings
    caller: Caller
    counts: Counts
    cursors: Cursors
    limiter: CapacityLimiter
    language: str = "zh-Hans"
    statements: int = field(default=0)

    async def call(
        self, work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Run blocking work in a thread of our own limiter."""
        return await anyio.to_thread.run_sync(
            lambda: work(*args, **kwargs), limiter=self.limiter
        )

    async def rows(self, access: Access, name: str, **params: Any) -> list[dict[str, Any]]:
        """Run one named statement for somebody; the look is on record before rows come back."""

        def work() -> list[dict[str, Any]]:
            with self.store.read(access) as session:
                return session.run(name, **params)

        self.statements += 1
        return await self.call(work)

    def page(self, first: int) -> int:
        """Check a page size. Raises Rejected above the limit."""
        if not 1 <= first <= self.settings.page:
            raise Rejected(["PAGE_SIZE"], first=first, most=self.settings.page)
        return first


Info = StrawberryInfo[Context, None]
Facts = Mapping[str, Any]

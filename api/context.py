"""What a resolver gets: the caller, the store, one hop to the threads where the store lives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar, TypeVarTuple

import anyio
from anyio import CapacityLimiter
from strawberry.types import Info as StrawberryInfo

from api.auth.sessions import Caller
from api.counts import Counts
from api.cursors import Cursors
from api.settings import ApiSettings
from graph_schema.access import Access
from graph_schema.errors import Rejected
from graph_schema.queries.order import Page
from graph_schema.store.session import ReadSession, Store

P = ParamSpec("P")
Rest = TypeVarTuple("Rest")
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

    async def reading(
        self, access: Access, work: "Callable[[Counted, *Rest], Answer]", *rest: *Rest
    ) -> Answer:
        """Run several statements in one session for somebody, with one look on record."""

        def run() -> Answer:
            with self.store.read(access) as session:
                return work(Counted(session, self), *rest)

        return await self.call(run)

    def page(self, first: int) -> int:
        """Check a page size. Raises Rejected above the limit."""
        if not 1 <= first <= self.settings.page:
            raise Rejected(["PAGE_SIZE"], first=first, most=self.settings.page)
        return first


class Counted:
    """A read session that counts its statements for the request."""

    def __init__(self, session: ReadSession, context: Context) -> None:
        self._session, self._context = session, context

    def pick(
        self, name: str, columns: frozenset[str], /, **params: Any
    ) -> list[dict[str, Any]]:
        self._context.statements += 1
        return self._session.pick(name, columns, **params)

    def page(
        self, name: str, page: Page, columns: frozenset[str], /, **params: Any
    ) -> list[dict[str, Any]]:
        self._context.statements += 1
        return self._session.page(name, page, columns, **params)


Info = StrawberryInfo[Context, None]
Facts = Mapping[str, Any]

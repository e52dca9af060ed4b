"""What a resolver gets: the caller, the store, one hop to the threads where the store lives."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, TypeVarTuple

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
from graph_schema.store.kept import Marked
from graph_schema.store.session import ReadSession, Store

if TYPE_CHECKING:
    from api.plan import Selected, Subject

_RECORDERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="record")
P = ParamSpec("P")
Rest = TypeVarTuple("Rest")
Answer = TypeVar("Answer")


class Judges(Protocol):
    """What may be taken of a list; see api/taking/leave.py."""

    @property
    def reason(self) -> str: ...
    def check(
        self, subject: "Subject", asked: Mapping[str, Any], selected: "Selected"
    ) -> None: ...


@dataclass(slots=True)
class Context:
    """One request. statements: how many it needed of the store, counted for tests.

    kept: pages that were read lately, good while the graph has not changed. held: looks that
    are written only when the answer leaves; None: beside the work. over: of what is followed,
    nothing more can come. leave: of a list that is taken out, what may be. ran:
    is told of every statement, by name and when it began (perf_counter).
    """

    store: Store
    settings: ApiSettings
    caller: Caller
    counts: Counts
    cursors: Cursors
    limiter: CapacityLimiter
    kept: Marked
    language: str = "zh-Hans"
    statements: int = field(default=0)
    looks: list[Future[None]] = field(default_factory=list)
    held: list[Callable[[], None]] | None = None
    over: bool = False
    leave: "Judges | None" = None
    ran: Callable[[str, float], None] | None = None

    async def call(
        self, work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Run blocking work in a thread of our own limiter."""
        return await anyio.to_thread.run_sync(
            lambda: work(*args, **kwargs), limiter=self.limiter
        )

    async def rows(self, access: Access, name: str, **params: Any) -> list[dict[str, Any]]:
        """Run one named statement for somebody; its look is written beside: see on_record."""

        def work() -> list[dict[str, Any]]:
            with self.store.read(access, self._beside) as session:
                return session.run(name, **params)

        self.statements += 1
        began = perf_counter()
        found = await self.call(work)
        self.told(name, began)
        return found

    def told(self, name: str, began: float) -> None:
        """Tell that a statement ran."""
        if self.ran is not None:
            self.ran(name, began)

    async def reading(
        self, access: Access, work: "Callable[[Counted, *Rest], Answer]", *rest: *Rest
    ) -> Answer:
        """Run several statements in one session for somebody, its one look written beside."""
        if self.leave is not None:
            access = replace(access, reason=self.leave.reason)

        def run() -> Answer:
            with self.store.read(access, self._beside, self.kept) as session:
                return work(Counted(session, self), *rest)

        return await self.call(run)

    def _beside(self, write: Callable[[], None]) -> None:
        if self.held is None:
            self.looks.append(_RECORDERS.submit(write))
        else:
            self.held.append(write)

    async def on_record(self) -> None:
        """Wait until every look of this request is on record; before that no answer leaves.

        Raises what kept a look from being written: StoreUnavailable, TooSlow …
        """
        for write in self.held or ():
            self.looks.append(_RECORDERS.submit(write))
        self.held = None
        for look in self.looks:
            await asyncio.wrap_future(look)

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
        began = perf_counter()
        found = self._session.pick(name, columns, **params)
        self._context.told(name, began)
        return found

    def page(
        self, name: str, page: Page, columns: frozenset[str], /, **params: Any
    ) -> Sequence[dict[str, Any]]:
        self._context.statements += 1
        began = perf_counter()
        found = self._session.page(name, page, columns, **params)
        self._context.told(name, began)
        return found


Info = StrawberryInfo[Context, None]
Facts = Mapping[str, Any]

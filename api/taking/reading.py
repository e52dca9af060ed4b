"""The rows of a list, page after page, each as its caller of that moment and on record."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from graphql import DocumentNode

from api.auth import policies
from api.auth.sessions import Caller
from api.context import Context
from api.execution import Body, Question, run
from api.limits import Refused
from api.routes import LookUp
from api.state import State
from api.taking.documents import FORM, ListDocument
from api.taking.leave import Leave
from graph_schema.errors import TooLarge
from graph_schema.store.kept import Marked, Pages

PAGE = 100  # rows of one look: an entry of the audit names at most a hundred subjects
COUNTED = 1_000  # ids of one page of a count
Edge = dict[str, Any]


class Failed(Exception):
    """A page could not be read; body: the errors as they go out."""

    def __init__(self, body: Body) -> None:
        self.body = body
        super().__init__("a page could not be read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A list that is taken: by what leave, by whom (look_up: as of now), in which language."""

    state: State
    asked: ListDocument
    question: Question
    leave: Leave
    look_up: LookUp
    language: str

    async def count(self) -> int:
        """Count the whole list, ids only and without a look.

        Raises TooLarge above what may be taken, Refused for a field that is no list.
        """
        found, after = 0, None
        while True:
            context = await self._context(COUNTED)
            page = await self._read(context, self.asked.ids(COUNTED, after))
            if self.leave.listed is None:
                raise Refused(FORM)
            found += len(page["edges"])
            if found > self.leave.most:
                raise TooLarge(
                    rows=f"more than {self.leave.most}", most=self.leave.most,
                    way_out="narrow the list, or ask for a permit: requestExport",
                )  # fmt: skip
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    async def pages(self) -> AsyncIterator[list[Edge]]:
        """Give the edges page by page; each page's look is on record before it is given.

        Raises Failed, NotSignedIn, Forbidden when the caller may not any more, TooLarge when
        the list has grown past what may be taken.
        """
        given, after = 0, None
        while True:
            context = await self._context(PAGE)
            page = await self._read(context, self.asked.page(PAGE, after))
            given += len(page["edges"])
            if given > self.leave.most:
                raise TooLarge(rows=given, most=self.leave.most, way_out="ask again")
            await context.on_record()
            yield page["edges"]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    async def _context(self, page: int) -> Context:
        caller: Caller = await self.look_up()
        policies.exporting(caller)
        state = self.state
        return Context(
            store=state.store, settings=replace(state.settings, page=page), caller=caller,
            counts=state.counts, cursors=state.cursors, limiter=state.limiter,
            kept=Marked(Pages(0), caller.changes), language=self.language, held=[],
            leave=self.leave, ran=state.metrics.ran,
        )  # fmt: skip

    async def _read(self, context: Context, document: DocumentNode) -> dict[str, Any]:
        body = await run(context, document, self.question)
        found = (body.get("data") or {}).get(self.asked.key)
        if "errors" in body or not isinstance(found, dict):
            raise Failed(body)
        return found

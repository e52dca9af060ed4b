"""Pages of lists that were read lately, good for as long as nothing in the graph has changed.

Every transaction that changes something counts itself on its audit lane; looks do not. The sum
over all lanes, read before a page is, is the page's mark: while a later sum is the same,
nothing was committed since, and reading again would give the same page. Whoever takes a kept
page must compare the mark with a sum read afterwards, before the page leaves; the look at it
goes on record as ever. What depends on the time (`$now`) and what was revealed is never kept.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from graph_schema.access import Access
from graph_schema.queries.table import Row, Table

LONGEST = 60.0  # seconds


class Pages:
    """Kept pages, the least lately used go first; for all threads of a process.

    most: rows of all pages together; 50,000 take some 25 MB.
    """

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, tuple[int, float, Table]] = OrderedDict()
        self._rows = 0

    def get(self, key: Any, mark: int) -> Table | None:
        """Give the page that was kept for a key under this mark, unless it is too old."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != mark or time.monotonic() - found[1] > LONGEST:
                return None
            self._kept.move_to_end(key)
            return found[2]

    def keep(self, key: Any, mark: int, page: Table) -> None:
        with self._lock:
            self._drop(key)
            self._kept[key] = mark, time.monotonic(), page
            self._rows += len(page)
            while self._rows > self._most:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Any) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self._rows -= len(old[2])


class Marked:
    """The kept pages under one mark, for one request. used: whether any was taken."""

    def __init__(self, pages: Pages, mark: int) -> None:
        self._pages, self._mark = pages, mark
        self.used = False

    def page(
        self,
        text: str,
        sent: Mapping[str, Any],
        access: Access,
        read: Callable[[], Sequence[Row]],
    ) -> Sequence[Row]:
        """Give the kept page of a statement, or read it and keep it.

        text, sent: the statement in full, as its session sends it.
        """
        if "$now" in text or access.reveal:
            return read()
        asked = {name: value for name, value in sent.items() if name not in {"now", "op"}}
        key = text, orjson.dumps(asked, option=orjson.OPT_SORT_KEYS), access
        found = self._pages.get(key, self._mark)
        if found is not None:
            self.used = True
            return found
        page = read()
        if isinstance(page, Table):
            self._pages.keep(key, self._mark, page)
        return page

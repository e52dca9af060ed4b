"""Coverage and reports for the API: computed by the program over a caller's areas, and kept.

What is kept is shared by callers of the same areas and made anew a minute later if anything in
the graph has changed since (else ten minutes later: a day may have ended), or at once after a
change through this process. A large district takes longer to read than a person waits: then
the last edition is given, which says of when it is, and the next is made meanwhile.
"""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from graph_schema.access import Access
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

if TYPE_CHECKING:
    from matching.coverage.report import CoverageReport
    from matching.reports.engine import Told
    from matching.reports.rows import Book
    from matching.snapshot import Snapshot

KEPT, UNCHANGED = timedelta(seconds=60), timedelta(minutes=10)
AHEAD = 500  # households: of more what pages open with is worked out before anybody asks
LARGE = 5_000  # households: of more nobody waits for a new edition …
PATIENCE = 1.0  # … longer than so many seconds, where there is an older one
EDITIONS = 12  # areas and days kept at a time; the one that was asked for longest ago goes
ANSWERS = 200  # reports kept with an edition
FIRST: tuple[tuple[str, tuple[str, ...], bool], ...] = (  # report, axes, all areas: of pages
    *((name, (), False) for name in ("alerts", "overdue", "load", "gaps", "net", "counts")),
    ("map", ("level",), True),
    ("analytics", (), False),
)
Key = tuple[tuple[str, ...], date | None]


@dataclass(frozen=True, slots=True)
class Edition:
    """What was read at an instant, and what follows from it.

    changes: of the graph when it was begun; wave: of this process's own. working: held by the
    one thread that works a report out; two at once would take twice as long.
    """

    at: datetime
    changes: int
    wave: int
    report: "CoverageReport"
    book: "Book"
    told: "dict[tuple[object, ...], Told]" = field(default_factory=dict)
    working: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def snapshot(self) -> "Snapshot":
        """Give the tables everything follows from."""
        return self.book.snapshot

    @property
    def households(self) -> int:
        """Count what it is about: the more, the longer the next one takes."""
        return len(self.snapshot.households)

    def good(self, now: datetime, changes: int, wave: int) -> bool:
        """Tell whether it may be given without a word."""
        kept = UNCHANGED if changes == self.changes else KEPT
        return wave == self.wave and now - self.at <= kept

    def tell(
        self,
        name: str,
        area: str | None,
        axes: tuple[str, ...],
        *,
        few: bool,
        deep: bool = False,
    ) -> "Told":
        """Give a report; few: as it may leave the house; deep: of all areas below.

        Raises as matching.reports.
        """
        from matching.reports.commands import tell

        key = (name, area, axes, few, deep)
        if (known := self.told.get(key)) is not None:
            return known
        with self.working:
            if (known := self.told.get(key)) is None:
                known = tell(self.book, name, area, axes, publish=few, deep=deep)
                while len(self.told) >= ANSWERS:
                    self.told.pop(next(iter(self.told)), None)
                self.told[key] = known
        return known


class Counts:
    """Editions by areas and day, made by one thread: two at once would take twice as long."""

    def __init__(self, store: Store, large: int = LARGE, ahead: int = AHEAD) -> None:
        self._store, self._large, self._ahead = store, large, min(ahead, large)
        self._lock = threading.Lock()
        self._made: dict[Key, Edition] = {}
        self._before: dict[Key, Edition] = {}
        self._making: dict[Key, tuple[int, Future[Edition]]] = {}
        self._wave = 0
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="counts")

    def changed(self) -> None:
        """Note that the graph says something else now."""
        with self._lock:
            self._wave += 1

    def of(self, access: Access, as_of: date | None) -> "tuple[Snapshot, CoverageReport]":
        """Give the snapshot and report of the areas; access is the program's own."""
        told = self.edition(access, as_of)
        return told.snapshot, told.report

    def edition(
        self, access: Access, as_of: date | None, at: datetime | None = None
    ) -> Edition:
        """Give the edition of the areas at the end of a day, by default now.

        at: the one that was read then, where it is still kept: a list and its number are of
        one edition even while the next is being made.
        """
        key = (access.areas, as_of)
        if at is not None:
            with self._lock:
                for kept in (self._made.get(key), self._before.get(key)):
                    if kept is not None and kept.at == at:
                        return kept
        with self._store.read(access) as session:
            changes = int(session.run("store_changes")[0]["changes"])
        with self._lock:
            made = self._made.pop(key, None)
            if made is not None:
                self._made[key] = made  # now the one that was asked for last
                if made.good(self._store.clock(), changes, self._wave):
                    return made
            making = self._begin(key, access, changes)
        if made is None or made.households <= self._large:
            return making.result()
        try:
            return making.result(PATIENCE)
        except NotYet:
            return made

    def expect(self) -> None:
        """Begin an edition of each district as it is now: the first who asks waits less.

        Raises StoreUnavailable.
        """
        access = Access.system(Purpose.STATISTICS, ())
        with self._store.read(access) as session:
            districts = [str(row["code"]) for row in session.run("snapshot_districts")]
            changes = int(session.run("store_changes")[0]["changes"])
        for code in districts:
            reach = Access.system(Purpose.STATISTICS, (code,))
            with self._lock:
                if (reach.areas, None) not in self._made:
                    self._begin((reach.areas, None), reach, changes)

    def close(self) -> None:
        """Begin nothing more; what is being made ends with the store."""
        self._maker.shutdown(wait=False, cancel_futures=True)

    def _begin(self, key: Key, access: Access, changes: int) -> "Future[Edition]":
        """Have an edition made, once; anew where that in the making is from before a change."""
        wave, making = self._making.get(key, (-1, None))
        if making is None or wave != self._wave:
            making = self._maker.submit(self._make, key, access, changes, self._wave)
            self._making[key] = self._wave, making
        return making

    def _make(self, key: Key, access: Access, changes: int, wave: int) -> Edition:
        from matching.coverage.report import report
        from matching.reports.commands import book_of

        began = self._store.clock()
        try:
            book = book_of(self._store, access, key[1])
            coverage = report(book.snapshot)
            made = Edition(began, changes, wave, coverage, book)
            with self._lock:
                if key in self._made:
                    self._before[key] = self._made.pop(key)
                self._made[key] = made
                while len(self._made) > EDITIONS:
                    gone = next(iter(self._made))
                    self._made.pop(gone), self._before.pop(gone, None)
            if made.households > self._ahead:
                self._maker.submit(_prepare, made)
            return made
        finally:
            with self._lock:
                if self._making.get(key, (-1,))[0] == wave:
                    self._making.pop(key)


def _prepare(edition: Edition) -> None:
    """Work out what pages open with before anybody asks, for staff and for who sees counts."""
    for area in edition.snapshot.access.areas:
        for few in (False, True):
            for name, axes, deep in FIRST:
                edition.tell(name, area, axes, few=few, deep=deep)

"""The rows of a list for a file: page by page as its reader may see them, each page on record.

Columns come from the list's own statement: what is no personal data and what is personal goes
in, as the role sees it; sensitive columns only where two people agreed; restricted ones never.
A column that no property declares stays out, but for ids.
"""

from collections.abc import Iterator
from dataclasses import replace

from api.plan import SUBJECTS, Subject
from graph_schema.access import Access
from graph_schema.masking import Shown, policy
from graph_schema.queries import Slot, statements
from graph_schema.queries.order import Key, Page, key_of
from graph_schema.shape import FieldClass
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession, Store

LISTS = ("households", "persons", "needs", "links")
PAGE = 100  # rows of one look: an entry of the audit names at most a hundred subjects
COUNTED = 1_000  # ids of one page of a count
_BEGIN: tuple[Key, str] | None = None
_PLAIN = frozenset({FieldClass.NONE, FieldClass.PERSONAL})
_SENSITIVE = _PLAIN | {FieldClass.SENSITIVE, FieldClass.ENCRYPTED}


def columns(name: str, access: Access, *, sensitive: bool) -> tuple[str, ...]:
    """Name the columns of a list's file, in the order of its statement."""
    allowed = _SENSITIVE if sensitive else _PLAIN
    statement = statements()[SUBJECTS[name].by_ids]
    slots = {column: statement.returns[column] for column in statement.columns}
    return tuple(n for n, slot in slots.items() if _goes(n, slot, access, allowed))


def _goes(name: str, slot: Slot, access: Access, allowed: frozenset[FieldClass]) -> bool:
    if slot.prop is None or slot.label is None:
        return name == "id" or name.endswith("_id")
    if slot.prop.field_class not in allowed:
        return False
    return policy(slot.label, slot.prop.name, access) is not Shown.HIDDEN


def count(store: Store, access: Access, name: str, area: str | None, most: int) -> int:
    """Count the rows of a list up to one more than `most`; ids only."""
    found = 0
    with store.read(access) as session:
        for page in _pages(session, SUBJECTS[name], frozenset({"id"}), area, COUNTED):
            found += len(page)
            if found > most:
                break
    return found


def rows(
    store: Store, access: Access, name: str, area: str | None, wanted: tuple[str, ...]
) -> Iterator[list[Row]]:
    """Give a list page by page, in the order of ids of its first sort; each page on record.

    access: with the reason of the export, which each look names.
    """
    subject, after = SUBJECTS[name], _BEGIN
    while True:
        with store.read(access) as session:
            page = next(_pages(session, subject, frozenset({*wanted, "id"}), area, PAGE, after))
        if page:
            yield page
        if len(page) < PAGE:
            return
        after = _end(subject, page)


def _pages(
    session: ReadSession,
    subject: Subject,
    wanted: frozenset[str],
    area: str | None,
    size: int,
    after: tuple[Key, str] | None = None,
) -> Iterator[list[Row]]:
    statement = statements()[subject.page]
    first = Page(by=next(iter(statement.sorts)), limit=size, after=after)
    asked = dict.fromkeys(subject.filters) | {"area": area}
    while True:
        found = [dict(row) for row in session.page(subject.page, first, wanted, **asked)]
        yield found
        if len(found) < size:
            return
        first = replace(first, after=_end(subject, found))


def _end(subject: Subject, page: list[Row]) -> tuple[Key, str]:
    statement = statements()[subject.page]
    return key_of(statement, next(iter(statement.sorts)), page[-1]["key"]), page[-1]["id"]

"""Selection set → plan → one named statement for each level of it.

A subject is data: its type, its statements, what may be filtered and sorted by, and what hangs
below it. Reading walks the selection set beside that table: the page or the ids first, then
every field below that was asked for, for all rows at once. Rows become objects whose attributes
are the columns, so that the executor needs no resolver for a field.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

from strawberry.utils.str_converters import to_camel_case

from api.auth.sessions import Caller
from api.kept import Kept
from graph_schema.access import Access
from graph_schema.queries import statements
from graph_schema.queries.order import Page
from graph_schema.queries.table import Row, Table

Selected = Mapping[str, "Selected"]
MOST_IDS = 2000  # of one statement; see the session's limit on rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list may be narrowed by; the statement has a parameter of the same name."""

    type: Any
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """What hangs on a node, of another subject.

    statement: gives rows with `parent`, the id of the node they hang on. Or key: the column
    with the id of the one it belongs to. many: a list; else the one, or null.
    """

    of: str
    statement: str | None = None
    key: str | None = None
    many: bool = True


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One kind of thing that can be asked for.

    name: unique; cursors are bound to it. node: the GraphQL type; its attributes are columns.
    codes: columns that are codes, with their enum. derived: attributes that are made of a
    column. Only the columns of what is asked for are read.
    """

    name: str
    node: type
    access: Callable[[Caller], Access]
    by_ids: str
    page: str = ""
    label: str = ""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    sorts: type[Enum] | None = None
    codes: Mapping[str, type[Enum]] = field(default_factory=dict)
    below: Mapping[str, Below] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, Callable[[Any], Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        SUBJECTS[self.name] = self

    @cached_property
    def _by_code(self) -> Mapping[str, Mapping[str, Enum]]:
        return {name: {str(c.value): c for c in codes} for name, codes in self.codes.items()}

    @cached_property
    def _column_of(self) -> Mapping[str, str]:
        """The column that each field of the type is read from, by its name in GraphQL."""
        found = {to_camel_case(name): name for name in statements()[self.by_ids].columns}
        for name, below in self.below.items():
            found[to_camel_case(name)] = below.key or "id"
        return found | {to_camel_case(n): column for n, (column, _) in self.derived.items()}

    def columns(self, selected: Selected) -> frozenset[str]:
        """Name the columns that a selection needs; the id always."""
        known = self._column_of
        return frozenset({"id", *(known[name] for name in selected if name in known)})

    def kept(self, table: Table, selected: Selected) -> Kept:
        """Keep the objects of a table's rows by column; as many calls of object_of."""
        columns = dict(table.columns)
        for name, known in self._by_code.items():
            if name in columns:
                columns[name] = [_member(known, value) for value in columns[name]]
        for name, (column, make) in self.derived.items():
            if to_camel_case(name) in selected:
                columns[name] = [make(value) for value in columns[column]]
        return Kept(self.node, columns)

    def object_of(self, row: Row, selected: Selected) -> Any:
        """Make the object of a row; the row becomes its attributes."""
        for name, known in self._by_code.items():
            if name in row:
                row[name] = _member(known, row[name])
        for name, (column, make) in self.derived.items():
            if to_camel_case(name) in selected:
                row[name] = make(row[column])
        node: Any = object.__new__(self.node)
        node.__dict__ = row
        return node


def _member(known: Mapping[str, Enum], told: Any) -> Any:
    """Give the member of a code, of each code of a list; none for what is not known."""
    if told.__class__ is list:
        return [known[one] for one in told if one in known]
    return None if told is None else known.get(told)


SUBJECTS: dict[str, Subject] = {}  # every subject by name, filled as the files are read


class Reads(Protocol):
    """A session for somebody, as far as a plan needs it."""

    def pick(self, name: str, columns: frozenset[str], /, **params: Any) -> list[Row]: ...
    def page(
        self, name: str, page: Page, columns: frozenset[str], /, **params: Any
    ) -> Sequence[Row]: ...


def read_page(
    session: Reads, subject: Subject, page: Page, asked: Mapping[str, Any], selected: Selected
) -> Sequence[Any]:
    """Read one page of a subject and what was selected below; each has its `key` in the order.

    asked: a value or None for each filter.
    """
    rows = session.page(subject.page, page, subject.columns(selected), **asked)
    below = any(to_camel_case(name) in selected for name in subject.below)
    if isinstance(rows, Table) and not below:
        return subject.kept(rows, selected)
    return _grown(session, subject, rows, selected)


def read_ids(
    session: Reads, subject: Subject, ids: Sequence[str], selected: Selected
) -> list[Any]:
    """Read nodes by their ids, with what was selected below; those out of reach are absent."""
    rows = _for_ids(session, subject, subject.by_ids, ids, selected)
    return _grown(session, subject, rows, selected)


def read_rows(
    session: Reads, subject: Subject, statement: str, selected: Selected
) -> list[Any]:
    """Read what a statement of its own gives of a subject, with what was selected below."""
    rows = session.pick(statement, subject.columns(selected))
    return _grown(session, subject, rows, selected)


def _for_ids(
    session: Reads, subject: Subject, statement: str, ids: Sequence[str], selected: Selected
) -> list[Row]:
    columns = subject.columns(selected)
    return [row for some in _parts(ids) for row in session.pick(statement, columns, ids=some)]


def _grown(
    session: Reads, subject: Subject, rows: Sequence[Row], selected: Selected
) -> list[Any]:
    nodes = [subject.object_of(row, selected) for row in rows]
    for name, below in subject.below.items():
        asked = selected.get(to_camel_case(name))
        if asked is None or not nodes:
            continue
        if below.key is not None:
            _tie(session, nodes, name, below, asked)
        else:
            _hang(session, nodes, name, below, asked)
    return nodes


def _tie(
    session: Reads, nodes: Sequence[Any], name: str, below: Below, selected: Selected
) -> None:
    """Give every node the one its key names."""
    keys = [getattr(node, str(below.key)) for node in nodes]
    ids = list(dict.fromkeys(key for key in keys if key is not None))
    found = {one.id: one for one in read_ids(session, SUBJECTS[below.of], ids, selected)}
    for node, key in zip(nodes, keys, strict=True):
        setattr(node, name, found.get(key))


def _hang(
    session: Reads, nodes: Sequence[Any], name: str, below: Below, selected: Selected
) -> None:
    """Give every node those that hang on it, in the statement's order."""
    ids = [node.id for node in nodes]
    child = SUBJECTS[below.of]
    rows = _for_ids(session, child, str(below.statement), ids, selected)
    parents = [row["parent"] for row in rows]  # before: an area's own parent has that name too
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for parent, one in zip(parents, _grown(session, child, rows, selected), strict=True):
        found[parent].append(one)
    for node in nodes:
        mine = found[node.id]
        setattr(node, name, mine if below.many else next(iter(mine), None))


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while part := list(islice(rest, MOST_IDS)):
        yield part


def selection(fields: Sequence[Any], on: str | None = None) -> Selected:
    """Name what is selected below a field, through fragments, without what is skipped.

    fields: as `info.selected_fields`. on: the type; fragments on other types are left out.
    """
    found: dict[str, Any] = {}
    for one in fields:
        below = found.setdefault(one.name, {})
        for inner in one.selections:
            _select(inner, below, on)
    return found


def _select(one: Any, found: dict[str, Any], on: str | None) -> None:
    if _left_out(one):
        return
    wanted = getattr(one, "type_condition", None)
    if wanted is not None:
        if on in {None, wanted} or wanted == "Node":
            for inner in one.selections:
                _select(inner, found, on)
        return
    deeper: dict[str, Any] = found.setdefault(one.name, {})
    for inner in one.selections:
        _select(inner, deeper, None)


def _left_out(one: Any) -> bool:
    rules = one.directives
    skipped = rules.get("skip", {}).get("if", False)
    return bool(skipped) or not rules.get("include", {}).get("if", True)

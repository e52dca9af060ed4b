"""What a caller may choose of a statement: the order of its pages, and which columns it gives.

A statement with `sorts:` in its header leaves four places open: `__SORT__` (a property, one of
the declared), `__WAY__` (nothing or DESC), `__PAST__` (> or <: what is after the cursor) and
`__KEY__` (the sorted value as it is given back: days and instants as text).
What is not asked for (`($level IS NULL OR …)` without a level) is left out of the text: the
embedded server would judge it for every row.
A row without the property counts as the least of its type, so that every row has its place.
A statement with columns leaves `__COLUMNS__` open for some or all of those it declares.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from graph_schema.queries import Sort, Statement, StatementError
from graph_schema.queries.table import Table

# ($name IS NULL OR …), which may hold parentheses itself, two deep
_FILTER = re.compile(r"\(\$(\w+) IS NULL OR (?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
TEMPORAL = frozenset({"date", "datetime"})
Key = str | int | float | bool | date | datetime
LEAST: Mapping[str, Key] = MappingProxyType(
    {
        "str": "",
        "json": "",
        "int": -(1 << 53),
        "fen": -(1 << 53),
        "pts": -(1 << 53),
        "float": -1e300,
        "bool": False,
        "date": date(1, 1, 1),
        "datetime": datetime(1, 1, 1, tzinfo=UTC),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which rows of an ordered list: at most `limit` after a place (key and id), or the first.

    by: a property of the statement's sorts. Rows with equal keys are in the order of their ids.
    """

    by: str
    limit: int
    descending: bool = False
    after: tuple[Key, str] | None = None


def sort_of(statement: Statement, page: Page) -> Sort:
    """Find what a page is ordered by. Raises StatementError for an undeclared property."""
    if page.by not in statement.sorts:
        raise StatementError(f"{statement.where}: sorts by {', '.join(statement.sorts)}")
    return statement.sorts[page.by]


def ordered(statement: Statement, page: Page, asked: Mapping[str, Any]) -> str:
    """Fill the places of the order into a statement's text; only declared names get in.

    asked: the statement's parameters; a filter by one that is None is left out.
    """
    way, past = ("DESC", "<") if page.descending else ("", ">")
    prop = sort_of(statement, page).prop
    text = statement.text.replace("__SORT__", prop.name)
    text = text.replace("__KEY__", "toString(key)" if prop.type in TEMPORAL else "key")
    text = text.replace("__WAY__", way).replace("__PAST__", past)
    told = {
        name for name, value in (*asked.items(), ("after", page.after)) if value is not None
    }
    return _FILTER.sub(lambda one: one[0] if one[1] in told else "true", text)


@lru_cache(maxsize=1000)
def projected(statement: Statement, names: frozenset[str] | None = None) -> Statement:
    """Give a statement with the columns of these names only, all when None; others are as ever.

    Its text is whole but for the order. Raises StatementError for an undeclared name.
    """
    if not statement.columns:
        return statement
    wanted = statement.columns.keys() if names is None else names
    if not wanted or not wanted <= statement.columns.keys():
        raise StatementError(f"{statement.where}: gives {', '.join(statement.columns)}")
    kept = {name: code for name, code in statement.columns.items() if name in wanted}
    left_out = statement.columns.keys() - kept.keys()
    returns = {n: slot for n, slot in statement.returns.items() if n not in left_out}
    codes = [_sent(statement.returns[name].type, code) for name, code in kept.items()]
    text = statement.text.replace("__COLUMNS__", ", ".join(codes))
    return replace(statement, text=text, returns=MappingProxyType(returns))


def _sent(kind: str, code: str) -> str:
    """Give a column as text if a day or an instant: the driver takes 40 µs for one."""
    return f"toString({code})" if kind in TEMPORAL else code


def records(statement: Statement, rows: Sequence[Sequence[Any]]) -> Table:
    """Take the rows of a statement with columns apart; days and instants are made of text."""
    names = list(statement.returns)
    kept = zip(*rows, strict=True) if rows else ((),) * len(names)
    columns: dict[str, Sequence[Any]] = dict(zip(names, kept, strict=True))
    for name, slot in statement.returns.items():
        if make := _MADE.get(slot.type):
            columns[name] = [None if one is None else make(one) for one in columns[name]]
    return Table(columns)


def instant(text: str) -> datetime:
    """Read an instant as a server tells it: in UTC, the embedded one without saying so."""
    told = datetime.fromisoformat(text if text[-1] == "Z" or "+" in text else f"{text}Z")
    return told if told.tzinfo is UTC else told.astimezone(UTC)


_MADE: Mapping[str, Callable[[str], Key]] = MappingProxyType(
    {"date": date.fromisoformat, "datetime": instant}
)


def place(statement: Statement, page: Page) -> dict[str, Key | None]:
    """Give the parameters of a page: its place, its length, what absent counts as."""
    kind = sort_of(statement, page).prop.type
    after, after_id = page.after or (None, None)
    return {
        "after": after,
        "after_id": after_id,
        "limit": page.limit,
        "least": LEAST[kind],
    }


def key_of(statement: Statement, by: str, told: str | int | float | bool) -> Key:
    """Read a key as JSON keeps it. Raises ValueError for one of another type."""
    match statement.sorts[by].prop.type:
        case "date":
            return date.fromisoformat(str(told))
        case "datetime":
            return instant(str(told))
        case _:
            return told

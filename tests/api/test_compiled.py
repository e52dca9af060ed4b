"""The generated functions give what graphql-core gives: good rows, bad ones, nulls, errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import execute, parse
from hypothesis import given
from hypothesis import strategies as st

from api.compiled import CompiledExecutor
from api.kept import Kept


@strawberry.enum
class Colour(Enum):
    RED = "r"
    BLUE = "b"


@strawberry.interface
class Thing:
    id: strawberry.ID


@strawberry.type
class Place:
    name: str
    people: int | None


@strawberry.type
class Item(Thing):
    size: int
    weight: float | None
    open: bool
    colour: Colour | None
    tags: list[str]
    codes: list[Colour] | None
    seen: datetime | None
    place: Place | None
    near: list[Place]


ROWS: list[Any] = []


@strawberry.type
class Query:
    @strawberry.field
    def items(self) -> list[Item]:
        return ROWS

    @strawberry.field
    def some(self) -> list[Item | None]:
        return ROWS


SCHEMA = strawberry.Schema(query=Query)._schema
ODD = st.sampled_from([None, True, "1", 1.5, 1 << 31, float("inf"), "r", []])
INSTANTS = st.datetimes(
    timezones=st.sampled_from([UTC, UTC, UTC, timezone(timedelta(hours=8))])
)
COLOURS = st.one_of(st.sampled_from(Colour), ODD)


def made(kind: type) -> Any:
    return lambda values: _made(kind, values)


def _made(kind: type, values: dict[str, Any]) -> Any:
    node: Any = object.__new__(kind)
    node.__dict__ = {name: value for name, value in values.items() if value != "absent"}
    return node


def mostly(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 15).flatmap(
        lambda n: good if n else st.one_of(ODD, st.just("absent"))
    )


PLACES = st.fixed_dictionaries(
    {"name": mostly(st.text(max_size=3)), "people": mostly(st.integers(0, 9))}
).map(made(Place))
ITEMS = st.fixed_dictionaries(
    {
        "id": mostly(st.text("ab", min_size=1)),
        "size": mostly(st.integers(-9, 9)),
        "weight": mostly(st.floats(0, 9)),
        "open": mostly(st.booleans()),
        "colour": mostly(COLOURS),
        "tags": mostly(st.lists(st.text(max_size=2), max_size=2)),
        "codes": mostly(st.lists(COLOURS, max_size=2)),
        "seen": mostly(st.one_of(st.none(), INSTANTS)),
        "place": mostly(PLACES),
        "near": mostly(st.lists(PLACES, max_size=2)),
    }
).map(made(Item))
FIELDS = st.lists(
    st.sampled_from(
        ["id", "size", "big: size", "weight", "open", "colour", "tags", "codes", "seen",
         "__typename",
         "place { name }", "place { n: name people }", "near { people __typename }",
         "... on Item { size id }", "weight @skip(if: true)", "...F"]
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@given(
    rows=st.lists(ITEMS, min_size=1, max_size=4),
    fields=FIELDS,
    root=st.sampled_from(["items", "some"]),
)
def test_answers_and_errors_are_those_of_graphql_core(
    rows: list[Any], fields: list[str], root: str
) -> None:
    ROWS[:] = rows
    fragment = " fragment F on Item { open near { name } }" if "...F" in fields else ""
    document = parse(f"{{ {root} {{ {' '.join(fields)} }} }}{fragment}")

    ours = execute(SCHEMA, document, executor_class=CompiledExecutor)
    reference = execute(SCHEMA, document)

    assert repr(ours.data) == repr(reference.data)
    assert [e.formatted for e in ours.errors or ()] == [
        e.formatted for e in reference.errors or ()
    ]


@st.composite
def kept(draw: st.DrawFn) -> Kept:
    """Objects by column: mostly good values, some odd ones."""
    rows = draw(st.lists(ITEMS, min_size=1, max_size=4))
    names = [n for n in FULL if all(hasattr(row, n) for row in rows)]
    columns: dict[str, Any] = {n: [getattr(row, n) for row in rows] for n in names}
    if draw(st.booleans()):
        places = draw(st.lists(PLACES, min_size=len(rows), max_size=len(rows)))
        names = [n for n in ("name", "people") if all(hasattr(p, n) for p in places)]
        columns["place"] = Kept(Place, {n: [getattr(p, n) for p in places] for n in names})
    return Kept(Item, columns or {"id": ["a"]})


FULL = ("id", "size", "weight", "open", "colour", "tags", "codes", "seen", "place", "near")


@given(items=kept(), fields=FIELDS, root=st.sampled_from(["items", "some"]))
def test_objects_kept_by_column_are_answered_as_the_objects_they_stand_for(
    items: Kept, fields: list[str], root: str
) -> None:
    fragment = " fragment F on Item { open near { name } }" if "...F" in fields else ""
    document = parse(f"{{ {root} {{ {' '.join(fields)} }} }}{fragment}")

    with shown(items):
        ours = execute(SCHEMA, document, executor_class=CompiledExecutor)
    with shown(list(items)):
        reference = execute(SCHEMA, document)

    assert repr(ours.data) == repr(reference.data)
    assert [e.formatted for e in ours.errors or ()] == [
        e.formatted for e in reference.errors or ()
    ]


@contextmanager
def shown(items: Any) -> Iterator[pytest.MonkeyPatch]:
    """The schema's lists give these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "ROWS", items)
        yield patch


class Watched(CompiledExecutor):
    """Tells for each list whether the short cut was taken."""

    def _short_cut(self, *given: Any) -> Any:
        found = super()._short_cut(*given)
        TAKEN.append(found is not None)
        return found


TAKEN: list[bool] = []


def test_a_plain_list_takes_the_short_cut() -> None:
    """Without this the test above could pass with the short cut never taken."""
    ROWS[:] = [_made(Item, {"id": "a", "size": 1})]
    TAKEN.clear()

    execute(SCHEMA, parse("{ items { id size } }"), executor_class=Watched)

    assert TAKEN == [True]


def test_what_is_kept_by_column_is_answered_without_making_an_object() -> None:
    columns = {"id": ["a", "b"], "size": [1, 2], "colour": [Colour.RED, None]}
    document = parse("{ items { id size colour __typename } }")

    with shown(Kept(Item, columns)) as patch:
        patch.setattr(Kept, "__getitem__", lambda *_: pytest.fail("an object was made"))
        answer = execute(SCHEMA, document, executor_class=CompiledExecutor)

    assert answer.errors is None
    assert [row["colour"] for row in answer.data["items"]] == ["RED", None]

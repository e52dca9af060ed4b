"""The generated functions give what graphql-core gives: good rows, bad ones, nulls, errors."""

from enum import Enum
from typing import Any

import strawberry
from graphql import execute, parse
from hypothesis import given
from hypothesis import strategies as st

from api.compiled import CompiledExecutor


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
        "place": mostly(PLACES),
        "near": mostly(st.lists(PLACES, max_size=2)),
    }
).map(made(Item))
FIELDS = st.lists(
    st.sampled_from(
        ["id", "size", "big: size", "weight", "open", "colour", "tags", "codes", "__typename",
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

"""Draws docs/reference.md, the API by name, from its schema: `python -m api.reference`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
)

from api import app as _app  # noqa: F401 - every kind of error is known once it is read
from api.errors import MESSAGES, STATUS
from api.gql.schema import schema
from graph_schema.errors import WulianError

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"
ROOTS = (
    ("Questions", "query_type"),
    ("Changes", "mutation_type"),
    ("What is followed", "subscription_type"),
)


def page() -> str:
    """Write the page: operations, types, codes of errors, each in the order of its name."""
    found: GraphQLSchema = schema._schema  # noqa: SLF001 - strawberry has no public name for it
    lines = [
        "# The API by name",
        "",
        "Drawn by `make docs` from the schema; how it is used stands in [api.md](api.md)."
        " `!`: never absent, `[…]`: a list.",
    ]
    for title, root in ROOTS:
        if kind := getattr(found, root):
            lines += ["", f"## {title}", "", "| | what |", "|---|---|", *_operations(kind)]
    lines += ["", "## Types", "", *_types(found)]
    lines += ["", "## Codes of errors", "", "| code | HTTP | what it means |", "|---|---|---|"]
    return "\n".join([*lines, *_errors()]) + "\n"


def _operations(kind: GraphQLObjectType) -> Iterator[str]:
    for name, field in sorted(kind.fields.items()):
        yield f"| `{name}{_given(field)}: {field.type}` | {_line(field.description)} |"


def _given(field: GraphQLField) -> str:
    told = ", ".join(f"{name}: {arg.type}" for name, arg in field.args.items())
    return f"({told})" if told else ""


def _types(found: GraphQLSchema) -> Iterator[str]:
    roots = {kind.name for _, root in ROOTS if (kind := getattr(found, root))}
    for name, kind in sorted(found.type_map.items()):
        if name.startswith("__") or name in roots:
            continue
        yield f"### {name}"
        yield ""
        if kind.description:
            yield f"{_line(kind.description)}"
            yield ""
        rows = list(_inside(kind))
        if rows:
            yield from (*rows, "")


def _inside(kind: GraphQLNamedType) -> Iterator[str]:
    match kind:
        case GraphQLUnionType():
            yield "One of " + ", ".join(f"`{one.name}`" for one in kind.types) + "."
        case GraphQLEnumType():
            yield from (_row(name, about) for name, about in kind.values.items())
        case GraphQLInputObjectType():
            yield from (_row(f"{n}: {f.type}", f) for n, f in kind.fields.items())
        case GraphQLObjectType() | GraphQLInterfaceType():
            yield from (_row(f"{n}{_given(f)}: {f.type}", f) for n, f in kind.fields.items())
        case _:  # a scalar has nothing inside
            return


def _row(said: str, about: Any) -> str:
    told = _line(about.description)
    return f"- `{said}` {told}".rstrip()


def _errors() -> Iterator[str]:
    for kind in sorted(set(_all(WulianError)), key=lambda kind: kind.code):
        words = next((text for known, text in MESSAGES.items() if issubclass(kind, known)), "")
        status = next((n for known, n in STATUS.items() if issubclass(kind, known)), 500)
        yield f"| `{kind.code}` | {status} | {words} |"


def _all(kind: type[WulianError]) -> Iterable[type[WulianError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _all(child)


def _line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

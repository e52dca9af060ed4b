"""Random GraphQL documents over the whole schema, with arguments that find something."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    is_required_argument,
    is_required_input_field,
)

from api.gql.schema import printed
from tests.access.clusters import TODAY

SCHEMA = build_schema(printed())
DEEPEST = 5
# labels of what an argument, or a type that is not called like its label, is about
KIND = {
    "household": "Household", "case": "Case", "project": "Project", "need": "Need",
    "task": "Task", "application": "Application", "link": "Link", "batch": "ImportBatch",
    "resource": "CatalogueItem", "provider": "Organisation", "Resource": "CatalogueItem",
    "Evaluation": "RiskEvaluation", "ServiceOrder": "Task", "Plan": "MatchPlan",
    "FieldChange": "Household", "PastHousehold": "Household", "Explanation": "Link",
    "Leaving": "Actor", "StewardLeaving": "Actor", "PatrolRoute": "Actor",
    "Neighbour": "Household", "request": "DataRequest", "UnmetNeed": "Need",
}  # fmt: skip


def bare(type_: Any) -> Any:
    """A type without its lists and exclamation marks."""
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    return type_


class Questions:
    """Makes one document after another; `cursors` may grow while it does.

    ids, words: what may be given for an argument of that type, in reach, out of reach, absent.
    """

    def __init__(self, seed: int, ids: Sequence[str], words: Sequence[str]) -> None:
        self._random = Random(seed)
        self._ids, self._words = ids, words
        self.cursors: list[str] = []
        self._fragments: list[str] = []
        self._about = ""

    def one(self) -> str:
        """A query of a root field; of several, which error comes first is a matter of time."""
        self._fragments = []
        fields = SCHEMA.query_type.fields
        name = self._random.choice(self.roots())
        self._about = bare(fields[name].type).name
        return " ".join([f"{{ {self._field(name, fields[name], DEEPEST)} }}", *self._fragments])

    def roots(self) -> list[str]:
        """The root fields to choose from."""
        return list(SCHEMA.query_type.fields)

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        given = self._arguments(field.args)
        return f"{name}{given} {self._selection(bare(field.type), depth)}".rstrip()

    def _selection(self, type_: Any, depth: int) -> str:
        if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
            kinds = self._random.sample(SCHEMA.get_possible_types(type_), 2)
            parts = [f"... on {kind.name} {self._selection(kind, depth - 1)}" for kind in kinds]
            return "{ __typename " + " ".join(parts) + " }"
        if not isinstance(type_, GraphQLObjectType):
            return ""
        parts = [self._part(name, field, depth) for name, field in self._some(type_, depth)]
        body = "{ " + " ".join([*filter(None, parts), "__typename"]) + " }"
        if self._random.random() < 0.1:
            name = f"F{len(self._fragments)}"
            self._fragments.append(f"fragment {name} on {type_.name} {body}")
            return f"{{ ...{name} }}"
        return body

    def _some(self, type_: GraphQLObjectType, depth: int) -> list[tuple[str, GraphQLField]]:
        """Most of a type's plain fields, few of those with something below."""
        plain = [(n, f) for n, f in type_.fields.items() if not _composite(f)]
        below = [(n, f) for n, f in type_.fields.items() if _composite(f)]
        kept = self._random.sample(plain, self._random.randint(len(plain) // 2, len(plain)))
        if depth > 0 and below:
            inner = {"edges", "node", "pageInfo"} & {n for n, _ in below}
            kept += [(n, f) for n, f in below if n in inner]
            kept += self._random.sample(below, min(len(below), self._random.randint(0, 2)))
        return list(dict(kept).items())

    def _part(self, name: str, field: GraphQLField, depth: int) -> str:
        other = (
            f"x{self._random.randrange(9)}: {name}" if self._random.random() < 0.02 else name
        )
        return self._field(other, field, depth - 1)

    def _arguments(self, args: dict[str, GraphQLArgument]) -> str:
        told = []
        for name, arg in args.items():
            if is_required_argument(arg) or name == "first" or self._random.random() < 0.25:
                told.append(f"{name}: {self._value(name, arg.type)}")
        return f"({', '.join(told)})" if told else ""

    def _value(self, name: str, type_: Any) -> str:
        if isinstance(type_, GraphQLNonNull):
            return self._value(name, type_.of_type)
        if isinstance(type_, GraphQLList):
            return f"[{self._value(name, type_.of_type)}]"
        if isinstance(type_, GraphQLEnumType):
            return str(self._random.choice(list(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            inner = [
                f"{n}: {self._value(n, f.type)}"
                for n, f in type_.fields.items()
                if is_required_input_field(f) or self._random.random() < 0.3
            ]
            return "{" + ", ".join(inner) + "}"
        return self._scalar(name, type_.name)

    def _scalar(self, name: str, kind: str) -> str:
        match kind:
            case "Boolean":
                return self._random.choice(("true", "false"))
            case "Int":
                return str(self._random.choice((1, 2, 3, 50)))
            case "Float":
                return str(self._random.choice((0.5, 1.0)))
            case "Date":
                days = self._random.choice((0, 0, 40, 400))
                return f'"{TODAY - timedelta(days=days)}"'
            case "DateTime":
                return f'"{TODAY}T08:00:00Z"'
            case "ID":
                return f'"{self._id(name)}"'
        if name == "after" and self.cursors:
            return f'"{self._random.choice(self.cursors)}"'
        return f'"{self._random.choice(self._words)}"'

    def _id(self, argument: str) -> str:
        """An id, more often than not of what the argument is about."""
        label = KIND.get(argument) or KIND.get(self._about, self._about)
        fitting = [id for id in self._ids if id.startswith(f"{label}-")]
        return self._random.choice(
            fitting if fitting and self._random.random() < 0.8 else self._ids
        )


def _composite(field: GraphQLField) -> bool:
    return isinstance(
        bare(field.type), GraphQLObjectType | GraphQLUnionType | GraphQLInterfaceType
    )

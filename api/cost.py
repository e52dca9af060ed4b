"""What a document asks for at most, counted before anything of it runs.

An object costs 1, a field with a value nothing. What is below a list counts once for each row:
a page has as many as `first` says, or the most it may say where that is a variable; another
list as many as are assumed. The schema says both in the words of the GraphQL cost
specification (IBM, 2021): `@listSize` with slicingArguments or assumedSize, `@cost` where a
field costs more than the objects it gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from strawberry.schema_directive import Location

ASSUMED = 10  # rows of a list that is no page


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="What a field costs besides its objects.",
)
class Cost:
    weight: str


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], description="How many rows a list counts for."
)
class ListSize:
    assumed_size: int | None = strawberry.UNSET
    slicing_arguments: list[str] | None = strawberry.UNSET
    sized_fields: list[str] | None = strawberry.UNSET


FIRST, EDGES = "first", "edges"
PAGED = ListSize(slicing_arguments=[FIRST], sized_fields=[EDGES])
SLICED = ListSize(slicing_arguments=[FIRST])
COUNTED = Cost(weight="100")  # made of the whole of a caller's areas


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts an operation. most: rows of a page whose size is not written in the document."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    most: int

    def below(self, type_: Any, selected: SelectionSetNode | None, rows: int) -> int:
        """Count what is selected of one object. rows: of the page it is in; 0: in none."""
        return sum(
            self._of(type_, one, rows) for one in (selected.selections if selected else ())
        )

    def _of(self, type_: Any, one: object, rows: int) -> int:
        match one:
            case FieldNode():
                return self._field(type_, one, rows)
            case InlineFragmentNode(type_condition=condition):
                inner = self.schema.get_type(condition.name.value) if condition else type_
                return self.below(inner, one.selection_set, rows)
            case FragmentSpreadNode():
                fragment = self.fragments[one.name.value]
                inner = self.schema.get_type(fragment.type_condition.name.value)
                return self.below(inner, fragment.selection_set, rows)
            case _:
                return 0

    def _field(self, type_: Any, node: FieldNode, rows: int) -> int:
        known = isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        field = type_.fields.get(node.name.value) if known else None
        if field is None:  # of introspection
            return 0
        named = get_named_type(field.type)
        if is_leaf_type(named):
            return _weight(field)
        size = self._size(field, node)
        if not is_list_type(get_nullable_type(field.type)):
            inside = rows if size is None else size
            return _weight(field) + 1 + self.below(named, node.selection_set, inside)
        many = size or (rows if node.name.value == EDGES else 0) or ASSUMED
        return _weight(field) + many * (1 + self.below(named, node.selection_set, 0))

    def _size(self, field: GraphQLField, node: FieldNode) -> int | None:
        """Tell how many rows are asked for; None: the field is no page."""
        if FIRST not in field.args:
            return None
        given = {one.name.value: one.value for one in node.arguments or ()}
        if FIRST not in given:
            return int(field.args[FIRST].default_value)
        value = given[FIRST]
        told = int(value.value) if isinstance(value, IntValueNode) else self.most
        return min(max(told, 1), self.most)  # more is refused when it runs


def cost_of(schema: GraphQLSchema, document: DocumentNode, most: int) -> int:
    """Count the dearest operation of a judged document. most: rows a page may have."""
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    counter = _Counter(schema, fragments, most)
    roots = {
        OperationType.QUERY: schema.query_type,
        OperationType.MUTATION: schema.mutation_type,
        OperationType.SUBSCRIPTION: schema.subscription_type,
    }
    return max(
        (
            counter.below(roots[one.operation], one.selection_set, 0)
            for one in document.definitions
            if isinstance(one, OperationDefinitionNode)
        ),
        default=0,
    )


def _weight(field: GraphQLField) -> int:
    definition = field.extensions.get("strawberry-definition")
    found = [one for one in (definition.directives if definition else ()) if type(one) is Cost]
    return int(found[0].weight) if found else 0

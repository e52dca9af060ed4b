"""A faster way to complete plain answers; whatever is unusual is done by graphql-core as ever.

Fields without resolver and arguments are attributes of objects. For each selection of such
fields one function is generated that takes an object and gives its part of the answer; objects
and lists below are compiled with it. The function tests exact types. Any doubt (another type, a
missing attribute, an unexpected null, a number out of range) raises Doubt, and that object or
list is completed again by graphql-core, so that errors, paths and nulls are those of the
reference. Objects that are kept by column are completed column by column, with the same tests.
Equality with graphql-core is tested on generated documents and rows.
"""

from functools import partial
from typing import Any

from graphql import GraphQLNonNull, GraphQLObjectType, is_leaf_type
from graphql.execution.executor import Executor
from graphql.type import GraphQLList
from strawberry.types.field import StrawberryField

from api.completion import Complete, Items, Kind, Leaf, Shape, by_column, compiled
from api.kept import Kept


class CompiledExecutor(Executor[Any]):
    """graphql-core's executor with a short cut for lists of plain objects."""

    def complete_iterable_value(
        self,
        item_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        items: Any,
        position_context: Any,
    ) -> Any:
        short = self._short_cut(item_type, field_details_list, items, position_context)
        if short is not None:
            try:
                return short(items)
            except Exception:  # noqa: BLE001, S110 - whatever it was, the reference says it better
                pass
        return super().complete_iterable_value(
            item_type, field_details_list, info, path, items, position_context
        )

    def _short_cut(
        self, item_type: Any, details: Any, items: object, position: object
    ) -> Complete | None:
        if position is not None or type(items) not in {list, Kept} or not items:
            return None
        if any(one.node.directives for one in details):
            return None
        shape = self._kind(item_type, details)
        if not isinstance(shape, Shape) or not shape.required:
            return None
        return by_column(shape) if type(items) is Kept else partial(_each, compiled(shape))

    def _kind(self, type_: Any, details: Any) -> Kind | None:
        """Describe a field's value; None where it is not plain throughout."""
        required = isinstance(type_, GraphQLNonNull)
        bare = type_.of_type if required else type_
        if isinstance(bare, GraphQLList):
            of = self._kind(bare.of_type, details)
            return Items(of, required) if of else None
        if isinstance(bare, GraphQLObjectType):
            return self._shape(bare, details, required=required)
        return Leaf(bare, required) if is_leaf_type(bare) else None

    def _shape(self, type_: GraphQLObjectType, details: Any, *, required: bool) -> Shape | None:
        told = type_.extensions.get("strawberry-definition")
        if told is None or told.is_type_of is not None:
            return None
        below = self.collect_subfields(type_, details)
        if below.new_defer_usages:
            return None
        fields: list[tuple[str, str, Kind | None]] = []
        for key, nodes in below.grouped_field_set.items():
            name = nodes[0].node.name.value
            if name == "__typename":
                fields.append((key, type_.name, None))
                continue
            field = self.schema.get_field(type_, name)
            kind = self._kind(field.type, nodes) if field and plain(field) else None
            if field is None or kind is None:
                return None
            fields.append((key, field.extensions["strawberry-definition"].python_name, kind))
        return Shape(type_, tuple(fields), required)


def plain(field: Any) -> bool:
    """Whether a field is an attribute and nothing else."""
    told = field.extensions.get("strawberry-definition")
    return (
        told is not None
        and not field.args
        and told.is_basic_field
        and type(told).get_result is StrawberryField.get_result
        and told.default_resolver is getattr
    )


def _each(complete: Complete, items: list[Any]) -> list[Any]:
    return [complete(item) for item in items]

"""A faster way to complete plain answers; whatever is unusual is done by graphql-core as ever.

Fields without resolver and arguments are attributes of objects. For each selection of such
fields one function is generated that takes an object and gives its part of the answer; objects
and lists below are compiled with it. The function tests exact types. Any doubt (another type, a
missing attribute, an unexpected null, a number out of range) raises Doubt, and that object or
list is completed again by graphql-core, so that errors, paths and nulls are those of the
reference. Equality with it is tested on generated documents and rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import GraphQLEnumType, GraphQLNonNull, GraphQLObjectType, is_leaf_type
from graphql.execution.executor import Executor
from graphql.type import GraphQLList
from strawberry.types.field import StrawberryField

Complete = Callable[[Any], Any]  # an object → its part of the answer

EXACT: Mapping[str, str] = {
    "String": "type({v}) is str",
    "ID": "type({v}) is str",
    "Boolean": "type({v}) is bool",
    "Int": "type({v}) is int and -2147483648 <= {v} <= 2147483647",
    "Float": "type({v}) is float and {v} - {v} == 0.0",
}


class Doubt(Exception):
    """Something is not as usual: graphql-core does it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    type: Any
    required: bool


@dataclass(frozen=True, slots=True)
class Items:
    of: "Kind"
    required: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """What is selected of an object: (name in the answer, attribute or constant, its kind)."""

    type: Any
    fields: tuple[tuple[str, str, "Kind | None"], ...]
    required: bool = False


Kind = Leaf | Items | Shape


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
                return [short(item) for item in items]
            except Exception:  # noqa: BLE001, S110 - whatever it was, the reference says it better
                pass
        return super().complete_iterable_value(
            item_type, field_details_list, info, path, items, position_context
        )

    def _short_cut(
        self, item_type: Any, details: Any, items: object, position: object
    ) -> Complete | None:
        if position is not None or type(items) is not list or not items:
            return None
        if any(one.node.directives for one in details):
            return None
        shape = self._kind(item_type, details)
        return compiled(shape) if isinstance(shape, Shape) and shape.required else None

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


@lru_cache(maxsize=1000)
def compiled(shape: Shape) -> Complete:
    """Generate the function that completes objects of a shape."""
    return _Writer().of_object(shape)


def _names(type_: GraphQLEnumType) -> Complete:
    """Give the look-up from a member to its name; all else is refused, for the reference."""
    members = [type_.coerce_input_value(name) for name in type_.values]
    names = {id(member): name for name, member in zip(type_.values, members, strict=True)}
    return lambda value: names[id(value)]  # by identity: members may equal their codes


class _Writer:
    """Writes the source of one function; names in it stand for types and other functions."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {"Doubt": Doubt}

    def of_object(self, shape: Shape) -> Complete:
        """Write the function of an object: each field, checked, into a mapping."""
        lines, items = self._checked(shape), []
        for at, (key, name, kind) in enumerate(shape.fields):
            if kind is None:
                items.append(f"{key!r}: {name!r}")
                continue
            value = f"v{at}"
            lines += [f"{value} = x.{name}", *self._completed(kind, value)]
            items.append(f"{key!r}: {value}")
        return self._made([*lines, f"return {{{', '.join(items)}}}"])

    def of_list(self, of: Kind) -> Complete:
        """Write the function of a list: every item, checked."""
        each = [f" {line}" for line in self._completed(of, "v")]
        lines = ["if type(x) is not list: raise Doubt", "found = []", "for v in x:", *each]
        return self._made([*lines, " found.append(v)", "return found"])

    def _made(self, lines: Sequence[str]) -> Complete:
        source = "def complete(x):\n" + "".join(f" {line}\n" for line in lines)
        exec(source, self._known)  # noqa: S102 - made of names of the schema, above
        made: Complete = self._known["complete"]
        return made

    def _checked(self, shape: Shape) -> list[str]:
        test = shape.type.is_type_of
        if test is None:
            return []
        told = shape.type.extensions["strawberry-definition"]
        usual = self._name((told.concrete_of or told).origin)  # its own class: no need to ask
        asked = f"{self._name(test)}(x, None) is not True"
        return [f"if type(x) is not {usual} and {asked}: raise Doubt"]

    def _completed(self, kind: Kind, value: str) -> Sequence[str]:
        """Write the lines that put the completed value in the place of the value."""
        match kind:
            case Leaf(type=type_, required=required) if type_.name in EXACT:
                test = EXACT[type_.name].format(v=value)
                test = test if required else f"{value} is None or {test}"
                return [f"if not ({test}): raise Doubt"]
            case Leaf(type=GraphQLEnumType() as type_, required=required):
                return self._called(_names(type_), value, required=required)
            case Leaf(type=type_, required=required):
                return self._called(type_.coerce_output_value, value, required=required)
            case Shape(required=required):
                return self._called(compiled(kind), value, required=required)
            case Items(of=of, required=required):
                return self._called(_Writer().of_list(of), value, required=required)

    def _called(self, function: Complete, value: str, *, required: bool) -> list[str]:
        name = self._name(function)
        lines = [f"if {value} is not None: {value} = {name}({value})"]
        return [*lines, f"if {value} is None: raise Doubt"] if required else lines

    def _name(self, value: Any) -> str:
        name = f"f{len(self._known)}"
        self._known[name] = value
        return name

"""A document that lists something, asked again page by page; and the columns of its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    get_named_type,
    get_nullable_type,
    get_operation_ast,
    is_list_type,
    parse,
)

from api.execution import Question
from api.gql.schema import schema
from api.limits import Refused

FORM = GraphQLError(
    "ask for one list: { LIST(…) { edges { node { … } } } }", extensions={"code": "NOT_A_LIST"}
)
_OURS = {"first", "after"}  # arguments that are set for every page
_PAGE, _IDS = (
    parse(text, no_location=True).definitions[0].selection_set.selections  # type: ignore[attr-defined]
    for text in (
        "{ pageInfo { hasNextPage endCursor } }",
        "{ pageInfo { hasNextPage endCursor } edges { node { id } } }",
    )
)


@dataclass(frozen=True, slots=True)
class ListDocument:
    """A judged document whose operation is a query of one list."""

    document: DocumentNode
    operation: OperationDefinitionNode
    root: FieldNode
    edges: FieldNode

    @classmethod
    def of(cls, document: DocumentNode, question: Question) -> "ListDocument":
        """Find the list. Raises Refused for a document of another form."""
        operation = get_operation_ast(document, question.operation)
        if operation is None or operation.operation is not OperationType.QUERY:
            raise Refused(FORM)
        roots = operation.selection_set.selections
        if len(roots) != 1 or not isinstance(root := roots[0], FieldNode):
            raise Refused(FORM)
        edges = _named(root, "edges")
        if len(edges) != 1 or not _named(edges[0], "node"):
            raise Refused(FORM)
        return cls(document, operation, root, edges[0])

    @property
    def key(self) -> str:
        """The name of the list in an answer."""
        return (self.root.alias or self.root.name).value

    def page(self, first: int, after: str | None) -> DocumentNode:
        """Ask for one page of the rows; after None: where the document itself begins."""
        return self._asking(first, after, (self.edges, *_PAGE))

    def ids(self, first: int, after: str | None) -> DocumentNode:
        """Ask for the ids of one page of the whole list, from its beginning."""
        return self._asking(first, after, _IDS, whole=True)

    def _asking(
        self, first: int, after: str | None, inner: Any, *, whole: bool = False
    ) -> DocumentNode:
        ours = _OURS if whole or after is not None else {"first"}
        kept = [one for one in self.root.arguments or () if one.name.value not in ours]
        told = [("first", IntValueNode(value=str(first)))]
        told += [("after", StringValueNode(value=after))] if after is not None else []  # type: ignore[list-item]
        given = [ArgumentNode(name=NameNode(value=n), value=value) for n, value in told]
        root = FieldNode(
            name=self.root.name, alias=self.root.alias, arguments=(*kept, *given),
            directives=self.root.directives,
            selection_set=SelectionSetNode(selections=tuple(inner)),
        )  # fmt: skip
        operation = OperationDefinitionNode(
            operation=self.operation.operation, name=self.operation.name,
            variable_definitions=self.operation.variable_definitions,
            directives=self.operation.directives,
            selection_set=SelectionSetNode(selections=(root,)),
        )  # fmt: skip
        rest = [d for d in self.document.definitions if d is not self.operation]
        return DocumentNode(definitions=(operation, *rest))

    def columns(self) -> list[tuple[str, ...]]:
        """Name the columns of a row as paths of keys, in the order of the selection.

        What is below one row is a column each; a list is one column.
        """
        fragments = {
            d.name.value: d.selection_set
            for d in self.document.definitions
            if isinstance(d, FragmentDefinitionNode)
        }
        query = schema._schema.query_type  # noqa: SLF001 - no public way
        assert query is not None  # noqa: S101 - a schema without is none
        page = get_named_type(query.fields[self.root.name.value].type)
        edge = get_named_type(page.fields["edges"].type)
        found = _columns(edge, self.edges.selection_set, fragments)
        return list(dict.fromkeys(found))


def _columns(
    type_: GraphQLObjectType,
    selected: SelectionSetNode | None,
    fragments: Mapping[str, SelectionSetNode],
) -> Iterator[tuple[str, ...]]:
    for one in selected.selections if selected else ():
        match one:
            case FragmentSpreadNode():
                yield from _columns(type_, fragments[one.name.value], fragments)
            case InlineFragmentNode():
                yield from _columns(type_, one.selection_set, fragments)
            case FieldNode() if one.name.value != "__typename":
                key = (one.alias or one.name).value
                inner = type_.fields[one.name.value].type
                below, many = get_named_type(inner), is_list_type(get_nullable_type(inner))
                if isinstance(below, GraphQLObjectType) and not many:
                    for path in _columns(below, one.selection_set, fragments):
                        yield (key, *path)
                else:
                    yield (key,)


def _named(field: FieldNode, name: str) -> list[FieldNode]:
    """Find what is selected below a field by its own name, without fragments."""
    inner = field.selection_set.selections if field.selection_set else ()
    fields = [one for one in inner if isinstance(one, FieldNode)]
    return [one for one in fields if one.name.value == name and one.alias is None]

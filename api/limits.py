"""What a document may be, judged before it is run; the same text is judged once."""

from functools import lru_cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    validate,
)

from api.cost import cost_of
from api.gql.schema import schema
from api.settings import ApiSettings

MOST_DIRECTIVES = 8
MOST_ERRORS = 5


class Refused(Exception):
    """A document above a limit, or one that does not parse or validate."""

    def __init__(self, *errors: GraphQLError) -> None:
        self.errors = errors
        super().__init__(errors[0].message)


@lru_cache(maxsize=1000)
def judged(text: str, settings: ApiSettings) -> DocumentNode:
    """Parse, measure and validate a document. Raises Refused; nothing was run then."""
    try:
        document = parse(text, max_tokens=settings.tokens)
    except GraphQLError as exc:
        raise Refused(exc) from exc
    _measure(document, settings)
    errors = validate(
        schema._schema,  # noqa: SLF001 - no public way
        document,
        max_errors=MOST_ERRORS,
        hide_suggestions=True,  # names that nearly fit would tell a stranger the schema
    )
    if errors:
        raise Refused(*errors)
    cost = _cost(document, settings)
    if cost > settings.cost:
        numbers = {"requested": cost, "limit": settings.cost}
        told = f"it costs {cost}, at most {settings.cost}: ask for fewer rows, or less of each"
        raise Refused(GraphQLError(told, extensions={"code": "COST", "cost": numbers}))
    return document


@lru_cache(maxsize=1000)
def priced(text: str, settings: ApiSettings) -> dict[str, int]:
    """Tell what a document costs, and what one may. Raises Refused as judged."""
    cost = _cost(judged(text, settings), settings)
    return {"requested": cost, "limit": settings.cost}


def _cost(document: DocumentNode, settings: ApiSettings) -> int:
    return cost_of(schema._schema, document, settings.page)  # noqa: SLF001 - no public way


def only_reads(document: DocumentNode) -> bool:
    """Tell whether no operation of a document can change anything."""
    return all(
        one.operation is OperationType.QUERY
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
    )


def _measure(document: DocumentNode, settings: ApiSettings) -> None:
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            roots = len(definition.selection_set.selections)
            if roots > settings.root_fields:
                raise Refused(_over("root fields", roots, settings.root_fields))
            _Measure(fragments, settings).walk(definition.selection_set, 1, frozenset())


class _Measure:
    """Counts depth, aliases and directives through fragments, stopping at the first limit."""

    def __init__(
        self, fragments: dict[str, FragmentDefinitionNode], settings: ApiSettings
    ) -> None:
        self._fragments, self._settings = fragments, settings
        self._aliases = self._directives = self._fields = 0

    def walk(self, selected: SelectionSetNode, depth: int, inside: frozenset[str]) -> None:
        if depth > self._settings.depth:
            raise Refused(_over("levels of depth", depth, self._settings.depth))
        for node in selected.selections:
            self._directives += len(node.directives or ())
            if self._directives > MOST_DIRECTIVES:
                raise Refused(_over("directives", self._directives, MOST_DIRECTIVES))
            match node:
                case FieldNode():
                    self._field(node, depth, inside)
                case InlineFragmentNode():
                    self.walk(node.selection_set, depth, inside)
                case FragmentSpreadNode():
                    name = node.name.value
                    if name in self._fragments and name not in inside:
                        body = self._fragments[name].selection_set
                        self.walk(body, depth, inside | {name})
                case _:
                    raise Refused(GraphQLError("unknown selection"))

    def _field(self, node: FieldNode, depth: int, inside: frozenset[str]) -> None:
        self._fields += 1
        if self._fields > self._settings.tokens:
            raise Refused(_over("fields", self._fields, self._settings.tokens))
        if node.alias is not None:
            self._aliases += 1
            if self._aliases > self._settings.aliases:
                raise Refused(_over("aliases", self._aliases, self._settings.aliases))
        if node.name.value not in {"__schema", "__type"} and node.selection_set is not None:
            self.walk(node.selection_set, depth + 1, inside)


def _over(what: str, found: int, most: int) -> GraphQLError:
    return GraphQLError(
        f"too many {what}: {found}, at most {most}", extensions={"code": "LIMIT"}
    )

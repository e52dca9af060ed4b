"""What a caller asks, run for him: the answer's body, its errors masked.

The same whichever way it came: a POST, an event of what is followed, a list as lines.
"""

import inspect
import secrets
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationType,
    execute,
    get_operation_ast,
)

from api.compiled import CompiledExecutor
from api.context import Context
from api.errors import in_words
from api.gql.schema import schema
from api.limits import Refused
from graph_schema.errors import WulianError

LOG = structlog.get_logger("api")
PARAMETERS = {"operationName": str, "variables": dict, "extensions": dict}
Body = dict[str, Any]  # {data, errors, extensions} as they go out


class Malformed(Refused):
    """Not a GraphQL request at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A document, which of its operations, values for its variables, and what goes with it."""

    text: str
    operation: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, body: object) -> "Question":
        """Read {query, operationName, variables}. Raises Malformed."""
        if not isinstance(body, dict) or not isinstance(body.get("query"), str):
            raise Malformed(GraphQLError("the body needs a query"))
        for name, type_ in PARAMETERS.items():
            if not isinstance(body.get(name), type_ | None):
                form = "text" if type_ is str else "an object"
                raise Malformed(GraphQLError(f"{name} must be {form}"))
        return cls(
            text=body["query"],
            operation=body.get("operationName"),
            variables=body.get("variables") or {},
            extensions=body.get("extensions") or {},
        )


def kind_of(document: DocumentNode, question: Question) -> OperationType | None:
    """Tell what the operation that is asked for is; None: there is no such one."""
    found = get_operation_ast(document, question.operation)
    return found.operation if found else None


async def run(context: Context, document: DocumentNode, question: Question) -> Body:
    """Run an operation of a judged document; the body has no data where it was never run.

    Nothing of it may leave before `context.on_record()`.
    """
    pending = execute(
        schema._schema,  # noqa: SLF001 - judged once, so not by Strawberry's own entry
        document,
        variable_values=dict(question.variables),
        context_value=context,
        operation_name=question.operation,
        executor_class=CompiledExecutor,
        hide_suggestions=True,
    )
    return _told(await pending if inspect.isawaitable(pending) else pending)


def plain(error: GraphQLError, code: str) -> dict[str, Any]:
    """Tell an error of the request itself: code, message, places in the document."""
    extensions = {"code": code, **(error.extensions or {})}
    places = [{"line": p.line, "column": p.column} for p in error.locations or ()]
    return {"message": error.message, "locations": places, "extensions": extensions}


def _told(result: ExecutionResult) -> Body:
    """Give the data with the errors; a request that was never run has no data at all."""
    errors = [_masked(e) for e in result.errors or ()]
    if result.data is None and errors and all(e.path is None for e in result.errors or ()):
        return {"errors": errors}
    return {"data": result.data} | ({"errors": errors} if errors else {})


def _masked(error: GraphQLError) -> dict[str, Any]:
    """Tell an expected failure by its code; anything else is masked and logged by an id."""
    original = error.original_error
    if original is None or isinstance(original, GraphQLError):
        return plain(error, "BAD_REQUEST") | {"path": error.path}
    if isinstance(original, WulianError):
        broken = list(getattr(original, "violations", ()))
        facts = {"code": original.code} | ({"violations": broken} if broken else {})
        words = ": ".join([in_words(original), *([", ".join(broken)] if broken else [])])
        return {"message": words, "path": error.path, "extensions": facts}
    incident = secrets.token_hex(8)
    frames = traceback.extract_tb(original.__traceback__)[-3:]
    where = [f"{f.name}:{f.lineno}" for f in frames]  # never values: they may be personal
    LOG.error("bug", incident=incident, kind=type(original).__name__, where=where)
    facts = {"code": "UNEXPECTED", "incident": incident}
    words = f"a fault of ours; the log has it as {incident}"
    return {"message": words, "path": error.path, "extensions": facts}

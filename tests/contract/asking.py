"""Asking the schema in process, as somebody of a role: what HTTP does, without signing in."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphql import GraphQLArgument, execute, parse

from api.auth.sessions import Caller
from api.context import Context
from api.gql.moves import Flow, Transition, mutation_name
from api.gql.schema import schema
from api.settings import ApiSettings
from api.state import State
from graph_schema.store.kept import Marked, Pages
from graph_schema.store.session import Store
from tests.clients import awaited

GRAPHQL: Any = schema._schema
MOVED = "id version state due found"
FAILED = "code violations currentVersion currentState"


class Asking:
    """A store behind the schema, for whoever asks."""

    def __init__(self, store: Store, keys: Path) -> None:
        self.state = State.of(ApiSettings(keys=keys), store)

    def ask(self, caller: Caller, text: str, **variables: Any) -> Any:
        """Run a document; returns its data, or raises its first error."""
        document = parse(text)
        context = Context(
            store=self.state.store, settings=self.state.settings, caller=caller,
            counts=self.state.counts, cursors=self.state.cursors, limiter=self.state.limiter,
            kept=Marked(Pages(), 0),
        )  # fmt: skip

        async def run() -> Any:
            pending = execute(
                GRAPHQL, document, variable_values=variables, context_value=context
            )
            answer = await pending if hasattr(pending, "__await__") else pending
            await context.on_record()
            return answer

        result = awaited(run())
        if result.errors:
            raise result.errors[0].original_error or result.errors[0]
        return result.data

    def do(
        self, caller: Caller, name: str, told: dict[str, Any], **said: Any
    ) -> dict[str, Any]:
        """Cause one event by its mutation: what it is told, and what its input says."""
        field = GRAPHQL.mutation_type.fields[name]
        arguments: dict[str, GraphQLArgument] = field.args
        given = {camel(key): plain(value) for key, value in told.items()}
        used = {key: arg for key, arg in arguments.items() if key in given or key == "input"}
        head = ", ".join(f"${key}: {arg.type}" for key, arg in used.items())
        body = ", ".join(f"{key}: ${key}" for key in used)
        union = {kind.name for kind in field.type.of_type.types}
        wanted = " ".join(
            f"... on {kind} {{ {FAILED if kind == 'Failure' else MOVED} }}" for kind in union
        )
        document = f"mutation({head}) {{ done: {name}({body}) {{ __typename {wanted} }} }}"
        data = self.ask(caller, document, input=said, **given)
        found: dict[str, Any] = data["done"]
        return found


def name_of(flow: Flow, event: str) -> str:
    """Name the mutation of an event."""
    row: Transition = next(t for t in flow.transitions if t.event == event)
    return mutation_name(flow, row)


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def plain(value: Any) -> Any:
    """Give a value as JSON carries it."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | datetime) else value

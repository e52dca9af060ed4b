"""我的查询 Queries that somebody keeps in the explorer: with the account, by name.

A query is a shape; the values it is asked with may name people, so they stay in its variables
and are not kept. A text that has a string in it is refused.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphql import GraphQLError, StringValueNode, Visitor, parse, visit

from api.auth.sessions import Caller
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store.session import Store, Transaction

MOST, NAME, TEXT, TOKENS = 50, 60, 8_000, 2_000  # queries; characters of each; tokens
KEY = "queries"  # beside what the account chose by role, whose keys are roles


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One query by its name."""

    name: str
    text: str


def saved_of(kept: str | None) -> list[SavedQuery]:
    """Read an account's queries in the order of their names. kept: its preferences, JSON."""
    told: Mapping[str, str] = json.loads(kept or "{}").get(KEY, {})
    return [SavedQuery(name, text) for name, text in sorted(told.items())]


def keep(
    store: Store, access: Access, operation: str, caller: Caller, query: SavedQuery
) -> list[SavedQuery]:
    """Keep a query under its name, in place of another of that name; returns all.

    Raises Rejected for a name or text that cannot be kept, and one too many.
    """
    name, text = query.name.strip(), query.text.strip()
    if not 0 < len(name) <= NAME:
        raise Rejected(["NAME_LENGTH"], most=NAME)
    _check(text)

    def changed(told: dict[str, str]) -> None:
        told[name] = text
        if len(told) > MOST:
            raise Rejected(["TOO_MANY"], most=MOST)

    return _change(store, access, operation, caller, ("keep", name, text), changed)


def forget(
    store: Store, access: Access, operation: str, caller: Caller, name: str
) -> list[SavedQuery]:
    """Let a query go; returns what is left. Raises NotFound for a name there is not."""

    def changed(told: dict[str, str]) -> None:
        if told.pop(name, None) is None:
            raise NotFound(name=name)

    return _change(store, access, operation, caller, ("forget", name), changed)


def _check(text: str) -> None:
    if len(text) > TEXT:
        raise Rejected(["TOO_LONG"], most=TEXT)
    try:
        document = parse(text, no_location=True, max_tokens=TOKENS)
    except GraphQLError as error:
        raise Rejected(["NOT_A_QUERY"], why=error.message) from None
    visit(document, _NoValues())


class _NoValues(Visitor):
    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if node.value:
            raise Rejected(["VALUE_IN_TEXT"], do="make it a variable; values are not kept")


def _change(
    store: Store,
    access: Access,
    operation: str,
    caller: Caller,
    did: tuple[str, ...],
    changed: Callable[[dict[str, str]], None],
) -> list[SavedQuery]:
    """Change the queries of an account in one transaction. did: what tells two bodies apart."""

    def work(tx: Transaction) -> str:
        every = json.loads(tx.run("preferences_own", account=caller.account)[0]["told"] or "{}")
        told = every.get(KEY, {})
        changed(told)
        kept = json.dumps(every | {KEY: told}, ensure_ascii=False, sort_keys=True)
        tx.run("preferences_set", account=caller.account, told=kept)
        return kept

    with store.write(
        access, Action.PREFERENCES_CHANGED, operation=operation, digest=json.dumps(did)
    ) as session:
        return saved_of(session.transact(work))

"""Prepared questions of the explorer: one file each, read with what is said about it.

A file opens with comment lines `# name: value`: title and note in each language, the roles that
see it, and the values it starts with (DISTRICT is the reader's own); the operation follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
from graphql import OperationDefinitionNode, OperationType, parse

SAID = ("zh", "hant", "en", "note-zh", "note-hant", "note-en", "roles")
DISTRICT = "DISTRICT"  # in a question's values: the code of the reader's district


class BadQuestion(Exception):
    """A file of a question lacks something; names the file and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One prepared question."""

    id: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    roles: frozenset[str]
    variables: Mapping[str, Any]
    query: str
    mutation: bool

    def to_json(self, district: str) -> dict[str, Any]:
        """Give what the page needs. district: code of the reader's own."""
        values = {
            name: district if value == DISTRICT else value
            for name, value in self.variables.items()
        }
        return {
            "id": self.id,
            "title": dict(self.title),
            "note": dict(self.note),
            "mutation": self.mutation,
            "query": self.query,
            "variables": values,
        }


@cache
def all_questions() -> tuple[Question, ...]:
    """Read every question in the order of the file names. Raises BadQuestion."""
    found = sorted(
        (entry for entry in files(__name__).iterdir() if entry.name.endswith(".graphql")),
        key=lambda entry: entry.name,
    )
    return tuple(_read(entry.name, entry.read_text(encoding="utf-8")) for entry in found)


def questions_of(role: str) -> tuple[Question, ...]:
    """Choose what a role may ask."""
    return tuple(question for question in all_questions() if role in question.roles)


def _read(name: str, text: str) -> Question:
    told: dict[str, str] = {}
    lines = text.splitlines()
    while lines and lines[0].startswith("#"):
        key, _, value = lines.pop(0).lstrip("# ").partition(":")
        told[key.strip()] = value.strip()
    missing = [key for key in SAID if key not in told]
    if missing:
        raise BadQuestion(f"{name}: {', '.join(missing)}")
    query = "\n".join(lines).strip() + "\n"
    first = parse(query).definitions[0]
    return Question(
        id=name.removesuffix(".graphql"),
        title={"zhHans": told["zh"], "zhHant": told["hant"], "en": told["en"]},
        note={
            "zhHans": told["note-zh"],
            "zhHant": told["note-hant"],
            "en": told["note-en"],
        },
        roles=frozenset(told["roles"].split()),
        variables=orjson.loads(told.get("variables", "{}")),
        query=query,
        mutation=isinstance(first, OperationDefinitionNode)
        and first.operation is OperationType.MUTATION,
    )

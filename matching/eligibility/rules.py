"""The eligibility rules: read from rules.yml (or a RuleSet's body), checked, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import yaml

from matching.eligibility.expressions import (
    BadCondition,
    Compare,
    Condition,
    Flag,
    Holds,
    OneOf,
    RuleHolds,
    parse,
    parts,
)
from matching.eligibility.subjects import HOUSEHOLD_FACTS, PERSON_FACTS

Subject = Literal["household", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition of a rule, by a stable code."""

    code: str
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """How much a month: `gap` = param × heads − income, `amount` = param, `bands` by age."""

    formula: Literal["gap", "amount", "bands", "status"]
    param: str | None = None
    bands: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One policy: who is asked about, the clauses that must all hold, and on what ground."""

    code: str
    title: str
    subject: Subject
    basis: str
    clauses: tuple[Clause, ...]
    benefit: Benefit
    documents: tuple[str, ...]
    exclusive_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A version of the rules; every rule another one names comes before it.

    by_person: policies without conditions as data; a person judges, to the machine unknown.
    """

    version: str
    rules: Mapping[str, Rule]
    by_person: frozenset[str] = frozenset()


@cache
def default_rules() -> RuleBook:
    """Read the rules that come with the program."""
    text = files("matching.eligibility").joinpath("rules.yml").read_text("utf-8")
    return read_rules(yaml.safe_load(text))


def read_rules(data: Mapping[str, Any]) -> RuleBook:
    """Check and type a rule book. Raises BadCondition naming rule, clause and reason."""
    found: dict[str, Rule] = {}
    by_person = frozenset(map(str, data["by_person"]))
    for code, body in data["rules"].items():
        found[code] = _rule(code, body, data["documents"])
        before = RuleBook(str(data["version"]), MappingProxyType(dict(found)), by_person)
        for clause in found[code].clauses:
            check_known(clause.condition, before, f"{code}.{clause.code}")
    return RuleBook(str(data["version"]), MappingProxyType(found), by_person)


def _rule(code: str, body: Mapping[str, Any], documents: list[str]) -> Rule:
    if body["subject"] not in ("household", "person"):
        raise BadCondition(f"{code}: subject is household or person")
    benefit = body.get("benefit", {"formula": "status"})
    return Rule(
        code=code,
        title=body["title"],
        subject=body["subject"],
        basis=body["basis"],
        clauses=tuple(
            Clause(code=name, condition=parse(when, f"{code}.{name}"))
            for name, when in body["conditions"].items()
        ),
        benefit=Benefit(
            formula=benefit["formula"],
            param=benefit.get("param"),
            bands=tuple((int(age), str(param)) for age, param in benefit.get("bands", ())),
        ),
        documents=(*documents, *body.get("documents", ())),
        exclusive_with=tuple(body.get("exclusive_with", ())),
    )


def check_known(condition: Condition, book: RuleBook, where: str) -> None:
    """Raise BadCondition where a condition asks for a fact or rule that does not exist."""
    match condition:
        case RuleHolds(rule) if rule not in book.rules and rule not in book.by_person:
            raise BadCondition(f"{where}: rule {rule} is unknown or comes later")
        case Compare(fact, _, _) | OneOf(fact, _) | Flag(fact) if not is_fact(fact):
            raise BadCondition(f"{where}: unknown fact {fact}")
        case _:
            for part in parts(condition):
                check_known(part, book, where)


def is_fact(name: str) -> bool:
    """Tell whether a fact of that name exists."""
    return name in HOUSEHOLD_FACTS or name in PERSON_FACTS


def about_persons(condition: Condition, book: RuleBook) -> bool:
    """Tell whether a condition asks about single persons anywhere."""
    match condition:
        case Compare(fact, _, _) | OneOf(fact, _) | Flag(fact):
            return fact in PERSON_FACTS
        case Holds(_, person):
            return person
        case RuleHolds(rule):
            return rule in book.rules and book.rules[rule].subject == "person"
        case _:
            return any(about_persons(part, book) for part in parts(condition))

"""The eligibility rules: read from rules.yml (or a RuleSet's body), checked, in their order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import yaml

from graph_schema.rulefile import RuleFile
from matching.eligibility.benefits import Benefit, read_benefit
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
from matching.eligibility.facts import fact_entries
from matching.tables import day

if TYPE_CHECKING:
    from matching.snapshot import Snapshot

Subject = Literal["household", "person"]
RULE_SET = "eligibility"
PROGRAM = "default"  # the source of rule sets kept as a record of what the program worked with
FILE = "matching/eligibility/rules.yml"
KINDS = {"truth": Flag, "code": OneOf, "number": Compare}
_MUST = {"title", "subject", "basis", "article", "benefit", "review"}
_MAY = {"conditions", "judged", "documents", "when_away", "from", "to"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition of a rule, by a stable code."""

    code: str
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One policy: who is asked about, the clauses that must all hold, and on what ground.

    Without clauses it is answered item by item. review: months, 0 for once. to: first day on
    which it is no longer in force.
    """

    code: str
    title: str
    subject: Subject
    basis: str
    article: str
    clauses: tuple[Clause, ...]
    benefit: Benefit
    documents: tuple[str, ...]
    exclusive_with: tuple[str, ...]
    review: int
    when_away: bool = False
    from_: date | None = None
    to: date | None = None

    def in_force(self, on: date) -> bool:
        """Tell whether the rule holds on a day."""
        begun = self.from_ is None or self.from_ <= on
        return begun and (self.to is None or on < self.to)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A version of the rules; none asks for itself, by way of others either.

    higher: pairs of which the higher amount is kept. order: the first that fits is the status.
    """

    version: str
    rules: Mapping[str, Rule]
    higher: frozenset[frozenset[str]] = frozenset()
    order: tuple[str, ...] = ()


@cache
def default_body() -> str:
    """Give the rules that come with the program as canonical JSON, as a RuleSet keeps them."""
    data = yaml.safe_load(_text())
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def _text() -> str:
    return files("matching.eligibility").joinpath("rules.yml").read_text("utf-8")


@cache
def default_rules() -> RuleBook:
    """Read the rules that come with the program."""
    return read_rules(_text(), FILE)


@cache
def read_rules(text: str, name: str = "rule set eligibility") -> RuleBook:
    """Check and type a rule book. Raises BadRuleFile: file, line, place and reason."""
    file = RuleFile.read(name, text)
    keys = {"version", "documents", "exclusive", "order", "rules"}
    top = file.record("", file.data, keys, set())
    shared = _texts(file, "documents", top["documents"])
    if not isinstance(top["rules"], Mapping) or not top["rules"]:
        file.refuse("rules", "a mapping of rules is expected")
    against, higher = _exclusive(file, top["exclusive"], set(top["rules"]))
    found: dict[str, Rule] = {}
    for code, body in top["rules"].items():
        found[code] = _rule(file, code, body, (shared, tuple(sorted(against.get(code, ())))))
    _check(file, RuleBook(str(top["version"]), MappingProxyType(found)))
    for number, code in enumerate(top["order"]):
        if code not in found:
            file.refuse(f"order[{number}]", f"no rule {code!r}")
    rules = MappingProxyType(found)
    return RuleBook(str(top["version"]), rules, higher, tuple(top["order"]))


def _check(file: RuleFile, book: RuleBook) -> None:
    """Refuse what asks for unknown facts or rules, and rules that ask for each other."""
    asks: dict[str, set[str]] = {}
    for code, rule in book.rules.items():
        for clause in rule.clauses:
            place = f"rules.{code}.conditions.{clause.code}"
            try:
                check_known(clause.condition, book, place)
            except BadCondition as error:
                file.refuse(place, str(error).removeprefix(f"{place}: "))
            asks.setdefault(code, set()).update(_rules_in(clause.condition))
    try:
        TopologicalSorter(asks).prepare()
    except CycleError as error:
        ring = error.args[1]
        file.refuse(f"rules.{ring[0]}", f"rules ask for each other: {', '.join(ring)}")


def _rules_in(condition: Condition) -> set[str]:
    if isinstance(condition, RuleHolds):
        return {condition.rule}
    return {code for part in parts(condition) for code in _rules_in(part)}


def rules_in_force(snapshot: Snapshot) -> RuleBook:
    """Take the district's own rules in force on a snapshot's day, else those of the program.

    Raises BadRuleFile for rules that cannot be used.
    """
    body = rule_set_in_force(snapshot, RULE_SET)
    return default_rules() if body is None else read_rules(body)


def rule_set_in_force(snapshot: Snapshot, code: str) -> str | None:
    """Find the body of the district's own rule set in force; None where it keeps none.

    What is on record of the program's own is no district's: the program has it, as it is now.
    """
    sets = snapshot.rule_sets
    rows = sets[(sets["code"] == code) & (sets["source"].fillna("") != PROGRAM)]
    start, end = (
        rows[name].to_numpy(dtype="datetime64[D]") for name in ("valid_from", "valid_to")
    )
    today = day(snapshot.as_of)
    rows = rows[~(start > today) & ~(end <= today)]
    if rows.empty:
        return None
    return str(rows.sort_values(["valid_from", "version"])["body"].iloc[-1])


def _exclusive(
    file: RuleFile, data: Any, known: set[str]
) -> tuple[dict[str, set[str]], frozenset[frozenset[str]]]:
    """Read the matrix: policy → what it excludes; the pairs that keep the higher amount."""
    against: dict[str, set[str]] = {}
    higher = set()
    for number, one in enumerate(data):
        place = f"exclusive[{number}]"
        body = file.record(place, one, {"policies", "keep"}, set())
        pair = body["policies"]
        if len(pair) != 2 or set(pair) - known:
            file.refuse(f"{place}.policies", "two rules of this file are expected")
        if body["keep"] not in ("first", "higher"):
            file.refuse(f"{place}.keep", "first or higher is expected")
        for mine, other in (pair, reversed(pair)):
            against.setdefault(mine, set()).add(other)
        if body["keep"] == "higher":
            higher.add(frozenset(pair))
    return against, frozenset(higher)


def _rule(
    file: RuleFile, code: str, data: Any, shared: tuple[tuple[str, ...], tuple[str, ...]]
) -> Rule:
    place = f"rules.{code}"
    body = file.record(place, data, _MUST, _MAY)
    if body["subject"] not in ("household", "person"):
        file.refuse(f"{place}.subject", "household or person is expected")
    if ("conditions" in body) == (body.get("judged") == "ITEM"):
        file.refuse(place, "conditions, or judged: ITEM, is expected")
    if not isinstance(body["review"], int) or body["review"] < 0:
        file.refuse(f"{place}.review", "whole months are expected")
    clauses = []
    for name, when in body.get("conditions", {}).items():
        at = f"{place}.conditions.{name}"
        try:
            clauses.append(Clause(code=name, condition=parse(when, at)))
        except BadCondition as error:
            where, _, why = str(error).partition(": ")
            file.refuse(where if where.startswith(place) else at, why)
    return Rule(
        code=code,
        title=body["title"],
        subject=body["subject"],
        basis=body["basis"],
        article=str(body["article"]),
        clauses=tuple(clauses),
        benefit=read_benefit(file, f"{place}.benefit", body["benefit"]),
        documents=(
            *shared[0],
            *_texts(file, f"{place}.documents", body.get("documents", [])),
        ),
        exclusive_with=shared[1],
        review=body["review"],
        when_away=bool(body.get("when_away", False)),
        from_=_day(file, f"{place}.from", body.get("from")),
        to=_day(file, f"{place}.to", body.get("to")),
    )


def _day(file: RuleFile, place: str, value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value is not None else None
    except ValueError:
        file.refuse(place, f"a day is expected, not {value!r}")


def _texts(file: RuleFile, place: str, data: Any) -> tuple[str, ...]:
    if not isinstance(data, list):
        file.refuse(place, "a list is expected")
    return tuple(map(str, data))


def check_known(condition: Condition, book: RuleBook, where: str) -> None:
    """Raise BadCondition where a condition asks for a fact or rule that does not exist."""
    match condition:
        case RuleHolds(rule) if rule not in book.rules:
            raise BadCondition(f"{where}: rule {rule} is unknown")
        case Compare(fact, _, _) | OneOf(fact, _) | Flag(fact) if not is_fact(fact):
            raise BadCondition(f"{where}: unknown fact {fact}")
        case Compare(fact, _, _) | OneOf(fact, _) | Flag(fact) if not isinstance(
            condition, KINDS[fact_entries()[fact].kind]
        ):
            kind = fact_entries()[fact].kind
            raise BadCondition(f"{where}: {fact} is a {kind} and cannot be asked so")
        case _:
            for part in parts(condition):
                check_known(part, book, where)


def is_fact(name: str) -> bool:
    """Tell whether a fact of that name exists."""
    return name in fact_entries()


def about_persons(condition: Condition, book: RuleBook) -> bool:
    """Tell whether a condition asks about single persons anywhere."""
    match condition:
        case Compare(fact, _, _) | OneOf(fact, _) | Flag(fact):
            return fact_entries()[fact].subject == "person"
        case Holds(_, person):
            return person
        case RuleHolds(rule):
            return book.rules[rule].subject == "person"
        case _:
            return any(about_persons(part, book) for part in parts(condition))

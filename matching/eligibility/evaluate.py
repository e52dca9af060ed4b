"""Conditions answered for all subjects at once; each distinct one is worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, assert_never

import numpy as np
import pandas as pd

from matching.eligibility.expressions import (
    All,
    AnyOf,
    Bound,
    Compare,
    Condition,
    Flag,
    Holds,
    InGroup,
    Not,
    OneOf,
    RuleHolds,
    parts,
)
from matching.eligibility.logic import (
    NO,
    UNKNOWN,
    answers,
    any_member,
    both,
    either,
    negated,
)
from matching.eligibility.registry import HOUSEHOLD_FACTS, PERSON_FACTS
from matching.eligibility.rules import RuleBook, Subject
from matching.eligibility.subjects import Code, Fact, Number, Subjects, Truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.eligibility.logic import Answers
    from matching.eligibility.rules import Rule


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Answers of conditions and rules over one snapshot; keeps what it has worked out."""

    subjects: Subjects
    book: RuleBook
    _done: dict[tuple[Condition, Subject], Answers] = field(default_factory=dict)
    memo: dict[tuple[str, ...], Any] = field(default_factory=dict)  # of what is asked of it

    def condition(self, condition: Condition, subject: Subject) -> Answers:
        """Answer per household or per person: shape (n,).

        Asked of a household, a question about persons means "any living member"; asked of a
        person, a question about households means the person's own.
        """
        key = (condition, subject)
        if key not in self._done:
            self._done[key] = self._answer(condition, subject)
        return self._done[key]

    def rule(self, rule: Rule, subject: Subject) -> Answers:
        """Answer whether all clauses of a rule hold; NO while it is not in force.

        Nobody who has died has anything; a policy answered item by item is unknown as a whole.
        """
        of = self.subjects
        living = of.living_persons if rule.subject == "person" else of.living_households
        if not rule.in_force(of.snapshot.as_of):
            native = np.full(len(living), NO, dtype=np.int8)
        elif not rule.clauses:
            native = np.full(len(living), UNKNOWN, dtype=np.int8)
        else:
            native = both([self.condition(c.condition, rule.subject) for c in rule.clauses])
            native = np.where(living, native, NO).astype(np.int8)
        return self._shown(native, rule.subject, subject)

    def unknown_facts(self, condition: Condition, subject: Subject) -> dict[str, Answers]:
        """List the facts a condition lacks: name → mask as answers (YES where it is lacking).

        Only the leaves that are unknown count; `holds` and `group` are always known.
        """
        found: dict[str, Answers] = {}
        match condition:
            case Compare(fact, _, _) | OneOf(fact, _) | Flag(fact):
                lacking = self.condition(condition, subject) == UNKNOWN
                found[fact] = _known(lacking)
            case RuleHolds(code) if not self.book.rules[code].clauses:
                found[f"rule {code}"] = _known(self.condition(condition, subject) == UNKNOWN)
            case RuleHolds(code):
                rule = self.book.rules[code]
                for clause in rule.clauses:
                    _merge(found, self.unknown_facts(clause.condition, rule.subject))
                found = {k: self._shown(v, rule.subject, subject) for k, v in found.items()}
            case _:
                for part in parts(condition):
                    _merge(found, self.unknown_facts(part, subject))
        return found

    def _answer(self, condition: Condition, subject: Subject) -> Answers:
        match condition:
            case All(inner):
                return both([self.condition(part, subject) for part in inner])
            case AnyOf(inner):
                return either([self.condition(part, subject) for part in inner])
            case Not(one):
                return negated(self.condition(one, subject))
            case RuleHolds(code):
                return self._ruled(code, subject)
            case Compare(fact, _, _) | OneOf(fact, _) | Flag(fact):
                native: Subject = "person" if fact in PERSON_FACTS else "household"
                return self._shown(self._leaf(condition, fact, native), native, subject)
            case Holds(policies, person):
                native = "person" if person else "household"
                held = self.subjects.holders(policies, person=person)
                return self._shown(_known(held), native, subject)
            case InGroup(groups):
                held = in_groups(self.subjects.snapshot.households["groups"].to_numpy(), groups)
                return self._shown(
                    answers(held, np.ones(len(held), bool)), "household", subject
                )
            case _:
                assert_never(condition)

    def _ruled(self, code: str, subject: Subject) -> Answers:
        return self.rule(self.book.rules[code], subject)

    def _leaf(self, condition: Compare | OneOf | Flag, name: str, native: Subject) -> Answers:
        look = PERSON_FACTS if native == "person" else HOUSEHOLD_FACTS
        fact: Fact = look[name](self.subjects)
        match condition, fact:
            case Compare(_, how, bound), Number():
                return self._compared(fact, how, bound)
            case OneOf(_, values), Code(value, known):
                return answers(_listed(value, values), known)
            case Flag(), Truth(truth, known):
                return answers(truth, known)
            case _:
                raise TypeError(f"{name} is a {type(fact).__name__}, not fit for {condition}")

    def _compared(self, fact: Number, how: str, bound: Bound) -> Answers:
        limit = self.limit(bound)
        if limit is None:
            return np.full(len(fact.value), UNKNOWN, dtype=np.int8)
        left = fact.value * limit.denominator
        right = (1 if fact.per is None else fact.per) * limit.numerator
        return answers(COMPARE[how](left, right), fact.known)

    def limit(self, bound: Bound) -> Fraction | None:
        """Work a bound out with the parameters in force; None where one is not. In fen."""
        found = bound.times
        for code in bound.params:
            value = self.subjects.parameter(code)
            if value is None:
                return None
            found *= value
        return found

    def _shown(self, native: Answers, have: Subject, want: Subject) -> Answers:
        home = self.subjects.people.household
        if have == want:
            return native
        if want == "household":
            return any_member(home, native, self.subjects.households)
        if not len(native):
            return np.full(len(home), NO, dtype=np.int8)
        return np.where(home >= 0, native[home], NO).astype(np.int8)


COMPARE = {
    "below": np.less,
    "at_least": np.greater_equal,
    "at_most": np.less_equal,
    "above": np.greater,
}


def in_groups(held: NDArray[np.object_], wanted: frozenset[str]) -> NDArray[np.bool_]:
    """Tell per household whether it has one of the groups; G07a counts as G07 too."""
    codes, distinct = pd.factorize(held)
    hit = [any(g in wanted or g[:3] in wanted for g in groups) for groups in distinct]
    return np.array(hit, dtype=bool)[codes] if hit else np.zeros(len(held), dtype=bool)


def _listed(value: NDArray[np.object_], wanted: frozenset[str]) -> NDArray[np.bool_]:
    """Tell per element whether it is one of the wanted codes, looking once at each code."""
    codes, distinct = pd.factorize(value)
    hit = np.array([*(one in wanted for one in distinct), False], dtype=bool)
    return hit[codes]


def _known(held: NDArray[np.bool_]) -> Answers:
    return answers(held, np.ones(len(held), dtype=bool))


def _merge(into: dict[str, Answers], more: dict[str, Answers]) -> None:
    for name, lacking in more.items():
        into[name] = either([into[name], lacking]) if name in into else lacking

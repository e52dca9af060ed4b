"""Which households fit which catalogue items: group, age and the item's own conditions.

Answers are kept per distinct question (a set of groups, an age range, a condition), so that
n households × m items cost (distinct questions) × n, and a pair is two look-ups.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.eligibility.evaluate import Evaluation, in_groups
from matching.eligibility.expressions import All, BadCondition, Condition, RuleHolds, parse
from matching.eligibility.logic import NO, UNKNOWN, YES, answers, any_member
from matching.eligibility.rules import RuleBook, about_persons, check_known, rules_in_force
from matching.eligibility.subjects import Subjects

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.eligibility.logic import Answers
    from matching.snapshot import Snapshot

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers to distinct questions. table: int8 (questions, households); of: (items,)."""

    table: NDArray[np.int8]
    of: Ints

    def codes(self, household: Ints, item: Ints) -> Answers:
        """Look pairs up by position: household in snapshot.households, item in the items."""
        found: Answers = self.table[self.of[item], household]
        return found


@dataclass(frozen=True, slots=True)
class ItemEligibility:
    """NO 0, UNKNOWN 1, YES 2 for any (household, item) pair, and what is missing."""

    group: Answered  # the item's target groups; an item without any is open to all
    age: Answered  # a living member in the item's age range
    conditions: Answered  # the item's own conditions
    lacking: tuple[tuple[tuple[str, Answers], ...], ...]  # per distinct condition: fact → mask

    def codes(self, household: Ints, item: Ints) -> Answers:
        """Answer pairs by the worst of the three: shape of household and item."""
        return np.minimum(
            np.minimum(self.group.codes(household, item), self.age.codes(household, item)),
            self.conditions.codes(household, item),
        )

    def missing(self, household: int, item: int) -> tuple[str, ...]:
        """Name the facts without which one pair cannot be decided, sorted."""
        facts = {
            name
            for name, mask in self.lacking[int(self.conditions.of[item])]
            if mask[household] == YES
        }
        if self.age.table[self.age.of[item], household] == UNKNOWN:
            facts.add("age")
        return tuple(sorted(facts))


def for_items(
    snapshot: Snapshot, items: pd.DataFrame, book: RuleBook | None = None
) -> ItemEligibility:
    """Answer every item for every household of a snapshot. items: rows as in snapshot.items.

    book: by default the rules in force on the snapshot's day. Raises BadCondition naming the
    item whose conditions cannot be read.
    """
    evaluation = Evaluation(Subjects.of(snapshot), book or rules_in_force(snapshot))
    wanted, of = _conditions(items, evaluation.book)
    return ItemEligibility(
        group=_answered(items["groups"].to_numpy(), lambda g: _group(evaluation, g)),
        age=_answered(_ranges(items), lambda r: _age(evaluation, r)),
        conditions=Answered(_stack([_own(evaluation, c) for c in wanted], evaluation), of),
        lacking=tuple(_lacking(evaluation, c) for c in wanted),
    )


def _answered(values: NDArray[np.object_], ask: Callable[[Any], Answers]) -> Answered:
    distinct, of = _distinct(values)
    return Answered(np.stack([ask(v) for v in distinct]) if distinct else _EMPTY, of)


_EMPTY = np.zeros((0, 0), dtype=np.int8)


def _stack(rows: list[Answers], evaluation: Evaluation) -> NDArray[np.int8]:
    return np.stack(rows) if rows else np.zeros((0, evaluation.subjects.households), np.int8)


def _distinct(values: NDArray[np.object_]) -> tuple[list[Any], Ints]:
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    return list(distinct), codes.astype(np.int64)


def _ranges(items: pd.DataFrame) -> NDArray[np.object_]:
    found = np.empty(len(items), dtype=object)
    low = items["age_min"].fillna(0).astype("int64")
    high = items["age_max"].fillna(999).astype("int64")
    found[:] = list(zip(low, high, strict=True))
    return found


def _group(evaluation: Evaluation, groups: tuple[str, ...]) -> Answers:
    held = evaluation.subjects.snapshot.households["groups"].to_numpy()
    known = np.ones(len(held), dtype=bool)
    return answers(in_groups(held, frozenset(groups)) if groups else known, known)


def _age(evaluation: Evaluation, limits: tuple[int, int]) -> Answers:
    who, count = evaluation.subjects.people, evaluation.subjects.households
    if limits == (0, 999):
        return np.full(count, YES, dtype=np.int8)
    inside = (who.age >= limits[0]) & (who.age <= limits[1])
    return any_member(who.household, answers(inside, who.age >= 0), count)


def _condition(text: Any, book: RuleBook) -> Condition | None:
    """Read an item's conditions: nothing, a rule's code, one condition, or a list (all)."""
    if text is None or text != text or not str(text).strip():
        return None
    data = json.loads(text) if str(text).lstrip()[:1] in '{["' else str(text)
    if not data:
        return None
    if isinstance(data, str):
        found: Condition = RuleHolds(data)
    elif isinstance(data, list):
        found = All(tuple(parse(one) for one in data))
    else:
        found = parse(data)
    check_known(found, book, "conditions")
    return found


def _conditions(items: pd.DataFrame, book: RuleBook) -> tuple[list[Condition | None], Ints]:
    """Read each distinct text once; an error names the first item that has it."""
    asked, of = _distinct(items["conditions"].to_numpy())
    found = []
    for at, text in enumerate(asked):
        try:
            found.append(_condition(text, book))
        except ValueError as exc:
            first = items["code"].iloc[int(np.flatnonzero(of == at)[0])]
            raise BadCondition(f"item {first}: {exc}") from exc
    return found, of


def _own(evaluation: Evaluation, condition: Condition | None) -> Answers:
    """Answer per household; a condition on persons must hold for one and the same member."""
    count = evaluation.subjects.households
    if condition is None:
        return np.full(count, YES, dtype=np.int8)
    if not about_persons(condition, evaluation.book):
        return evaluation.condition(condition, "household")
    per_person = evaluation.condition(condition, "person")
    return any_member(evaluation.subjects.people.household, per_person, count)


def _lacking(
    evaluation: Evaluation, condition: Condition | None
) -> tuple[tuple[str, Answers], ...]:
    if condition is None:
        return ()
    decided = _own(evaluation, condition) != UNKNOWN
    found = evaluation.unknown_facts(condition, "household")
    return tuple((k, np.where(decided, NO, v).astype(np.int8)) for k, v in found.items())

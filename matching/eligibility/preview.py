"""Before a rule or a parameter changes: who enters, who leaves, who loses a place in the plan.

Two evaluations of one snapshot, as it is and as it would be. Applying the change and evaluating
again gives exactly this difference.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.eligibility.evaluate import Evaluation
from matching.eligibility.evidence import ANSWERS
from matching.eligibility.rules import RULE_SET, read_rules
from matching.eligibility.subjects import Subjects
from matching.facts import texts
from matching.risk.evaluate import evaluate as evaluate_risk
from matching.risk.parameters import LEVELS
from matching.rulesets import in_force
from matching.tables import frame

if TYPE_CHECKING:
    from matching.linking.case import OpenOffer
    from matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Change:
    """What would be another. rules: the text of a rule file; params: code → value (JSON)."""

    rules: str | None = None
    params: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One subject and policy whose answer would change; answers are YES, NO, UNKNOWN."""

    policy: str
    subject: str
    household: str | None
    before: str
    after: str
    receiving: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Both sides of a change. enters: would become eligible; leaves: would no longer be.

    opened: an answer that is known would become unknown, or the other way. colours: household →
    computed level before and after. displaced, placed: needs (our ids) that lose, or get, a
    place in the plan; None where no plan was asked for.
    """

    enters: tuple[Moved, ...]
    leaves: tuple[Moved, ...]
    opened: tuple[Moved, ...]
    colours: Mapping[str, tuple[str, str]]
    displaced: tuple[str, ...] | None = None
    placed: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data: counts by policy, and every subject behind them."""
        told: dict[str, Any] = {
            name: [{slot: getattr(one, slot) for slot in Moved.__slots__} for one in rows]
            for name, rows in (
                ("enters", self.enters),
                ("leaves", self.leaves),
                ("opened", self.opened),
            )
        }
        return told | {
            "colours": {home: list(pair) for home, pair in self.colours.items()},
            "displaced": self.displaced,
            "placed": self.placed,
        }


def changed(snapshot: Snapshot, change: Change) -> Snapshot:
    """Give the snapshot as reading it would give it with the change in force on its day.

    Raises BadRuleFile for rules that cannot be used.
    """
    sets, params, on = snapshot.rule_sets, snapshot.params, snapshot.as_of
    yesterday = pd.Timestamp(on - timedelta(days=1))
    if change.rules is not None:
        book = read_rules(change.rules)
        row = {"id": "preview", "code": RULE_SET, "version": book.version}
        new = frame("rule_sets", [row | {"body": change.rules, "valid_from": on}])
        rest = sets[sets["code"] != RULE_SET]
        sets = pd.concat([rest, new], ignore_index=True) if len(rest) else new
    for code, value in (change.params or {}).items():
        told = {"code": code, "value": json.dumps(value), "valid_from": yesterday.date()}
        new = frame("params", [told])
        rest = params[params["code"] != code]
        params = pd.concat([rest, new], ignore_index=True) if len(rest) else new
    found = replace(snapshot, rule_sets=sets, params=params)
    found.look.carry_over(snapshot.look, {"rule_sets", "params"})
    return found


def preview(
    snapshot: Snapshot,
    change: Change,
    *,
    plan: bool = True,
    standing: tuple[OpenOffer, ...] = (),
    seed: int = 0,
) -> Preview:
    """Compare a snapshot with itself under a change; needs and shown colours stay as they are.

    plan: also solve the plan on both sides. Raises BadRuleFile for rules that cannot be used.
    """
    after = changed(snapshot, change)
    before_answers, after_answers = answers(snapshot), answers(after)
    moved = [
        Moved(
            policy=policy,
            subject=subject,
            household=before_answers.get(key, after_answers.get(key, ("", None, False)))[1],
            before=before_answers.get(key, ("NO", None, False))[0],
            after=after_answers.get(key, ("NO", None, False))[0],
            receiving=before_answers.get(key, after_answers.get(key, ("", None, False)))[2],
        )
        for key in sorted({*before_answers, *after_answers})
        for policy, subject in [key]
        if before_answers.get(key, ("NO",))[0] != after_answers.get(key, ("NO",))[0]
    ]
    lost, got = _replanned(snapshot, after, standing, seed) if plan else (None, None)
    return Preview(
        enters=tuple(one for one in moved if one.after == "YES"),
        leaves=tuple(one for one in moved if one.before == "YES" and one.after == "NO"),
        opened=tuple(
            one
            for one in moved
            if one.after != "YES" and not (one.before == "YES" and one.after == "NO")
        ),
        colours=_recoloured(snapshot, after),
        displaced=lost,
        placed=got,
    )


def answers(snapshot: Snapshot) -> dict[tuple[str, str], tuple[str, str | None, bool]]:
    """Answer every policy by the rules in force: (policy, subject) → answer, household, paid.

    Only what is not a plain NO is listed.
    """
    of = Evaluation(Subjects.of(snapshot), in_force(snapshot).rules)
    found: dict[tuple[str, str], tuple[str, str | None, bool]] = {}
    for code, rule in of.book.rules.items():
        if not rule.clauses:
            continue
        person = rule.subject == "person"
        table = snapshot.persons if person else snapshot.households
        result = of.rule(rule, rule.subject)
        paid = of.subjects.holders(frozenset({code}), person=person)
        ids = texts(table["id"])
        homes = texts(table["household_id"]) if person else ids
        for row in np.flatnonzero(result > 0).tolist():
            found[code, ids[row]] = (ANSWERS[result[row]], homes[row], bool(paid[row]))
    return found


def _recoloured(before: Snapshot, after: Snapshot) -> dict[str, tuple[str, str]]:
    one, other = (evaluate_risk(s, in_force(s).risk).computed for s in (before, after))
    ids = texts(before.households["id"])
    return {
        ids[at]: (LEVELS[one[at]], LEVELS[other[at]])
        for at in np.flatnonzero(one != other).tolist()
    }


def _replanned(
    before: Snapshot, after: Snapshot, standing: tuple[OpenOffer, ...], seed: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    one, other = (served(s, standing, seed) for s in (before, after))
    return tuple(sorted(one - other)), tuple(sorted(other - one))


def served(
    snapshot: Snapshot, standing: tuple[OpenOffer, ...] = (), seed: int = 0
) -> frozenset[str]:
    """Solve the plan of a snapshot and name the needs it serves; nothing is written."""
    from matching.linking.case import case  # the solver is loaded for plans only
    from matching.linking.commands import district_policy
    from matching.linking.engine import ortools_flow
    from matching.linking.solve import best

    run = case(snapshot, district_policy(snapshot), standing)
    plan = best(run.task, seed=seed, engine=ortools_flow)
    return frozenset(str(run.want.ids[need]) for need in run.task.i[plan.pair].tolist())

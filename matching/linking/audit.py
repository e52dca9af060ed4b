"""Whom a plan serves, by area, group, colour, sex and disability; what fairness cost; envy."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from graph_schema.vocabulary import GroupCode
from matching.basis import has_code
from matching.coverage.live import LEVELS
from matching.facts import people
from matching.linking.floor import below_floor

if TYPE_CHECKING:
    from matching.linking.arrays import Bools, Ints
    from matching.linking.case import Case
    from matching.linking.result import Plan

SEXES = {"1": "male", "2": "female", "9": "unknown"}


def audit(case: Case, plan: Plan, without: Plan | None = None) -> dict[str, Any]:
    """Give the fairness figures of a plan; shares as [served, asked], integers.

    without: the same problem planned with areas not compared; what fairness cost in points is
    the difference.
    """
    task = plan.problem
    served = plan.served_units() >= task.units
    coverage = sorted(plan.coverage)
    middle = coverage[(len(coverage) - 1) // 2] if coverage else None
    return {
        "area": {
            str(a): [int(g), int(n)]
            for a, g, n in zip(task.areas, plan.area_served, task.area_units, strict=True)
        },
        "lowest": _text(coverage[0] if coverage else None),
        "median": _text(middle),
        "below_floor": {a: _text(got) for a, got in below_floor(plan).items()},
        "level": _shares(served, {
            name: case.want.found.level[case.want.home] == k for k, name in enumerate(LEVELS)
        }),
        "group": _shares(served, _groups(case)),
        "sex_of_head": _shares(served, _sexes(case)),
        "disability": _shares(served, _disabled(case)),
        "score": plan.score,
        "score_without": None if without is None else without.score,
        "cross_colour_envy": cross_colour_envy(plan),
        "envy": envy(plan),
    }  # fmt: skip


def _text(share: Fraction | None) -> str | None:
    return None if share is None else f"{share.numerator}/{share.denominator}"


def _shares(served: Bools, parts: dict[str, Bools]) -> dict[str, list[int]]:
    return {name: [int((served & mask).sum()), int(mask.sum())] for name, mask in parts.items()}


def _groups(case: Case) -> dict[str, Bools]:
    held = case.snapshot.households["groups"]
    return {str(code): _any(held, str(code))[case.want.home] for code in GroupCode}


def _any(held: Any, code: str) -> Bools:
    """Whether a household's groups hold a code or one of its parts (G07a is G07)."""
    parts = sorted({g for groups in held for g in groups if g[:3] == code} | {code})
    return has_code(held, *parts)


def _sexes(case: Case) -> dict[str, Bools]:
    persons, homes = case.snapshot.persons, case.snapshot.households
    heads = persons[persons["head"]].drop_duplicates("household_id")
    known = homes["id"].map(heads.set_index("household_id")["sex"])
    sex = known.astype(object).fillna("9")  # a district without heads has a column of numbers
    of = sex.to_numpy("U")[case.want.home]
    return {name: of == code for code, name in SEXES.items()}


def _disabled(case: Case) -> dict[str, Bools]:
    who = people(case.snapshot)
    has = np.zeros(len(case.snapshot.households) + 1, dtype=bool)
    has[who.household[who.grade > 0]] = True
    has[-1] = False
    of: Bools = has[case.want.home]
    return {"yes": of, "no": ~of}


def cross_colour_envy(plan: Plan) -> int:
    """Count pairs of an unserved need beside a free place or a less urgent need: always 0."""
    task = plan.problem
    unserved = plan.served_units() < task.units
    spare = plan.load() < task.capacity
    mildest = _mildest(plan)
    wish = unserved[task.i] & (spare[task.j] | (mildest[task.j] > task.level[task.i]))
    return int(wish.sum())


def _mildest(plan: Plan) -> Ints:
    """Give the least urgent level each resource serves, −1 for none: shape (m,)."""
    task = plan.problem
    found = np.full(task.m, -1, dtype=np.int64)
    np.maximum.at(found, task.j[plan.pair], task.level[task.i[plan.pair]])
    return found


def envy(plan: Plan) -> int:
    """Count served needs that score higher at a place held by a need scoring lower there.

    It is what serving more needs costs; it is counted, not forbidden.
    """
    task = plan.problem
    own = np.full(task.n, np.iinfo(np.int64).max, dtype=np.int64)
    own[task.i[plan.pair]] = task.score[plan.pair]
    lowest = np.full(task.m, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(lowest, task.j[plan.pair], task.score[plan.pair])
    better = (task.score > own[task.i]) & (task.score > lowest[task.j])
    return len(np.unique(task.i[better]))

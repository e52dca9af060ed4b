"""How much of a household is known: the mean over five blocks of required fields filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.facts import some, tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.risk.inputs import Inputs
    from matching.risk.points import OpenNeeds

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

BLOCKS = ("family", "income", "living", "causes", "asks")


def completeness(of: Inputs, needs: OpenNeeds) -> Ints:
    """Return whole percent per household, floored once: shape (households,)."""
    filled = _fields(of, needs)
    rule = of.parameters.completeness
    blocks = [getattr(rule, block) for block in BLOCKS]
    common = int(np.lcm.reduce([len(block) for block in blocks]))
    points = np.zeros(of.count, dtype=np.int64)
    for block in blocks:
        for name in block:
            points += np.where(filled[name], common // len(block), 0)
    return points * 100 // (common * len(blocks))


def _fields(of: Inputs, needs: OpenNeeds) -> dict[str, Bools]:
    """Tell per required field and household whether it is filled."""
    homes, who = of.snapshot.households, of.people
    members = tally(who.household, np.ones(len(who.household), dtype=bool), of.count)
    born = tally(who.household, who.age >= 0, of.count)
    look = of.snapshot.look
    graded = of.newest_of_home("housing", look.known("housing", "grade")) >= 0
    causes = of.home("causes")
    asked = np.append(of.home("needs"), needs.household)
    return {
        "size": of.size > 0,
        "head": some(who.household, of.snapshot.persons["head"].to_numpy(), of.count),
        "birth": (members > 0) & (born == members),
        "income_month": of.income >= 0,
        "assets_money": homes["assets_money"].notna().to_numpy(),
        "village": look.known("households", "village"),
        "housing_grade": look.known("households", "housing_grade") | graded,
        "cause": some(causes, causes >= 0, of.count),
        "need": some(asked, asked >= 0, of.count),
    }

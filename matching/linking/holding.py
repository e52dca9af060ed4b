"""Places kept free for urgent needs that are likely to come before the next weeks are over.

Expected arrivals (as many as came lately, by town and code) enter the problem as needs of their
own: less urgent than every orange need there is, more than every yellow one, of the lowest
score. The places they win in the best plan are held; the plan proper is made over what is left.
That loses nothing: a better plan of the real needs beside them would have been found with them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.coverage.gaps import covers
from matching.linking.engine import ortools_flow
from matching.linking.problem import problem
from matching.linking.solve import best
from matching.linking.supply import UNLIMITED
from matching.tables import day, local_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.linking.arrays import Ints, Masks
    from matching.linking.demand import Demand
    from matching.linking.policy import Policy
    from matching.linking.supply import Supply
    from matching.snapshot import Snapshot

TOWN_DIGITS = 9
FORECAST = "~"  # before ids and areas of what is expected: after every id of what is there


def expected(snapshot: Snapshot, want: Demand, policy: Policy) -> dict[tuple[str, str], int]:
    """Forecast urgent needs by (town, code) for the days ahead: those of the days past, scaled.

    Urgent: of households orange today, whatever became of the need. Rounded down.
    """
    rule = policy.hold_back
    since = local_days(snapshot.needs["since"], snapshot.zone)
    age = (day(snapshot.as_of) - since).astype("timedelta64[D]").astype(np.int64)
    home = want.found.need_household
    urgent = (home >= 0) & (want.found.level[np.maximum(home, 0)] == 0)
    lately = urgent & ~np.isnat(since) & (age >= 0) & (age < rule.look_back_days)
    rows = snapshot.households
    places = rows["village"].fillna(rows["town"]).fillna("").to_numpy("U")
    codes = snapshot.needs["code"].to_numpy("U")
    came: Counter[tuple[str, str]] = Counter(
        (str(places[home[k]])[:TOWN_DIGITS], str(codes[k])) for k in np.flatnonzero(lately)
    )
    scale, whole = rule.days * rule.share, rule.look_back_days * 100
    return {place: count for place, n in sorted(came.items()) if (count := n * scale // whole)}


def held(
    likely: Mapping[tuple[str, str], int],
    have: Supply,
    fixed: Masks,
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    policy: Policy,
) -> Ints:
    """Find how many places of each item to keep free: shape (m,), 0 without a limit.

    fixed: rules an item breaks for every need. tables: needs, resources, pairs of the problem.
    Raises BadProblem and SolverFailed as the plan itself.
    """
    needs, resources, pairs = tables
    some = [
        (f"{FORECAST}{town}:{code}:{k:04}", town, code)
        for (town, code), count in likely.items()
        for k in range(count)
    ]
    ends = [
        (name, item) for name, town, code in some for item in _serving(have, fixed, town, code)
    ]
    if not ends:
        return np.zeros(have.m, dtype=np.int64)
    rank = policy.levels - 3  # after the orange ones: 1 of 4 levels, 2 of 5
    apart = needs["level"] + (needs["level"] >= rank)
    more = pd.DataFrame({"id": [name for name, _, _ in some], "level": rank, "area": FORECAST})
    wish = pd.DataFrame(
        {
            "need": [name for name, _ in ends],
            "resource": [str(have.ids[item]) for _, item in ends],
            "score": policy.score_lowest,
            "kept": False,
        }
    )
    columns = ["need", "resource", "score", "kept"]
    task = problem(
        pd.concat([needs.assign(level=apart), more], ignore_index=True),
        resources,
        pd.concat(
            [pairs[columns].astype({"need": "str", "resource": "str"}), wish], ignore_index=True
        ),
        replace(policy, levels=policy.levels + 1),
    )
    plan = best(task, seed=0, engine=ortools_flow)
    ours = np.char.startswith(task.needs, FORECAST)[task.i[plan.pair]]
    won = np.bincount(task.j[plan.pair[ours]], weights=plan.units[ours], minlength=have.m)
    return np.where(have.free == UNLIMITED, 0, won.astype(np.int64))


def _serving(have: Supply, fixed: Masks, town: str, code: str) -> list[int]:
    """List items that could serve a need of a code anywhere in a town."""
    serves = covers(have.areas, np.array([town], dtype=object))[:, 0]
    named = np.array([code in held for held in have.needs], dtype=bool)
    return np.flatnonzero(serves & named & (fixed == 0)).tolist()

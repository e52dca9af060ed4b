"""A run put together from a snapshot: demand, supply, permitted pairs, the problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.linking.candidates import candidates
from matching.linking.demand import demand
from matching.linking.holding import expected, held
from matching.linking.problem import problem
from matching.linking.rules import ground
from matching.linking.scores import field
from matching.linking.supply import RECOMMENDED, places_by_state, supply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.linking.arrays import Ints
    from matching.linking.candidates import Candidates
    from matching.linking.demand import Demand
    from matching.linking.policy import Policy
    from matching.linking.problem import Problem
    from matching.linking.rules import Ground
    from matching.linking.scores import Field
    from matching.linking.supply import Supply
    from matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOffer:
    """A recommendation of an earlier plan that nobody acted on yet. age_days: since made."""

    link: str
    need: str
    item: str
    provider: str
    age_days: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """Everything a plan was made from. The problem's needs and resources are want and have.

    held: (m,) places of each item kept free for urgent needs to come; not in the problem.
    """

    snapshot: Snapshot
    policy: Policy
    want: Demand
    have: Supply
    base: Ground
    of: Field
    pairs: Candidates
    task: Problem
    held: Ints


def case(
    snapshot: Snapshot,
    policy: Policy,
    standing: tuple[OpenOffer, ...] = (),
    places: Mapping[tuple[str, str], int] | None = None,
) -> Case:
    """Prepare a run. standing: open recommendations of the machine; those in time are kept.

    A recommendation in the snapshot that is not among them was made by a person: its need is
    in that person's hands and stays out of the run, and its place is not given away. places:
    units of links by (item, state) in the whole store; by default those of the snapshot.
    """
    want = demand(snapshot, policy, _by_hand(snapshot, standing))
    have = supply(snapshot, policy, _others(places or places_by_state(snapshot), standing))
    base = ground(snapshot, want, have, policy)
    of = field(snapshot, want, have, policy)
    kept = {
        (one.need, one.item): one.provider
        for one in standing
        if one.age_days <= policy.recommendation_days
    }
    pairs = candidates(base, of, want, have, kept)
    tables = (
        pd.DataFrame({"id": want.ids, "level": want.level, "area": want.area}),
        pd.DataFrame({"id": have.ids, "capacity": have.capacity(want.n)}),
        pd.DataFrame(
            {
                "need": pd.Categorical.from_codes(pairs.need.tolist(), want.ids.tolist()),
                "resource": pd.Categorical.from_codes(pairs.item.tolist(), have.ids.tolist()),
                "score": pairs.score,
                "kept": pairs.kept,
            }
        ),
    )
    kept_free = np.zeros(have.m, dtype=np.int64)
    if policy.hold_back.days:
        kept_free = held(expected(snapshot, want, policy), have, base.fixed, tables, policy)
    needs, resources, ends = tables
    resources = resources.assign(capacity=resources["capacity"] - kept_free)
    task = problem(needs, resources, ends, policy)
    return Case(
        snapshot=snapshot,
        policy=policy,
        want=want,
        have=have,
        base=base,
        of=of,
        pairs=pairs,
        task=task,
        held=kept_free,
    )


def _others(
    places: Mapping[tuple[str, str], int], standing: tuple[OpenOffer, ...]
) -> dict[tuple[str, str], int]:
    """Take the recommendations that are planned anew out of the places held."""
    left = dict(places)
    for one in standing:
        key = (one.item, RECOMMENDED)
        left[key] = max(0, left.get(key, 0) - 1)
    return left


def _by_hand(snapshot: Snapshot, standing: tuple[OpenOffer, ...]) -> set[str]:
    links = snapshot.links
    made = links[
        (links["state"] == "RECOMMENDED") & ~links["id"].isin([one.link for one in standing])
    ]
    return set(made["need_id"].dropna())

"""What stands against a pair from the past: a refusal not long ago, a link that is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph_schema.flows import load
from matching.facts import positions
from matching.tables import day, local_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.linking.arrays import Bools, Ints
    from matching.linking.demand import Demand
    from matching.linking.policy import Policy
    from matching.linking.supply import Supply
    from matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Barred:
    """What needs of a run may not be offered now, a row each, by need.

    need: position in the demand. item: in the supply, −1 outside it. provider: id, or "-".
    Both the item (from anyone) and the provider (with anything) are barred. there: such a link
    is open; cooling: one was refused.
    """

    need: Ints
    item: Ints
    provider: NDArray[np.str_]
    there: Bools
    cooling: Bools


def barred(snapshot: Snapshot, want: Demand, have: Supply, policy: Policy) -> Barred:
    """Collect the links that stand against new ones."""
    links = snapshot.links
    need = pd.Index(want.ids, dtype="str").get_indexer(
        pd.Index(links["need_id"].fillna("-"), dtype="str")
    )
    gone = links["state"].isin([*load("link").ends, "RECOMMENDED", "COMPLETED"])
    there = ~gone.to_numpy(dtype=bool)
    cooling = _cooling(snapshot, policy)
    keep = np.flatnonzero((need >= 0) & (there | cooling))
    keep = keep[np.argsort(need[keep], kind="stable")]
    return Barred(
        need=need[keep].astype(np.int64),
        item=positions(pd.Series(have.ids), links["item_id"].fillna("-"))[keep],
        provider=links["provider_id"].fillna("-").to_numpy("U")[keep],
        there=there[keep],
        cooling=cooling[keep],
    )


def _cooling(snapshot: Snapshot, policy: Policy) -> Bools:
    """Tell per link whether its refusal still stands: by days since its end, or for ever."""
    links, rules = snapshot.links, policy.rules
    ended = local_days(links["ended_at"].fillna(links["state_since"]), snapshot.zone)
    since = (day(snapshot.as_of) - ended).astype("timedelta64[D]").astype(np.int64)
    cooling = np.zeros(len(links), dtype=bool)
    for state, days in rules.cool_down_days.items():
        mine = (links["state"] == state).to_numpy(dtype=bool)
        cooling |= mine & (np.isnat(ended) | (since <= days))
        cooling |= mine & links["reason_code"].isin(list(rules.never_lifted)).to_numpy(bool)
    return cooling

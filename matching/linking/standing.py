"""What is there before a plan: open recommendations, and places that links hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph_schema.store.repo import plans as repo
from matching.linking.case import OpenOffer
from matching.linking.supply import RECOMMENDED
from matching.tables import day, local_days

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from matching.linking.policy import Policy
    from matching.snapshot import Snapshot


def standing(store: Store, access: Access, snapshot: Snapshot) -> tuple[OpenOffer, ...]:
    """Collect what plans recommended and nobody acted on, aged on the snapshot's day."""
    links = snapshot.links
    open_ = links[(links["state"] == RECOMMENDED) & links["need_id"].notna()]
    with store.read(access) as session:
        made = repo.machine_made(session, open_["id"])
    open_ = open_[open_["id"].isin(made)]
    age = day(snapshot.as_of) - local_days(open_["state_since"], snapshot.zone)
    days = np.where(np.isnat(age), 0, age.astype("timedelta64[D]").astype(np.int64))
    ends = zip(
        open_["id"], open_["need_id"], open_["item_id"], open_["provider_id"], strict=True
    )
    return tuple(
        OpenOffer(link=link, need=need, item=str(item), provider=str(provider), age_days=int(d))
        for (link, need, item, provider), d in zip(ends, days, strict=True)
    )


def places(store: Store, access: Access, policy: Policy) -> dict[tuple[str, str], int]:
    """Count units by (item, state) in the whole store: a place has no area."""
    rules = policy.rules
    with store.read(access) as session:
        return repo.places(session, (*rules.holding, *rules.promised, RECOMMENDED))

"""On what ground a link may stand: a notice for public bodies, a consent for all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

_ON_RECORD = (
    "GRANTED",
    "EXPIRED",
    "SUPERSEDED",
    "WITHDRAWN",
)  # a notice once given stays given


def valid_basis(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Tell per link whether it has a valid basis on as_of: shape (n_links,), in link order.

    Provider COM or GOV: a notice (U1 or U2) on record. Any other person: consent for U3 in
    force. Any other body: consent for U4 in force, since a body that serves a household knows
    who it is; where that consent lists receivers, the body is one of them. Source: domain, 6.1.
    """
    links = snapshot.links
    public = links["provider_party"].isin(["COM", "GOV"]).to_numpy()
    body = (links["provider_label"] == "Organisation").to_numpy(dtype=bool)
    person_ok = _held(links, in_force(snapshot, "U3"))
    return np.where(
        public,
        _held(links, _noticed(snapshot)),
        np.where(body, _named_body(links, in_force(snapshot, "U4")), person_ok),
    )


def in_force(snapshot: Snapshot, purpose: str) -> pd.DataFrame:
    """Select the consents for one purpose in force on as_of (first and last day included)."""
    rows = snapshot.consents
    today = pd.Timestamp(day(snapshot.as_of))
    return rows[
        (rows["state"] == "GRANTED")
        & has_code(rows["purposes"], purpose)
        & ~(rows["from_"] > today)
        & ~(rows["to"] < today)
    ]


def has_code(sets: pd.Series[Any], *codes: str) -> NDArray[np.bool_]:
    """Tell per row whether a SET column holds any of the codes, looking once at each set."""
    numbers, distinct = pd.factorize(sets.to_numpy())
    hit = np.array([any(code in one for code in codes) for one in distinct], dtype=bool)
    return hit[numbers] if len(distinct) else np.zeros(len(sets), dtype=bool)


def _noticed(snapshot: Snapshot) -> pd.DataFrame:
    rows = snapshot.consents
    today = pd.Timestamp(day(snapshot.as_of))
    return rows[
        rows["state"].isin(_ON_RECORD)
        & has_code(rows["purposes"], "U1", "U2")
        & ~(rows["from_"] > today)
    ]


def _held(links: pd.DataFrame, consents: pd.DataFrame) -> NDArray[np.bool_]:
    return links["household_id"].isin(consents["household_id"]).to_numpy()


def _named_body(links: pd.DataFrame, consents: pd.DataFrame) -> NDArray[np.bool_]:
    anybody = consents[consents["receivers"].map(len) == 0]
    named = consents[["household_id", "receivers"]].explode("receivers").dropna()
    pairs = pd.MultiIndex.from_frame(named.astype("str"))
    asked = pd.MultiIndex.from_frame(links[["household_id", "provider_id"]].astype("str"))
    return _held(links, anybody) | asked.isin(pairs)

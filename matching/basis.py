"""On what ground a link may stand: a notice for public bodies, a consent for all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Ints = NDArray[np.int64]

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
    look, count = snapshot.look, len(snapshot.households)
    home = look.home("links")
    public = look.one_of("links", "provider_party", ("COM", "GOV"))
    body = look.one_of("links", "provider_label", ("Organisation",))
    to_persons = _held(home, look.home("consents")[_in_force(snapshot, "U3")], count)
    return np.where(
        public,
        _held(home, look.home("consents")[noticed(snapshot)], count),
        np.where(body, _named_body(snapshot, _in_force(snapshot, "U4")), to_persons),
    )


def in_force(snapshot: Snapshot, purpose: str) -> pd.DataFrame:
    """Select the consents for one purpose in force on as_of (first and last day included)."""
    return snapshot.consents[_in_force(snapshot, purpose)]


def has_code(sets: pd.Series[Any], *codes: str) -> NDArray[np.bool_]:
    """Tell per row whether a SET column holds any of the codes, looking once at each set."""
    numbers, distinct = pd.factorize(sets.to_numpy())
    hit = np.array([any(code in one for code in codes) for one in distinct], dtype=bool)
    return hit[numbers] if len(distinct) else np.zeros(len(sets), dtype=bool)


def _in_force(snapshot: Snapshot, purpose: str) -> NDArray[np.bool_]:
    rows, today = snapshot.consents, day(snapshot.as_of)
    start, end = (rows[name].to_numpy(dtype="datetime64[D]") for name in ("from_", "to"))
    granted = snapshot.look.one_of("consents", "state", ("GRANTED",))
    found: NDArray[np.bool_] = granted & ~(start > today) & ~(end < today)
    return found & snapshot.look.has("consents", "purposes", (purpose,))


def noticed(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Tell per consent whether it is a notice for U1 or U2 on record: shape (n_consents,)."""
    rows = snapshot.consents
    start = rows["from_"].to_numpy(dtype="datetime64[D]")
    given = snapshot.look.one_of("consents", "state", _ON_RECORD)
    found: NDArray[np.bool_] = given & ~(start > day(snapshot.as_of))
    return found & snapshot.look.has("consents", "purposes", ("U1", "U2"))


def _held(home: Ints, holders: Ints, count: int) -> NDArray[np.bool_]:
    """Tell per link whether its household is among the holders; -1 is nobody."""
    holds = np.zeros(count + 1, dtype=bool)
    holds[holders] = True
    holds[-1] = False
    found: NDArray[np.bool_] = holds[home]
    return found


def _named_body(snapshot: Snapshot, consents: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell per link whether a consent names its body, or names no receivers at all."""
    look, receivers = snapshot.look, snapshot.consents["receivers"].to_numpy()
    named = consents & (np.fromiter(map(len, receivers), np.int64, len(receivers)) > 0)
    count = len(snapshot.households)
    anybody = _held(look.home("links"), look.home("consents")[consents & ~named], count)
    if not named.any():
        return anybody
    codes, bodies = look.codes("links", "provider_id")
    number = {body: at for at, body in enumerate(bodies)}
    allowed = [
        home * len(bodies) + number[one]
        for home, some in zip(look.home("consents")[named], receivers[named], strict=True)
        for one in some
        if home >= 0 and one in number
    ]
    asked = look.home("links") * len(bodies) + codes
    return anybody | (np.isin(asked, allowed) & (codes >= 0) & (look.home("links") >= 0))

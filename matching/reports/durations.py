"""How long people waited: from a need to the first answer, from a warning to the first service.

Hours as floats; NaN where it has not happened, or the order of the two instants is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

HOUR = np.timedelta64(1, "h")


def first_answers(snapshot: Snapshot, at: Ints) -> Floats:
    """Hours from a need's opening to the first yes or contact of a link made for it.

    at: the need of each link, -1 none. Shape (needs,).
    """
    needs, links = snapshot.needs, snapshot.links
    accepted, contact, since = (
        table[column].to_numpy(dtype="datetime64[us]")
        for table, column in (
            (links, "accepted_at"),
            (links, "first_contact_at"),
            (needs, "since"),
        )
    )
    earliest = np.full(len(needs), "NaT", dtype="datetime64[us]")
    np.fmin.at(earliest, at[at >= 0], np.fmin(accepted, contact)[at >= 0])
    hours = (earliest - since) / HOUR
    return np.where(hours >= 0, hours, np.nan)


def until_service(snapshot: Snapshot) -> Floats:
    """Hours from a warning to the first contact of a link of the household: shape (alerts,)."""
    alerts, links = snapshot.alerts, snapshot.links
    first = links.dropna(subset=["first_contact_at", "household_id"])
    first = first.sort_values("first_contact_at", kind="stable")
    homes = first.groupby("household_id", sort=False).indices  # in order of the contact
    contacts = first["first_contact_at"].to_numpy(dtype="datetime64[us]")
    raised = alerts["raised_at"].to_numpy(dtype="datetime64[us]")
    hours = np.full(len(alerts), np.nan)
    for i, home in enumerate(alerts["household_id"]):
        some = homes.get(home)
        if some is None or np.isnat(raised[i]):
            continue
        days = contacts[some]
        later = np.searchsorted(days, raised[i])
        if later < len(days):
            hours[i] = (days[later] - raised[i]) / HOUR
    return hours

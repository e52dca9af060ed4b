"""Working days of a district: Monday to Friday, but where its calendar says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot


def working_days(snapshot: Snapshot, since: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Count the working days after each day, up to and with as_of: shape of since."""
    rows = snapshot.workdays
    days = rows["date"].to_numpy(dtype="datetime64[D]")
    works, weekday = rows["working"].to_numpy(), np.is_busday(days)
    off, moved = days[~works & weekday], np.sort(days[works & ~weekday])
    start, end = since + 1, day(snapshot.as_of) + 1
    usual = np.busday_count(start, end, holidays=off)
    extra = np.searchsorted(moved, end) - np.searchsorted(moved, start)
    found: NDArray[np.int64] = (usual + extra).astype(np.int64)
    return found

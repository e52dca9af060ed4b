"""Missing parties: for each requirement of an open need that is off, who ought to be there.

Source: domain reference 1.6 (requirements), 6.1 (met); docs/algorithms/coverage.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph_schema.vocabulary import NeedCode, entries
from matching.coverage.live import PARTIES, Reach, needs_on, wanted

if TYPE_CHECKING:
    from matching.snapshot import Snapshot


def absent(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    """List every requirement of an open need that no party meets, by position of the need.

    Columns need and household (positions in the snapshot's tables) and party: the need's
    leading party where that may meet the requirement, else the first of the five that may.
    """
    masks, _ = wanted(snapshot)
    on = needs_on(len(snapshot.needs), found.link_parties, found.edges)
    off = masks.any(axis=2) & ~(masks & on[:, None, :]).any(axis=2) & found.need_open[:, None]
    need, requirement = np.nonzero(off)
    able = masks[need, requirement]
    leads = {
        str(code): PARTIES.index(one.about["lead"]) for code, one in entries(NeedCode).items()
    }
    lead = snapshot.needs["code"].iloc[need].map(leads).to_numpy(dtype=np.int64)
    chosen = np.where(able[np.arange(len(need)), lead], lead, able.argmax(axis=1))
    return pd.DataFrame(
        {
            "need": need,
            "household": found.need_household[need],
            "party": np.array(PARTIES, dtype=object)[chosen],
        }
    )

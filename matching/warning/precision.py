"""How often each trigger was right: confirmed ÷ raised, of alerts that were decided or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.warning.evaluate import SOURCE

if TYPE_CHECKING:
    from matching.snapshot import Snapshot
    from matching.warning.triggers import TriggerBook


def precision(snapshot: Snapshot, book: TriggerBook, *, ours: bool = True) -> pd.DataFrame:
    """Count per trigger and give its precision; one row a trigger of the book, in order.

    Columns: code, raised, confirmed, refuted, open, suppressed (days on which a new alert was
    kept silent), precision (confirmed ÷ raised, NaN where nothing was raised). An alert closed
    by itself was never looked at: it counts as raised only if a person had verified it.
    ours: alerts the program raised; else those of people and files too.
    """
    rows, look = snapshot.alerts, snapshot.look
    kept = look.one_of("alerts", "source", (SOURCE,)) | (not ours)
    looked_at = rows["verified_at"].notna().to_numpy()
    by_itself = look.one_of("alerts", "state", ("RESOLVED",)) & ~looked_at
    confirmed = look.one_of("alerts", "state", book.confirmed_states) & ~by_itself
    table = pd.DataFrame(
        {
            "code": rows["code"].to_numpy(),
            "raised": ~by_itself,
            "confirmed": confirmed,
            "refuted": look.one_of("alerts", "state", book.refuted_states),
            "open": look.one_of("alerts", "state", book.open_states),
            "suppressed": rows["suppressed"].fillna(0).to_numpy(dtype=np.int64),
        }
    )[kept]
    counts = table.groupby("code").sum().reindex(list(book.triggers), fill_value=0)
    counts = counts.astype(np.int64).reset_index()
    raised = counts["raised"].where(counts["raised"] > 0)
    return counts.assign(precision=counts["confirmed"] / raised)

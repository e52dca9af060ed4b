"""Capture-recapture: how many households in need a village has, found or not.

Two lists catch households apart from each other: people who go and look (n1), and data (n2); m
are on both. The fewer are on both, the more are on neither. Chapman's estimator
(n1 + 1)(n2 + 1)/(m + 1) - 1 with Seber's variance. Its interval of ± 1.96 standard errors holds
the truth in 80 to 94 of 100 villages of real size, not in 95; so Sadinle's transformed logit
interval stands beside it, which does. Source: domain reference 6.3;
D. G. Chapman, University of California Publications in Statistics 1 (1951), 131-160;
G. A. F. Seber, Biometrika 57 (1970), 313-318;
M. Sadinle, Communications in Statistics: Simulation and Computation 38 (2009), 1909-1924.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from math import exp, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.vocabulary import LeadChannel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matching.reports.facts import Facts
    from matching.snapshot import Snapshot

Z = 1.96
FEW = 7  # on both lists; below it the estimate is biased low and the interval too narrow
DATA = frozenset(
    {str(LeadChannel.PLATFORM_DATA), str(LeadChannel.DATA_PUSH), str(LeadChannel.RULE_ALERT)}
)
PUSHED = str(LeadChannel.DATA_PUSH)  # somebody went because data said so: the lists depend


class Caution(StrEnum):
    """Why an estimate should be read with care."""

    FEW_ON_BOTH = "FEW_ON_BOTH"
    SOURCES_DEPEND = "SOURCES_DEPEND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Households in need in one place. n1: found by people, n2: by data, both: by both.

    total: the estimate N. error: its standard error. low, high: ± 1.96 errors, low at least
    n1 + n2 - m. logit_low, logit_high: the interval that holds the truth at its stated 95 %.
    cautions: why to read it with care.
    """

    n1: int
    n2: int
    both: int
    total: float
    error: float
    low: float
    high: float
    logit_low: float
    logit_high: float
    cautions: tuple[Caution, ...] = ()

    @property
    def known(self) -> int:
        """Households on either list."""
        return self.n1 + self.n2 - self.both

    @property
    def unseen(self) -> float:
        """Households on neither, as estimated; never below 0."""
        return max(0.0, self.total - self.known)

    def to_json(self) -> dict[str, Any]:
        """Say it in plain values."""
        told = asdict(self) | {"known": self.known, "unseen": self.unseen}
        return told | {"cautions": [str(one) for one in self.cautions]}


def chapman(n1: int, n2: int, both: int, *, depend: bool = False) -> Estimate:
    """Estimate from two lists that overlap. Raises ValueError for an impossible overlap."""
    if not 0 <= both <= min(n1, n2):
        raise ValueError(f"{both} on both lists of {n1} and {n2}")
    total = (n1 + 1) * (n2 + 1) / (both + 1) - 1
    spread = (n1 + 1) * (n2 + 1) * (n1 - both) * (n2 - both)
    error = sqrt(spread / ((both + 1) ** 2 * (both + 2)))
    cautions = [Caution.FEW_ON_BOTH] if both < FEW else []
    if depend:
        cautions.append(Caution.SOURCES_DEPEND)
    logit_low, logit_high = _logit(n1, n2, both)
    return Estimate(
        n1=n1,
        n2=n2,
        both=both,
        total=total,
        error=error,
        low=max(float(n1 + n2 - both), total - Z * error),
        high=total + Z * error,
        logit_low=logit_low,
        logit_high=logit_high,
        cautions=tuple(cautions),
    )


def most_unseen(
    snapshot: Snapshot, facts: Facts, area: str | None = None
) -> list[tuple[str, Estimate]]:
    """Estimate every village of an area that has a lead; where most are unseen comes first."""
    leads = facts.leads
    home = snapshot.households.drop_duplicates("id").set_index("id")["village"]
    own = home.reindex(leads["household_id"]).to_numpy(dtype=object)
    rows = pd.DataFrame(
        {
            "household": leads["household_id"].to_numpy(dtype=object),
            "village": np.where(pd.isna(own), leads["area"].to_numpy(dtype=object), own),
            "channel": leads["channel"].to_numpy(dtype=object),
        }
    )
    villages = sorted(
        {str(v) for v in rows["village"].dropna() if len(v) == 12 and v.startswith(area or "")}
    )
    found = by_village(rows, villages)
    return sorted(found.items(), key=lambda one: (-one[1].unseen, one[0]))


def _logit(n1: int, n2: int, both: int) -> tuple[float, float]:
    """Give Sadinle's transformed logit interval, half a household added to each cell."""
    m, first, second = both + 0.5, n1 - both + 0.5, n2 - both + 0.5
    neither = first * second / m
    spread = sqrt(1 / m + 1 / first + 1 / second + m / (first * second))
    known = n1 + n2 - both
    low = known - 0.5 + neither * exp(-Z * spread)
    return max(float(known), low), known - 0.5 + neither * exp(Z * spread)


def by_village(leads: pd.DataFrame, villages: Sequence[str]) -> Mapping[str, Estimate]:
    """Estimate each village from its leads: columns household, village, channel.

    A household counts once on a list, however many leads there are. Found by data: a channel of
    DATA; by people: any other. A lead without a household cannot be on both and is left out.
    The lists depend where any lead of the village came by DATA_PUSH.
    """
    known = leads.dropna(subset=["household"])
    data = known["channel"].isin(DATA).to_numpy(dtype=bool)
    found = {}
    for village in villages:
        here = (known["village"] == village).to_numpy(dtype=bool)
        people = set(known["household"][here & ~data])
        hits = set(known["household"][here & data])
        depend = bool((known["channel"][here] == PUSHED).any())
        found[village] = chapman(len(people), len(hits), len(people & hits), depend=depend)
    return found

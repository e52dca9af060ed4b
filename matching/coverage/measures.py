"""The measures of coverage for any grouping of households, computed from households.

Averages of a larger area never come from averages of its parts. Empty denominators give NaN.
Source: domain reference 6.2; docs/algorithms/coverage.md.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.vocabulary import Level, entries
from matching.coverage.live import LEVELS, PARTIES, TIERS, Reach

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SEVERITIES = ("NONE", "LOW", "MID", "HIGH", "CRITICAL")
_MID, _HIGH = 4, 12  # Gap(h) from which a household's gap is MID, HIGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """One row a group of households, shape (groups,) or (groups, …); shares in [0, 1] or NaN.

    party C_p: (groups, 5). k: (groups, 5), Cov_1 to Cov_5. tier T_t: (groups, 3).
    party_tier C_pt: (groups, 5, 3). severity: (groups, 5), households by SEVERITIES.
    """

    households: Ints
    party: Floats
    k: Floats
    depth: Floats
    index: Floats
    nbc: Floats
    balance: Floats
    party_hhi: Floats
    tier: Floats
    party_tier: Floats
    gap: Floats
    severity: Ints
    isolated: Floats
    quasi: Floats
    gov_only: Ints
    covered_pairs: Ints
    redundancy: Floats
    provider_hhi: Floats
    paper_links: Ints

    def take(self, rows: Ints) -> Measures:
        """Keep some groups, in the order asked for."""
        return Measures(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def ratio(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Divide elementwise; NaN where the whole is 0, never 0 or 1."""
    top, bottom = np.broadcast_arrays(part.astype(float), whole.astype(float))
    share: Floats = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return share


def household_gaps(snapshot: Snapshot, found: Reach) -> Floats:
    """Gap(h) per household: shape (households,), 0 for those that do not count."""
    severity = snapshot.needs["severity"].to_numpy(dtype=float)
    lacking = np.zeros(len(found.counted))
    rows = found.need_open
    np.add.at(lacking, found.need_household[rows], severity[rows] * (1 - found.met[rows]))
    weight = np.array([entries(Level)[name].about["weight"] for name in LEVELS])
    tiers_off = len(TIERS) - found.tier_on.sum(axis=1)
    return np.where(found.counted, weight[found.level] * (lacking + 0.5 * tiers_off), 0.0)


def gap_severities(snapshot: Snapshot, found: Reach, gaps: Floats) -> Ints:
    """Grade each household's gap: index into SEVERITIES, shape (households,)."""
    acute = np.zeros(len(gaps), dtype=bool)
    bad = found.need_open & (snapshot.needs["severity"].to_numpy() >= 3) & (found.met < 1)
    acute[found.need_household[bad]] = True
    orange = found.counted & (found.level == 0)
    grade = np.where(orange & acute, len(SEVERITIES) - 1, np.digitize(gaps, (_MID, _HIGH)) + 1)
    return np.where(gaps > 0, grade, 0).astype(np.int64)


def providers(snapshot: Snapshot) -> NDArray[np.object_]:
    """Name the provider of each link: the body, else the person; None where neither is."""
    links = snapshot.links
    named = links["provider_id"].fillna(links["worker_id"]).to_numpy(dtype=object, copy=True)
    named[pd.isna(named)] = None
    return named


def covered(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    """List (need, household, provider) once each, for needs with a live link in L(n)."""
    need, link = found.edges
    rows = pd.DataFrame(
        {
            "need": need,
            "household": found.need_household[need],
            "provider": providers(snapshot)[link],
        }
    )
    return rows.dropna(subset=["provider"]).drop_duplicates(ignore_index=True)


def measure(
    snapshot: Snapshot, found: Reach, household: Ints, group: Ints, groups: int
) -> Measures:
    """Measure groups of households. household, group: equal length, one row a membership.

    A household may be in several groups, and at most once in each. Only households that count
    (H) enter. groups: how many there are; an empty one has 0 households and NaN shares.
    """
    keep = found.counted[household]
    household, group = household[keep], group[keep]
    size = np.bincount(group, minlength=groups)

    def per_group(values: NDArray[Any]) -> Floats:
        told = values[household].astype(float)
        sums = np.zeros((groups, *told.shape[1:]))
        for column in np.ndindex(told.shape[1:]):
            at = (slice(None), *column)
            sums[at] = np.bincount(group, told[at], minlength=groups)
        return sums

    depth = found.depth
    gaps = household_gaps(snapshot, found)
    grade = gap_severities(snapshot, found, gaps)
    weight, gained = _need_weights(snapshot, found)
    pairs = per_group(_pairs_of(found))
    pair_count, redundant = _pair_counts(snapshot, found)
    total = pairs.sum(axis=1)
    deep = per_group(depth)
    return Measures(
        households=size,
        party=ratio(per_group(found.on), size[:, None]),
        k=ratio(per_group(depth[:, None] >= np.arange(1, 6)), size[:, None]),
        depth=ratio(deep, size),
        index=ratio(deep, size * len(PARTIES)),
        nbc=ratio(per_group(gained), per_group(weight)),
        balance=_balance(pairs, total),
        party_hhi=ratio((pairs**2).sum(axis=1), total**2),
        tier=ratio(per_group(found.tier_on), size[:, None]),
        party_tier=ratio(
            per_group(found.on[:, :, None] & found.tier_on[:, None, :]), size[:, None, None]
        ),
        gap=ratio(per_group(gaps), size),
        severity=per_group(grade[:, None] == np.arange(len(SEVERITIES))).astype(np.int64),
        isolated=ratio(per_group(depth == 0), size),
        quasi=ratio(per_group(quasi_isolated(found)), size),
        gov_only=per_group((depth == 0) & _gov(snapshot, found)).astype(np.int64),
        covered_pairs=per_group(pair_count).astype(np.int64),
        redundancy=ratio(per_group(redundant), per_group(pair_count)),
        provider_hhi=_provider_hhi(snapshot, found, household, group, groups),
        paper_links=per_group(
            _count(found.link_household, found.link_paper, len(depth))
        ).astype(np.int64),
    )


def quasi_isolated(found: Reach) -> Bools:
    """One party only, or several and no named person on any live link: shape (households,)."""
    person = _count(found.link_household, found.link_live & found.link_named, len(found.on)) > 0
    depth = found.depth
    lonely: Bools = (depth == 1) | ((depth >= 2) & ~person)
    return lonely


def _count(household: Ints, mask: Bools, households: int) -> Ints:
    return np.bincount(household[mask & (household >= 0)], minlength=households)


def _gov(snapshot: Snapshot, found: Reach) -> Bools:
    gov = (snapshot.links["provider_party"] == "GOV").to_numpy(dtype=bool)
    return _count(found.link_household, found.link_live & gov, len(found.on)) > 0


def _need_weights(snapshot: Snapshot, found: Reach) -> tuple[Floats, Floats]:
    severity = snapshot.needs["severity"].to_numpy(dtype=float)
    rows, home = found.need_open, found.need_household
    size = len(found.counted)
    weight = np.bincount(home[rows], severity[rows], minlength=size)
    gained = np.bincount(home[rows], (severity * found.met)[rows], minlength=size)
    return weight.astype(np.float64), gained.astype(np.float64)


def _pairs_of(found: Reach) -> Ints:
    """Count (live link, party) pairs per household and party: shape (households, 5)."""
    pairs = np.zeros(found.on.shape, dtype=np.int64)
    live = found.link_live
    np.add.at(pairs, found.link_household[live], found.link_parties[live].astype(np.int64))
    return pairs


def _balance(pairs: Floats, total: Floats) -> Floats:
    share = ratio(pairs, total[:, None])
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    entropy = -(share * logs).sum(axis=1) / np.log(len(PARTIES))
    return np.where(total > 0, entropy + 0.0, np.nan)


def _pair_counts(snapshot: Snapshot, found: Reach) -> tuple[Ints, Ints]:
    """Covered needs per household, and those of them with at least two providers."""
    per_need = covered(snapshot, found).groupby("need")["provider"].size()
    home = found.need_household[per_need.index.to_numpy(dtype=np.int64)]
    size = len(found.counted)
    return (
        np.bincount(home, minlength=size),
        np.bincount(home[per_need.to_numpy() >= 2], minlength=size),
    )


def _provider_hhi(
    snapshot: Snapshot, found: Reach, household: Ints, group: Ints, groups: int
) -> Floats:
    rows = covered(snapshot, found)
    member = pd.DataFrame({"household": household, "group": group})
    joined = member.merge(rows, on="household")
    tally = joined.groupby(["group", "provider"]).size()
    at = tally.index.get_level_values("group").to_numpy(dtype=np.int64)
    counts = tally.to_numpy(dtype=float)
    return ratio(
        np.bincount(at, counts**2, minlength=groups),
        np.bincount(at, counts, minlength=groups) ** 2,
    )

"""The coverage network: who is cut off, on whom it hangs, and what happens if somebody leaves.

Ties run between households, links and people or bodies; areas, items and causes are never
walked through. Source: domain reference 4.2 (graph rule), 6.2, 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from matching.coverage.live import Reach, at_positions, reach
from matching.coverage.measures import covered, household_gaps, providers
from matching.facts import texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

LARGE, SHARE = 50, 0.2  # pairs or share of an area from which a single provider is listed


def live_graph(snapshot: Snapshot, found: Reach) -> nx.Graph[str]:
    """Tie households to providers and workers by live links; every counted household is a node.

    Node attribute kind: household, provider or worker.
    """
    graph: nx.Graph[str] = nx.Graph()
    homes = snapshot.households["id"].to_numpy(dtype=object)
    graph.add_nodes_from(homes[found.counted], kind="household")
    links = np.flatnonzero(
        found.link_live & at_positions(found.counted, found.link_household, missing=0)
    )
    ties = (
        ("provider", texts(snapshot.links["provider_id"])),
        ("worker", texts(snapshot.links["worker_id"])),
    )
    for kind, ends in ties:
        known = [i for i in links if ends[i] is not None]
        graph.add_nodes_from((ends[i] for i in known if ends[i] not in graph), kind=kind)
        graph.add_edges_from((homes[found.link_household[i]], ends[i]) for i in known)
    return graph


def isolated(graph: nx.Graph[str]) -> list[str]:
    """Name the households without any live tie, sorted."""
    return sorted(n for n in nx.isolates(graph) if graph.nodes[n]["kind"] == "household")


def cut_points(graph: nx.Graph[str]) -> list[str]:
    """Name the providers and workers whose leaving splits the network, sorted."""
    return sorted(
        n for n in nx.articulation_points(graph) if graph.nodes[n]["kind"] != "household"
    )


def single_providers(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    """SPOF(x) by area: columns area, provider, pairs, share, listed; largest first.

    pairs: (household, open need) whose live links have exactly one provider, x. share: of all
    covered pairs of the area. listed: at least a fifth of the area's or fifty. Areas: the
    district, its towns and villages.
    """
    rows = covered(snapshot, found)
    alone = rows[~rows.duplicated("need", keep=False)]
    village = snapshot.households["village"].to_numpy(dtype=object)
    told = []
    for digits in (6, 9, 12):
        pairs = rows.drop_duplicates("need")
        whole = pd.Series(_cut(village, pairs["household"], digits)).value_counts()
        tally = (
            pd.DataFrame(
                {
                    "area": _cut(village, alone["household"], digits),
                    "provider": alone["provider"],
                }
            )
            .value_counts()
            .rename("pairs")
            .reset_index()
        )
        tally["share"] = tally["pairs"] / tally["area"].map(whole)
        told.append(tally)
    result = pd.concat(told, ignore_index=True).drop_duplicates(["area", "provider"])
    result["listed"] = (result["pairs"] >= LARGE) | (result["share"] >= SHARE)
    return result.sort_values(
        ["pairs", "area", "provider"], ascending=[False, True, True], ignore_index=True
    )


def _cut(
    village: NDArray[np.object_], household: pd.Series[int], digits: int
) -> NDArray[np.object_]:
    cut = np.empty(len(household), dtype=object)
    cut[:] = [str(code)[:digits] for code in village[household.to_numpy()]]
    return cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What changes when one person or body is gone; ids sorted, gap sums before and after."""

    uncovered_needs: list[str]
    isolated_households: list[str]
    tiers_lost: int
    gap_before: float
    gap_after: float


def without(snapshot: Snapshot, leaver: str) -> Snapshot:
    """Take a person or body out: its links go; links it only carried lose the named worker."""
    links = snapshot.links[
        (snapshot.links["provider_id"] != leaver).to_numpy(dtype=bool)
    ].copy()
    carried = (links["worker_id"] == leaver).to_numpy(dtype=bool)
    bodiless = carried & links["provider_id"].isna().to_numpy()
    links.loc[carried, ["worker_id", "worker_party"]] = None
    stewards = snapshot.stewards
    return replace(
        snapshot,
        links=links[~bodiless].reset_index(drop=True),
        stewards=stewards[(stewards["actor_id"] != leaver).to_numpy(dtype=bool)].reset_index(
            drop=True
        ),
    )


def if_leaves(snapshot: Snapshot, leaver: str) -> Leaving:
    """Foresee a leaving: needs newly without a live link, households newly without any."""
    before, rest = reach(snapshot), without(snapshot, leaver)
    after = reach(rest)
    had, has = (set(found.edges[0].tolist()) for found in (before, after))
    lost = np.array(sorted(had - has), dtype=np.int64)
    lonely = before.counted & (before.depth > 0) & (after.depth == 0)
    return Leaving(
        uncovered_needs=sorted(snapshot.needs["id"].iloc[lost]),
        isolated_households=sorted(snapshot.households["id"][lonely]),
        tiers_lost=int((before.tier_on & ~after.tier_on)[before.counted].sum()),
        gap_before=float(household_gaps(snapshot, before).sum()),
        gap_after=float(household_gaps(rest, after).sum()),
    )


def fragile(snapshot: Snapshot, found: Reach) -> dict[str, int]:
    """Count, per provider, the households that would have no live link at all without it."""
    live = found.link_live & (found.link_household >= 0)
    rows = pd.DataFrame(
        {"household": found.link_household[live], "provider": providers(snapshot)[live]}
    ).drop_duplicates()
    only = rows[~rows.duplicated("household", keep=False)]
    return {str(k): int(v) for k, v in only["provider"].value_counts().sort_index().items()}

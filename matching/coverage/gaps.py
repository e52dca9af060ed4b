"""Gap anatomy 缺口: for each unmet need the first broken edge, exactly one class each.

Walk household → need → service → provider → area → steward → volunteer → proposal; the first
row that holds is the class. Source: domain reference 6.4; docs/algorithms/coverage.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph_schema.vocabulary import GapClass, ItemType, entries
from matching.basis import in_force
from matching.coverage.live import Reach, active_stewards, need_edges
from matching.coverage.volunteers import Volunteers
from matching.eligibility.items import for_items
from matching.eligibility.logic import NO
from matching.facts import positions
from matching.tables import day, local_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

CLASSES = tuple(str(c) for c in GapClass)
IN_FLIGHT = ("PROPOSED", "WAITLISTED", "DECLINED_PENDING", "ACCEPTED", "ON_HOLD", "COMPLETED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Unmet needs: positions in snapshot.needs, ascending, and their class (into CLASSES)."""

    need: Ints
    gap: Ints


def anatomy(snapshot: Snapshot, found: Reach) -> Gaps:
    """Class every unmet need: open, of a counted household, without a live link in L(n)."""
    covered = np.zeros(len(found.need_open), dtype=bool)
    covered[found.edges[0]] = True
    unmet = found.need_open & ~covered
    need = np.flatnonzero(unmet)
    rows = _supply(snapshot, found, need)
    tests = np.stack(
        [
            _has_link(snapshot, unmet, snapshot.links["state"].isin(IN_FLIGHT).to_numpy())[
                need
            ],
            _has_link(snapshot, unmet, (snapshot.links["state"] == "IN_SERVICE").to_numpy())[
                need
            ],
            ~_consents(snapshot, found)[need] & ~rows.public,
            rows.left[:, 0] == 0,
            rows.left[:, 1] == 0,
            rows.left[:, 2] == 0,
            rows.left[:, 3] == 0,
            rows.left[:, 4] == 0,
            ~_village_steward(snapshot)[found.need_household[need]],
            rows.left[:, 5] == 0,
            ~_proposed(snapshot, unmet)[need],
            np.ones(len(need), dtype=bool),
        ]
    )
    return Gaps(need=need, gap=tests.argmax(axis=0).astype(np.int64))


def _has_link(snapshot: Snapshot, unmet: Bools, links: NDArray[np.generic]) -> Bools:
    hit = np.zeros(len(unmet), dtype=bool)
    hit[need_edges(snapshot, unmet, links.astype(bool))[0]] = True
    return hit


def _consents(snapshot: Snapshot, found: Reach) -> Bools:
    """Whether each need's household agreed to matching (U3): shape (needs,)."""
    return (
        snapshot.needs["household_id"]
        .isin(in_force(snapshot, "U3")["household_id"])
        .to_numpy(dtype=bool)
    )


def _village_steward(snapshot: Snapshot) -> Bools:
    stewards = active_stewards(snapshot)
    tended = stewards[(stewards["tier"] == "T3").to_numpy(dtype=bool)]["household_id"]
    return snapshot.households["id"].isin(tended).to_numpy(dtype=bool)


def _proposed(snapshot: Snapshot, unmet: Bools) -> Bools:
    """Whether a link was proposed in this episode; a confirmed outcome starts it anew."""
    needs, links = snapshot.needs, snapshot.links
    at = positions(needs["id"], links["need_id"])
    mine = at >= 0
    began = needs["since"].to_numpy(dtype="datetime64[us]").copy()
    done = mine & (links["state"] == "OUTCOME_CONFIRMED").to_numpy(dtype=bool)
    ended = links["ended_at"].to_numpy(dtype="datetime64[us]")
    ended = np.where(
        np.isnat(ended), links["state_since"].to_numpy(dtype="datetime64[us]"), ended
    )
    order = np.flatnonzero(done)[np.argsort(ended[done], kind="stable")]
    began[at[order]] = np.fmax(began[at[order]], ended[order])
    sent = links["proposed_at"].to_numpy(dtype="datetime64[us]")
    after = np.zeros(len(links), dtype=bool)
    after[mine] = ~(sent[mine] < began[at[mine]])
    told = np.zeros(len(unmet), dtype=bool)
    told[at[mine & ~np.isnat(sent) & after]] = True
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class _Supply:
    """Per unmet need: items left after each rule, (needs, 6); whether COM or GOV gives any.

    Columns of left: offered, covering the village, not excluded, with a free place, confirmed
    in time, and with a volunteer to be found where one is needed.
    """

    left: Ints
    public: Bools


def fresh_items(snapshot: Snapshot) -> Bools:
    """Whether each item's capacity was confirmed in its window: shape (items,)."""
    items = snapshot.items
    limit = items["type"].map(
        {code: about.about["freshness"] for code, about in entries(ItemType).items()}
    )
    age = (day(snapshot.as_of) - local_days(items["verified_at"], snapshot.zone)).astype(float)
    known = items["verified_at"].notna().to_numpy()
    fresh: Bools = known & (age <= limit.to_numpy(dtype=float, na_value=0.0))
    return fresh


def free_items(snapshot: Snapshot) -> Bools:
    """Whether each item has a place left; no stated capacity is unlimited: shape (items,)."""
    items = snapshot.items
    free: Bools = (
        items["capacity"].isna() | (items["capacity"].fillna(0) > items["used"])
    ).to_numpy(dtype=bool)
    return free


def covers(areas: NDArray[np.object_], villages: NDArray[np.object_]) -> Bools:
    """Whether a set of area code prefixes holds a village: shape (items, villages).

    An item that names no area serves the whole district.
    """
    told = np.zeros((len(areas), len(villages)), dtype=bool)
    seen: dict[tuple[str, ...], Bools] = {}
    for i, prefixes in enumerate(areas):
        if prefixes not in seen:
            seen[prefixes] = np.array(
                [not prefixes or str(v).startswith(prefixes) for v in villages], dtype=bool
            )
        told[i] = seen[prefixes]
    return told


def _supply(snapshot: Snapshot, found: Reach, need: Ints) -> _Supply:
    items = snapshot.items
    offered = (
        (items["status"].str.upper() == "ACTIVE") & items["id"].isin(snapshot.offers["item_id"])
    ).to_numpy(dtype=bool)
    public = (
        items["id"]
        .isin(
            snapshot.offers[snapshot.offers["provider_party"].isin(["COM", "GOV"])]["item_id"]
        )
        .to_numpy()
    )
    free, fresh = free_items(snapshot), fresh_items(snapshot)
    eligibility = for_items(snapshot, items)
    codes = snapshot.needs["code"].to_numpy(dtype=object)[need]
    home = found.need_household[need]
    village, villages = pd.factorize(
        snapshot.households["village"].to_numpy(dtype=object)[home]
    )
    reached = covers(items["areas"].to_numpy(), villages)
    volunteers = Volunteers.of(snapshot)
    left = np.zeros((len(need), 6), dtype=np.int64)
    by_public = np.zeros(len(need), dtype=bool)
    for code in np.unique(codes.astype(str)):
        mine = np.flatnonzero(codes == code)
        fits = np.array([code in held for held in items["needs"]], dtype=bool)
        some = np.flatnonzero(offered & fits)
        by_public[mine] = bool((offered & fits & public).any())
        if not len(some):
            continue
        keep = np.ones((len(some), len(mine)), dtype=bool)
        left[mine, 0] = len(some)
        answers = eligibility.codes(
            np.broadcast_to(home[mine], keep.shape), np.broadcast_to(some[:, None], keep.shape)
        )
        for column, rule in enumerate(
            (
                reached[some][:, village[mine]],
                answers != NO,
                np.broadcast_to(free[some][:, None], keep.shape),
                np.broadcast_to(fresh[some][:, None], keep.shape),
                volunteers.found(some, home[mine]),
            ),
            start=1,
        ):
            keep &= rule
            left[mine, column] = keep.sum(axis=0)
    return _Supply(left=left, public=by_public)

"""When a party or a tier is on: links that are alive, and what each household and need gets.

Source: domain reference 6.1; docs/algorithms/coverage.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.vocabulary import FIVE_PARTIES, Level, NeedCode, Tier, entries
from matching.basis import valid_basis
from matching.facts import positions
from matching.tables import day, local_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

PARTIES = tuple(str(p) for p in FIVE_PARTIES)
LEVELS = tuple(str(level) for level in Level)  # orange first
TIERS = tuple(str(t) for t in Tier)
OPEN_STATES = ("OPEN", "PARTLY_MET")
PAPER_STATES = ("ACCEPTED", "ON_HOLD", "IN_SERVICE")
MONITORING = str(NeedCode.MONITORING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is on at the end of the day, per household, link and need, in snapshot order.

    counted: households of H(a). level: index into LEVELS, green before a first evaluation.
    link_live, link_paper: (links,). need_open: (needs,), of counted households. edges: need and
    link positions of every live link in L(n), the links whose parties count for a need.
    link_parties: (links, 5). on: (households, 5). tier_on: (households, 3).
    met: (needs,), share of the requirements that are on.
    """

    counted: Bools
    level: Ints
    link_household: Ints
    link_live: Bools
    link_paper: Bools
    link_parties: Bools
    link_named: Bools
    need_household: Ints
    need_open: Bools
    edges: tuple[Ints, Ints]
    on: Bools
    tier_on: Bools
    met: Floats

    @property
    def depth(self) -> Ints:
        """Count the parties on per household: d(h), 0 to 5."""
        depth: Ints = self.on.sum(axis=1)
        return depth


def reach(snapshot: Snapshot) -> Reach:
    """Work out what is on for every household and need of a snapshot."""
    households, links, needs = snapshot.households, snapshot.links, snapshot.needs
    counted = _counted(snapshot)
    level = _levels(households["level"])
    home = positions(households["id"], links["household_id"])
    live = _live(snapshot, home, level)
    parties = _parties(links)
    on = np.zeros((len(households), len(PARTIES)), dtype=bool)
    np.logical_or.at(on, home[live], parties[live])
    need_home = positions(households["id"], needs["household_id"])
    open_ = (
        needs["state"].isin(OPEN_STATES).to_numpy()
        & (need_home >= 0)
        & at_positions(counted, need_home, missing=0)
    )
    edges = need_edges(snapshot, open_, live)
    return Reach(
        counted=counted,
        level=level,
        link_household=home,
        link_live=live,
        link_paper=links["state"].isin(PAPER_STATES).to_numpy() & ~live & (home >= 0),
        link_parties=parties,
        link_named=links["worker_id"].notna().to_numpy()
        | (links["provider_label"] == "Actor").to_numpy(dtype=bool),
        need_household=need_home,
        need_open=open_,
        edges=edges,
        on=on,
        tier_on=_tiers(snapshot, level),
        met=_met(needs, parties, edges),
    )


def at_positions(values: NDArray[Any], index: Ints, *, missing: int) -> NDArray[Any]:
    """Take by position, `missing` where the index is -1."""
    found = np.full(len(index), missing, dtype=values.dtype)
    found[index >= 0] = values[index[index >= 0]]
    return found


def _counted(snapshot: Snapshot) -> Bools:
    """H(a): monitored on the day, with a living member."""
    rows = snapshot.households
    since = rows["monitored_from"] > pd.Timestamp(day(snapshot.as_of))
    return (rows["monitored"] & rows["has_living_member"] & ~since).to_numpy()


def _levels(column: pd.Series[Any]) -> Ints:
    found = pd.Index(LEVELS).get_indexer(pd.Index(column)).astype(np.int64)
    return np.where(found < 0, len(LEVELS) - 1, found)


def windows() -> Ints:
    """Give the days a contact stays fresh, per level, orange first: shape (4,)."""
    return np.array([entries(Level)[level].about["window"] for level in LEVELS])


def _ages(instants: pd.Series[Any], snapshot: Snapshot) -> Floats:
    """Whole local days since an instant; NaN where there is none or it lies in the future."""
    days = (day(snapshot.as_of) - local_days(instants, snapshot.zone)).astype(float)
    days[np.isnat(local_days(instants, snapshot.zone))] = np.nan
    return np.where(days < 0, np.nan, days)


def _live(snapshot: Snapshot, home: Ints, level: Ints) -> Bools:
    links = snapshot.links
    window = at_positions(windows()[level], home, missing=-1)
    fresh = _ages(links["last_contact_at"], snapshot) <= window
    serving = (links["state"] == "IN_SERVICE").to_numpy(dtype=bool)
    alive: Bools = serving & valid_basis(snapshot) & fresh & (home >= 0)
    return alive


def _parties(links: pd.DataFrame) -> Bools:
    """Who a link lights: the party of its body or person and of its worker; GOV nobody."""
    found = np.zeros((len(links), len(PARTIES)), dtype=bool)
    for column in ("provider_party", "worker_party"):
        at = pd.Index(PARTIES).get_indexer(pd.Index(links[column])).astype(np.int64)
        found[np.flatnonzero(at >= 0), at[at >= 0]] = True
    return found


def need_edges(snapshot: Snapshot, needs: Bools, links: Bools) -> tuple[Ints, Ints]:
    """Pair the chosen needs with the chosen links of L(n): two equal arrays of positions.

    L(n): the links made for the need; for monitoring (N10) also the household's CARE links.
    """
    rows, ties = snapshot.needs, snapshot.links
    at = positions(rows["id"], ties["need_id"])
    own = np.flatnonzero(links & (at >= 0))
    own = own[needs[at[own]]] if len(rows) else own
    watched = np.flatnonzero(needs & (rows["code"] == MONITORING).to_numpy(dtype=bool))
    care = np.flatnonzero(links & (ties["kind"] == "CARE").to_numpy(dtype=bool))
    homes = pd.DataFrame({"home": rows["household_id"].to_numpy()[watched], "need": watched})
    joined = homes.merge(
        pd.DataFrame({"home": ties["household_id"].to_numpy()[care], "link": care}), on="home"
    )
    return (
        np.concatenate([at[own], joined["need"].to_numpy(dtype=np.int64)]),
        np.concatenate([own, joined["link"].to_numpy(dtype=np.int64)]).astype(np.int64),
    )


def requirements() -> tuple[NDArray[np.bool_], Ints]:
    """Req(n) as masks: shape (needs, severities 1 to 4, requirements, 5), and how many count.

    "A or B" is one requirement, "A + B" two; at severity 1 and for N13 any one party does.
    """
    masks = np.zeros((len(NeedCode), 4, 2, len(PARTIES)), dtype=bool)
    count = np.ones((len(NeedCode), 4), dtype=np.int64)
    for i, entry in enumerate(entries(NeedCode).values()):
        told = entry.about["requirement"]
        masks[i, 0, 0] = True
        count[i, 1:] = len(told)
        for r, parties in enumerate(told):
            masks[i, 1:, r] = [p in parties for p in PARTIES]
    return masks, count


def _met(needs: pd.DataFrame, parties: Bools, edges: tuple[Ints, Ints]) -> Floats:
    on = np.zeros((len(needs), len(PARTIES)), dtype=bool)
    np.logical_or.at(on, edges[0], parties[edges[1]])
    masks, count = requirements()
    code = pd.Index([str(c) for c in NeedCode]).get_indexer(pd.Index(needs["code"]))
    severity = needs["severity"].to_numpy(dtype=np.int64) - 1
    fulfilled = (masks[code, severity] & on[:, None, :]).any(axis=2).sum(axis=1)
    share: Floats = fulfilled / count[code, severity]
    return share


def active_stewards(snapshot: Snapshot) -> pd.DataFrame:
    """Select the assignments in force on the day, first and last day included."""
    rows = snapshot.stewards
    today = pd.Timestamp(day(snapshot.as_of))
    return rows[rows["actor_id"].notna() & ~(rows["from_"] > today) & ~(rows["to"] < today)]


def _tiers(snapshot: Snapshot, level: Ints) -> Bools:
    """Whether each tier's steward was there inside the window: shape (households, 3)."""
    homes, visits = snapshot.households, snapshot.visits
    stewards = active_stewards(snapshot)
    found = np.zeros((len(homes), len(TIERS)), dtype=bool)
    done = visits[(visits["state"] == "DONE").to_numpy(dtype=bool)]
    age = _ages(done["done_at"], snapshot)
    for t, about in enumerate(entries(Tier).values()):
        mine = stewards[(stewards["tier"] == TIERS[t]).to_numpy(dtype=bool)]
        home = positions(homes["id"], mine["household_id"])
        mine, home = mine[home >= 0], home[home >= 0]
        needless = np.array([about.about["weights"][name] == 0 for name in LEVELS])[level]
        found[home[needless[home]], t] = True
        counts = done["mode"].isin(about.about["contact"]).to_numpy()
        at = positions(homes["id"], done["household_id"])
        fresh = counts & (at >= 0) & (age <= at_positions(windows()[level], at, missing=-1))
        assigned = pd.MultiIndex.from_arrays([mine["household_id"], mine["actor_id"]])
        seen = pd.MultiIndex.from_arrays([done["household_id"], done["actor_id"]])
        found[at[fresh & seen.isin(assigned)], t] = True
    return found

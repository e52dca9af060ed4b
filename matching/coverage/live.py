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
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

PARTIES = tuple(str(p) for p in FIVE_PARTIES)
LEVELS = tuple(str(level) for level in Level)  # orange first
TIERS = tuple(str(t) for t in Tier)
CAME = ("DONE", "REVIEWED", "CLOSED")  # who was there stays so when the sample is drawn
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
    households, links, look = snapshot.households, snapshot.links, snapshot.look
    counted = _counted(snapshot)
    level = _levels(households["level"])
    home = look.home("links")
    live = _live(snapshot, level)
    parties = _parties(snapshot)
    on = np.zeros((len(households), len(PARTIES)), dtype=bool)
    np.logical_or.at(on, home[live], parties[live])
    need_home = look.home("needs")
    open_ = look.one_of("needs", "state", OPEN_STATES)
    open_ = open_ & (need_home >= 0) & at_positions(counted, need_home, missing=0)
    edges = need_edges(snapshot, open_, live)
    return Reach(
        counted=counted,
        level=level,
        link_household=home,
        link_live=live,
        link_paper=look.one_of("links", "state", PAPER_STATES) & ~live & (home >= 0),
        link_parties=parties,
        link_named=links["worker_id"].notna().to_numpy()
        | look.one_of("links", "provider_label", ("Actor",)),
        need_household=need_home,
        need_open=open_,
        edges=edges,
        on=on,
        tier_on=_tiers(snapshot, level),
        met=_met(snapshot, parties, edges),
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


def _ages(snapshot: Snapshot, table: str, column: str) -> Floats:
    """Whole local days since an instant; NaN where there is none or it lies in the future."""
    days = (day(snapshot.as_of) - snapshot.look.days(table, column)).astype(float)
    days[np.isnat(snapshot.look.days(table, column))] = np.nan
    return np.where(days < 0, np.nan, days)


def _live(snapshot: Snapshot, level: Ints) -> Bools:
    look = snapshot.look
    home = look.home("links")
    window = at_positions(windows()[level], home, missing=-1)
    fresh = _ages(snapshot, "links", "last_contact_at") <= window
    serving = look.one_of("links", "state", ("IN_SERVICE",))
    alive: Bools = serving & valid_basis(snapshot) & fresh & (home >= 0)
    return alive


def _parties(snapshot: Snapshot) -> Bools:
    """Who a link lights: the party of its body or person and of its worker; GOV nobody."""
    found = np.zeros((len(snapshot.links), len(PARTIES)), dtype=bool)
    for column in ("provider_party", "worker_party"):
        for p, party in enumerate(PARTIES):
            found[:, p] |= snapshot.look.one_of("links", column, (party,))
    return found


def need_edges(snapshot: Snapshot, needs: Bools, links: Bools) -> tuple[Ints, Ints]:
    """Pair the chosen needs with the chosen links of L(n): two equal arrays of positions.

    L(n): the links made for the need; for monitoring (N10) also the household's CARE links.
    """
    look = snapshot.look
    at = look.row_of("links", "need_id", "needs")
    own = np.flatnonzero(links & (at >= 0))
    own = own[needs[at[own]]] if len(needs) else own
    watched = np.flatnonzero(needs & look.one_of("needs", "code", (MONITORING,)))
    care = np.flatnonzero(links & look.one_of("links", "kind", ("CARE",)))
    joined = pd.DataFrame({"home": look.home("needs")[watched], "need": watched}).merge(
        pd.DataFrame({"home": look.home("links")[care], "link": care}), on="home"
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


def needs_on(needs: int, parties: Bools, edges: tuple[Ints, Ints]) -> Bools:
    """Tell which parties are on over L(n): shape (needs, 5)."""
    on = np.zeros((needs, len(PARTIES)), dtype=bool)
    np.logical_or.at(on, edges[0], parties[edges[1]])
    return on


def wanted(snapshot: Snapshot) -> tuple[Bools, Ints]:
    """Req(n) of each need: parties that meet each requirement (needs, 2, 5), and how many."""
    masks, count = requirements()
    numbers, values = snapshot.look.codes("needs", "code")
    known = {str(c): i for i, c in enumerate(NeedCode)}
    code = np.array([*(known[v] for v in values), 0], dtype=np.int64)[numbers]
    severity = snapshot.needs["severity"].to_numpy(dtype=np.int64) - 1
    return masks[code, severity], count[code, severity]


def _met(snapshot: Snapshot, parties: Bools, edges: tuple[Ints, Ints]) -> Floats:
    masks, count = wanted(snapshot)
    on = needs_on(len(snapshot.needs), parties, edges)
    share: Floats = (masks & on[:, None, :]).any(axis=2).sum(axis=1) / count
    return share


def active_stewards(snapshot: Snapshot) -> pd.DataFrame:
    """Select the assignments in force on the day, first and last day included."""
    rows = snapshot.stewards
    today = pd.Timestamp(day(snapshot.as_of))
    return rows[rows["actor_id"].notna() & ~(rows["from_"] > today) & ~(rows["to"] < today)]


def _tiers(snapshot: Snapshot, level: Ints) -> Bools:
    """Whether each tier's steward was there inside the window: shape (households, 3)."""
    stewards, look = active_stewards(snapshot), snapshot.look
    found = np.zeros((len(snapshot.households), len(TIERS)), dtype=bool)
    visitor, actor, actors = _actors(snapshot, stewards)
    at = look.home("visits")
    limit = at_positions(windows()[level], at, missing=-1)
    fresh = look.one_of("visits", "state", CAME) & (at >= 0)
    fresh &= _ages(snapshot, "visits", "done_at") <= limit
    home = positions(snapshot.households["id"], stewards["household_id"])
    tier = stewards["tier"].to_numpy(dtype=object)
    for t, about in enumerate(entries(Tier).values()):
        mine = (tier == TIERS[t]) & (home >= 0)
        needless = np.array([about.about["weights"][name] == 0 for name in LEVELS])[level]
        found[home[mine][needless[home[mine]]], t] = True
        counts = fresh & look.one_of("visits", "mode", about.about["contact"])
        assigned = home[mine] * actors + actor[mine]
        seen = np.isin(at[counts] * actors + visitor[counts], assigned)
        found[at[counts][seen], t] = True
    return found


def _actors(snapshot: Snapshot, stewards: pd.DataFrame) -> tuple[Ints, Ints, int]:
    """Give one number a person in visits and in assignments, and how many there are."""
    codes, names = snapshot.look.codes("visits", "actor_id")
    number = {name: i for i, name in enumerate(names)}
    told, others = pd.factorize(stewards["actor_id"].to_numpy(dtype=object))
    for name in others:
        number.setdefault(name, len(number))
    same = np.array([*(number[name] for name in others), -1], dtype=np.int64)
    return np.where(codes < 0, len(number), codes), same[told], len(number) + 1

"""Hand-over plans: households of somebody who leaves, or of nobody, to the stewards that stay.

A plan is a proposal: nothing is written, a person decides. Source: domain reference 6.3.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.coverage.live import LEVELS
from matching.stewards.charge import NOBODY, Charge, every_tier
from matching.stewards.leaving import losses
from matching.stewards.model import Answer, Cells, Goal, solve
from matching.stewards.neighbours import neighbours

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

COLUMNS = ("household", "village", "level", "tier", "steward_from", "steward_to")
VILLAGE_DIGITS = 12
TOWN_DIGITS = {"T1": 6, "T2": 9, "T3": 9}  # where a tier's stewards can stand in for each other


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPlan:
    """The proof of one town, for T1 of the district. opened: others give some up too."""

    tier: str
    town: str
    opened: bool
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Who takes whom over. moves: one row a household that changes its steward.

    moves: household, village, level, tier, steward_from (or none), steward_to (or none: no
    steward of the town has room), load_after (U of the new steward when all is done). loads:
    actor_id, tier, before, after, households, of everyone who gets or gives up some.
    """

    moves: pd.DataFrame
    loads: pd.DataFrame
    towns: tuple[TownPlan, ...]

    def to_json(self) -> dict[str, Any]:
        """Say it in plain values; goals with value, bound and gap."""
        return {
            "moves": _records(self.moves),
            "loads": self.loads.to_dict("records"),
            "towns": [
                asdict(one) | {"goals": [asdict(g) | {"gap": g.gap} for g in one.goals]}
                for one in self.towns
            ],
        }


def hand_over(
    snapshot: Snapshot, tiers: Collection[Charge], leavers: Collection[str] = (), seed: int = 0
) -> HandOver:
    """Plan who takes over the households of the leavers and those that have nobody.

    First everybody else's households stay where they are; only in a town where a household
    would be left without a steward are theirs opened too. Nobody is brought above 1.25.
    """
    moves, loads, towns = [], [], []
    for about in tiers:
        ready = _without(about, leavers)
        digits = TOWN_DIGITS[about.tier]
        town_of = np.array([v[:digits] for v in about.village], dtype=object)
        for town in sorted(set(town_of[ready.steward < 0])):
            inside = np.flatnonzero(town_of == town)
            plan, new = _town(snapshot, ready, inside, seed)
            towns.append(replace(plan, town=str(town)))
            told, before_after = _changes(snapshot, about, inside, new)
            moves.append(told)
            loads.append(before_after)
    return HandOver(
        moves=_joined(moves, _MOVES), loads=_joined(loads, _LOADS), towns=tuple(towns)
    )


_MOVES = (*COLUMNS, "load_after")
_LOADS = ("actor_id", "tier", "before", "after", "households")


def _joined(parts: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(parts, ignore_index=True)


def _without(about: Charge, leavers: Collection[str]) -> Charge:
    """Take the leavers out: their households are nobody's, they are given none."""
    gone = np.array([one in leavers for one in about.stewards], dtype=bool)
    held = about.steward >= 0
    steward = about.steward.copy()
    steward[held] = np.where(gone[about.steward[held]], NOBODY, about.steward[held])
    return replace(about, steward=steward, available=about.available & ~gone)


def _town(snapshot: Snapshot, about: Charge, inside: Ints, seed: int) -> tuple[TownPlan, Ints]:
    """Solve one town: the plan, and the new steward of each of its households."""
    cells, cell_of = cells_of(snapshot, about, inside, opened=False)
    answer = solve(cells, seed)
    opened = any(goal.value for goal in answer.goals if goal.name.startswith("left"))
    if opened:
        cells, cell_of = cells_of(snapshot, about, inside, opened=True)
        answer = solve(cells, seed)
    plan = TownPlan(tier=about.tier, town="", opened=opened, goals=answer.goals)
    return plan, spread(answer, cells, cell_of)


def cells_of(
    snapshot: Snapshot, about: Charge, inside: Ints, *, opened: bool
) -> tuple[Cells, Ints]:
    """Count like households of a town into cells; with the cell of each household.

    Load that stewards carry outside the town is taken off their capacity.
    """
    villages = sorted(set(about.village[inside]))
    place = {v: i for i, v in enumerate(villages)}
    rows = pd.DataFrame(
        {
            "village": [place[v] for v in about.village[inside]],
            "level": about.level[inside],
            "today": about.steward[inside],
        }
    )
    cell_of = rows.groupby(["village", "level", "today"], sort=True).ngroup().to_numpy()
    first = np.unique(cell_of, return_index=True)[1]
    outside = np.ones(len(about.steward), dtype=bool)
    outside[inside] = False
    elsewhere = replace(about, steward=np.where(outside, about.steward, NOBODY)).loads
    today = rows["today"].to_numpy()[first]
    allowed, near = _places(snapshot, about, villages, inside)
    movable = np.append(about.available, True)[today]  # one who is away keeps what they have
    return (
        Cells(
            size=np.bincount(cell_of).astype(np.int64),
            unit=about.units[inside][first],
            level=about.level[inside][first],
            village=rows["village"].to_numpy()[first],
            today=today,
            free=(today < 0) | (opened & movable),
            capacity=np.maximum(about.capacity - elsewhere, 0),
            receives=about.available & (about.capacity > elsewhere),
            allowed=allowed,
            near=near,
        ),
        cell_of.astype(np.int64),
    )


def _places(
    snapshot: Snapshot, about: Charge, villages: list[str], inside: Ints
) -> tuple[Bools, Bools]:
    """Tell who may serve which village, and which are theirs or next to theirs: (S, V) each.

    T3 may serve the villages of a town they cover a part of, or have households in; T2 and T1
    those inside what they cover. A village somebody serves today stays allowed.
    """
    digits = TOWN_DIGITS[about.tier]
    if about.tier != "T3":
        prefixes = [tuple(covers) for covers in about.covers]
        allowed = np.array([[v.startswith(some) for v in villages] for some in prefixes])
        allowed = allowed.reshape(len(prefixes), len(villages))
        return allowed | _served(about, villages, inside), np.ones_like(allowed)
    town = villages[0][:digits]
    known = [str(code) for code in snapshot.areas["code"] if len(code) == VILLAGE_DIGITS]
    known += [area for covers in about.covers for area in covers if len(area) == VILLAGE_DIGITS]
    every = villages + sorted({v for v in known if v[:digits] == town} - set(villages))
    own = _served(about, every, inside)
    for s, covers in enumerate(about.covers):
        own[s] |= [v in covers for v in every]
    here = own.any(axis=1) | np.array(
        [any(area[:digits] == town for area in covers) for covers in about.covers], dtype=bool
    )
    allowed = np.repeat(here[:, None], len(villages), axis=1)
    near: Bools = own @ neighbours(snapshot, every)[:, : len(villages)]
    return allowed, near


def _served(about: Charge, villages: list[str], inside: Ints) -> Bools:
    """Tell which villages each steward has households in today: (S, V)."""
    found = np.zeros((len(about.stewards), len(villages)), dtype=bool)
    place = {v: i for i, v in enumerate(villages)}
    for h in inside[about.steward[inside] >= 0]:
        found[about.steward[h], place[about.village[h]]] = True
    return found


def spread(answer: Answer, cells: Cells, cell_of: Ints) -> Ints:
    """Turn counts of cells into a steward a household: who can stay stays."""
    new = np.full(len(cell_of), NOBODY, dtype=np.int64)
    for c in range(len(cells.size)):
        homes = np.flatnonzero(cell_of == c)
        order = sorted(range(answer.given.shape[1]), key=lambda s: (s != cells.today[c], s))
        at = 0
        for s in order:
            count = int(answer.given[c, s])
            new[homes[at : at + count]] = s
            at += count
    return new


def _changes(
    snapshot: Snapshot, about: Charge, inside: Ints, new: Ints
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell what changes against today, with loads before and after."""
    after = about.steward.copy()
    after[inside] = new
    done = replace(about, steward=after)
    load = {
        "before": about.loads / about.capacity,
        "after": done.loads / about.capacity,
    }
    moved = inside[(about.steward[inside] != new) | (new < 0)]
    ids = snapshot.households["id"].to_numpy(dtype=object)[about.household]
    rows = [
        {
            "household": ids[h],
            "village": about.village[h],
            "level": LEVELS[about.level[h]],
            "tier": about.tier,
            "steward_from": _name(about, about.steward[h]),
            "steward_to": _name(about, after[h]),
            "load_after": float(load["after"][after[h]]) if after[h] >= 0 else None,
        }
        for h in moved
    ]
    rows.sort(key=lambda row: (LEVELS.index(row["level"]), row["village"], row["household"]))
    touched = sorted({int(s) for h in moved for s in (about.steward[h], after[h]) if s >= 0})
    told = [
        {
            "actor_id": about.stewards[s],
            "tier": about.tier,
            "before": float(load["before"][s]),
            "after": float(load["after"][s]),
            "households": int((after == s).sum()),
        }
        for s in touched
    ]
    return pd.DataFrame(rows, columns=list(_MOVES)), pd.DataFrame(told, columns=list(_LOADS))


def _name(about: Charge, steward: int) -> str | None:
    return about.stewards[steward] if steward >= 0 else None


def leaving(snapshot: Snapshot, found: Reach, leaver: str) -> dict[str, Any]:
    """Say what a leaving costs and who could take over, in plain values."""
    tiers = [one for one in every_tier(snapshot, found).values() if leaver in one.stewards]
    plan = hand_over(snapshot, tiers, (leaver,))
    return losses(snapshot, found, leaver).to_json() | {"hand_over": plan.to_json()}


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    plain = rows.astype(object)
    rows_of: list[dict[str, Any]] = plain.where(plain.notna(), None).to_dict("records")  # type: ignore[assignment]
    return rows_of

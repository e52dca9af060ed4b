"""A day's patrol 巡防: which households come first, and the shortest way that keeps that order.

Stops are taken by due day, then colour; inside one band of both the way is the shortest,
solved by CP-SAT over all bands together with a bound. Distances are great circles (haversine),
in whole metres. Source: domain reference 6.3; docs/algorithms/stewards.md.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from ortools.sat.python import cp_model

from graph_schema.errors import NotFound, Rejected, TooSlow
from matching.coverage.live import LEVELS, active_stewards, at_positions, windows
from matching.coverage.volunteers import kilometres
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

    Ints = NDArray[np.int64]

AHEAD = 7  # days: what falls due so soon may be done on the way
MOST = 60  # stops a route may have
EFFORT = 20.0  # deterministic time of CP-SAT
OPEN_VISITS = ("PLANNED", "ASSIGNED", "EN_ROUTE", "NOT_HOME")
BANDS = ("OVERDUE", "TODAY", "SOON")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One household on the way. km: from the stop before.

    placed: at its own place; else the centre of its village stands for it. visit: id of a
    planned visit, if there is one.
    """

    order: int
    household: str
    village: str
    level: str
    due: date
    band: str
    visit: str | None
    km: float
    placed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way of one steward on one day, from the steward's place to the last stop.

    km: its length. bound_km: no order that keeps the bands is shorter. left: households due by
    then that found no room in the number of stops. unplaced: due, but nobody knows where.
    """

    steward: str
    on: date
    stops: tuple[Stop, ...]
    km: float
    bound_km: float
    left: int
    unplaced: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Say it in plain values, dates as text."""
        told = asdict(self) | {"on": self.on.isoformat(), "unplaced": list(self.unplaced)}
        told["stops"] = [asdict(s) | {"due": s.due.isoformat()} for s in self.stops]
        return told


def route(
    snapshot: Snapshot, found: Reach, steward: str, stops: int = 12, seed: int = 0
) -> Route:
    """Plan the visits of a steward for the day of the snapshot.

    Raises NotFound for a person who is no steward here, Rejected for a number of stops that is
    not 1 to MOST.
    """
    if not 1 <= stops <= MOST:
        raise Rejected(["STOPS"], stops=stops, most=MOST)
    due = _due(snapshot, found, steward)
    placed = due.dropna(subset=["lon", "lat"])
    chosen = placed.head(stops).reset_index(drop=True)
    block = chosen.groupby(["band", "level"]).ngroup().to_numpy().astype(np.int64)
    metres = _metres(snapshot, steward, chosen)
    order, bound = shortest(metres, block, seed)
    told, last, total = [], 0, 0
    for at, i in enumerate(order, 1):
        leg = int(metres[last, i + 1])
        total, last = total + leg, i + 1
        told.append(_stop(chosen.iloc[i], at, leg))
    return Route(
        steward=steward,
        on=snapshot.as_of,
        stops=tuple(told),
        km=total / 1000,
        bound_km=bound / 1000,
        left=len(placed) - len(chosen),
        unplaced=tuple(sorted(set(due["household"]) - set(placed["household"]))),
    )


def _stop(row: pd.Series[Any], order: int, metres: int) -> Stop:
    return Stop(
        order=order,
        household=str(row["household"]),
        village=str(row["village"]),
        level=LEVELS[int(row["level"])],
        due=row["due"].date(),
        band=BANDS[int(row["band"])],
        visit=None if pd.isna(row["visit"]) else str(row["visit"]),
        km=metres / 1000,
        placed=bool(row["placed"]),
    )


def _due(snapshot: Snapshot, found: Reach, steward: str) -> pd.DataFrame:
    """List the steward's households due within AHEAD days: most pressing first.

    Columns household, village, level, band, due, visit, lon, lat, placed. Due: the earliest
    open visit, else the last contact and the window of the colour, else today.
    """
    ties = active_stewards(snapshot)
    mine = ties["household_id"][(ties["actor_id"] == steward).to_numpy(dtype=bool)]
    if mine.empty and steward not in set(snapshot.actors["id"]):
        raise NotFound(id=steward)
    inside = snapshot.households["id"].isin(mine).to_numpy() & found.counted
    homes = snapshot.households[inside]
    level = found.level[inside]
    visits = snapshot.visits[snapshot.visits["state"].isin(OPEN_VISITS).to_numpy()]
    visits = visits[
        (visits["actor_id"].isna() | (visits["actor_id"] == steward)).to_numpy(dtype=bool)
    ]
    first = visits.sort_values(["due", "id"]).drop_duplicates("household_id")
    planned = first.set_index("household_id").reindex(homes["id"])
    due = _by_contact(snapshot, found, inside)
    own = planned["due"].to_numpy(dtype="datetime64[D]")
    due = np.where(np.isnat(own), due, own)
    today = day(snapshot.as_of)
    lon, lat, placed = _where(snapshot, homes)
    rows = pd.DataFrame(
        {
            "household": homes["id"].to_numpy(),
            "village": homes["village"].fillna("").to_numpy(),
            "level": level,
            "band": np.where(due < today, 0, np.where(due == today, 1, 2)),
            "due": due.astype("datetime64[s]"),
            "visit": planned["id"].to_numpy(dtype=object),
            "lon": lon,
            "lat": lat,
            "placed": placed,
        }
    )
    until = pd.Timestamp(day(snapshot.as_of + timedelta(days=AHEAD)))
    rows = rows[(rows["due"] <= until).to_numpy()]
    return rows.sort_values(["band", "level", "due", "household"], ignore_index=True)


def _by_contact(
    snapshot: Snapshot, found: Reach, inside: NDArray[np.bool_]
) -> NDArray[np.datetime64]:
    last = snapshot.look.days("households", "last_contact_at")[inside]
    window = at_positions(windows(), found.level[inside], missing=0)
    due = last + window.astype("timedelta64[D]")
    return np.where(np.isnat(due), day(snapshot.as_of), due)


def _where(
    snapshot: Snapshot, homes: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Place the households: their own point, else the centre of their village, else NaN."""
    centre = snapshot.areas.drop_duplicates("code").set_index("code")
    at = centre.reindex(homes["village"])
    own = (homes["lon"].notna() & homes["lat"].notna()).to_numpy()
    lon, lat = (
        np.where(own, homes[n].to_numpy(dtype=float), at[n].to_numpy(dtype=float))
        for n in ("lon", "lat")
    )
    return lon, lat, own


def _metres(snapshot: Snapshot, steward: str, chosen: pd.DataFrame) -> Ints:
    """Measure between all points, the steward's place first: shape (n + 1, n + 1).

    A steward without a known place starts at the first stop: those ways are 0.
    """
    at = snapshot.actors[(snapshot.actors["id"] == steward).to_numpy(dtype=bool)].head(1)
    start = at[["lon", "lat"]].to_numpy(dtype=float) if len(at) else np.full((1, 2), np.nan)
    points = np.concatenate([start, chosen[["lon", "lat"]].to_numpy(dtype=float)])
    km = kilometres(
        points[:, None, 0], points[:, None, 1], points[None, :, 0], points[None, :, 1]
    )
    return np.rint(np.nan_to_num(km, nan=0.0) * 1000).astype(np.int64)


def shortest(metres: Ints, block: Ints, seed: int = 0) -> tuple[list[int], int]:
    """Order stops block by block, the shortest way: (order of stops, bound in metres).

    metres: (n + 1, n + 1), the start first. block: (n,), ascending numbers; all of one come
    before any of the next. The way ends at the last stop. Raises TooSlow if CP-SAT finds none.
    """
    count = len(block)
    if count == 0:
        return [], 0
    model = cp_model.CpModel()
    last = int(block.max())
    arcs, cost = [], []
    for i in range(count + 1):
        for j in range(count + 1):
            if i != j and _may_follow(i, j, block, last):
                on = model.new_bool_var(f"{i}>{j}")
                arcs.append((i, j, on))
                cost.append(0 if j == 0 else int(metres[i, j]) * on)
    model.add_circuit(arcs)
    model.minimize(sum(cost))
    after = dict(zip(_greedy(metres, block), [*_greedy(metres, block)[1:], 0], strict=True))
    for i, j, on in arcs:
        model.add_hint(on, after.get(i) == j)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise TooSlow(stops=count, status=solver.status_name())
    follows = {i: j for i, j, on in arcs if solver.value(on)}
    order, at = [], follows[0]
    while at:
        order.append(at - 1)
        at = follows[at]
    return order, int(np.ceil(solver.best_objective_bound - 1e-6))


def _may_follow(i: int, j: int, block: Ints, last: int) -> bool:
    """Whether stop j may come right after i; 0 is the start, and the end of the way."""
    here = -1 if i == 0 else int(block[i - 1])
    if j == 0:
        return here == last
    there = int(block[j - 1])
    return there == here + 1 or (there == here and i != 0)


def _greedy(metres: Ints, block: Ints) -> list[int]:
    """Go to the nearest stop of the block each time: the first way to better; starts at 0."""
    way, left = [0], set(range(1, len(block) + 1))
    while left:
        now = min(block[i - 1] for i in left)
        way.append(
            min(
                (i for i in left if block[i - 1] == now),
                key=lambda i: (metres[way[-1], i], i),
            )
        )
        left.remove(way[-1])
    return way

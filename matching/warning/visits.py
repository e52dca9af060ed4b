"""Who is to be seen when, which visits are late and who is told of it, how many took place.

Due days follow from colour, open needs, groups and living alone; the earliest counts. Source:
domain reference 2.4, 1.6, 3.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.facts import numbers, texts
from matching.risk.levels import ranks
from matching.risk.parameters import ORANGE
from matching.tables import day
from matching.warning.schedule import COLOURS

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from matching.risk.inputs import Inputs
    from matching.snapshot import Snapshot
    from matching.warning.schedule import Delay, Schedule

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Days = NDArray[np.datetime64]

OPEN = ("PLANNED", "ASSIGNED", "EN_ROUTE", "NOT_HOME")
CAME = ("DONE", "REVIEWED", "CLOSED")
_NAT = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When each household is due, in order of snapshot.households; NaT: not looked after.

    home: the visit must be at home, a call will not do. interval: days; reason: the colour, the
    need's code, the group, or ALONE.
    """

    day: Days
    home: Bools
    interval: Ints
    reason: NDArray[np.object_]


def due(of: Inputs, schedule: Schedule) -> Due:
    """Work out every household's next contact or visit, whichever comes first.

    Intervals run from the last contact (a visit at home from the last one at home), else from
    the day the level was set or monitoring began; where none is known it is due today.
    """
    snapshot = of.snapshot
    level = colours(snapshot)
    rules = [schedule.levels[name] for name in ("urgent", *COLOURS)]
    place = np.where(_urgent(snapshot), 0, level)
    contact = np.array([rule.contact for rule in rules])[place]
    visit = np.array([rule.visit for rule in rules])[place]
    names = np.array(["urgent", *COLOURS], dtype=object)[place]
    wants = [(contact, names, False), (visit, names, True)]
    wants += [(days, np.full(of.count, code, dtype=object), False) for code, days in _needs(of)]
    wants += [
        (np.where(_in_group(snapshot, code), days, 0), np.full(of.count, code, object), True)
        for code, days in schedule.groups.items()
    ]
    alone = _alone(of, schedule)
    wants.append((alone, np.full(of.count, "ALONE", dtype=object), False))
    return _earliest(of, wants)


def _earliest(of: Inputs, wants: list[tuple[Ints, NDArray[np.object_], bool]]) -> Due:
    homes = of.snapshot.households
    begun = of.snapshot.look.days("households", "level_since")
    start = np.fmax(begun, homes["monitored_from"].to_numpy(dtype="datetime64[D]"))
    today = day(of.snapshot.as_of)
    bases = {False: np.fmax(of.last_contact(), _NAT), True: _last_home(of)}
    found = np.full(of.count, _NAT, dtype="datetime64[D]")
    home = np.zeros(of.count, dtype=bool)
    interval = np.zeros(of.count, dtype=np.int64)
    reason = np.full(of.count, None, dtype=object)
    for days, names, at_home in wants:
        base = np.where(np.isnat(bases[at_home]), start, bases[at_home])
        then = np.where(np.isnat(base), today, base + days)
        earlier = (days > 0) & (np.isnat(found) | (then < found))
        found[earlier], home[earlier] = then[earlier], at_home
        interval[earlier], reason[earlier] = days[earlier], names[earlier]
    watched = homes["monitored"].to_numpy() & homes["has_living_member"].to_numpy()
    found[~watched] = _NAT
    return Due(day=found, home=home, interval=interval, reason=reason)


def colours(snapshot: Snapshot) -> Ints:
    """Give the rank of the level people see, 1 green to 4 orange; green where none is set."""
    return np.maximum(ranks(snapshot, "level"), 1)


def _urgent(snapshot: Snapshot) -> Bools:
    urgent: Bools = snapshot.households["urgent"].to_numpy() & (colours(snapshot) == ORANGE)
    return urgent


def _in_group(snapshot: Snapshot, code: str) -> Bools:
    return snapshot.look.has("households", "groups", (code,))


def _needs(of: Inputs) -> list[tuple[str, Ints]]:
    """Give per need code the days its severity asks for, per household; 0 for none open."""
    rows, look = of.snapshot.needs, of.snapshot.look
    live = look.one_of("needs", "state", of.parameters.need.open_states)
    severity = np.clip(rows["severity"].to_numpy(), 1, 4)
    found = []
    for code, kind in of.parameters.need.kinds.items():
        at = np.flatnonzero(live & look.one_of("needs", "code", (code,)))
        at = at[look.home("needs")[at] >= 0]
        at = at[np.argsort(severity[at], kind="stable")]
        days = np.zeros(of.count, dtype=np.int64)
        days[look.home("needs")[at]] = np.array(kind.interval)[severity[at] - 1]
        found.append((code, days))
    return found


def _alone(of: Inputs, schedule: Schedule) -> Ints:
    found, who = np.zeros(of.count, dtype=np.int64), of.people
    for age, days in reversed(schedule.alone):
        old = np.zeros(of.count, dtype=bool)
        old[who.household[(who.age >= age) & (who.household >= 0)]] = True
        found[old & (of.size == 1)] = days
    return found


def _last_home(of: Inputs) -> Days:
    look = of.snapshot.look
    done, home = look.days("visits", "done_at"), look.home("visits")
    at = np.flatnonzero(
        look.one_of("visits", "mode", ("HOME",))
        & (home >= 0)
        & (done <= day(of.snapshot.as_of))
    )
    at = at[np.argsort(done[at], kind="stable")]
    found = np.full(of.count, _NAT, dtype="datetime64[D]")
    found[home[at]] = done[at]
    return found


def planned(of: Inputs, schedule: Schedule) -> pd.DataFrame:
    """List the visits to plan now: household_id, due, mode, interval, reason; by due, then id.

    Within the horizon only, none where a visit is open that comes as early and will do; what is
    late is due today. A second run, with these planned, lists nothing.
    """
    snapshot, when = of.snapshot, due(of, schedule)
    look, today = snapshot.look, day(snapshot.as_of)
    then = np.maximum(when.day, today)
    open_ = look.one_of("visits", "state", OPEN)
    days = snapshot.visits["due"].to_numpy(dtype="datetime64[D]")
    at_home = look.one_of("visits", "mode", ("HOME",))
    home = look.home("visits")
    covered = np.zeros(of.count, dtype=bool)
    rows = np.flatnonzero(open_ & (home >= 0))
    enough = (days[rows] <= then[home[rows]]) & (at_home[rows] | ~when.home[home[rows]])
    covered[home[rows[enough]]] = True
    at = np.flatnonzero(
        ~covered & (then <= today + np.timedelta64(schedule.horizon, "D")) & ~np.isnat(then)
    )
    table = pd.DataFrame(
        {
            "household_id": texts(snapshot.households["id"])[at],
            "due": then[at].astype("datetime64[s]"),
            "mode": np.where(when.home[at], "HOME", "CALL"),
            "interval": when.interval[at],
            "reason": when.reason[at],
        }
    )
    return table.sort_values(["due", "household_id"], ignore_index=True)


def overdue(of: Inputs, schedule: Schedule, now: datetime) -> pd.DataFrame:
    """List the open visits that are late at an instant: visit_id, household_id, due, told.

    told: who has been told by now, T3 first, then as the level and the interval say.
    """
    snapshot, look = of.snapshot, of.snapshot.look
    zone = snapshot.zone
    today = np.datetime64(now.astimezone(zone).date(), "D")
    days = snapshot.visits["due"].to_numpy(dtype="datetime64[D]")
    home = look.home("visits")
    at = np.flatnonzero(look.one_of("visits", "state", OPEN) & (days < today) & (home >= 0))
    place = np.where(_urgent(snapshot), 0, colours(snapshot))
    names = ("urgent", *COLOURS)
    share = schedule.late_share
    half = -(-due(of, schedule).interval * share.numerator // share.denominator)  # whole days
    told = []
    for row in at.tolist():
        level = schedule.levels[names[place[home[row]]]]
        missed = datetime.combine(days[row].item() + timedelta(days=1), time(), tzinfo=zone)
        who = ["T3"]
        late = (today - days[row]).astype(int) >= half[home[row]]
        for tier, delay in level.told.items():
            if now >= _after(snapshot, missed, delay) or (tier == "T2" and late):
                who.append(tier)
        if late and "T2" not in who:
            who.append("T2")
        told.append(tuple(who))
    table = pd.DataFrame(
        {
            "visit_id": texts(snapshot.visits["id"])[at],
            "household_id": texts(snapshot.visits["household_id"])[at],
            "due": days[at].astype("datetime64[s]"),
            "level": np.array(names, dtype=object)[place[home[at]]],
            "told": pd.Series(told, dtype="object"),
        }
    )
    return table.sort_values(["due", "visit_id"], ignore_index=True)


def _after(snapshot: Snapshot, missed: datetime, delay: Delay) -> datetime:
    """Give the instant so long after a missed day; working days end at 17:00 of the last."""
    if delay.hours is not None:
        return (missed + timedelta(hours=delay.hours)).astimezone(UTC)
    rows = snapshot.workdays
    told = dict(zip((d.date() for d in rows["date"]), rows["working"].tolist(), strict=True))
    on, left = missed.date() - timedelta(days=1), delay.working_days
    while left:
        on += timedelta(days=1)
        left -= bool(told.get(on, on.weekday() < 5))
    return datetime.combine(on, time(17), tzinfo=missed.tzinfo).astimezone(UTC)


def completion(snapshot: Snapshot, first: date, last: date, by: str = "level") -> pd.DataFrame:
    """Count the visits due from a day to a day, by level, town or group.

    Columns: that, due, done, on_time, rate (done on time ÷ due). Where nothing was due there is
    no row; a household of several groups counts in each. Raises ValueError for another `by`.
    """
    look, rows = snapshot.look, snapshot.visits
    days = rows["due"].to_numpy(dtype="datetime64[D]")
    home = look.home("visits")
    at = np.flatnonzero((days >= day(first)) & (days <= day(last)) & (home >= 0))
    done = look.days("visits", "done_at")
    came = look.one_of("visits", "state", CAME) & ~np.isnat(done)
    came &= numbers(rows["not_home_count"]) < 3
    table = pd.DataFrame(
        {
            "key": _keys(snapshot, by)[home[at]],
            "due": np.ones(len(at), dtype=np.int64),
            "done": came[at].astype(np.int64),
            "on_time": (came & (done <= days))[at].astype(np.int64),
        }
    ).explode("key")
    found = table.dropna(subset=["key"]).groupby("key", sort=True)[["due", "done", "on_time"]]
    counts = found.sum().reset_index().rename(columns={"key": by})
    return counts.assign(rate=counts["on_time"] / counts["due"])


def _keys(snapshot: Snapshot, by: str) -> NDArray[np.object_]:
    match by:
        case "level":
            found: NDArray[np.object_] = np.array(COLOURS, dtype=object)[colours(snapshot) - 1]
            return found
        case "town":
            return texts(snapshot.households["town"])
        case "group":
            groups: NDArray[np.object_] = snapshot.households["groups"].to_numpy()
            return groups
        case _:
            raise ValueError(f"by level, town or group, not {by!r}")

"""What stands before a planning of waves: tasks, volunteers, who was asked; from the graph.

By weeks of the district's zone, Monday first: a volunteer's hours and half-days are of a week.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from graph_schema.store.days import place_of
from graph_schema.vocabulary import Level
from matching.linking.places import metres
from matching.volunteers.fit import WEEK, Crew, Tasks
from matching.volunteers.waves import Asked, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph_schema.access import Access
    from graph_schema.store.rows import Row
    from graph_schema.store.session import Store
    from matching.volunteers.policy import Policy

RANKS = {str(Level.ORANGE): 0, str(Level.YELLOW): 1, str(Level.BLUE): 2}
LAST = 3  # green, or no colour yet
HALF_DAYS, ADULT, BUDGET = 14, 18, timedelta(days=7)
YES = "YES"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Week:
    """Tasks of one week and who might do them. not_again: (volunteer, task) out of question."""

    monday: date
    crew: Crew
    tasks: Tasks
    not_again: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All that a planning looks at. chance: per mille of a yes; pending: (volunteer, task).

    asked: by volunteer in the last seven days, and every pair ever asked.
    """

    weeks: tuple[Week, ...]
    asked: Asked
    chance: Mapping[str, int]
    pending: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of the graph, as the statements of volunteers.cypher give them."""

    tasks: Sequence[Row]
    people: Sequence[Row]
    busy: Sequence[Row]
    asked: Sequence[Row]


def read(store: Store, access: Access, policy: Policy) -> Board:
    """Read the tasks of the areas that begin within the policy's days, from now on."""
    now = store.clock()
    until = now + timedelta(days=policy.days_ahead)
    with store.read(access) as session:
        place = place_of(session.run, access.areas)
        zone, today = place.zone, place.day(now)
        reach = session.run("volunteers_reach", code=place.code, today=today)
        rows = Rows(
            tasks=session.run("volunteers_tasks", begin=now, until=until),
            people=session.run("volunteers_there"),
            busy=session.run("volunteers_busy", since=now - BUDGET),
            asked=session.run("volunteers_asked"),
        )
    metres_far = round(json.loads(reach[0]["value"]) * 1000) if reach else policy.reach_m
    return Setting(now=now, today=today, zone=zone, reach_m=metres_far, policy=policy).board(
        rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """When and where: the instant, the district's day and zone, reach of a first wave."""

    now: datetime
    today: date
    zone: ZoneInfo
    reach_m: int
    policy: Policy

    def board(self, rows: Rows) -> Board:
        """Put the rows together."""
        since = self.now - timedelta(hours=self.policy.wave_hours)
        yes, times = Counter[str](), Counter[str]()
        asked = Asked()
        pending, over = set[tuple[str, str]](), set[tuple[str, str]]()
        for row in rows.asked:
            pair = (row["volunteer"], row["task"])
            asked.pairs.add(pair)
            if row["at"] is None:  # said no to what was on the list, without a message
                over.add(pair)
                continue
            times[pair[0]] += 1
            yes[pair[0]] += row["answer"] == YES
            if row["at"] > self.now - BUDGET:
                asked.times[pair[0]] = asked.times.get(pair[0], 0) + 1
            open_still = row["answer"] is None and row["at"] > since
            (pending if open_still else over).add(pair)
        ready = [row for row in rows.people if self._ready(row)]
        last = self._last_asked(rows.asked)
        by_week = defaultdict[date, list["Row"]](list)
        for row in rows.tasks:
            by_week[self._monday(row["starts_at"])].append(row)
        weeks = [
            self._week(monday, some, ready, rows.busy, over | self._kept_out(some, rows), last)
            for monday, some in sorted(by_week.items())
        ]
        chance = {v["id"]: share(yes[v["id"]], times[v["id"]], self.policy) for v in ready}
        return Board(weeks=tuple(weeks), asked=asked, chance=chance, pending=frozenset(pending))

    def _ready(self, row: Row) -> bool:
        """Tell whether somebody may be asked at all: not away without end, not silenced."""
        away = row["status"] == "ON_LEAVE" and row["leave_to"] is None
        quiet = row["quiet_until"] is not None and row["quiet_until"] >= self.today
        return not (away or quiet)

    def _last_asked(self, rows: Sequence[Row]) -> dict[str, int]:
        """Days since each was asked last."""
        found: dict[str, int] = {}
        for row in rows:
            if row["at"] is None:
                continue
            days = (self.now - row["at"]).days
            found[row["volunteer"]] = min(days, found.get(row["volunteer"], days))
        return found

    def _kept_out(self, tasks: Sequence[Row], rows: Rows) -> set[tuple[str, str]]:
        """Pairs that cannot be: there already, busy then, or on leave that day."""
        busy: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows.busy:
            busy[row["volunteer"]].append(row)
        found = {(one, task["id"]) for task in tasks for one in task["there"]}
        for task in tasks:
            day = task["starts_at"].astimezone(self.zone).date()
            for one in rows.people:
                leave = one["leave_from"], one["leave_to"]
                away = leave[0] is not None and leave[0] <= day and day <= (leave[1] or day)
                if away or any(_meet(task, other) for other in busy[one["id"]]):
                    found.add((one["id"], task["id"]))
        return found

    def _week(
        self,
        monday: date,
        tasks: Sequence[Row],
        people: Sequence[Row],
        busy: Sequence[Row],
        not_again: set[tuple[str, str]],
        last: Mapping[str, int],
    ) -> Week:
        begin = datetime.combine(monday, datetime.min.time())
        used: Counter[str] = Counter()
        for row in busy:
            if self._monday(row["starts_at"]) == monday:
                used[row["volunteer"]] += _minutes(row["ends_at"] - row["starts_at"])
        cleared = {row["id"] for row in people if row["cleared"]}
        ids = {row["id"] for row in tasks}
        return Week(
            monday=monday,
            crew=self._crew(people, used, last),
            tasks=self._tasks(tasks, begin, cleared),
            not_again=frozenset(pair for pair in not_again if pair[1] in ids),
        )

    def _crew(
        self, rows: Sequence[Row], used: Mapping[str, int], last: Mapping[str, int]
    ) -> Crew:
        x, y = metres(_floats(rows, "lon"), _floats(rows, "lat"))
        hours = [WEEK if row["hours"] is None else round(row["hours"] * 60) for row in rows]
        free = np.array([half_days(row["availability"]) for row in rows], dtype=bool)
        return Crew(
            ids=np.array([row["id"] for row in rows], dtype=np.str_),
            skills=tuple(frozenset(row["skills"] or ()) for row in rows),
            languages=tuple(frozenset(row["languages"] or ()) for row in rows),
            free=free.reshape(len(rows), HALF_DAYS),
            minutes=np.array(
                [max(0, h - used.get(r["id"], 0)) for h, r in zip(hours, rows, strict=True)],
                dtype=np.int64,
            ),
            x=x,
            y=y,
            reach_m=np.full(len(rows), self.reach_m, dtype=np.int64),
            cleared=np.array([bool(row["cleared"]) for row in rows], dtype=bool),
            reliability=np.array(
                [round(1000 * _or(row["reliability"], 1.0)) for row in rows], dtype=np.int64
            ),
            asked_days=np.array([last.get(row["id"], -1) for row in rows], dtype=np.int64),
        )

    def _tasks(self, rows: Sequence[Row], begin: datetime, cleared: set[str]) -> Tasks:
        x, y = metres(_floats(rows, "lon"), _floats(rows, "lat"))
        minors = np.array([any(map(self._minor, row["births"])) for row in rows], dtype=bool)
        alone = np.array([row["members"] == 1 for row in rows], dtype=bool)
        start = np.array([self._since(begin, row["starts_at"]) for row in rows], dtype=np.int64)
        length = [_minutes(row["ends_at"] - row["starts_at"]) for row in rows]
        return Tasks(
            ids=np.array([row["id"] for row in rows], dtype=np.str_),
            level=np.array([RANKS.get(row["level"], LAST) for row in rows], dtype=np.int64),
            start=start,
            end=start + np.array(length, dtype=np.int64),
            skills=tuple(frozenset(row["skills"] or ()) for row in rows),
            language=("",) * len(rows),  # no register states a household's language
            people=np.array([row["people"] or 1 for row in rows], dtype=np.int64),
            minors=minors,
            alone=alone & ~minors,
            x=x,
            y=y,
            wave=np.array([row["wave"] or 1 for row in rows], dtype=np.int64),
            there=np.array([len(row["there"]) for row in rows], dtype=np.int64),
            led=np.array([not cleared.isdisjoint(row["there"]) for row in rows], dtype=bool),
        )

    def _minor(self, birth: date) -> bool:
        years = self.today.year - birth.year
        return years - ((self.today.month, self.today.day) < (birth.month, birth.day)) < ADULT

    def _monday(self, instant: datetime) -> date:
        day = instant.astimezone(self.zone).date()
        return day - timedelta(days=day.weekday())

    def _since(self, begin: datetime, instant: datetime) -> int:
        return _minutes(instant.astimezone(self.zone).replace(tzinfo=None) - begin)


def half_days(told: str | None) -> list[bool]:
    """Read half-days offered, a JSON list of 0 (Monday before noon) … 13; not told: all."""
    try:
        listed = json.loads(told) if told else None
    except ValueError:  # words of an older store
        listed = None
    if not isinstance(listed, list):
        return [True] * HALF_DAYS
    return [k in listed for k in range(HALF_DAYS)]


def _meet(one: Row, other: Row) -> bool:
    return bool(one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"])


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _floats(rows: Sequence[Row], name: str) -> pd.Series[Any]:
    return pd.Series([row[name] for row in rows], dtype="float64")


def _or(value: float | None, other: float) -> float:
    return other if value is None else value

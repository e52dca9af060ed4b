"""The days of a year, one after another: files, acts, clocks, the worker; every month a check.

The district's own day goes with them, so that a year that was stopped goes on from there: what
was done before answers as it did, and changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from api import jobs
from api.actions import turning
from api.actions.rounds import clock_round
from api.messages.renewals import ask_renewals
from api.year.acting import Acting
from api.year.cast import Cast
from api.year.checking import Fault, faults
from api.year.files import rejected, take_in
from api.year.settling import settled_before, told_of
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected, SourceError
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from loaders.world.year.journal import Act, acts
from loaders.world.year.year import FOLDER
from matching.jobs import evaluate_households, touched

NIGHT, MORNING, EVENING, END = time(3), time(7), time(18), time(23)  # local
ROUNDS = 200  # of the clocks in an evening, until nothing is over any more
LABELS = ("Actor", "Organisation", "Household", "Link")  # whose numbers files may bring

Told = Callable[[date, str], None]


@dataclass(slots=True)
class Month:
    """What happened in a month, in numbers. acts: by outcome. seconds: by kind of work."""

    month: str
    acts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)  # by move and why
    rows: int = 0
    rejected: int = 0
    fired: int = 0
    reminded: int = 0
    renewals: int = 0
    jobs: int = 0
    evaluated: int = 0  # households, for what touched them
    faults: list[Fault] = field(default_factory=list)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return told | {
            "acts": dict(self.acts),
            "refused": dict(self.refused.most_common()),
            "faults": [str(one) for one in self.faults],
            "seconds": {name: round(value, 1) for name, value in self.seconds.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What year is lived. until: the last day, the journal's own if not told."""

    folder: Path
    until: date | None = None


class Life:
    """A district that lives through the year of a folder."""

    def __init__(self, store: Store, plan: Plan, told: Told = lambda day, what: None) -> None:
        self._store, self._plan, self._told = store, plan, told
        self._area = str(told_of(plan.folder)["code"])
        self.access = Access.system(Purpose.MONITORING, (self._area,))
        self._year = plan.folder / FOLDER
        self._place = self._district()
        self._zone = ZoneInfo(self._place["zone"] or "Asia/Shanghai")
        self.first, self.last = self._span()
        if self.begun == self.first and self._place["today"] < self.first:
            settled_before(store, self.access, self.first)
        self._cast = Cast(store, self._area)
        self._acting = Acting(store, self._cast, f"year from {self.first}", self._zone)
        self._month = Month(f"{self.begun:%Y-%m}")
        self._again = self.begun if self._place["today"] >= self.first else None

    def _district(self) -> dict[str, Any]:
        with self._store.read(self.access) as session:
            for row in bulk.scan(session, "District"):
                if row["code"] == self._area:
                    return row
        raise SourceError(area=self._area, why="no such district", do="wulian load dir")

    def _span(self) -> tuple[date, date]:
        """Give the first and last day the folder tells of. Raises SourceError for none."""
        folders = (
            sorted(path.name for path in self._year.iterdir()) if self._year.is_dir() else []
        )
        days = [date.fromisoformat(name) for name in folders if len(name) == len("2024-01-01")]
        if not days:
            raise SourceError(
                folder=self._plan.folder.name, why="no year is told in it",
                do="wulian load world --events 365",
            )  # fmt: skip
        last = min(days[-1], self._plan.until or days[-1])
        today: date | None = self._place["today"]
        if today is None or today < days[0] - timedelta(days=1):
            raise Rejected(["NOT_THE_DAY_BEFORE"], today=today, first=days[0])
        return days[0], last

    @property
    def begun(self) -> date:
        """The day it goes on from: the district's own, the first at the earliest."""
        today: date = self._place["today"]
        return max(self.first, today)

    def months(self) -> Iterator[Month]:
        """Live on, and give every month when it is over and was checked."""
        day = self.begun
        while day <= self.last:
            self._live(day)
            after = day + timedelta(days=1)
            if after.month != day.month or day == self.last:
                self._check(day)
                yield self._month
                self._month = Month(f"{after:%Y-%m}")
            day = after

    def _live(self, day: date) -> None:
        self._dawn(day)
        if self._ends(day):
            self._work("night", day, self._night)
        self._work("files", day, self._files)
        self._work("acts", day, self._acts)
        self._work("clocks", day, self._clocks)
        if self._ends(day):
            self._work("worker", day, self._worker)

    def _ends(self, day: date) -> bool:
        return day == self.last or (day + timedelta(days=1)).month != day.month

    def _work(self, name: str, day: date, work: Callable[[date], None]) -> None:
        begun = perf_counter()
        self._told(day, name)
        work(day)
        self._month.seconds[name] += perf_counter() - begun

    def _at(self, day: date, hour: time) -> Store:
        return self._acting.at(datetime.combine(day, hour))

    def _dawn(self, day: date) -> None:
        """Let the district's day be this one."""
        with self._at(day, time()).write(self.access, Action.CLOCK_TOLD) as session:
            bulk.upsert_nodes(session, "District", [{"id": self._place["id"], "today": day}])

    def _night(self, day: date) -> None:
        """Have the whole district evaluated, as every night."""
        self._everybody(self._at(day, NIGHT), f"night {day}")

    def _everybody(self, then: Store, name: str) -> None:
        jobs.ask(then, self.access, f"{self.first} {name}", "evaluate", {})
        self._drain(then)

    def _drain(self, then: Store) -> None:
        while jobs.work_once(then, "year"):
            self._month.jobs += 1

    def _files(self, day: date) -> None:
        folder = self._year / day.isoformat()
        if not folder.is_dir():
            return
        then = self._at(day, MORNING)
        come = take_in(then, self.access, folder, day, lambda name: self._told(day, name))
        self._month.rows += sum(one.rows for one in come.reports)
        self._month.rejected += rejected(come.reports)
        self._cast.read(LABELS)
        self._touched(then, come.households, come.people)
        if day == self._again:  # files that were in before the stop name nobody any more
            self._everybody(then, f"again {day}")

    def _touched(self, then: Store, households: set[str], people: set[str]) -> None:
        """Evaluate at once whom the files say something new of."""
        touched_too = touched(then, self.access, sorted(people)) if people else []
        homes = sorted(households | set(touched_too))
        if homes:
            report = evaluate_households(then, self.access, homes)
            turning.hurry(then, self.access, report.turned_orange)
            self._month.evaluated += report.households

    def _acts(self, day: date) -> None:
        for act in self._of(day):
            done = self._acting.do(act)
            self._month.acts[done] += 1
            if done != "DONE":
                self._month.refused[f"{act.flow}.{act.event} {done}"] += 1

    def _of(self, day: date) -> list[Act]:
        """Give the acts of a day; a month's are read once."""
        month = f"{day:%Y-%m}"
        if getattr(self, "_held", ("", {}))[0] != month:
            found = acts(self._year / month)
            self._held: tuple[str, dict[date, list[Act]]] = (
                month,
                {on: list(some) for on, some in groupby(found, lambda one: one.at.date())},
            )
        return self._held[1].get(day, [])

    def _clocks(self, day: date) -> None:
        """Do rounds of the clocks until none is over, and ask for consents that end soon."""
        then = self._at(day, EVENING)
        for _ in range(ROUNDS):
            done = clock_round(then, then.clock())
            self._month.fired += done.fired
            self._month.reminded += done.told
            if not (done.fired or done.begun):
                break
        self._month.renewals += ask_renewals(then)

    def _worker(self, day: date) -> None:
        self._drain(self._at(day, END))

    def _check(self, day: date) -> None:
        self._work("check", day, self._look)

    def _look(self, day: date) -> None:
        self._month.faults = list(faults(self._at(day, END), self.access, day))

"""How long things may take: the clock tables, working days, and when each clock is over.

A length is written 2h (clock hours), 3cd (calendar days), 3WD (working days: ends at 17:00 of
the n-th working day after the one it started on). Source: domain reference, part 0 and 2.4.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from graph_schema.errors import SettingsError
from graph_schema.rulefile import BadRuleFile, RuleFile
from graph_schema.store.rows import Row

OPENS, CLOSES = time(9), time(17)  # of a working day, local time
LADDER = (50, 100, 150, 200)  # per cent of a clock at which somebody is told
COLUMNS = ("urgent", "orange", "yellow", "blue", "green", "else")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(h|cd|WD)")
_KEYS = frozenset({*COLUMNS, "policies", "after", "month", "ladder", "shown", "within", "anew"})


@dataclass(frozen=True, slots=True)
class Length:
    """A number of hours, calendar days or working days."""

    count: float
    unit: str

    @classmethod
    def read(cls, text: str, where: str) -> "Length":
        match = _LENGTH.fullmatch(text)
        if match is None or (match[2] != "h" and "." in match[1]):
            raise SettingsError(where=where, length=text, expected="2h, 3cd or 3WD")
        return cls(float(match[1]), match[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One row of the tables. lengths: by column; after: the property it runs from.

    policies: of an application, by its policy. shown: the item's own property that shows when
    it is over. within: the item's property it never runs past. anew: policies whose own term
    begins with it: theirs is shown and not held within; where none is named, all are shown.
    """

    name: str
    lengths: Mapping[str, Length]
    policies: Mapping[str, Length] = field(default_factory=dict)
    after: str | None = None
    month: bool = False
    shown: str | None = None
    within: str | None = None
    anew: frozenset[str] = frozenset()
    ladder: tuple[int, ...] = LADDER

    def length(self, column: str) -> Length | None:
        return self.lengths.get(column) or self.lengths.get("else")

    def shown_of(self, item: Row) -> str | None:
        """Name the property that shows when it is over, of this item; None for none."""
        own = not self.anew or str(item.get("policy")) in self.anew
        return self.shown if own else None

    def latest(self, item: Row) -> datetime | None:
        """Give the instant it never runs past, of this item; None where nothing holds it."""
        if self.within is None or str(item.get("policy")) in self.anew:
            return None
        found = item.get(self.within)
        return found if isinstance(found, datetime) else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of a place. told: days that are said to be working or not; else Mon-Fri."""

    zone: ZoneInfo
    told: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        return self.told.get(day, day.weekday() < 5)

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def at(self, day: date, clock: time) -> datetime:
        """Give an instant (UTC) of a local day."""
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """Give the end of a local day."""
        return self.at(day + timedelta(days=1), time())

    def plus(self, start: datetime, length: Length) -> datetime:
        """Give when a length that starts at an instant is over."""
        if length.unit == "h":
            return start + timedelta(hours=length.count)
        day, left = self.local(start).date(), int(length.count)
        if length.unit == "cd":
            return start + timedelta(days=left)
        while left:
            day += timedelta(days=1)
            left -= self.works(day)
        return self.at(day, CLOSES)

    def working(self, start: datetime, end: datetime) -> float:
        """Count the working seconds between two instants."""
        begin, stop, total = self.local(start), self.local(end), 0.0
        day = begin.date()
        while day <= stop.date():
            if self.works(day):
                opens = max(begin, datetime.combine(day, OPENS, tzinfo=self.zone))
                closes = min(stop, datetime.combine(day, CLOSES, tzinfo=self.zone))
                total += max(0.0, (closes - opens).total_seconds())
            day += timedelta(days=1)
        return total

    def after_working(self, start: datetime, seconds: float) -> datetime:
        """Give the first instant by which so many working seconds have passed."""
        begin, left = self.local(start), seconds
        day = begin.date()
        while True:
            if self.works(day):
                opens = max(begin, datetime.combine(day, OPENS, tzinfo=self.zone))
                closes = datetime.combine(day, CLOSES, tzinfo=self.zone)
                open_for = max(0.0, (closes - opens).total_seconds())
                if left <= open_for:
                    return (opens + timedelta(seconds=left)).astimezone(UTC)
                left -= open_for
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The tables in force for a place on a day, and its calendar."""

    calendar: Calendar
    table: Mapping[str, Clock]

    def due(self, name: str, column: str, now: datetime, item: Row) -> datetime | None:
        """Give when a clock that starts now is over; None when what it runs from is not set.

        column: a colour, "urgent" or "else". A clock runs from now, or from an instant or
        day of the item.
        """
        clock = self.table[name]
        length = clock.policies.get(str(item.get("policy"))) or clock.length(column)
        start: datetime | None = now
        if clock.after is not None:
            start = self._begun(item.get(clock.after), goes_on=length is not None)
        if start is None:
            return None
        if clock.month:
            local = self.calendar.local(start).date()
            next_month = (local.replace(day=1) + timedelta(days=32)).replace(day=1)
            return self.calendar.at(next_month, time())
        due = start if length is None else self.calendar.plus(start, length)
        latest = clock.latest(item)
        return due if latest is None else min(due, latest)

    def _begun(self, value: object, *, goes_on: bool) -> datetime | None:
        """Give the instant of a value; of a day its end, or its closing if more days follow."""
        if isinstance(value, datetime) or not isinstance(value, date):
            return value if isinstance(value, datetime) else None
        return self.calendar.at(value, CLOSES) if goes_on else self.calendar.end_of(value)

    def share(self, name: str, started: datetime, due: datetime, now: datetime) -> float:
        """Give the per cent of a clock that is gone; above 100 it is overdue.

        Working seconds count for a clock of working days, clock seconds for all others.
        """
        if whole := self._working(name, started, due):
            return 100.0 * self.calendar.working(started, now) / whole
        seconds = (due - started).total_seconds()
        if seconds <= 0:
            return math.inf if now >= due else 0.0
        return 100.0 * (now - started).total_seconds() / seconds

    def _working(self, name: str, started: datetime, due: datetime) -> float:
        """Count the working seconds of a clock of working days; 0 for any other."""
        clock = self.table.get(name)
        in_days = clock is not None and any(one.unit == "WD" for one in clock.lengths.values())
        return self.calendar.working(started, due) if in_days else 0.0

    def next_rung(
        self, name: str, started: datetime, due: datetime | None, told: int
    ) -> datetime | None:
        """Give when the next rung above the last told one is reached; None above the last."""
        clock = self.table.get(name)
        above = [step for step in (clock.ladder if clock else LADDER) if step > told]
        if due is None or not above:
            return None
        share = min(above) / 100
        if whole := self._working(name, started, due):
            return self.calendar.after_working(started, share * whole)
        return started + share * max(timedelta(), due - started)

    def rung(self, name: str, share: float) -> int:
        """Give the highest rung of the ladder that a share has reached; 0 below the first."""
        clock = self.table.get(name)
        ladder = clock.ladder if clock else LADDER
        return max((step for step in ladder if share >= step), default=0)


@cache
def defaults() -> Mapping[str, Clock]:
    """Read the tables that hold where a district has none of its own."""
    text = files("graph_schema.flows").joinpath("terms", "clocks.yml").read_text("utf-8")
    return read_table(text, "terms/clocks.yml")


def read_table(text: str, file: str) -> Mapping[str, Clock]:
    """Read a file of clocks. Raises SettingsError with file, line and reason."""
    try:
        told = RuleFile.read(file, text)
    except BadRuleFile as error:
        raise SettingsError(where=file, why=str(error)) from error
    found = {}
    for name, about in told.data.items():
        try:
            found[name] = read(name, about)
        except SettingsError as error:
            where = f"{file} line {told.line(name)}: {error.facts['where']}"
            raise SettingsError(**{**error.facts, "where": where}) from error
    return MappingProxyType(found)


def read(name: str, about: Any) -> Clock:
    """Read one clock. Raises SettingsError naming it when its row is not sound."""
    where = f"clock {name}"
    if not isinstance(about, dict) or set(about) - _KEYS:
        raise SettingsError(where=where, expected=sorted(_KEYS))
    lengths = {c: Length.read(str(about[c]), where) for c in COLUMNS if c in about}
    if not lengths and not {"after", "month"} & set(about):
        raise SettingsError(where=where, why="neither a length nor what it runs to")
    return Clock(
        name=name,
        lengths=MappingProxyType(lengths),
        policies={
            policy: Length.read(str(length), where)
            for policy, length in dict(about.get("policies", {})).items()
        },
        after=about.get("after"),
        month=bool(about.get("month")),
        shown=about.get("shown"),
        within=about.get("within"),
        anew=frozenset(map(str, about.get("anew", ()))),
        ladder=tuple(about.get("ladder", LADDER)),
    )


def in_force(zone: ZoneInfo, params: Iterable[Row], days: Iterable[Row]) -> Clocks:
    """Put the tables together: a district's own parameters `clock.<name>` over the defaults."""
    table = dict(defaults())
    for row in params:
        name = str(row["code"]).removeprefix("clock.")
        if name in table:
            table[name] = read(name, json.loads(row["value"]))
    told = {row["date"]: bool(row["working"]) for row in days}
    return Clocks(Calendar(zone, told), table)

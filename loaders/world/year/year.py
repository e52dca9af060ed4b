"""The year of a district: told household by household while the district is made."""

from datetime import date, timedelta
from pathlib import Path

from loaders.world.households import CHUNK, stream
from loaders.world.parties import Parties
from loaders.world.places import villages
from loaders.world.services import Served
from loaders.world.year import bodies, homes, links, lives, months
from loaders.world.year.crew import crew
from loaders.world.year.days import Days
from loaders.world.year.journal import Journal

FOLDER = "year"
SERVED_BY_PROJECT = 6  # households


class Year:
    """Everything that happens from the day after as_of on, for so many days.

    The same seed, size, date and days give the same bytes; the district's own files do not
    depend on whether a year is told.
    """

    def __init__(
        self, folder: Path, around: Parties, seed: int, as_of: date, count: int
    ) -> None:
        self.first, self.last = as_of + timedelta(days=1), as_of + timedelta(days=count)
        self._seed, self._around, self._folder = seed, around, folder / FOLDER
        self._area = next(iter(around.committees))[:6]
        days = self._days("year")
        self._crew = crew(days, around, self._area)
        self.journal = Journal(self.first, self.last)
        self._months = months.Months(self._folder, months.deliveries(self.first, self.last))
        named = sorted({day.isoformat()[:7] for day in self._months.days})
        self._leaving = bodies.leaving(days, around, named)
        self._chosen: list[str] = []

    def _days(self, name: str, number: int = 0) -> Days:
        return Days(stream(self._seed, name, number), self.first, self.last)

    def tell(self, served: Served, place: int) -> None:
        """Let the year of one household go by. place: of the household in the district."""
        if place % CHUNK == 0:
            self._now = self._days("year of homes", place // CHUNK)
        days, around, journal = self._now, self._around, self.journal
        bodies.remember(self._leaving, served)
        links.live(days, served, around, self._crew, journal)
        homes.live(days, served, around, journal)
        lives.live(days, served, villages(self._area), journal)
        months.tell(self._months, days, served)
        if served.house.consent and len(self._chosen) < SERVED_BY_PROJECT:
            self._chosen.append(served.house.number)

    def write(self) -> int:
        """Write the year's files; returns how many acts there are."""
        days = self._days("year of bodies")
        bodies.break_off(days, self._leaving, self.journal)
        bodies.project(days, self._crew, self._area, self._chosen, self.journal)
        months.comings_and_goings(self._months, self._crew, self._leaving, self.first)
        self._months.close()
        self.journal.write(self._folder)
        return self.journal.count

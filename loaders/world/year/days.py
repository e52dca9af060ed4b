"""When things happen: days of a year and hours of a working day, drawn from one stream."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from numpy.random import Generator

OPENS, CLOSES = 9, 17  # hours, local time


@cache
def habits() -> dict[str, Any]:
    """Read how a year goes by."""
    text = files(__package__).joinpath("habits.yml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a year, both ends included, and the stream that draws from them."""

    rng: Generator
    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    def any(self) -> datetime:
        """Draw an instant of the year, within working hours."""
        return self.at(self.first + timedelta(days=int(self.rng.integers(0, self.count))))

    def at(self, day: date) -> datetime:
        """Draw an instant of a day, within working hours."""
        minutes = int(self.rng.integers(OPENS * 60, CLOSES * 60))
        return datetime.combine(day, time(minutes // 60, minutes % 60))

    def after(self, at: datetime, wait: str | tuple[int, int]) -> datetime:
        """Draw an instant some days after another: by the name of a wait, or [from, to].

        Never before it: what comes later the same day comes at least a minute later.
        """
        low, high = habits()["wait"][wait] if isinstance(wait, str) else wait
        found = self.at(at.date() + timedelta(days=int(self.rng.integers(low, high + 1))))
        return max(found, at + timedelta(minutes=1))

    def chance(self, percent: float) -> bool:
        """Draw whether something happens."""
        return bool(self.rng.random() * 100 < percent)

    def one_of(self, shares: dict[str, float]) -> str | None:
        """Draw a name by its percent; None for the rest of a hundred."""
        draw = self.rng.random() * 100
        for name, share in shares.items():
            if draw < share:
                return name
            draw -= share
        return None

"""A district's place: its zone, which day it is there, and whether its towns confirm aid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

ZONE = "Asia/Shanghai"  # of a district that states none
Run = Callable[..., list[dict[str, Any]]]  # a session's way to run a named statement


@dataclass(frozen=True, slots=True)
class Place:
    """A district's code, zone, and its own day where it stands still.

    towns_confirm: the right to confirm aid is left to its towns.
    """

    code: str
    zone: ZoneInfo
    today: date | None
    towns_confirm: bool = False

    def day(self, now: datetime) -> date:
        """Give the day it is there at an instant."""
        return self.today or now.astimezone(self.zone).date()


NOWHERE = Place("", ZoneInfo(ZONE), None)


def places(run: Run) -> list[Place]:
    """Read every district of the store, in order of their codes."""
    return [
        Place(row["code"], ZoneInfo(row["zone"] or ZONE), row["today"], bool(row["at_town"]))
        for row in run("clocks_districts")
    ]


def place_of(run: Run, areas: Sequence[str]) -> Place:
    """Give the district that one of these areas is in, else the first, else nowhere."""
    there = places(run)
    own = (one for one in there if any(area.startswith(one.code) for area in areas))
    return next(own, next(iter(there), NOWHERE))

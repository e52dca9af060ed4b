"""The journal of a year: who does what to which item, act by act, one JSON object a line.

It holds numbers and codes only, nobody's name. `n`: the act's number. `at`: local time. `who`:
a staff number, or a household's number for its head. `role`: in which role. `flow`, `event`: a
move of a process; of the flow `register`, a change of a household (births, deaths …). `of`: the
item, by its own number, `#n` as act n made it, or `~H…`: the household's oldest item from whose
state the event goes; none where the act makes one. `told`: the event's fields; where a field is
a node, by its own number or `#n`; a person is `H…/n`, member n of a household as it is then,
the head 0, the others from the eldest on. `reason`.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graph_schema.errors import SourceError
from loaders.world.told import Spool

FILE = "journal.jsonl"
MADE, ANY = "#", "~"  # how an item is named that has no number of its own
REGISTER = "register"  # the flow of what is no process: changes of households


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing somebody does; see the module."""

    n: int
    at: datetime
    who: str
    role: str
    flow: str
    event: str
    of: str | None = None
    told: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


class Journal:
    """Acts in the making, put aside on disk month by month, written in order of time."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.count = 0
        self._months: dict[str, Spool] = {}

    def add(self, at: datetime, who: tuple[str, str], move: str, **about: Any) -> int | None:
        """Note an act, unless the year is over by then; returns its number.

        who: number and role. move: `flow.event`. about: of, told, reason.
        """
        if not self.first <= at.date() <= self.last:
            return None
        self.count += 1
        flow, event = move.split(".")
        act = Act(n=self.count, at=at, who=who[0], role=who[1], flow=flow, event=event, **about)
        month = f"{at:%Y-%m}"
        if month not in self._months:
            self._months[month] = Spool()
        self._months[month].add(asdict(act) | {"at": at.isoformat(timespec="minutes")})
        return act.n

    def write(self, folder: Path) -> None:
        """Write a file a month, in order of time and number, and forget what was put aside."""
        for month, spool in sorted(self._months.items()):
            place = folder / month
            place.mkdir(parents=True, exist_ok=True)
            with (place / FILE).open("w", encoding="utf-8") as file:
                for act in sorted(spool, key=lambda one: (one["at"], one["n"])):
                    told = {name: value for name, value in act.items() if value}
                    file.write(json.dumps(told, ensure_ascii=False) + "\n")
            spool.close()


def member(household: str, place: int) -> str:
    """Name a member of a household by place: the head 0, the others from the eldest on."""
    return f"{household}/{place}"


def acts(folder: Path) -> Iterator[Act]:
    """Read a month's acts in order. Raises SourceError naming the line that is no act."""
    path = folder / FILE
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                told = json.loads(line)
                yield Act(**told | {"at": datetime.fromisoformat(told["at"])})
            except (ValueError, TypeError, KeyError) as exc:
                raise SourceError(
                    file=path.name, line=number, why="no act", do="make the year anew"
                ) from exc

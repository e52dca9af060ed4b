"""What comes on a day: the files of its folder through the loaders, then who is touched."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from graph_schema.access import Access
from graph_schema.store.session import Store
from loaders.directory import ORDER, find
from loaders.known import Known
from loaders.report import Report
from loaders.run import FULL, PARTIAL, Delivery, Judged, judge, put
from loaders.world.year.months import DELIVERY

Told = Callable[[str], None]


@dataclass(slots=True)
class Come:
    """What came: a report a file, and whom it says something new of, by our ids."""

    reports: list[Report] = field(default_factory=list)
    households: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)


def take_in(store: Store, access: Access, folder: Path, day: date, told: Told) -> Come:
    """Load every file of a folder in order; what was loaded before is left as it is.

    Raises as loaders.run.judge.
    """
    come, known = Come(), None
    whole, agreed = _whole(folder)
    for name in ORDER:
        path = find(folder, name) if folder.is_dir() else None
        if path is None:
            continue
        told(name)
        with store.read(access) as session:
            known = known.reading(session) if known else Known(session, day)
        kind = FULL if name in whole else PARTIAL
        delivery = Delivery(source=name, path=path, as_of=day, snapshot=kind)
        judged = judge(store, access, delivery, known)
        come.reports.append(judged.report)
        if not judged.report.resent:
            put(store, access, judged, agreed=agreed if judged.ending else None)
            _touch(come, judged)
    return come


def _whole(folder: Path) -> tuple[frozenset[str], str | None]:
    """Read which sources hand in whole lists that day, and who agreed to what these end."""
    path = folder / DELIVERY
    if not path.is_file():
        return frozenset(), None
    told = json.loads(path.read_text("utf-8"))
    return frozenset(told["full"]), str(told["agreed"])


def _touch(come: Come, judged: Judged) -> None:
    """Note the households and people that the file's new nodes, ties and ends hang on."""
    draft, new = judged.draft, judged.told
    ends = {"Household": come.households, "Person": come.people}
    come.households |= {home for home in judged.ending.values() if home is not None}
    for label, found in ends.items():
        found.update(draft.nodes[label].keys() & new)
    for (kind, start, end), ties in draft.ties.items():
        for pair in ties:
            tied = kind == "STEWARDED_BY" or not new.isdisjoint(pair[:2])
            for label, id in zip((start, end), pair[:2], strict=True) if tied else ():
                if label in ends:
                    ends[label].add(id)


def rejected(reports: Iterable[Report]) -> int:
    """Count the rows that were not taken."""
    return sum(one.rejected for one in reports)

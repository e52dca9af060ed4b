"""Who may take a list as a file: a thousand plain rows oneself, more with a second person.

A permit is good for a day, for whoever asked. Longer lists and sensitive columns wait for
another person, who sees list, area, rows and reason. Source: domain reference 7.3 (A16).
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from api.auth.sessions import Caller
from api.exports.rows import count
from api.second_person import By, Matter, Request, inside
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected, TooLarge
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose

PLAIN = 1_000  # rows one person takes alone
MOST = 20_000  # rows two people agree to
GOOD_FOR = timedelta(days=1)
READY = "READY"
SYSTEM = Access.system(Purpose.STATISTICS, ())
MATTER = Matter(
    kind="export", agreed=READY, lasts=GOOD_FOR,
    asked=Action.EXPORT_ASKED, decided=Action.EXPORT_DECIDED,
)  # fmt: skip


class Format(StrEnum):
    """What file a list becomes."""

    CSV = "CSV"
    XLSX = "XLSX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants as a file. subject: a list's name; area: code or None for the own.

    sensitive: columns of the sensitive class too, as the caller may see them. reason: a code of
    RevealReason.
    """

    subject: str
    format: Format
    reason: str
    area: str | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Somebody's permit. asked_by, decided_by: accounts. most: rows it is good for."""

    id: str
    wanted: Wanted
    state: str
    rows: int
    areas: tuple[str, ...]
    at: datetime
    asked_by: str
    decided_by: str | None = None

    @property
    def most(self) -> int:
        return max(PLAIN, self.rows)

    @property
    def until(self) -> datetime:
        return self.at + GOOD_FOR


def ask(store: Store, access: Access, operation: str, caller: Caller, wanted: Wanted) -> str:
    """Ask for a list as a file; returns the permit's id, ready or waiting for a second person.

    access: of the list's subject, for the caller. Raises TooLarge above MOST, Rejected for an
    area that is none of his.
    """
    if wanted.area is not None and not inside([wanted.area], access.areas):
        raise Rejected(["AREA_UNKNOWN"], area=wanted.area)
    rows = count(store, access, wanted.subject, wanted.area, MOST)
    if rows > MOST:
        raise TooLarge(rows=f"more than {MOST}", most=MOST, way_out="name an area")
    alone = rows <= PLAIN and not wanted.sensitive
    areas = [wanted.area] if wanted.area else access.areas
    by = By(access, operation, caller)
    return MATTER.ask(store, by, asdict(wanted), {"rows": rows}, areas=areas, alone=alone)


def decide(
    store: Store, access: Access, operation: str, caller: Caller, id: str, *, agree: bool
) -> str:
    """Agree to a permit that waits, or refuse it. Returns its id; raises as Matter.decide."""
    return MATTER.decide(store, By(access, operation, caller), id, agree=agree)


def permits(store: Store) -> list[Permit]:
    """List the permits of the last day, the newest first."""
    return [_of(one) for one in MATTER.requests(store, SYSTEM)]


def permit(store: Store, id: str) -> Permit:
    """Find a permit of the last day. Raises NotFound."""
    found = next((one for one in permits(store) if one.id == id), None)
    if found is None:
        raise NotFound(id=id)
    return found


def seen_by(caller: Caller, found: list[Permit], *, decides: bool) -> list[Permit]:
    """Keep the caller's own, and for who decides those of his areas."""
    return [
        one
        for one in found
        if one.asked_by == caller.account or (decides and inside(one.areas, caller.areas))
    ]


def _of(one: Request) -> Permit:
    told = {name: value for name, value in one.told.items() if not name.endswith("_by")}
    return Permit(
        id=one.id, wanted=Wanted(**told | {"format": Format(told["format"])}), state=one.state,
        rows=one.result["rows"], areas=one.areas, at=one.at, asked_by=one.asked_by,
        decided_by=one.decided_by,
    )  # fmt: skip

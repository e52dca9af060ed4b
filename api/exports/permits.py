"""Who may take a list as a file: a thousand plain rows oneself, more with a second person.

A permit is good for a day, for whoever asked. Longer lists and sensitive columns wait for
another person, who sees list, area, rows and reason. Source: domain reference 7.3 (A16).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from api.auth.sessions import Caller
from api.exports.rows import count
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected, TooLarge
from graph_schema.ids import new_id
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose

PLAIN = 1_000  # rows one person takes alone
MOST = 20_000  # rows two people agree to
GOOD_FOR = timedelta(days=1)
READY, ASKED, REFUSED = "READY", "ASKED", "REFUSED"
SYSTEM = Access.system(Purpose.STATISTICS, ())


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
    if wanted.area is not None and not _inside([wanted.area], access.areas):
        raise Rejected(["AREA_UNKNOWN"], area=wanted.area)
    rows = count(store, access, wanted.subject, wanted.area, MOST)
    if rows > MOST:
        raise TooLarge(rows=f"more than {MOST}", most=MOST, way_out="name an area")
    state = ASKED if rows > PLAIN or wanted.sensitive else READY
    told = asdict(wanted) | {"asked_by": caller.account}

    def work(tx: Transaction) -> str:
        made = tx.run(
            "exports_ask", id=new_id(), params=json.dumps(told, sort_keys=True), state=state,
            places=[wanted.area] if wanted.area else list(access.areas),
            result=json.dumps({"rows": rows}),
        )  # fmt: skip
        return str(made[0]["id"])

    with store.write(
        access, Action.EXPORT_ASKED, operation=operation, digest=json.dumps(told)
    ) as session:
        return session.transact(work)


def decide(
    store: Store, access: Access, operation: str, caller: Caller, id: str, *, agree: bool
) -> str:
    """Agree to a permit that waits, or refuse it. Returns its id.

    Raises NotFound for one that is out of reach, over or decided; Rejected for one's own.
    """
    found = permit(store, id)
    if found.state != ASKED or not _inside(found.areas, access.areas):
        raise NotFound(id=id)
    if found.asked_by == caller.account:
        raise Rejected(["SAME_PERSON"], id=id)
    told = asdict(found.wanted) | {"asked_by": found.asked_by, "decided_by": caller.account}

    def work(tx: Transaction) -> str:
        rows = tx.run(
            "exports_decide", id=id, params=json.dumps(told, sort_keys=True),
            state=READY if agree else REFUSED,
        )  # fmt: skip
        if not rows:
            raise NotFound(id=id)
        return str(rows[0]["id"])

    with store.write(
        access, Action.EXPORT_DECIDED, operation=operation, digest=json.dumps([id, agree])
    ) as session:
        return session.transact(work)


def permits(store: Store) -> list[Permit]:
    """List the permits of the last day, the newest first."""
    with store.read(SYSTEM) as session:
        rows = session.run("exports_since", since=store.clock() - GOOD_FOR)
    return [_of(row) for row in rows]


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
        if one.asked_by == caller.account or (decides and _inside(one.areas, caller.areas))
    ]


def _inside(areas: Any, reach: tuple[str, ...]) -> bool:
    return all(any(area.startswith(top) for top in reach) for area in areas)


def _of(row: Row) -> Permit:
    told: Mapping[str, Any] = _json(row["params"])
    wanted = Wanted(
        subject=told["subject"], format=Format(told["format"]), reason=told["reason"],
        area=told["area"], sensitive=told["sensitive"],
    )  # fmt: skip
    return Permit(
        id=row["id"], wanted=wanted, state=row["state"], rows=_json(row["result"])["rows"],
        areas=tuple(row["areas"]), at=row["at"], asked_by=told["asked_by"],
        decided_by=told.get("decided_by"),
    )  # fmt: skip


def _json(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else dict(value)
    return found

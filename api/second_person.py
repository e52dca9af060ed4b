"""What takes two people: one asks, another decides; on record, and safe to send twice.

A request is a job that no worker takes before somebody else agreed. Who decides reaches all of
its areas and sees what was asked and how much it is. Source: domain reference 7.3 (A07, A16).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.auth.sessions import Caller
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.ids import new_id
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction

ASKED, REFUSED = "ASKED", "REFUSED"


@dataclass(frozen=True, slots=True)
class By:
    """Who asks or decides: with which rights, under which operation id."""

    access: Access
    operation: str
    caller: Caller


@dataclass(frozen=True, slots=True)
class Request:
    """One request. told: what was asked, and by whom; result: counts, and what came of it."""

    id: str
    state: str
    told: dict[str, Any]
    areas: tuple[str, ...]
    at: datetime
    result: dict[str, Any]
    error: str | None

    @property
    def asked_by(self) -> str:
        """The account that asked."""
        return str(self.told["asked_by"])

    @property
    def decided_by(self) -> str | None:
        """The account that decided."""
        return self.told.get("decided_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A kind of thing that is asked for, one row of what takes two people.

    kind: of its jobs; agreed: their state once two want it; lasts: how long one is open.
    """

    kind: str
    agreed: str
    asked: Action
    decided: Action
    lasts: timedelta = timedelta(days=3650)

    def ask(
        self, store: Store, by: By, told: dict[str, Any], seen: dict[str, Any], *,
        areas: Sequence[str], alone: bool = False,
    ) -> str:  # fmt: skip
        """Ask; returns the request's id. seen: what it comes to; alone: nobody need agree."""
        params = json.dumps(told | {"asked_by": by.caller.account}, sort_keys=True)
        made = {
            "id": new_id(), "kind": self.kind, "state": self.agreed if alone else ASKED,
            "params": params, "places": list(areas), "result": json.dumps(seen),
        }  # fmt: skip

        def work(tx: Transaction) -> str:
            return str(tx.run("second_person_ask", **made)[0]["id"])

        with store.write(
            by.access, self.asked, operation=by.operation, digest=params
        ) as session:
            return session.transact(work)

    def decide(self, store: Store, by: By, id: str, *, agree: bool) -> str:
        """Agree to a request, or refuse it; returns its id.

        Raises NotFound for none, one out of reach, over or decided; Rejected for one's own.
        """

        def work(tx: Transaction) -> str:
            since = store.clock() - self.lasts
            found = tx.run("second_person_lock", id=id, kind=self.kind, since=since)
            if not found or not inside(found[0]["areas"], by.access.areas):
                raise NotFound(id=id)
            told = json.loads(found[0]["params"])
            if told["asked_by"] == by.caller.account:
                raise Rejected(["SAME_PERSON"], id=id)
            told["decided_by"] = by.caller.account
            state = self.agreed if agree else REFUSED
            params = json.dumps(told, sort_keys=True)
            done = tx.run("second_person_decide", id=id, params=params, state=state)
            return str(done[0]["id"])

        digest = json.dumps([id, agree])
        with store.write(
            by.access, self.decided, operation=by.operation, digest=digest
        ) as session:
            return session.transact(work)

    def requests(self, store: Store, access: Access) -> list[Request]:
        """List what is open or was decided, wherever, the newest first, 500 at most."""
        since = store.clock() - self.lasts
        with store.read(access) as session:
            rows = session.run("second_person_since", kind=self.kind, since=since)
        return [_of(row) for row in rows]


def inside(areas: Sequence[str], reach: Sequence[str]) -> bool:
    """Tell whether all areas are within reach. Both: area code prefixes."""
    return all(any(area.startswith(top) for top in reach) for area in areas)


def _of(row: Row) -> Request:
    return Request(
        id=row["id"], state=row["state"], told=json.loads(row["params"]),
        areas=tuple(row["areas"]), at=row["at"],
        result=json.loads(row["result"] or "{}"), error=row["error"],
    )  # fmt: skip

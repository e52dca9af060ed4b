"""显示完整号码: one guarded number in full, for a stated reason, good for a few minutes.

Each reveal is on record with its reason and seen by the household (whoLooked). The number is in
no stored answer: asked again with the same operation id it is read again, while the time lasts.
After twenty in an hour a user waits until the first of them is an hour old, and the privacy
officers are told; the account goes on working. Source: domain reference 7.1, 7.3 (A03, A06).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from api.actions.graph import Graph
from api.auth.sessions import TooMany
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.ids import new_id
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession, Store, Transaction
from graph_schema.vocabulary import Role

MOST, WITHIN = 20, timedelta(hours=1)  # reveals of one user
LASTS = timedelta(minutes=5)  # how long one may be read and shown


class Guarded(StrEnum):
    """Which number of a person."""

    ID_NO = "ID_NO"
    CERT_NO = "CERT_NO"


READ: Mapping[Guarded, str] = MappingProxyType(
    {Guarded.ID_NO: "reveals_id_no", Guarded.CERT_NO: "reveals_cert_no"}
)


class RevealsSpent(TooMany):
    """Twenty within the hour; `wait`: seconds until the next."""

    code = "REVEALS_SPENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose number, which, by which operation."""

    operation: str
    person: str
    which: Guarded

    def digest(self) -> str:
        return f"{self.person} {self.which}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """The number in the clear. left: how many more the user may ask for within the hour."""

    value: str
    until: datetime
    left: int


def reveal(store: Store, access: Access, wanted: Wanted) -> Revealed:
    """Show one number in full; access: that reveals, with its reason.

    Raises NotFound (also when out of reach), Rejected: NOT_ON_RECORD where there is no number,
    REVEAL_OVER for an operation whose time is over; RevealsSpent.
    """
    read: dict[str, str] = {}

    def work(tx: Transaction) -> Row:
        spent, told_at = _budget(tx)
        if len(spent) >= MOST:
            raise RevealsSpent(wait=_wait(spent, tx.now))
        read["value"] = _value(tx, wanted)
        spent.append(tx.now)
        _keep(tx, spent, told_at)
        return {"until": (tx.now + LASTS).isoformat(), "left": MOST - len(spent)}

    digest = f"{wanted.digest()} {access.reason}"
    try:
        with store.write(
            access, Action.REVEALED, operation=wanted.operation, digest=digest
        ) as session:
            granted = session.transact(work)
    except RevealsSpent:
        with store.write(access, Action.REVEAL_REFUSED) as session:
            session.transact(_tell_auditors)
        raise
    until = datetime.fromisoformat(granted["until"])
    if "value" not in read:  # the same operation again
        if store.clock() >= until:
            raise Rejected(["REVEAL_OVER"])
        with store.read(access) as reader:
            read["value"] = _value(reader, wanted)
    return Revealed(value=read["value"], until=until, left=granted["left"])


def _value(session: ReadSession | Transaction, wanted: Wanted) -> str:
    rows = session.run(READ[wanted.which], id=wanted.person)
    if not rows:
        raise NotFound(label="Person", id=wanted.person)
    if rows[0]["value"] is None:
        raise Rejected(["NOT_ON_RECORD"], which=str(wanted.which))
    return str(rows[0]["value"])


def _budget(tx: Transaction) -> tuple[list[datetime], datetime | None]:
    """Lock the caller's budget: the reveals of the last hour, the oldest first; who knows.

    The second: when the privacy officers were last told of this user.
    """
    (row,) = tx.run("reveals_budget", id=new_id())
    times = [datetime.fromisoformat(at) for at in json.loads(row["spent"])]
    return [at for at in times if at > tx.now - WITHIN], row["told_at"]


def _keep(tx: Transaction, spent: list[datetime], told_at: datetime | None) -> None:
    times = json.dumps([at.isoformat() for at in spent])
    tx.run("reveals_spend", spent=times, told_at=told_at)


def _wait(spent: list[datetime], now: datetime) -> int:
    return max(1, int((spent[0] + WITHIN - now).total_seconds()))


def _tell_auditors(tx: Transaction) -> bool:
    """Tell the privacy officers that a user asks for more, at most once an hour."""
    spent, told_at = _budget(tx)
    if told_at is not None and told_at > tx.now - WITHIN:
        return False
    graph = Graph(tx)
    officers = [one["id"] for one in graph.run("moves_of_role", role=str(Role.AUDITOR))]
    graph.tell(officers, RevealsSpent.code, tx.access.actor, day_of(tx), urgent=True)
    _keep(tx, spent, tx.now)
    return True

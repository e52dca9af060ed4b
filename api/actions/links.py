"""What people do with links: one transaction each, by the flow table, under the node's lock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NoConsent, NotFound, StaleVersion
from graph_schema.flows import Transition
from graph_schema.ids import ItemId, new_id
from graph_schema.store.repo import capacity
from graph_schema.store.session import Store, Transaction

PUBLIC = frozenset({"COM", "GOV"})  # may serve on a notice; all others need consent (U3)
ACTIONS = {
    "propose": Action.LINK_PROPOSED,
    "accept": Action.LINK_ACCEPTED,
    "decline": Action.LINK_DECLINED,
    "start": Action.LINK_STARTED,
    "record_contact": Action.LINK_CONTACTED,
    "complete": Action.LINK_COMPLETED,
    "cancel": Action.LINK_CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What somebody asks for. seen: the version the caller saw. reason: code or text."""

    operation: str
    link: str
    seen: int
    event: str
    reason: str | None = None

    def digest(self) -> str:
        """Name the body, so that an operation id cannot be used for something else."""
        return f"{self.event} {self.link} {self.seen} {self.reason}"


def move(store: Store, access: Access, asked: Move) -> dict[str, Any]:
    """Move a link by one event of the flow. Returns id, version, state.

    Raises NotFound (also when out of reach), StaleVersion with both versions, Rejected,
    Forbidden, NoConsent, NoCapacity, OperationReused.
    """
    action = ACTIONS.get(asked.event, Action.LINK_CHANGED)
    with store.write(
        access, action, operation=asked.operation, digest=asked.digest()
    ) as session:
        return session.transact(partial(_move, asked=asked, today=_today(store)))


def _today(store: Store) -> date:
    """Tell the district's day: the sample runs on its own calendar."""
    from api.auth.accounts import SYSTEM

    with store.read(SYSTEM) as session:
        rows = session.run("snapshot_districts")
    found: date = rows[0]["today"] if rows and rows[0]["today"] else store.clock().date()
    return found


def _move(tx: Transaction, *, asked: Move, today: date) -> dict[str, Any]:
    rows = tx.run("links_lock", id=asked.link)
    if not rows:
        raise NotFound(link=asked.link)
    row = rows[0]
    if row["version"] != asked.seen:
        raise StaleVersion(yours=asked.seen, current=row["version"], state=row["state"])
    step = flows.load("link").step(
        row["state"], asked.event, tx.access.role, reason=asked.reason
    )
    if "consent" in step.guards:
        _consent(tx, row, today)
    for effect in step.effects:
        if effect in EFFECTS:
            EFFECTS[effect](tx, row)
    done = tx.run("links_move", id=asked.link, state=step.target, **_marks(step, asked))
    return dict(done[0])


def _consent(tx: Transaction, row: dict[str, Any], today: date) -> None:
    if row["party"] in PUBLIC:
        return
    found = tx.run("links_consented", household=row["household_id"], purpose="U3", today=today)
    if not found or not found[0]["found"]:
        raise NoConsent(purpose="U3", household=row["household_id"])


def _take(tx: Transaction, row: dict[str, Any]) -> None:
    if row["item_id"] is not None:
        capacity.take(tx, ItemId(row["item_id"]), row["units"])


def _give(tx: Transaction, row: dict[str, Any]) -> None:
    if row["item_id"] is not None:
        capacity.give_back(tx, ItemId(row["item_id"]), row["units"])


EFFECTS: dict[str, Callable[[Transaction, dict[str, Any]], None]] = {
    "take_place": _take,
    "give_place": _give,
}


def _marks(step: Transition, asked: Move) -> dict[str, Any]:
    """Which instants the move writes down."""
    ends = flows.load("link").ends
    return {
        "reason": asked.reason,
        "proposed": step.event == "propose",
        "accepted": step.event == "accept",
        "first": step.event == "start",
        "contact": step.event in {"start", "record_contact", "resume"},
        "completed": step.event == "complete",
        "ended": step.target in ends,
    }


def again(store: Store, access: Access, operation: str, link: str, seen: int) -> dict[str, Any]:
    """Take a proposal or acceptance back within the flow, and recommend the same anew (撤销).

    Returns id, version and state of the new recommendation.
    """
    with store.write(
        access, Action.LINK_CHANGED, operation=operation, digest=f"undo {link} {seen}"
    ) as session:
        return session.transact(partial(_again, link=link, seen=seen))


def _again(tx: Transaction, *, link: str, seen: int) -> dict[str, Any]:
    rows = tx.run("links_lock", id=link)
    if not rows:
        raise NotFound(link=link)
    row = rows[0]
    if row["version"] != seen:
        raise StaleVersion(yours=seen, current=row["version"], state=row["state"])
    if row["state"] not in flows.load("link").ends:
        event = "withdraw" if row["state"] in {"PROPOSED", "WAITLISTED"} else "cancel"
        asked = Move(operation="", link=link, seen=seen, event=event, reason="UNDONE")
        _move(tx, asked=asked, today=date.max)
    return dict(tx.run("links_again", id=link, fresh=new_id())[0])

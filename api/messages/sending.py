"""The sender: what waits in the outbox goes out in order, at least once, or is a dead letter.

A message is claimed for a while, checked, given to the channel, then marked. Who dies in
between leaves a claim that lapses, and the next sender gives the same message again: its id is
the same. Messages about one thing keep their order: while one waits, those behind it wait too.
Consent is checked when it is sent: what has lost its ground is dropped.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from api.actions.graph import Graph
from api.messages.channels import Channel, Folder, Message, Undeliverable, Undelivered
from api.messages.topics import Topic, topics
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose

LOG = structlog.get_logger("messages")
PAGE = 500  # messages in one round
CLAIMED = timedelta(minutes=5)  # how long a sender has a message to itself
FIRST, LONGEST, TRIES = timedelta(minutes=1), timedelta(hours=6), 12  # about two days
NOTICE = "NOTICE"  # a payload's ground beside consent


@dataclass(slots=True)
class Sent:
    """What a round did: messages sent, dropped for want of consent, put off, given up."""

    sent: int = 0
    dropped: int = 0
    put_off: int = 0
    dead: int = 0


def folder_of(store: Store) -> Folder:
    """Give the built-in channel: the folder `outbox` beside the data."""
    return Folder(store.connection.settings.data.parent / "outbox")


def put_off_for(tries: int) -> timedelta:
    """Tell how long to wait after so many tries: a minute, doubled each time, six hours."""
    longest: timedelta = min(FIRST * 2 ** (tries - 1), LONGEST)
    return longest


def send_waiting(store: Store, channel: Channel | None = None) -> Sent:
    """Send what waits and is due, oldest first, a page at most; by the folder, if not told."""
    out, done = channel or folder_of(store), Sent()
    now = store.clock()
    with store.read(_access(None)) as session:
        held = {row["about"]: row["first"] for row in session.run("outbox_held", until=now)}
        waiting = session.run("outbox_waiting", until=now, page=PAGE)
    for row in waiting:
        about, at = row["about"], (row["at"], row["nth"])
        if about in held and held[about] <= at[0]:
            continue
        kept = _one(store, out, row, done)
        if not kept:
            held[about] = at[0]
    return done


def _access(district: str | None) -> Access:
    return Access.system(Purpose.MATCHING, (district,) if district else ())


def _one(store: Store, channel: Channel, row: Row, done: Sent) -> bool:
    """Send one message; tells whether those behind it may go."""
    access = _access(row["district"])

    def write(work: Any, **told: Any) -> Any:
        with store.write(access, Action.MESSAGE_CHANGED) as session:
            return session.transact(partial(work, id=row["id"], **told))

    claimed = write(_claim)
    if claimed is None:
        return False  # another sender has it
    if not claimed:
        done.dropped += 1
        return True
    try:
        channel.send(_message(row["id"], claimed))
    except Undelivered as error:
        gone = write(_failed, why=error.why, for_good=isinstance(error, Undeliverable))
    except Exception as error:  # noqa: BLE001 - a channel is somebody else's
        LOG.warning("channel", channel=channel.name, kind=type(error).__name__)
        gone = write(_failed, why=type(error).__name__, for_good=False)
    else:
        write(_sent, channel=channel.name)
        done.sent += 1
        return True
    done.dead += gone
    done.put_off += not gone
    return bool(gone)


def _message(id: str, claimed: Row) -> Message:
    return Message(
        id=id, topic=claimed["topic"], to=claimed["to"], about=claimed["about"],
        at=datetime.fromisoformat(claimed["at"]), payload=claimed["payload"],
    )  # fmt: skip


def _claim(tx: Transaction, *, id: str) -> Row | None:
    """Claim a message and check its ground; {} when it was dropped, None when it is taken."""
    graph = Graph(tx)
    found = graph.lock("Outbox", id)
    if found is None or found["state"] != "QUEUED" or _ahead(found, "lease_until", tx.now):
        return None
    payload: dict[str, Any] = json.loads(found["payload"])
    topic = topics().get(found["topic"])
    if topic is None or not _grounded(tx, topic, str(found["about"]), payload):
        why = "TOPIC_UNKNOWN" if topic is None else "NO_CONSENT"
        graph.change("Outbox", id, state="DROPPED", error=why)
        return {}
    graph.change("Outbox", id, lease_until=tx.now + CLAIMED)
    return {
        "topic": topic.name, "to": topic.to, "about": found["about"],
        "at": found["at"].isoformat(), "payload": payload,
    }  # fmt: skip


def _ahead(row: Row, prop: str, now: datetime) -> bool:
    until: datetime | None = row.get(prop)
    return until is not None and until > now


def _grounded(tx: Transaction, topic: Topic, about: str, payload: dict[str, Any]) -> bool:
    """Whether a message may go today: no consent is needed, or one is in force."""
    if topic.consent is None or payload.get("basis") == NOTICE:
        return True
    own = tx.for_program()
    told = {"household": about, "purpose": str(topic.consent), "today": day_of(own)}
    return bool(own.run("outbox_consents", **told)[0]["found"])


def _sent(tx: Transaction, *, id: str, channel: str) -> None:
    graph = Graph(tx)
    told = graph.lock("Outbox", id) or {}
    graph.change(
        "Outbox", id, state="SENT", sent_at=tx.now, channel=channel, lease_until=None,
        next_at=None, error=None,
    )  # fmt: skip
    if told.get("topic") == "policy.found":
        _known_to_them(graph, told, tx.now)


def _known_to_them(graph: Graph, told: Row, now: datetime) -> None:
    """Keep on record that somebody was told of a policy: awareness counts it (F27)."""
    payload = json.loads(told["payload"])
    graph.make(
        "Notification", to=payload["person"], template="POLICY_FOUND", at=now, state="SENT",
        of_id=payload["verdict"], urgent=False,
    )  # fmt: skip


def _failed(tx: Transaction, *, id: str, why: str, for_good: bool) -> bool:
    """Put a message off, or give it up; tells whether it was given up."""
    graph = Graph(tx)
    tries = ((graph.lock("Outbox", id) or {}).get("tries") or 0) + 1
    gone = for_good or tries >= TRIES
    again = None if gone else tx.now + put_off_for(tries)
    graph.change(
        "Outbox", id, state="DEAD" if gone else "QUEUED", tries=tries, next_at=again,
        lease_until=None, error=why,
    )  # fmt: skip
    return gone


def send_again(store: Store) -> int:
    """Let every dead letter wait anew; returns how many there were."""
    with store.read(_access(None)) as session:
        dead = [row["id"] for row in session.run("outbox_dead")]

    def work(tx: Transaction) -> None:
        for id in dead:
            Graph(tx).change("Outbox", id, state="QUEUED", tries=0, next_at=None, error=None)

    if dead:
        with store.write(_access(None), Action.MESSAGE_CHANGED) as writing:
            writing.transact(work)
    return len(dead)

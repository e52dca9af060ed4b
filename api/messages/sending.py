"""The sender: what waits in the outbox goes out in order, at least once, or is a dead letter.

Some messages are claimed for a while, checked, given to the channel one by one, then marked.
Who dies in between leaves claims that lapse, and the next sender gives the same messages again,
with the same ids. Messages about one thing keep their order: while one waits, those behind it
wait too. Consent is checked when it is sent: what has lost its ground is dropped.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from api.actions.graph import Graph
from api.messages.channels import Channel, Folder, Message, Undeliverable, Undelivered
from api.messages.topics import Topic, topics
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.batches import chunks
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose

LOG = structlog.get_logger("messages")
PAGE, PART = 200, 100  # messages in one round, in one claim
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
    by_district: defaultdict[str | None, list[str]] = defaultdict(list)
    for row in waiting:
        if row["about"] not in held or held[row["about"]] > row["at"]:
            by_district[row["district"]].append(row["id"])
    for district, ids in by_district.items():
        behind: set[str] = set()  # what messages that were put off are about
        for part in chunks(ids, PART):
            _part(store, _access(district), (out, part), behind, done)
    return done


def _access(district: str | None) -> Access:
    return Access.system(Purpose.MATCHING, (district,) if district else ())


def _part(
    store: Store, access: Access, what: tuple[Channel, list[str]], behind: set[str], done: Sent
) -> None:
    """Claim some messages, send them in order, and keep what became of each."""
    channel, ids = what
    with store.write(access, Action.MESSAGE_CHANGED) as session:
        claimed, dropped = session.transact(partial(_claim, ids=ids))
        done.dropped += dropped
        sent: list[str] = []
        failed: list[_Failed] = []
        for one in claimed:
            tries, message = one.pop("tries") + 1, _message(one)
            if message.about in behind:
                failed.append(_Failed(message.id))  # its turn has not come
            elif (why := _tried(channel, message)) is None:
                sent.append(message.id)
            else:
                gone = why.for_good or tries >= TRIES
                failed.append(_Failed(message.id, why.code, tries, gone=gone))
                behind |= set() if gone else {message.about}
        session.transact(partial(_settle, sent=sent, failed=failed, by=channel.name))
    done.sent += len(sent)
    done.dead += sum(one.gone for one in failed)
    done.put_off += sum(bool(one.why) and not one.gone for one in failed)


@dataclass(frozen=True, slots=True)
class _Failed:
    """A message that did not go. why: "" where its turn has not come. tries: with this one."""

    id: str
    why: str = ""
    tries: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class _Why:
    """Why a channel did not take a message."""

    code: str
    for_good: bool = False


def _message(claimed: Row) -> Message:
    return Message(**claimed | {"at": datetime.fromisoformat(claimed["at"])})


def _tried(channel: Channel, message: Message) -> _Why | None:
    """Give a message to a channel; None when it took it."""
    try:
        channel.send(message)
    except Undelivered as error:
        return _Why(error.why, isinstance(error, Undeliverable))
    except Exception as error:  # noqa: BLE001 - a channel is somebody else's
        LOG.warning("channel", channel=channel.name, kind=type(error).__name__)
        return _Why(type(error).__name__)
    return None


def _claim(tx: Transaction, *, ids: list[str]) -> tuple[list[Row], int]:
    """Claim messages and check their ground; returns those to send, and how many lost it."""
    own = tx.for_program()
    rows = own.run("outbox_claim", ids=ids, until=tx.now, lease=tx.now + CLAIMED)
    told = [row | {"payload": json.loads(row["payload"])} for row in rows]
    agreed = _agreed(own, told)
    keep, drop = list[Row](), list[Row]()
    for row in sorted(told, key=lambda one: (one["at"], one["nth"], one["id"])):
        topic = topics().get(row["topic"])
        if topic is None:
            drop.append({"id": row["id"], "state": "DROPPED", "error": "TOPIC_UNKNOWN"})
        elif _rests(topic, row) and (topic.consent, row["about"]) not in agreed:
            drop.append({"id": row["id"], "state": "DROPPED", "error": "NO_CONSENT"})
        else:
            less = {n: row[n] for n in ("id", "topic", "about", "payload", "tries")}
            keep.append(less | {"to": topic.to, "at": row["at"].isoformat()})
    bulk.put_nodes(own, "Outbox", drop, None, kept=False)
    return keep, len(drop)


def _rests(topic: Topic, row: Row) -> bool:
    """Whether a message rests on consent: not where a duty or a notice is its ground."""
    return topic.consent is not None and row["payload"].get("basis") != NOTICE


def _agreed(own: Transaction, rows: Sequence[Row]) -> set[tuple[Purpose | None, str]]:
    """Name the households that agree today, with the purpose, of those messages rest on."""
    homes: defaultdict[Purpose, set[str]] = defaultdict(set)
    for row in rows:
        topic = topics().get(row["topic"])
        if topic is not None and topic.consent is not None:
            homes[topic.consent].add(row["about"])
    today = day_of(own)
    return {
        (purpose, row["household"])
        for purpose, some in homes.items()
        for row in own.run(
            "outbox_consented", homes=sorted(some), purpose=str(purpose), today=today
        )
    }


def _settle(tx: Transaction, *, sent: list[str], failed: list[_Failed], by: str) -> None:
    """Keep what became of claimed messages."""
    own = tx.for_program()
    gone = {"state": "SENT", "sent_at": tx.now, "channel": by, "next_at": None, "error": None}
    rows: list[Row] = [gone | {"id": id, "lease_until": None} for id in sent]
    for one in failed:
        row: Row = {"id": one.id, "lease_until": None}
        if one.why:
            again = None if one.gone else tx.now + put_off_for(one.tries)
            row |= {"tries": one.tries, "next_at": again, "error": one.why}
            row["state"] = "DEAD" if one.gone else "QUEUED"
        rows.append(row)
    bulk.put_nodes(own, "Outbox", rows, None, kept=False)
    told = [r for r in own.run("outbox_of", ids=sent) if r["topic"] == "policy.found"]
    bulk.put_nodes(own, "Notification", _known_to_them(told, tx.now), None, kept=False)


def _known_to_them(sent: Sequence[Row], now: datetime) -> list[Row]:
    """Keep on record that somebody was told of a policy: awareness counts it (F27)."""
    told = [json.loads(row["payload"]) for row in sent]
    return [
        {"id": new_id(), "to": one["person"], "template": "POLICY_FOUND", "at": now,
         "state": "SENT", "of_id": one["verdict"], "urgent": False}
        for one in told
    ]  # fmt: skip


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

"""What a move looks at and writes besides its own item: nodes, ties, jobs, messages.

It is the program's own view, in the transaction of whoever moves: the caller reaches the item,
the tables say what follows from moving it, and nothing that is read here is answered.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from graph_schema.ids import new_id
from graph_schema.shape import LABELS, RELATIONSHIPS
from graph_schema.store.keeping import district_of, keep, keep_ties
from graph_schema.store.rows import Row, node, opened
from graph_schema.store.session import Transaction
from graph_schema.store.values import coerced
from graph_schema.vocabulary import Role

DIGEST = "DIGEST"


class Graph:
    """The graph as the program sees it in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._own = tx.for_program()
        self.now = tx.now
        self.day: date | None = None  # the district's, where the caller knows it
        self._sent = 0  # messages of this transaction, which keep their order
        self._covering: dict[str, list[Row]] = {}  # stewards by village, as first read
        self._waiting: set[tuple[str, str, str]] = set()  # jobs that wait, as far as known

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """Run a named statement as the program."""
        return self._own.run(name, **params)

    def history(self, label: str, id: str) -> list[Row]:
        """Give the steps an item has taken, oldest first."""
        return self._own.shaped("moves_history", {"LABEL": label}, id=id)

    def node(self, label: str, id: str) -> Row | None:
        """Read a node in the clear; None when there is none."""
        found = self._own.shaped("bulk_find", {"LABEL": label}, ids=[id])
        return self.cleared(label, found[0]["props"]) if found else None

    def lock(self, label: str, id: str) -> Row | None:
        """Lock a node, then read it; None when there is none."""
        found = self._own.shaped("moves_lock", {"LABEL": label}, id=id)
        return self.cleared(label, found[0]["props"]) if found else None

    def lock_all(self, label: str, ids: Iterable[str]) -> dict[str, Row]:
        """Lock nodes in the order of their ids, then read them, by id; the absent left out."""
        found = self._own.shaped("moves_lock_all", {"LABEL": label}, ids=sorted(set(ids)))
        return {str(row["props"]["id"]): self.cleared(label, row["props"]) for row in found}

    def nodes(self, label: str, ids: Iterable[str]) -> dict[str, Row]:
        """Read nodes in the clear, by id."""
        found = self._own.shaped("bulk_find", {"LABEL": label}, ids=list(ids))
        return {str(row["props"]["id"]): self.cleared(label, row["props"]) for row in found}

    def edges(
        self, ends: tuple[str, str, str], ids: Iterable[str], *, back: bool = False
    ) -> dict[str, list[tuple[str, Row]]]:
        """Read the ties of some nodes: by node, the other end's id and the tie's properties.

        ends: type, label of the tails, label of the heads. back: the nodes are the heads.
        """
        places = dict(zip(("TYPE", "FROM", "TO"), ends, strict=True))
        name = "bulk_find_edges_back" if back else "bulk_find_edges"
        here, there = ("head", "tail") if back else ("tail", "head")
        found: dict[str, list[tuple[str, Row]]] = {}
        for row in self._own.shaped(name, places, ids=list(ids)):
            found.setdefault(str(row[here]), []).append((str(row[there]), row["props"]))
        return found

    def after(self, label: str, id: str, kind: str, other: str) -> list[Row]:
        """Read the nodes that ties lead to; each with the tie's properties under `tie`."""
        places = {"FROM": label, "TYPE": kind, "TO": other}
        return self._read(other, self._own.shaped("moves_beside", places, id=id))

    def before(self, label: str, id: str, kind: str, other: str) -> list[Row]:
        """Read the nodes that ties come from; each with the tie's properties under `tie`."""
        places = {"FROM": other, "TYPE": kind, "TO": label}
        return self._read(other, self._own.shaped("moves_beside_back", places, id=id))

    def _read(self, label: str, rows: Iterable[Row]) -> list[Row]:
        found = [self.cleared(label, row["node"]) | {"tie": row["tie"]} for row in rows]
        return sorted(found, key=lambda one: str(one["id"]))

    def cleared(self, label: str, props: Mapping[str, Any]) -> Row:
        """Give a node's stored properties in the clear."""
        subject, fields = props.get("id"), self._own.fields
        return {n: opened(label, n, subject, value, fields) for n, value in props.items()}

    def blind_index(self, kind: str, value: str) -> str:
        """Hash a value with the store's key, to find who has it. kind: e.g. "id-number"."""
        return self._own.fields.blind_index(kind, value)

    def make(self, label: str, **props: Any) -> str:
        """Make a node; returns its id, which may be given. What is None is left out."""
        return self.make_all(label, [props])[0]

    def make_all(self, label: str, nodes: Iterable[Row]) -> list[str]:
        """Make nodes as `make`; returns their ids in order."""
        rows = [
            {"id": new_id()} | {n: value for n, value in props.items() if value is not None}
            for props in nodes
        ]
        if rows:
            sent = [node(label, row, self._own.fields) for row in rows]
            places, by = {"LABEL": label}, self._own.access.actor
            district = district_of(self._own)
            self._own.shaped("bulk_born", places, rows=sent, by=by, district=district)
        ids = [str(row["id"]) for row in rows]
        self._own.record.note(subjects=ids, fields=[label])
        return ids

    def change(self, label: str, id: str, **props: Any) -> int:
        """Set properties, None removes one; returns the new version."""
        self._keep(label, id, props)
        sent = self._sealed(label, id, props)
        done = self._own.shaped("moves_change", {"LABEL": label}, id=id, props=sent)
        return int(done[0]["version"])

    def add(self, label: str, id: str, **props: Any) -> None:
        """Set more properties of an item whose version was raised in this transaction."""
        self._keep(label, id, props)
        sent = self._sealed(label, id, props)
        self._own.shaped("moves_add", {"LABEL": label}, id=id, props=sent)

    def change_all(self, label: str, rows: Iterable[tuple[Row, Row]]) -> dict[str, int]:
        """Set properties of many locked nodes, None removes one; returns new versions by id.

        rows: each node as it was, and what is set.
        """
        changes = list(rows)
        if not changes:
            return {}
        if LABELS[label].history:
            keep(self._own, label, changes, self.day)
        sent = [
            {"id": was["id"], "props": self._sealed(label, was["id"], props)}
            for was, props in changes
        ]
        done = self._own.shaped("moves_change_all", {"LABEL": label}, rows=sent)
        return {str(row["id"]): int(row["version"]) for row in done}

    def add_all(self, label: str, rows: Iterable[Row]) -> None:
        """Set properties of many nodes, each row with its id; None removes one.

        For what is no change of the item itself: no version is raised, nothing is kept.
        """
        sent = [{"id": row["id"], "props": self._sealed(label, row["id"], _but_id(row))}
                for row in rows]  # fmt: skip
        if sent:
            self._own.shaped("moves_add_all", {"LABEL": label}, rows=sent)

    def _keep(self, label: str, id: str, props: Mapping[str, Any]) -> None:
        """Keep what a change replaces."""
        if LABELS[label].history and (before := self.node(label, id)) is not None:
            keep(self._own, label, [(before, props)], self.day)

    def _sealed(self, label: str, id: str, props: Mapping[str, Any]) -> Row:
        self._own.record.note(subjects=[id], fields=[f"{label}.{name}" for name in props])
        sent = node(label, {"id": id, **props}, self._own.fields)
        return {name: value for name, value in sent.items() if name != "id"}

    def tie(
        self, kind: str, start: tuple[str, str], end: tuple[str, str], **props: Any
    ) -> None:
        """Tie two nodes, each (label, id), or set properties of the tie that is there."""
        places = {"FROM": start[0], "TYPE": kind, "TO": end[0]}
        if RELATIONSHIPS[kind].history and not self._keep_ties(kind, start, end):
            props = {"recorded_from": self.now} | props
        self._own.shaped("moves_tie", places, tail=start[1], head=end[1], props=props)

    def _keep_ties(self, kind: str, start: tuple[str, str], end: tuple[str, str]) -> bool:
        """Keep what the ties of two nodes said; tells whether there were any."""
        there = self.after(*start, kind, end[0])
        before = [one["tie"] for one in there if one["id"] == end[1]]
        if before:
            keep_ties(self._own, kind, [((start[1], end[1]), before)])
        return bool(before)

    def untie(self, kind: str, start: tuple[str, str], end: tuple[str, str]) -> None:
        """Cut the tie of two nodes, each (label, id)."""
        places = {"FROM": start[0], "TYPE": kind, "TO": end[0]}
        if RELATIONSHIPS[kind].history:
            self._keep_ties(kind, start, end)
        self._own.shaped("moves_untie", places, tail=start[1], head=end[1])

    def step(self, label: str, id: str, **facts: Any) -> None:
        """Add a step to an item's history."""
        self._own.shaped("moves_step", {"LABEL": label}, id=id, step=_step(label, id, facts))

    def step_all(self, label: str, steps: Mapping[str, Row]) -> None:
        """Add a step to each item's history, by id."""
        rows = [_step(label, id, facts) for id, facts in steps.items()]
        if rows:
            self._own.shaped("moves_step_all", {"LABEL": label}, rows=rows)

    def job(self, kind: str, area: str, **params: Any) -> None:
        """Queue work for an area, once: the same work that waits already is enough."""
        told = json.dumps(params, sort_keys=True)
        if (kind, area, told) in self._waiting:
            return
        self._waiting.add((kind, area, told))
        waiting = self.run("moves_job_waiting", kind=kind, params=told, place=area)
        if not waiting[0]["found"]:
            role = str(self._own.access.role)
            self.run("jobs_make", id=new_id(), kind=kind, params=told, places=[area], role=role)

    def covering(self, area: str, role: Role) -> list[str]:
        """Name who has a role and covers an area, nearest first."""
        if area not in self._covering:
            self._covering[area] = self.run("moves_stewards", area=area)
        rows = self._covering[area]
        return [str(row["id"]) for row in rows if str(role) in (row["roles"] or ())]

    def send(self, topic: str, about: str, **payload: Any) -> None:
        """Put a message about an item into the outbox; sent outside after the commit."""
        self._sent += 1
        self.make(
            "Outbox", topic=topic, about=about, at=self.now, nth=self._sent, state="QUEUED",
            payload=json.dumps(payload, sort_keys=True, default=str),
        )  # fmt: skip

    def drop_messages(self, about: str, topics: Collection[str] | None = None) -> None:
        """Drop what waits in the outbox about something; of these topics only, if told."""
        for row in self.run("moves_messages_of", about=about):
            if topics is None or row["topic"] in topics:
                self.change("Outbox", row["id"], state="DROPPED")

    def tell(
        self, people: Iterable[str], template: str, about: str, day: date, *, urgent: bool
    ) -> list[str]:
        """Tell people something about an item: at once if urgent, else in their day's digest.

        A message names template and item, no person: who opens it sees what he may see.
        Returns the ids of the notifications that tell it.
        """
        line = {"template": template, "of": about}
        return [
            self.make(
                "Notification", **self._note(person, day, template, of_id=about, urgent=True)
            )
            if urgent
            else self.digest(person, day, [line])
            for person in sorted(set(people))
        ]

    def digest(self, person: str, day: date, lines: list[dict[str, str]]) -> str:
        """Add lines, each of template and item (`of`), to a person's digest of a day.

        Returns the digest's id.
        """
        return self.digests(day, {person: lines})[person]

    def digests(self, day: date, told: Mapping[str, list[dict[str, str]]]) -> dict[str, str]:
        """Add lines to the digests of a day, by person. Returns the digests' ids by person."""
        ids = {person: digest_id(person, day) for person in sorted(told)}
        there = self.lock_all("Notification", ids.values())
        fresh, changed = [], []
        for person, id in ids.items():
            if (old := there.get(id)) is None:
                items = json.dumps(told[person])
                fresh.append(self._note(person, day, DIGEST, id=id, items=items))
                continue
            known = json.loads(old["items"])
            if more := [line for line in told[person] if line not in known]:
                news = {
                    "items": json.dumps([*known, *more]),
                    "state": "QUEUED",
                }  # again, if read
                changed.append((old, news))
        self.make_all("Notification", fresh)
        self.change_all("Notification", changed)
        return ids

    def _note(self, person: str, day: date, template: str, **more: Any) -> Row:
        told = {"to": person, "template": template, "at": self.now, "day": day}
        return {**told, "state": "QUEUED", **more}

    def untell(self, about: Collection[str], notes: Iterable[str]) -> None:
        """Drop what waits to be told about items, in these notifications: the act was done."""
        ids = sorted(set(notes))
        self._untell(about, self.run("clocks_notes", ids=ids) if ids else [])

    def untell_anywhere(self, about: str) -> None:
        """Drop what waits to be told about something, whoever is told; reads all that waits."""
        self._untell({about}, self.run("clocks_notes_of", about=about))

    def _untell(self, about: Collection[str], rows: Iterable[Row]) -> None:
        for row in rows:
            note = row["note"]
            told = json.loads(note.get("items") or "[]")
            lines = [one for one in told if one["of"] not in about]
            if told and len(lines) == len(told):
                continue
            if lines:
                self.change("Notification", note["id"], items=json.dumps(lines))
            else:
                self.change("Notification", note["id"], state="DROPPED")


def _step(label: str, id: str, facts: Mapping[str, Any]) -> Row:
    first = {"id": new_id(), "of_id": id, "of_label": label}
    return first | {name: value for name, value in facts.items() if value is not None}


def _but_id(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}


def typed(label: str, prop: str, value: Any) -> Any:
    """Check a value against a property of the shape; raises Rejected with its name only."""
    return coerced(LABELS[label].props[prop], value, f"{label}.{prop}")


def digest_id(person: str, day: date) -> str:
    """Name the one digest of a person and day, so that two writers meet on one node."""
    return hashlib.sha256(f"digest {person} {day}".encode()).hexdigest()[:32]

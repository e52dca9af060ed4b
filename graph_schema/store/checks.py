"""What `wulian db check` looks at: engine, constraints, ends, invariants, audit lanes."""

import base64
import http.client
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_schema.access import Access
from graph_schema.errors import WulianError
from graph_schema.shape import LABELS, PORTABLE_LABELS, RELATIONSHIPS
from graph_schema.store import bulk, lanes
from graph_schema.store.invariants import breaches
from graph_schema.store.migrate import pending
from graph_schema.store.runfile import Run
from graph_schema.store.schema import MAY_BE_MISSING, missing_keys, superseded_keys
from graph_schema.store.session import ReadSession, Store
from graph_schema.vocabulary import Purpose

LOCKED = frozenset({"touched"})  # what a lock-first statement writes; see decision 10
LAST = 1_000  # entries of each lane that are recomputed without `deep`


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be: which check, where, what. Never a personal value."""

    check: str
    where: str
    what: str


def findings(store: Store, *, deep: bool = False) -> list[Finding]:
    """Run every check; deep: every audit entry, and every encrypted value opened."""
    found = _behind(store) + [
        Finding("constraint", f"{one.label}({', '.join(one.props)})", "is missing")
        for one in missing_keys(store)
    ]
    found += [
        Finding("constraint", name, "is of an older shape: wulian db migrate")
        for name in superseded_keys(store)
    ]
    if store.connection.lease is not None:
        found += _engine(store.connection.lease.run)
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        found += _labels(session)
        found += _ties(session)
        found += _ids(session)
        found += _invariants(session, store.clock().date())
        if deep:
            found += _values(session)
    found += [
        Finding("audit", f"{broken.lane} entry {broken.seq}", broken.why)
        for broken in lanes.verify(store, last=None if deep else LAST)
    ]
    return found


def _behind(store: Store) -> list[Finding]:
    """Name what a store of an older schema still has to become."""
    return [
        Finding("schema", f"{one.name}: {one.title}", "is not done: wulian db migrate")
        for one in pending(store)
    ]


def _engine(run: Run) -> Iterator[Finding]:
    """Ask the embedded engine to check its own files, over its loopback port."""
    answer = sql(run, "CHECK DATABASE")
    wrong = int(answer.get("totalErrors") or 0) + len(answer.get("corruptedRecords") or ())
    if wrong:
        yield Finding("engine", "data files", f"{wrong} errors")


def sql(run: Run, command: str) -> dict[str, Any]:
    """Send a command of the engine's own to its HTTP port; for `backup` and `check` only."""
    line = http.client.HTTPConnection("127.0.0.1", run.http, timeout=600)
    sign = base64.b64encode(f"root:{run.token}".encode()).decode()
    body = json.dumps({"language": "sql", "command": command})
    try:
        line.request("POST", "/api/v1/command/neo4j", body, {"Authorization": f"Basic {sign}"})
        answer = line.getresponse()
        told = json.loads(answer.read())
    finally:
        line.close()
    if answer.status != 200:
        return {"totalErrors": 1}
    rows = told.get("result") or [{}]
    return dict(rows[0])


def _labels(session: ReadSession) -> Iterator[Finding]:
    """Find nodes without their label's key, or without a label of the shape."""
    known = 0
    for label, about in LABELS.items():
        known += bulk.count(session, label)
        if len(about.key) == 1 and about.key[0] in MAY_BE_MISSING and not about.everywhere:
            yield from _twice(session, label, about.key[0])
        for part in sorted({"id", *about.key} - MAY_BE_MISSING):
            wrong = session.shaped("check_missing", {"LABEL": label}, name=part)[0]["found"]
            if wrong:
                yield Finding("existence", f"{label}.{part}", f"missing on {wrong} nodes")
    everything = session.run("check_all_nodes")[0]["found"]
    if everything != known:
        yield Finding("labels", "graph", f"{everything - known} nodes have no label of ours")


def _twice(session: ReadSession, label: str, name: str) -> Iterator[Finding]:
    """Find a key that two nodes of a district share, where no constraint keeps them apart."""
    found = session.shaped("check_twice", {"LABEL": label}, name=name)[0]["found"]
    if found:
        yield Finding("twice", f"{label}.{name}", f"{found} values on several nodes")


def _ties(session: ReadSession) -> Iterator[Finding]:
    """Find relationships between labels that the shape does not tie."""
    for row in session.run("check_ties"):
        about = RELATIONSHIPS.get(row["type"])
        ends = {(row["source"], row["target"])}
        if about is None or not ends <= set(about.ends):
            where = f"({row['source']})-[{row['type']}]->({row['target']})"
            yield Finding("ends", where, f"{row['found']} ties that the shape does not know")


def _ids(session: ReadSession) -> Iterator[Finding]:
    """Find ids that nodes of different labels share; the constraints hold within a label."""
    owner: dict[str, str] = {}
    for label in PORTABLE_LABELS:
        for one in bulk.ids_of(session, label):
            if owner.setdefault(one, label) != label:
                yield Finding("ids", f"{owner[one]} and {label}", f"share the id {one}")


def _invariants(session: ReadSession, now: date) -> Iterator[Finding]:
    """Find what does not hold (store/invariants.py), in each district on its own day."""
    rows = session.run("clocks_districts")
    days: dict[str | None, date] = {row["code"]: row["today"] or now for row in rows}
    for one in breaches(session, days or {None: now}):
        yield Finding(one.invariant.name, one.where, str(one))


def _values(session: ReadSession) -> Iterator[Finding]:
    """Open every encrypted value, and name what an export would leave behind.

    The first value that does not open ends its label.
    """
    for label, about in LABELS.items():
        strange = Counter[str]()
        try:
            for node in bulk.scan(session, label):
                strange.update(node.keys() - about.props.keys() - LOCKED)
        except WulianError as error:
            yield Finding("values", label, str(error))
        for name, times in sorted(strange.items()):
            yield Finding("values", f"{label}.{name}", f"not in the shape, on {times} nodes")

"""Writing what was judged: the delivery goes its process's way, its rows with it.

The steps are those of the import flow's table, caused by the program; see graph_schema/flows.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.session import Store, WriteSession
from graph_schema.vocabulary import Role
from loaders.draft import Draft
from loaders.issues import Waiting
from loaders.report import Report

There = dict[str, dict[str, dict[str, Any]]]  # by label and id: what the graph says today
IGNORED = frozenset(
    {"line", "batch", "source"}
)  # a fact said again by another file is the same
APPLIED = "APPLIED"
IN = frozenset({APPLIED, "SETTLED", "ROLLING_BACK"})  # states of a batch whose rows are in
TO_APPROVED = ("upload", "profile", "map", "validate", "match", "approve")


def write(
    store: Store,
    access: Access,
    batch: Mapping[str, Any],
    report: Report,
    found: tuple[Draft, set[str], Waiting],
) -> None:
    """Write a batch, its nodes and ties; it says APPLIED only when all is in.

    batch: its properties but for state and counts; one that is on record already is moved by
    who put it there. A crash in between leaves a batch that is not applied: loading the file
    again completes it.
    """
    told = {**batch, "counts": _counts(report, found[0])}
    with store.write(access, Action.FILE_LOADED) as session:
        begun = _begin(session, told, store.clock())
        _rows(session, batch, found)
        if begun is not None:
            go(session, batch["id"], begun, ["apply"], store.clock())


def _rows(
    session: WriteSession, batch: Mapping[str, Any], found: tuple[Draft, set[str], Waiting]
) -> None:
    """Write the nodes, ties and findings of a batch."""
    draft, told, waits = found
    id, day = batch["id"], batch["as_of"]
    for label, nodes in draft.nodes.items():
        new = (node | {"batch": draft.batch} for i, node in nodes.items() if i in told)
        bulk.upsert_nodes(session, label, new, on=day)
    for (kind, start, end), ties in draft.ties.items():
        bulk.upsert_relationships(
            session, kind, start, end,
            [
                _tie(pair, props, draft.batch)
                for pair, props in ties.items()
                if kind != "FROM" or pair[0] in told
            ],
            key=("tier",) if kind == "STEWARDED_BY" else (),
        )  # fmt: skip
    bulk.upsert_nodes(session, "ImportIssue", waits.issues)
    bulk.upsert_nodes(session, "IdentityPair", waits.pairs)
    bulk.upsert_relationships(
        session, "HAS_ISSUE", "ImportBatch", "ImportIssue",
        [{"from": id, "to": issue} for issue in waits.ids],
    )  # fmt: skip


def _begin(session: WriteSession, batch: dict[str, Any], now: datetime) -> str | None:
    """Put a delivery on record as approved; returns its state, None if it was there."""
    there = bulk.find(session, "ImportBatch", [batch["id"]])
    bulk.upsert_nodes(session, "ImportBatch", [batch])
    if there:
        return None
    mine = [
        {"from": batch["id"], "to": row["id"]}
        for row in bulk.scan_own(session, "Dataset", ["id", "code"])
        if row["code"] == batch["dataset"]
    ]
    bulk.upsert_relationships(session, "OF", "ImportBatch", "Dataset", mine)
    return go(session, batch["id"], None, TO_APPROVED, now)


def go(
    session: WriteSession, batch: str, state: str | None, events: Iterable[str], now: datetime
) -> str | None:
    """Let a batch go a way of its table, caused by the program; returns where it stands.

    Raises Rejected for an event its state does not know: then nothing is written.
    """
    flow = flows.load("import")
    taken: list[dict[str, Any]] = []
    marks: dict[str, Any] = {}
    for event in events:
        row = flow.step(state, event, Role.SYSTEM)
        taken.append(
            {
                "id": new_id(), "of_id": batch, "of_label": "ImportBatch", "flow": flow.name,
                "event": event, "old": state, "new": row.target, "who": session.access.actor,
                "role": str(session.access.role), "channel": "LOADER", "at": now,
            }
        )  # fmt: skip
        marks |= dict.fromkeys(row.marks, now)
        state = row.target
    moved = {"id": batch, "state": state, "state_since": now, **marks}
    bulk.upsert_nodes(session, "ImportBatch", [moved])
    bulk.upsert_nodes(session, "Step", taken)
    ties = [{"from": batch, "to": step["id"]} for step in taken]
    bulk.upsert_relationships(session, "HAS_STEP", "ImportBatch", "Step", ties)
    return state


def told_anew(draft: Draft, there: There, batches: Mapping[str, tuple[str, str]]) -> set[str]:
    """Find the nodes that this file says something new of; the others keep their origin.

    batches: those that are in. What a batch wrote that was broken off is told again.
    """
    return {
        node_id
        for label, nodes in draft.nodes.items()
        for node_id, node in nodes.items()
        if (before := there[label].get(node_id)) is None
        or (before.get("batch") or "") not in batches
        or any(before.get(k) != v for k, v in node.items() if k not in IGNORED)
    }


def _tie(pair: tuple[str, ...], props: dict[str, Any], batch: str) -> dict[str, Any]:
    return {"from": pair[0], "to": pair[1], "props": props | {"batch": batch}}


def _counts(report: Report, draft: Draft) -> str:
    """Keep what became of the file, and where its rows went: a roll-back starts from there."""
    labels = sorted(draft.nodes)
    ties = sorted("|".join(ends) for ends in draft.ties)
    told = report.preview() | {"labels": labels, "ties": ties}
    return json.dumps(told, sort_keys=True, ensure_ascii=False)

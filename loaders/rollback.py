"""Taking a batch back: what it made goes, what it changed says what it said before.

Later facts stay: a node that another batch has changed since keeps that change.
"""

import json
from collections.abc import Iterator
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.shape import LABELS, RELATIONSHIPS
from graph_schema.store import bulk
from graph_schema.store.history import typed
from graph_schema.store.session import Store
from loaders.writing import APPLIED, go


def roll_back(
    store: Store, access: Access, batch: str, *, decided: bool = False
) -> dict[str, int]:
    """Take one applied batch back; returns how many nodes were removed and restored.

    decided: its process moves it; also one that was broken off before all of it was in.
    Raises NotFound for an unknown batch, Rejected for one that is not applied.
    """
    with store.read(access) as session:
        found = next(
            (b for b in bulk.scan_own(session, "ImportBatch") if b["id"] == batch), None
        )
        if found is None:
            raise NotFound(batch=batch)
        if found["state"] != APPLIED and not decided:
            raise Rejected(["NOT_APPLIED"], batch=batch, state=found["state"])
        told = {"labels": (), "ties": ()} | json.loads(found.get("counts") or "{}")
        versions = [v for v in bulk.scan_own(session, "Version") if v.get("batch") == batch]
        before = [v for v in versions if v.get("recorded_to")]  # others are history it brought
        changed = {v["of_id"] for v in before}
        mine = {
            label: {
                n["id"]: n for n in bulk.scan_own(session, label) if n.get("batch") == batch
            }
            for label in told["labels"]
        }
        issues, pairs = _waiting(session, batch)
        ties = [_ties_of(session, ends.split("|"), batch) for ends in told["ties"]]
    made = {label: [i for i in nodes if i not in changed] for label, nodes in mine.items()}
    restored = [v for v in before if v["of_id"] in mine.get(v["of_label"], {})]
    with store.write(access, Action.FILE_ROLLED_BACK) as session:
        for (kind, start, end), rows in ties:
            bulk.delete_relationships(session, kind, start, end, rows)
        removed = sum(bulk.delete_nodes(session, label, ids) for label, ids in made.items())
        for version in restored:
            label = version["of_label"]
            row = _before(version) | {"id": version["of_id"]}
            bulk.upsert_nodes(session, label, [row], kept=False)
        for ends, rows in _ties_before(before, told["ties"]):
            bulk.upsert_relationships(session, *ends, rows, key=("tier", "from"))
        bulk.delete_nodes(session, "Version", [v["id"] for v in versions])
        bulk.delete_nodes(session, "IdentityPair", pairs)
        bulk.delete_nodes(session, "ImportIssue", issues)
        if not decided:
            go(session, batch, APPLIED, ["roll_back", "rolled_back"], store.clock())
    return {"removed": removed, "restored": len(restored)}


def _waiting(session: Any, batch: str) -> tuple[set[str], list[str]]:
    """Find issues that only this batch has, and the pairs proposed for them and undecided."""
    mine, others = set[str](), set[str]()
    for tie in bulk.scan_relationships(session, "HAS_ISSUE", "ImportBatch", "ImportIssue"):
        (mine if tie["from"] == batch else others).add(tie["to"])
    issues = mine - others
    pairs = bulk.scan_own(session, "IdentityPair", ["id", "left", "state"]) if issues else ()
    return issues, [p["id"] for p in pairs if p["left"] in issues and p["state"] == "OPEN"]


def _ties_of(
    session: Any, ends: list[str], batch: str
) -> tuple[tuple[str, str, str], list[Any]]:
    kind, start, end = ends
    rows = bulk.scan_relationships(session, kind, start, end)
    return (kind, start, end), [r for r in rows if r["props"].get("batch") == batch]


def _ties_before(
    versions: list[dict[str, Any]], told: list[str]
) -> Iterator[tuple[tuple[str, str, str], list[Any]]]:
    """Give ties that the batch changed as they were, by type and labels."""
    for kind, start, end in (ends.split("|") for ends in told):
        known, rows = RELATIONSHIPS[kind].props, []
        for one in versions:
            if one["of_label"] == kind:
                old = json.loads(one["props"])
                ends = {"from": one["of_id"], "to": old["end"]}
                rows += [ends | {"props": typed(known, props)} for props in old["before"]]
        if rows:
            yield (kind, start, end), rows


def _before(version: dict[str, Any]) -> dict[str, Any]:
    """Read a version's properties back into their types."""
    return typed(LABELS[version["of_label"]].props, json.loads(version["props"]))

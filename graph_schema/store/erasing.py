"""Erasing somebody: what a trace found is blanked, then deleted, with a certificate.

Values are overwritten in a transaction of their own before the nodes go, so that no page keeps
them; a crash in between is completed by doing it again. Audit entries hold ids only and stay:
their chain is not touched.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.ids import new_id
from graph_schema.shape import LABELS, FieldClass
from graph_schema.store import bulk
from graph_schema.store.batches import chunks
from graph_schema.store.rows import MAX_ROWS, Row
from graph_schema.store.session import ReadSession, Store, Transaction
from graph_schema.store.traces import Trace

TEXTS = frozenset({"str", "json", "set"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why somebody is erased. approver: our id of who decided, or the name of a rule.

    reason: a code. rule: the term that is over, if it is one.
    """

    approver: str
    reason: str
    rule: str = ""


def erase(store: Store, access: Access, found: Trace, decision: Decision) -> str:
    """Erase what a trace found; returns the id of the certificate. access: the program's own.

    Raises Rejected LEGAL_HOLD while one of them may not be erased.
    """
    with store.read(access) as session:
        held = [
            id
            for label in ("Person", "Household")
            for id, node in bulk.find(session, label, found.goes[label]).items()
            if node.get("legal_hold")
        ]
        nodes = {label: bulk.find(session, label, ids) for label, ids in found.goes.items()}
    if held:
        raise Rejected(["LEGAL_HOLD"], subjects=len(held))
    certificate = _certificate(found, decision)
    with store.write(access, Action.ERASED) as session:
        session.transact(_blank, nodes)
        session.transact(_delete, found, certificate)
    return str(certificate["id"])


def _blank(tx: Transaction, nodes: Mapping[str, Mapping[str, Row]]) -> int:
    """Overwrite every text about somebody by as many bytes that say nothing."""
    done = 0
    for label, some in nodes.items():
        known = LABELS[label]
        texts = [
            name
            for name, prop in known.props.items()
            if prop.type in TEXTS and prop.field_class is not FieldClass.NONE
            and name not in (*known.key, *known.unique)
        ]  # fmt: skip
        rows = [
            {"id": id, "props": {n: _filler(node[n]) for n in texts if node.get(n)}}
            for id, node in some.items()
        ]
        for part in chunks([row for row in rows if row["props"]], MAX_ROWS):
            done += len(tx.shaped("erasure_blank", {"LABEL": label}, rows=list(part)))
    return done


def _filler(value: Any) -> Any:
    if isinstance(value, list):
        return [_filler(one) for one in value]
    return "x" * len(str(value).encode())


def _delete(tx: Transaction, found: Trace, certificate: Row) -> None:
    for label, ids in sorted(found.goes.items()):
        for part in chunks(sorted(ids), MAX_ROWS):
            tx.shaped("bulk_delete", {"LABEL": label}, ids=list(part))
    for label, some in sorted(found.stays.items()):
        stripped = [
            {"id": id, "props": dict.fromkeys(props)}
            for id, props in sorted(some.items())
            if id not in found.goes[label]
        ]
        for rows in chunks(stripped, MAX_ROWS):
            tx.shaped("erasure_blank", {"LABEL": label}, rows=rows)
    for label, texts in sorted(found.mentions.items()):
        told = [{"id": id, **props} for id, props in sorted(texts.items())]
        bulk.put_nodes(tx, label, told, None, kept=False)
    bulk.create_nodes(tx, "Erasure", [certificate | {"at": tx.now}])
    tx.record.note(subjects=[found.id], fields=sorted(found.goes))


def _certificate(found: Trace, decision: Decision) -> Row:
    """Make the proof of an erasure: ids, counts, who approved, and the sum of all that."""
    facts = {
        "of_label": found.label, "ids": found.ids(), "counts": json.dumps(found.counts()),
        "stripped": json.dumps(found.stripped(), sort_keys=True),
        "approver": decision.approver, "reason": decision.reason, "rule": decision.rule,
    }  # fmt: skip
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return {"id": new_id(), "hash": hashlib.sha256(text.encode()).hexdigest()} | facts


def is_genuine(certificate: Row) -> bool:
    """Tell whether a certificate says what it said when it was made."""
    names = ("of_label", "ids", "counts", "stripped", "approver", "reason", "rule")
    facts = {name: certificate.get(name) for name in names} | {
        "rule": certificate.get("rule") or ""
    }
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return bool(hashlib.sha256(text.encode()).hexdigest() == certificate.get("hash"))


def erased(session: ReadSession) -> tuple[set[str], dict[str, list[str]]]:
    """Name every node that certificates say was erased, and properties of those that stay."""
    gone: set[str] = set()
    stripped: dict[str, list[str]] = {}
    for row in bulk.scan(session, "Erasure", ["ids", "stripped"]):
        gone |= set(row["ids"] or ())
        stripped |= json.loads(row["stripped"] or "{}")
    return gone, stripped

"""What a decision rests on: each verdict, its conditions, the evidence with source and date."""

import json
from datetime import date, datetime
from typing import Any

from api.actions.casework import shown
from api.actions.graph import Graph
from api.actions.reach import reached
from graph_schema.shape import LABELS
from graph_schema.store.rows import Row
from graph_schema.store.session import Transaction

SHOWN = ("policy", "state", "prepared_by", "decided_by", "due", "complaint")


def decision(tx: Transaction, id: str) -> Row:
    """Give an application with every verdict on it, the earliest first. Raises NotFound."""
    reached(tx, "application", id)
    graph = Graph(tx)
    item = graph.node("Application", id) or {}
    verdicts = graph.after("Application", id, "HAS_VERDICT", "Verdict")
    verdicts.sort(key=lambda one: (one["created_at"], one["by"] != "MACHINE", one["id"]))
    told = shown(tx, "Application", item, SHOWN)
    return {"id": id, "verdicts": [_verdict(tx, graph, one) for one in verdicts], **told}


def _verdict(tx: Transaction, graph: Graph, row: Row) -> Row:
    seen = shown(tx, "Verdict", row, ("by", "class", "reviewer", "reasons", "rule_version"))
    clear = shown(tx, "Verdict", row, ("conditions", "missing"))
    conditions = json.loads(str(clear["conditions"] or "[]"))
    return {
        "id": row["id"], "by": seen["by"], "class_code": seen["class"], "at": row["created_at"],
        "reviewer": seen["reviewer"], "reasons": seen["reasons"],
        "rule_version": seen["rule_version"],
        "missing": [_missing(one) for one in json.loads(str(clear["missing"] or "[]"))],
        "conditions": [
            {
                "code": one["code"], "answer": one["answer"],
                "evidence": [_evidence(graph, fact) for fact in one.get("evidence", ())],
            }
            for one in conditions
        ],
    }  # fmt: skip


def _missing(told: Any) -> str:
    return str(told["fact"]) if isinstance(told, dict) else str(told)


def _evidence(graph: Graph, told: Row) -> Row:
    """Give one piece of evidence; source and date of the row where the verdict has none."""
    label, id = told.get("label"), told.get("id")
    known = label in LABELS and isinstance(id, str)
    row = (graph.node(str(label), str(id)) or {}) if known else {}
    day = told.get("date") or row.get("period_from") or row.get("valid_from")
    value = told.get("value", told.get("answer"))
    return {
        "fact": str(told.get("fact") or told.get("rule") or told.get("policy") or ""),
        "value": None if value is None else json.dumps(value, ensure_ascii=False),
        "label": label, "id": id, "source": told.get("source") or row.get("source"),
        "date": _text(day or row.get("updated_at") or row.get("created_at")),
        "version": row.get("version"),
    }  # fmt: skip


def _text(day: object) -> str | None:
    return str(day)[:10] if isinstance(day, date | datetime | str) else None

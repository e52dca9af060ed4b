"""大救助: every department's programmes of a household's members on one timeline (F15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from api.actions.casework import in_reach
from api.actions.graph import Graph
from graph_schema.masking import show
from graph_schema.store.rows import Row
from graph_schema.store.session import Transaction
from graph_schema.vocabulary import Department


@dataclass(frozen=True, slots=True)
class Programme:
    """Whose programme a record is. on: properties with its day, the first that is set counts.

    what: property that says what was given; amount: in fen; only: set where it is aid at all.
    """

    department: Department
    on: tuple[str, ...]
    what: str
    amount: str | None = None
    only: str | None = None


PROGRAMMES: Mapping[str, Programme] = MappingProxyType(
    {
        "Award": Programme(Department.CIVIL_AFFAIRS, ("from",), "policy", "amount_month"),
        "Schooling": Programme(
            Department.EDUCATION, ("period_from",), "aid_item", "aid_amount", "aid_item"
        ),
        "MedicalBill": Programme(
            Department.HEALTH_INSURANCE, ("settled_on",), "ins_type", "aid", "aid"
        ),
        "Housing": Programme(
            Department.HOUSING, ("contract_from", "period_from"), "support", "subsidy_month",
            "support",
        ),
        "DisabilityCard": Programme(
            Department.DISABLED_FEDERATION, ("issued_on", "period_from"), "type", None,
            "two_allowances",
        ),
        "CharityAid": Programme(Department.CHARITY, ("given_on",), "item", "amount"),
        "Employment": Programme(
            Department.HUMAN_RESOURCES, ("period_from",), "training", None, "training"
        ),
    }
)  # fmt: skip


def timeline(tx: Transaction, id: str) -> Row:
    """Give a household's records of aid, the latest first; undated ones last.

    Each: id, holder, department, label, on (ISO day), what, amount, until. Raises NotFound.
    """
    in_reach(tx, id)
    graph = Graph(tx)
    members = graph.before("Household", id, "MEMBER_OF", "Person")
    ids = [id, *(one["id"] for one in members if one["tie"].get("to") is None)]
    found = [
        entry
        for row in graph.run("timeline_facts", ids=ids)
        if (entry := _entry(tx, graph, row)) is not None
    ]
    found.sort(key=lambda one: (one["on"] or "", one["id"]), reverse=True)
    return {"entries": found}


def _entry(tx: Transaction, graph: Graph, row: Row) -> Row | None:
    label = str(row["label"])
    about = PROGRAMMES.get(label)
    if about is None:
        return None
    node = graph.cleared(label, row["node"])
    if about.only is not None and not node.get(about.only):
        return None

    def seen(name: str | None) -> Any:
        return None if name is None else show(label, name, node.get(name), tx.access)

    day = next((node[name] for name in about.on if node.get(name) is not None), None)
    until = node.get("to") or node.get("period_to")
    return {
        "id": node["id"], "holder": row["holder"], "department": str(about.department),
        "label": label, "on": _text(day), "until": _text(until), "what": seen(about.what),
        "amount": seen(about.amount),
    }  # fmt: skip


def _text(day: object) -> str | None:
    return str(day)[:10] if isinstance(day, date | datetime) else None

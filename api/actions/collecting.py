"""What somebody collects: the form in force, a draft resumed, who may be on record already."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from api.actions.graph import Graph
from api.actions.reach import reached
from api.forms import judging
from api.forms.definition import Form
from api.forms.in_force import form_of
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.text import fold_name

LONGEST = 200_000  # characters of all answers as JSON


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who may be on record. sure: by ID number, else by name and day of birth."""

    row: int
    household: str
    number: str
    village: str
    sure: bool


def form_today(store: Store, access: Access, code: str) -> tuple[Form, date]:
    """Give the form in force in the caller's district, and the district's day."""
    district = (access.areas or ("",))[0][:6]
    with store.read(access) as session:
        today = day_of(session)
        return form_of(session.run, code, district, today), today


def draft(store: Store, access: Access, id: str) -> Row:
    """Give a draft to who wrote it: version, state, form, area, purposes, answers by block.

    Raises NotFound for anybody else's.
    """
    with store.write(access, Action.LOOKED) as session:
        found: Row = session.transact(partial(_draft, id=id))
    return found


def _draft(tx: Transaction, *, id: str) -> Row:
    reached(tx, "collection", id)
    graph = Graph(tx)
    item = graph.node("Collection", id) or {}
    homes = graph.after("Collection", id, "CONCERNS", "Household")
    tx.record.note(subjects=[id], fields=["Collection.answers"])
    return {
        "id": id, "version": item["version"], "state": item["state"], "form": item["form"],
        "area": item["area_code"], "purposes": item.get("purposes") or [],
        "answers": json.loads(item.get("answers") or "{}"),
        "household": homes[0]["id"] if homes else None,
    }  # fmt: skip


def answers_of(text: str) -> dict[str, list[dict[str, Any]]]:
    """Read answers of a whole form as a page sends them. Raises Rejected."""
    try:
        told = json.loads(text) if len(text) <= LONGEST else None
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(
        isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        for rows in told.values()
    ):
        raise Rejected(["ANSWERS_UNREADABLE"])
    return told


def alike(
    store: Store, access: Access, form: Form, answers: Mapping[str, Any], today: date
) -> list[Alike]:
    """Name the households in reach where people of the answers may live already."""
    told = judging.judge(form, dict(answers), today, whole=False).values.get("members") or []
    keys = {
        store.fields.blind_index("id-number", row["id_no"]): at
        for at, row in enumerate(told)
        if row.get("id_no")
    }
    named = {
        (fold_name(row["name"]), row["birth"]): at
        for at, row in enumerate(told)
        if row.get("name") and row.get("birth")
    }
    if not keys and not named:
        return []
    with store.read(Access.system(access.purpose, access.areas)) as session:
        rows = session.run(
            "collections_alike", keys=list(keys), names=sorted({n for n, _ in named}),
            births=sorted({b for _, b in named}),
        )  # fmt: skip
    found: list[Alike] = []
    for row in rows:
        sure = row["key"] in keys
        at = keys.get(row["key"], named.get((row["name"], row["birth"])))
        if at is not None:
            found.append(Alike(at, row["household"], row["number"], row["village"], sure))
    return found

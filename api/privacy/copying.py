"""What is known of somebody, as a file for that person: a copy, or the rows of an explanation.

One JSON document: by kind of record its rows, each field in the clear that the person may see.
What other members of the household are is left out, and what the platform keeps from households
(colours, scores, restricted notes, who gave a hint) is named as withheld, not shown. The look
goes on record like any reveal. Source: domain reference 7.1 (R01), 7.3 (A08); PIPL art. 24, 45.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph_schema.access import Access
from graph_schema.errors import NotFound, Rejected
from graph_schema.masking import NEVER, Shown, policy, show
from graph_schema.shape import LABELS, FieldClass
from graph_schema.store import bulk
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession, Store
from graph_schema.store.traces import belongings
from graph_schema.vocabulary import Role

FORM = "wulian-copy-1"
EXPLAINED = frozenset({"Verdict", "Application"})  # the rows a decision rests on
# of the program's own: who acts in the graph, what it told whom; not about the person
LEFT_OUT = frozenset({"Account", "Session", "Token", "Step", "Attachment"})
WORKING = frozenset(
    {"created_by", "updated_by", "retired_by", "version", "batch", "line", "digest", "news"}
    | {"touched", "told_in"}
)
# who gave a hint is protected from whom it is about
PROTECTED = frozenset({("Lead", "referrer"), ("Lead", "referring_unit")})
REASON = {"COPY": "DATA_COPY", "EXPLANATION": "DATA_EXPLANATION"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file for a person. text: JSON, UTF-8."""

    name: str
    text: str


def copy(store: Store, access: Access, request: str) -> Copy:
    """Give the file of an answered request while it is open; the look is on record.

    access: of the person, who acts for him, or staff who hand it over at the counter. Raises
    NotFound for one that is out of reach, Rejected: NOT_OPEN.
    """
    own = access.role in {Role.RESIDENT, Role.GUARDIAN}
    with store.read(access) as session:
        name = "data_requests_of_person" if own else "data_requests_in_area"
        rows = session.run(name, id=request)
        if not rows:
            raise NotFound(label="DataRequest", id=request)
        about = rows[0]
        until = about["open_until"]
        if about["state"] != "ANSWERED" or until is None or until < day_of(session):
            raise Rejected(["NOT_OPEN"], id=request)
    with store.read(access.revealing(REASON[about["kind"]])) as session:
        document = _document(session, about)
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, default=_plain)
    return Copy(name=f"{about['kind'].lower()}-{request}.json", text=text)


def _document(session: ReadSession, about: Mapping[str, Any]) -> Row:
    person, home = str(about["person"]), str(about["household"])
    program = session.for_program()
    mine = _mine(program, person, home)
    wanted = EXPLAINED if about["kind"] == "EXPLANATION" else set(mine) - LEFT_OUT
    viewer = Access(
        actor=person, role=Role.RESIDENT, purpose=session.access.purpose, areas=(),
        reveal=True, reason=REASON[about["kind"]],
    )  # fmt: skip
    data, withheld, seen = {}, set[str](), set[str]()
    for label in sorted(wanted & set(mine)):
        rows = bulk.find(program, label, mine[label])
        shown = [_row(label, rows[id], viewer, withheld) for id in sorted(rows)]
        if shown:
            data[label] = {"名称": LABELS[label].zh, "记录": shown}
            seen |= set(rows)
    fields = {f"{n}!{p.field_class}" for n in data for p in LABELS[n].props.values()
              if p.field_class is not FieldClass.NONE}  # fmt: skip
    session.saw(seen | {person, home}, fields)
    return {
        "form": FORM, "made_at": session.now, "request": about["id"], "person": person,
        "data": data, "withheld": sorted(withheld),
    }  # fmt: skip


def _mine(session: ReadSession, person: str, home: str) -> dict[str, set[str]]:
    """Name what is about a person, by label: his own, and his household's as a whole."""
    found = {label: set(ids) for label, ids in belongings(session, "Person", person).items()}
    others = {row["id"] for row in session.run("erasure_members", household=home)} - {person}
    theirs = set[str]()
    for other in sorted(others):
        theirs |= set().union(*belongings(session, "Person", other).values())
    for label, ids in belongings(session, "Household", home).items():
        found[label] = found.get(label, set()) | (ids - theirs)
    return found


def _row(label: str, row: Row, viewer: Access, withheld: set[str]) -> Row:
    """Show one node to the person it is about; note the fields that are kept back."""
    found: Row = {}
    for name, value in row.items():
        if value is None or name in WORKING | NEVER or name.endswith("_hash"):
            continue
        kept = (label, name) in PROTECTED
        if kept or policy(label, name, viewer) is Shown.HIDDEN:
            withheld.add(f"{label}.{name}")
        else:
            found[name] = show(label, name, value, viewer)
    return found


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Iterable):
        return sorted(map(str, value))
    return str(value)

"""A file that a department hands in: taken, looked through, taken in; all of it, or nothing.

The moves of its process say who may what (flows/import.yml); here is what the program does for
them: the file itself, and the worker's part, which tells each of its steps by a move.
"""

import json
from functools import partial
from typing import Any

from api.actions.engine import Asked, move
from api.actions.graph import Graph
from api.actions.reach import reached
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected, SourceError, WulianError
from graph_schema.store import bulk
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from loaders import incoming
from loaders.reading import open_file
from loaders.report import told
from loaders.returned import returned
from loaders.rollback import roll_back
from loaders.run import Delivery, Judged, format_of, judge, put
from loaders.source import source

Done = dict[str, Any]


def hand_in(store: Store, access: Access, batch: str, content: bytes) -> None:
    """Take the file of a delivery that was announced and is in the caller's reach.

    Raises NotFound, Rejected for another file than the one announced, or one too late.
    """
    with store.write(access, Action.FILE_CHANGED) as session:
        found: Row = session.transact(partial(_announced, batch=batch))
    incoming.keep(store, batch, content, digest=found["file_hash"], size=found["size"])


def _announced(tx: Transaction, *, batch: str) -> Row:
    reached(tx, "import", batch)
    found = Graph(tx).node("ImportBatch", batch) or {}
    if found.get("state") != "UPLOADED":
        raise Rejected(["NOT_FROM_THIS_STATE"], flow="import", state=found.get("state"))
    return {"file_hash": found["file_hash"], "size": found["size"]}


def give_back(store: Store, access: Access, batch: str) -> bytes:
    """Give the file back to whoever reaches its delivery: own rows, and what is wrong in each.

    Raises NotFound where nothing was wrong, or its time is over.
    """
    with store.write(access, Action.EXPORTED) as session:
        session.transact(partial(_seen, batch=batch))
    return incoming.back(store, batch)


def _seen(tx: Transaction, *, batch: str) -> str:
    return str(reached(tx, "import", batch)["state"])


def look_through(store: Store, access: Access, batch: str) -> Done:
    """Read and compare a file, and move its delivery to MATCHED with the preview.

    One whose columns somebody will name by hand waits for that as PROFILED. One that cannot be
    taken is refused with the reason. Returns the preview.
    """
    found = _batch(store, access, batch)
    fresh = found["state"] == "UPLOADED"
    try:
        if fresh and found.get("by_hand"):
            return _profiled(store, access, found)
        judged = _judged(store, access, found, back=True)
    except SourceError as error:
        reason = "; ".join(f"{n}: {v}" for n, v in error.facts.items() if v not in (None, ""))
        _step(store, access, batch, "refuse", reason=reason)
        return {"refused": reason}
    report = judged.report
    preview = report.preview()
    if fresh:
        profile = {"encoding": report.encoding, "format": format_of(report)}
        _step(store, access, batch, "profile", **profile)
        _step(store, access, batch, "map", template=judged.delivery.template)
    _step(store, access, batch, "validate")
    _step(store, access, batch, "match", counts=json.dumps(preview, ensure_ascii=False))
    return report.counts() | {"retired": report.retires}


def take_in(store: Store, access: Access, batch: str) -> Done:
    """Write the rows of an approved delivery; what fails half-way is taken back and refused.

    Raises what made it fail.
    """
    found = _batch(store, access, batch)
    if found["state"] != "APPROVED":
        raise Rejected(["NOT_FROM_THIS_STATE"], flow="import", state=found["state"])
    try:
        judged = _judged(store, access, found)
        report = judged.report
        if report.retires > told(found.get("counts")).get("retired", 0):
            raise Rejected(["MORE_ENDS_THAN_PREVIEWED"], retired=report.retires)
        put(store, access, judged)
        _step(store, access, batch, "apply")
    except WulianError as error:
        roll_back(store, access, batch, decided=True)
        why = ", ".join(getattr(error, "violations", ())) or error.code
        _step(store, access, batch, "refuse", reason=f"not taken in: {why}")
        raise
    return report.counts() | {"retired": report.retires}


def _profiled(store: Store, access: Access, found: Row) -> Done:
    """Tell what kind of file it is; its columns are another's to name."""
    with incoming.opened(store, found["id"], found["file_name"]) as path:
        encoding = open_file(path, source(found["dataset"])).encoding
    told = {"encoding": encoding, "format": "xlsx" if encoding == "xlsx" else "csv"}
    _step(store, access, found["id"], "profile", **told)
    return told


def take_back(store: Store, access: Access, batch: str) -> Done:
    """Take the rows of a delivery back, as was decided; its state says so when they are out.

    Begun again after a break it goes on where it was. Raises what made it fail: then some of it
    may be out, and who decided may ask again.
    """
    found = _batch(store, access, batch)
    if found["state"] == "ROLLED_BACK":
        return {}
    done = roll_back(store, access, batch, decided=True)
    _step(store, access, batch, "rolled_back")
    return dict(done)


def _batch(store: Store, access: Access, batch: str) -> Row:
    with store.read(access) as session:
        found = bulk.find(session, "ImportBatch", [batch]).get(batch)
    if found is None:
        raise NotFound(batch=batch)
    return found


def _judged(store: Store, access: Access, found: Row, *, back: bool = False) -> Judged:
    """Read and compare a delivery's file. back: keep what goes back, and whose facts end."""
    with incoming.opened(store, found["id"], found["file_name"]) as path:
        delivery = Delivery(
            source=found["dataset"], path=path, as_of=found["as_of"],
            snapshot=found["snapshot"], batch=found["id"], name=found["file_name"],
            columns=json.loads(found.get("columns") or "{}"),
        )  # fmt: skip
        judged = judge(store, access, delivery)
        if back and judged.report.issues:
            content = returned(path, delivery.told, judged.report.issues)
            incoming.keep_back(store, found["id"], content)
    if back and judged.ending:
        incoming.keep_ending(store, found["id"], {h for h in judged.ending.values() if h})
    return judged


def _step(
    store: Store,
    access: Access,
    batch: str,
    event: str,
    *,
    reason: str | None = None,
    **facts: Any,
) -> None:
    operation = f"import {batch} {event}"
    asked = Asked(
        operation=operation, flow="import", event=event, id=batch, told=facts, reason=reason,
        channel="WORKER",
    )  # fmt: skip
    move(store, access, asked)

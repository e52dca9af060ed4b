"""One file into the graph: judge, draft, compare, write; all is judged before a write.

Every data row ends as loaded (new), merged (known, something changed), unchanged or rejected,
and the four add up to the rows. Source: domain reference 5.3.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from graph_schema.access import Access
from graph_schema.errors import Rejected
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.session import ReadSession, Store
from graph_schema.text import fold_name
from loaders.draft import Draft
from loaders.identifiers import fault_of
from loaders.intake import Intake
from loaders.issues import Issue, Waiting, waiting, write_csv
from loaders.known import Known
from loaders.reading import Line, open_file
from loaders.report import Report
from loaders.retiring import retire, revive, whole_of
from loaders.row import Finding, Reject, typed
from loaders.source import Source, named_by_hand, source
from loaders.writing import IGNORED, IN, There, told_anew, write

FULL, PARTIAL = "FULL", "PARTIAL"
HAND = "hand"  # the template of a file whose columns a person named
ISSUE = ("id", "code", "column", "original")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A file as somebody hands it in.

    as_of: the day it is of. snapshot FULL: it says that it is the whole list. batch: the
    delivery's id, where it is on record already. name: what it is called; the path's own
    name, if not told. columns: named by hand, the file's heading → the template's.
    """

    source: str
    path: Path
    as_of: date
    snapshot: str = PARTIAL
    batch: str = ""
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return self.name or self.path.name

    @property
    def told(self) -> Source:
        """Give the source as this file has it. Raises SourceError where columns do not fit."""
        found = source(self.source)
        return named_by_hand(found, self.columns) if self.columns else found

    @property
    def template(self) -> str:
        """What its columns were named by."""
        return HAND if self.columns else self.source


@dataclass(slots=True)
class Judged:
    """A delivery that was read and compared: nothing of it is written yet.

    told: ids of the nodes it says something new of. ending: what a full list ends, with the
    household it is about, by our ids.
    """

    delivery: Delivery
    digest: str
    report: Report
    draft: Draft
    told: set[str]
    waits: Waiting
    ending: dict[str, str | None] = field(default_factory=dict)


def load_file(  # noqa: PLR0913 - what is loaded, for whom, as of when, and its switches
    store: Store,
    access: Access,
    name: str,
    path: Path,
    *,
    as_of: date,
    rejects: Path | None = None,
    dry: bool = False,
    known: Known | None = None,
    full: bool = False,
    agreed: str | None = None,
) -> Report:
    """Load a file of a source. dry: judge and count, write nothing.

    rejects: folder for the reject file. known: look-ups of the file before, in a run of many.
    full: the file is the whole list, so what is missing from it ends. agreed: who agreed to
    that where it ends many. Raises SourceError when the file cannot be taken at all, Rejected
    RETIRES_MANY when it ends more than one row in twenty and nobody agreed; nothing is loaded
    then.
    """
    delivery = Delivery(source=name, path=path, as_of=as_of, snapshot=FULL if full else PARTIAL)
    judged = judge(store, access, delivery, known)
    report = judged.report
    if rejects is not None:
        report.reject_file = write_csv(rejects, source(name), report.issues)
    if dry or report.resent:
        report.batch = ""
        return report
    if report.retires_many and agreed is None:
        raise Rejected(
            ["RETIRES_MANY"], source=name, rows=report.rows, retired=report.retires,
            do="the district steward agrees first",
        )  # fmt: skip
    put(store, access, judged, agreed=agreed)
    return report


def judge(
    store: Store, access: Access, delivery: Delivery, known: Known | None = None
) -> Judged:
    """Read a delivery and compare it with the graph; nothing is written.

    Raises SourceError when the file cannot be taken at all.
    """
    told = delivery.told
    opened = open_file(delivery.path, told)  # refuses what is no file
    digest = _sha256(delivery.path)
    report = Report(source=told.name, file=delivery.file, encoding=opened.encoding)
    report.unread, report.apart = opened.unread, opened.apart
    if delivery.snapshot == FULL:
        whole_of(told, report.file)
    with store.read(access) as session:
        batches = _batches(session)
        as_of = delivery.as_of
        known = Known(session, as_of) if known is None else known.reading(session)
        report.batch = delivery.batch or new_id()
        draft = Draft(source=report.file, batch=report.batch)
        unread = _judge(told, opened.lines, Intake(draft, known, store.fields, as_of), report)
        report.resent = (told.name, digest) in batches.values()
        ended: dict[str, str | None] = {}
        if delivery.snapshot == FULL and not report.resent:
            mine = {id for id, (name, _) in batches.items() if name == told.name}
            ended, report.spared = retire(session, told, (draft, known), mine, unread)
            if ended and told.whole:
                report.retired = {told.whole.retires: len(ended)}
        there = {label: known.nodes(label, set(nodes)) for label, nodes in draft.nodes.items()}
        waits = _waits(session, report, known)
    if told.whole:
        revive(draft, told.whole, there.get(told.whole.retires, {}))
    if report.resent:
        report.unchanged = len(draft.main)
    else:
        _compare(draft, there, report)
    delivery = replace(delivery, batch=report.batch)
    anew = told_anew(draft, there, batches)
    return Judged(delivery, digest, report, draft, anew, waits, ended)


def put(store: Store, access: Access, judged: Judged, *, agreed: str | None = None) -> None:
    """Write what was judged, with the steps of its process; agreed: who agreed to it."""
    report, delivery = judged.report, judged.delivery
    batch = {
        "id": report.batch, "file_name": report.file, "file_hash": judged.digest,
        "dataset": report.source, "encoding": report.encoding, "snapshot": delivery.snapshot,
        "as_of": delivery.as_of, "format": format_of(report), "template": delivery.template,
        "demo": True,
    } | ({} if agreed is None else {"second": agreed})  # fmt: skip
    write(store, access, batch, report, (judged.draft, judged.told, judged.waits))


def format_of(report: Report) -> str:
    """Name the format of the file: xlsx or csv."""
    return "xlsx" if report.encoding == "xlsx" else "csv"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _batches(session: ReadSession) -> dict[str, tuple[str, str]]:
    """Name the batches that are in: id → source and hash of its file."""
    return {
        row["id"]: (row["dataset"], row["file_hash"])
        for row in bulk.scan_own(
            session, "ImportBatch", ["id", "dataset", "file_hash", "state"]
        )
        if row["state"] in IN
    }


def _waits(session: Any, report: Report, known: Known) -> Waiting:
    """Find what of the file waits for a human, and what of it waits already."""
    open_ = [one for one in report.issues if one.finding.kind != "REPAIR"]
    there = bulk.scan_own(session, "ImportIssue", ISSUE) if open_ else ()
    pairs = known.pairs if any(one.finding.candidates for one in open_) else set()
    return waiting(open_, there, pairs)


def _judge(known: Source, lines: Iterator[Line], into: Intake, report: Report) -> set[str]:
    """Read every row; what it says goes into the draft, what is wrong into the issues.

    Returns every cell, folded, of the rows that were rejected.
    """
    take = import_module(f"loaders.sources.{known.name}.load")
    number = next((h for h, c in known.accepted.items() if c.type == "id"), "")
    unread: set[str] = set()
    for line in lines:
        report.rows += 1
        report.columns = report.columns or tuple(line.cells)
        _number(line.cells.get(number), into.as_of, report)
        into.draft.line = line.line
        try:
            row = typed(line, known)
            take.take(row, into)
        except Reject as reject:
            report.rejected += 1
            unread |= {fold_name(str(cell)) for cell in line.cells.values()}
            report.issues.append(_issue(report.file, line, reject.finding))
            continue
        for finding in row.findings:
            report.issues.append(_issue(report.file, row, finding))
    into.draft.line = None
    if hasattr(take, "finish"):
        take.finish(into)
    return unread - {""}


def _number(cell: str | None, as_of: date, report: Report) -> None:
    """Count a row's ID number, if it has one."""
    if cell is not None and cell.strip():
        report.numbered += 1
        report.sound += fault_of(cell.strip().upper(), as_of) is None


def _issue(file: str, row: Any, finding: Finding) -> Issue:
    return Issue(file, row.sheet, row.line, finding, dict(row.cells))


def _compare(draft: Draft, there: There, report: Report) -> None:
    """Decide for each accepted line whether it brought something new."""
    seen: dict[tuple[str, str], Mapping[str, Any]] = {}
    tally: Counter[str] = Counter()
    for label, node_id, props in draft.main.values():
        before = seen.get((label, node_id)) or there[label].get(node_id)
        seen[label, node_id] = dict(before or {}) | props
        if before is None:
            tally["loaded"] += 1
        elif before.get("retired_by") or any(
            before.get(k) != v for k, v in props.items() if k not in IGNORED
        ):
            tally["merged"] += 1
        else:
            tally["unchanged"] += 1
    report.loaded, report.merged = tally["loaded"], tally["merged"]
    report.unchanged = tally["unchanged"]

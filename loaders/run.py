"""One file into the graph: judge, draft, compare, write; all is judged before a write.

Every data row ends as loaded (new), merged (known, something changed), unchanged or rejected,
and the four add up to the rows. Source: domain reference 5.3.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.session import Store
from loaders.draft import Draft
from loaders.intake import Intake
from loaders.issues import Issue, Waiting, waiting, write_csv
from loaders.known import Known
from loaders.reading import head_of, open_file
from loaders.row import Finding, Reject, typed
from loaders.source import Source, source

There = dict[str, dict[str, dict[str, Any]]]  # by label and id: what the graph says today
IGNORED = frozenset(
    {"line", "batch", "source"}
)  # a fact said again by another file is the same
APPLIED = "APPLIED"
ISSUE = ("id", "code", "column", "original")


@dataclass(slots=True)
class Report:
    """What became of a file's rows; `issues` also holds cells and repairs of loaded rows.

    batch: "" when nothing was written. unread: sheets that were left out, and why.
    apart: lines that are totals or notes, not data.
    """

    source: str
    file: str
    batch: str = ""
    encoding: str = ""
    rows: int = 0
    loaded: int = 0
    merged: int = 0
    unchanged: int = 0
    rejected: int = 0
    resent: bool = False
    issues: list[Issue] = field(default_factory=list)
    reject_file: Path | None = None
    unread: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Give the numbers that add up: rows, loaded, merged, unchanged, rejected."""
        return {
            name: getattr(self, name)
            for name in ("rows", "loaded", "merged", "unchanged", "rejected")
        }


def load_file(  # noqa: PLR0913 - what is loaded, for whom, as of when, and three switches
    store: Store,
    access: Access,
    name: str,
    path: Path,
    *,
    as_of: date,
    rejects: Path | None = None,
    dry: bool = False,
    known: Known | None = None,
) -> Report:
    """Load a file of a source. dry: judge and count, write nothing.

    rejects: folder for the reject file. known: look-ups of the file before, in a run of many.
    Raises SourceError when the file cannot be taken at all; nothing is loaded then.
    """
    known_source = source(name)
    report = Report(source=name, file=path.name)
    head_of(path)  # refuses what is no file
    digest = _sha256(path)
    with store.read(access) as session:
        applied = _applied(session)
        known = Known(session, as_of) if known is None else known.reading(session)
        report.batch = new_id()
        draft = Draft(source=path.name, batch=report.batch)
        _judge(known_source, path, Intake(draft, known, store.fields, as_of), report)
        there = {label: known.nodes(label, set(nodes)) for label, nodes in draft.nodes.items()}
        waits = _waits(session, report, known)
    report.resent = (name, digest) in applied.values()
    if report.resent:
        report.unchanged = len(draft.main)
    else:
        _compare(draft, there, report)
    if rejects is not None:
        report.reject_file = write_csv(rejects, known_source, report.issues)
    if dry or report.resent:
        report.batch = ""
    else:
        told = _told(draft, there, applied)
        _write(store, access, report, (draft, told, waits), digest, as_of)
    return report


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _applied(session: Any) -> dict[str, tuple[str, str]]:
    """Name the batches that are in: id → source and hash of its file."""
    return {
        row["id"]: (row["dataset"], row["file_hash"])
        for row in bulk.scan(session, "ImportBatch", ["id", "dataset", "file_hash", "state"])
        if row["state"] == APPLIED
    }


def _waits(session: Any, report: Report, known: Known) -> Waiting:
    """Find what of the file waits for a human, and what of it waits already."""
    open_ = [one for one in report.issues if one.finding.kind != "REPAIR"]
    there = bulk.scan(session, "ImportIssue", ISSUE) if open_ else ()
    pairs = known.pairs if any(one.finding.candidates for one in open_) else set()
    return waiting(open_, there, pairs)


def _judge(known: Source, path: Path, into: Intake, report: Report) -> None:
    """Read every row; what it says goes into the draft, what is wrong into the issues."""
    take = import_module(f"loaders.sources.{known.name}.load")
    opened = open_file(path, known)
    report.encoding = opened.encoding
    report.unread, report.apart = opened.unread, opened.apart
    for line in opened.lines:
        report.rows += 1
        into.draft.line = line.line
        try:
            row = typed(line, known)
            take.take(row, into)
        except Reject as reject:
            report.rejected += 1
            report.issues.append(_issue(path, line, reject.finding))
            continue
        for finding in row.findings:
            report.issues.append(_issue(path, row, finding))
    into.draft.line = None
    if hasattr(take, "finish"):
        take.finish(into)


def _issue(path: Path, row: Any, finding: Finding) -> Issue:
    return Issue(path.name, row.sheet, row.line, finding, dict(row.cells))


def _compare(draft: Draft, there: There, report: Report) -> None:
    """Decide for each accepted line whether it brought something new."""
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    tally: Counter[str] = Counter()
    for label, node_id, props in draft.main.values():
        before = seen.get((label, node_id)) or there[label].get(node_id)
        seen[label, node_id] = dict(before or {}) | props
        if before is None:
            tally["loaded"] += 1
        elif any(before.get(k) != v for k, v in props.items() if k not in IGNORED):
            tally["merged"] += 1
        else:
            tally["unchanged"] += 1
    report.loaded, report.merged = tally["loaded"], tally["merged"]
    report.unchanged = tally["unchanged"]


def _write(
    store: Store,
    access: Access,
    report: Report,
    found: tuple[Draft, set[str], Waiting],
    digest: str,
    as_of: date,
) -> None:
    """Write batch, nodes and ties; the batch says APPLIED only when all is in.

    A crash in between leaves a batch that is not applied: loading the file again completes it.
    """
    draft, told, waits = found
    batch = {
        "id": report.batch, "file_name": report.file, "file_hash": digest,
        "dataset": report.source, "encoding": report.encoding, "snapshot": "PARTIAL",
        "state": "APPROVED", "as_of": as_of, "counts": _counts(report, draft),
        "format": "xlsx" if report.encoding == "xlsx" else "csv", "demo": True,
    }  # fmt: skip
    with store.write(access, Action.FILE_LOADED) as session:
        bulk.upsert_nodes(session, "ImportBatch", [batch])
        for label, nodes in draft.nodes.items():
            new = (node | {"batch": draft.batch} for i, node in nodes.items() if i in told)
            bulk.upsert_nodes(session, label, new, on=as_of)
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
            [{"from": report.batch, "to": issue} for issue in waits.ids],
        )  # fmt: skip
        bulk.upsert_nodes(session, "ImportBatch", [batch | {"state": APPLIED}])


def _told(draft: Draft, there: There, applied: dict[str, tuple[str, str]]) -> set[str]:
    """Find the nodes that this file says something new of; the others keep their origin.

    What a batch wrote that was broken off is told again.
    """
    return {
        node_id
        for label, nodes in draft.nodes.items()
        for node_id, node in nodes.items()
        if (before := there[label].get(node_id)) is None
        or before.get("batch") not in applied
        or any(before.get(k) != v for k, v in node.items() if k not in IGNORED)
    }


def _tie(pair: tuple[str, ...], props: dict[str, Any], batch: str) -> dict[str, Any]:
    return {"from": pair[0], "to": pair[1], "props": props | {"batch": batch}}


def _counts(report: Report, draft: Draft) -> str:
    labels = sorted(draft.nodes)
    ties = sorted("|".join(ends) for ends in draft.ties)
    return json.dumps(report.counts() | {"labels": labels, "ties": ties}, sort_keys=True)

"""Cutting the audit: entries past their term go, and the chain still proves what is left.

A cut keeps, for every lane, the number and hash of the last entry that goes: the first one that
stays names that hash as the one before it. The cut is signed with the installation's key, names
the cut before it and who approved, and is written before anything is deleted: what a crash
leaves is below a cut and goes with the next one. Source: domain reference 7.4 (audit 36 months,
by law six at least); docs/decisions/0012.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from graph_schema.access import Access
from graph_schema.audit import FIRST, LANES, Action
from graph_schema.errors import StoreDamaged
from graph_schema.ids import new_id
from graph_schema.store import lanes
from graph_schema.store.cuts import Cut, End, cuts, signature
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession, Store, Transaction
from graph_schema.vocabulary import Purpose

PAGE = 1_000
SYSTEM = Access.system(Purpose.STATISTICS, ())


def cut(store: Store, until: datetime, approver: str, *, dry: bool = False) -> int:
    """Let entries go that are older than an instant; returns how many. dry: changes nothing.

    The whole chain is verified first. Raises StoreDamaged with the first break: a chain that
    does not hold is evidence, nothing of it goes.
    """
    if broken := lanes.verify(store):
        first = broken[0]
        raise StoreDamaged(lane=first.lane, entry=first.seq, why=first.why)
    until = until.replace(microsecond=0)  # as any store keeps it
    with store.read(SYSTEM) as session:
        before = cuts(store.fields, session)
        begun = before[-1].ends if before else {}
        ends = {lane: _end(session, lane, begun.get(lane, (0, FIRST)), until) for lane in LANES}
    gone = sum(ends[lane][0] - begun.get(lane, (0, FIRST))[0] for lane in LANES)
    if gone and not dry:
        _keep(store, ends, until, approver, before, gone)
        _let_go(store, ends)
    elif before and not dry:
        _let_go(store, before[-1].ends)  # what a crash has left
    return gone


def _end(session: ReadSession, lane: str, begun: End, until: datetime) -> End:
    """Find the last entry of a lane that goes; where the last cut was, if none does."""
    heads = {row["id"]: row["seq"] for row in session.run("store_lanes")}
    first = session.run("audit_first_kept", lane=lane, until=until)[0]["seq"]
    last = heads.get(lane, 0) if first is None else int(first) - 1
    if last <= begun[0]:
        return begun
    return last, str(session.run("audit_entry", lane=lane, seq=last)[0]["hash"])


def _keep(
    store: Store,
    ends: Mapping[str, End],
    until: datetime,
    approver: str,
    before: list[Cut],
    gone: int,
) -> None:
    told: Row = {
        "seq": len(before) + 1,
        "ends": json.dumps({lane: list(end) for lane, end in ends.items()}, sort_keys=True),
        "until": until,
        "approver": approver,
        "previous": before[-1].signature if before else FIRST,
        "entries": gone,
    }
    told["signature"] = signature(store.fields, told)

    def work(tx: Transaction) -> str:
        return str(tx.run("audit_cut_make", id=new_id(), **told)[0]["id"])

    with store.write(SYSTEM, Action.AUDIT_CUT) as session:
        session.transact(work)


def _let_go(store: Store, ends: Mapping[str, End]) -> None:
    """Delete what lies before the ends, a page a transaction."""
    for lane, (seq, _) in ends.items():
        more = seq > 0
        while more:

            def work(tx: Transaction, lane: str = lane, seq: int = seq) -> int:
                return int(tx.run("audit_let_go", lane=lane, seq=seq, page=PAGE)[0]["gone"])

            with store.write(SYSTEM, Action.AUDIT_CUT) as session:
                more = session.transact(work) == PAGE

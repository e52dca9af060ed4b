"""The audit lanes as a whole: verified link by link, and paused while an export reads.

A lane that was cut (graph_schema/store/cutting.py) begins after its cut, whose hash the first
entry that is left must name.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph_schema.access import Access
from graph_schema.audit import FIRST, LANES, entry_of
from graph_schema.errors import Conflict
from graph_schema.store.cuts import cuts
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession, Store
from graph_schema.vocabulary import Purpose

PAGE = 1_000
LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of a lane that is not what the chain says, by its number."""

    lane: str
    seq: int
    why: str


def verify(store: Store, *, last: int | None = None) -> list[Break]:
    """Recompute the lanes' chains; returns the first break of each lane, none when all hold.

    last: only so many entries of each lane, from its end. Writers may go on meanwhile.
    """
    found = []
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        lanes, made = _lanes(session), cuts(store.fields, session)
        found += [Break("cuts", one.seq, why) for one in made for why in one.faults]
        ends = made[-1].ends if made else {}
        for lane in LANES:
            if lane in lanes:
                begun = ends.get(lane, (0, FIRST))
                broken = _verify_lane(session, lane, (begun, lanes[lane]), last)
            else:
                broken = Break(lane, 0, "the lane is not there")
            if broken is not None:
                found.append(broken)
        cut_meanwhile = bool(found) and len(cuts(store.fields, session)) > len(made)
    return verify(store, last=last) if cut_meanwhile else found


def _lanes(session: ReadSession) -> dict[str, tuple[int, str]]:
    return {row["id"]: (row["seq"], row["head"]) for row in session.run("store_lanes")}


def _verify_lane(
    session: ReadSession,
    lane: str,
    ends: tuple[tuple[int, str], tuple[int, str]],
    last: int | None,
) -> Break | None:
    """Follow one lane from its cut to its head as they were.

    What comes after must be below the head now. ends: number and hash, of both.
    """
    (cut, before), (seq, head) = ends
    start = cut if last is None else max(cut, seq - last)
    previous, expected = (before if start == cut else None), start + 1
    for entry in _entries(session, lane, start):
        if entry["seq"] > seq:
            beyond = entry["seq"] > _lanes(session)[lane][0]
            return Break(lane, entry["seq"], "an entry after the head") if beyond else None
        if why := _fault(entry, previous, expected):
            return Break(lane, expected, why)
        previous, expected = str(entry["hash"]), expected + 1
    if expected != seq + 1:
        return Break(lane, expected, "missing at the end")
    if previous is not None and previous != head:
        return Break(lane, seq, "is not the head")
    return None


def _fault(entry: Row, previous: str | None, expected: int) -> str | None:
    if entry["seq"] != expected:
        return f"missing; the next there is {entry['seq']}"
    if previous is not None and entry.get("previous") != previous:
        return "does not follow the one before"
    try:
        whole = entry_of(entry).hash() == entry["hash"]
    except (TypeError, KeyError, AttributeError):
        whole = False
    return None if whole else "was changed"


def _entries(session: ReadSession, lane: str, above: int) -> Iterator[Row]:
    while True:
        found = session.run("store_audit_page", lane=lane, above=above, page=PAGE)
        for row in found:
            yield row["entry"]
        if len(found) < PAGE:
            return
        above = int(found[-1]["entry"]["seq"])


@contextlib.contextmanager
def paused(store: Store) -> Iterator[None]:
    """Let nobody write meanwhile, for ten minutes at most; those in flight finish first.

    Works because every writer takes a lane before anything else. Looks are still recorded.
    Raises Conflict at the end when the pause ran out or somebody else changed it meanwhile.
    """
    until = store.clock() + LONGEST_PAUSE
    store.pause_lanes(until)
    try:
        yield
    finally:
        held = _paused_until(store) == {until}
        if held:
            store.pause_lanes(None)
    if not held or store.clock() >= until:
        raise Conflict(why="writers went on before it was complete", minutes=10)


def _paused_until(store: Store) -> set[datetime | None]:
    with store.read(Access.system(Purpose.STATISTICS, ())) as session:
        return {row["paused"] for row in session.run("store_lanes")}

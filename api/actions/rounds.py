"""The clock round: what is over fires, who waits is reminded, what has no clock gets one.

A worker does it every minute; a test or a person gives it an instant. Each firing is a move of
its table like any other, with an operation id of its clock, so that two workers fire it once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from api.actions.engine import Asked, looking, move
from api.actions.moving import URGENT, Moving
from api.actions.own_flows import own_flows
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected, WulianError
from graph_schema.flows import Flow
from graph_schema.flows.engine import KEEP
from graph_schema.shape import RELATIONSHIPS
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose, Role

PAGE = 500  # items of one process in one round
BEGUN = 100  # of those that have no clock yet; the rest waits for the next round
# Who is told at which share of a clock; below 100 the owner alone, quietly (3.4).
OWNER, VILLAGE, TOWN, DISTRICT = 100, 100, 150, 200
OWNING = (
    ("OWNED_BY", "Actor"),
    ("BY", "Actor"),
    ("CLAIMED_BY", "Actor"),
    ("PROVIDED_BY", "Actor"),
)


@dataclass(slots=True)
class Round:
    """What a round did: items moved by their clocks, people told, clocks begun."""

    fired: int = 0
    told: int = 0
    begun: int = 0


def clock_round(store: Store, now: datetime | None = None) -> Round:
    """Fire, tell and begin for every process, as of an instant; now if none is given.

    Each district has its own clocks. One that stands still (a sample with a day of its own) has
    that day, at the present time of day: by the real date all that was agreed in it would be
    long over.
    """
    with store.read(Access.system(Purpose.MONITORING, ())) as session:
        places = session.run("clocks_districts")
    present, done = now or store.clock(), Round()
    for place in places:
        instant = present if now else _standing(place, present)
        then = Store(store.connection, clock=partial(_always, instant))
        own = _own(then, place["code"])
        for name in flows.names():
            flow = own.get(name) or flows.load(name)
            access = Access.system(flow.purpose, (place["code"],))
            done.fired += _fire(then, access, flow)
            done.told += _remind(then, access, flow)
            done.begun += _begin(then, access, flow)
    return done


def _own(store: Store, district: str) -> Mapping[str, Flow]:
    """Read the tables a district has of its own."""
    with store.read(Access.system(Purpose.MONITORING, (district,))) as session:
        return own_flows(session.run, store.clock().date())


def _standing(place: Row, present: datetime) -> datetime:
    if place["today"] is None:
        return present
    local = present.astimezone(ZoneInfo(place["zone"] or "Asia/Shanghai"))
    return local.replace(
        year=place["today"].year, month=place["today"].month, day=place["today"].day
    ).astimezone(UTC)


def _always(instant: datetime) -> datetime:
    return instant


def _read(store: Store, access: Access, flow: Flow, name: str, **params: Any) -> list[Row]:
    with store.read(access) as session:
        return session.shaped(name, {"LABEL": flow.label}, page=PAGE, **params)


def _fire(store: Store, access: Access, flow: Flow) -> int:
    """Move what a clock that is over moves. Returns how many."""
    fired = 0
    for row in _read(store, access, flow, "clocks_over", until=store.clock()):
        event = next(
            (
                t.event
                for t in flow.transitions
                if t.source == row["state"] and row["clock"] in t.timer
            ),
            None,
        )
        if event is None:
            continue
        operation = f"clock {row['id']} {row['clock']} {row['due'].isoformat()}"
        asked = Asked(operation=operation, flow=flow.name, event=event, id=row["id"])
        try:
            move(store, access, asked)
            fired += 1
        except Rejected:  # a guard holds it back: the clock has done its work
            _write(store, access, partial(_stop, flow=flow, id=row["id"]))
        except WulianError:
            continue  # somebody moved it meanwhile, or it is gone: the next round looks again
    return fired


def _write(store: Store, access: Access, work: Callable[[Transaction], bool]) -> bool:
    with store.write(access, Action.CLOCK_TOLD) as session:
        return bool(session.transact(work))


def _stop(tx: Transaction, *, flow: Flow, id: str) -> bool:
    if (found := looking(tx, flow, id)) is None:
        return False
    found[0].graph.add(flow.label, id, clock_due=None, clock_next=None)
    return True


def _remind(store: Store, access: Access, flow: Flow) -> int:
    """Tell who waits what share of a clock is gone. Returns for how many items."""
    rows = _read(store, access, flow, "clocks_to_tell", until=store.clock())
    return sum(_write(store, access, partial(_tell, flow=flow, seen=row)) for row in rows)


def _tell(tx: Transaction, *, flow: Flow, seen: Row) -> bool:
    found = looking(tx, flow, seen["id"])
    if found is None:
        return False
    m, clocks = found
    clock, due = m.item.get("clock"), m.item.get("clock_due")
    if clock is None or due is None:
        m.graph.add(flow.label, m.id, clock_next=None)
        return False
    started, before = m.item.get("clock_from") or due, m.item.get("clock_told") or 0
    rung = clocks.rung(clock, clocks.share(clock, started, due, m.now))
    if rung > before:
        m.tell(_concerned(m, rung), f"CLOCK_{rung}", urgent=m.colour == URGENT)
    told = max(rung, before)
    further = clocks.next_rung(clock, started, due, told)
    m.graph.add(flow.label, m.id, clock_told=told, clock_next=further)
    return rung > before


def _concerned(m: Moving, rung: int) -> list[str]:
    """Name who is told at a rung: the owner, then tier by tier; each once."""
    owners = [
        one["id"]
        for kind, label in OWNING
        if (m.label, label) in RELATIONSHIPS[kind].ends
        for one in m.after(kind, label)
        if one["tie"].get("to") is None
    ]
    village = m.stewards(Role.VILLAGE_STEWARD)
    if rung < OWNER:
        return owners or village
    if rung < TOWN:
        return [*owners, *village]
    if rung < DISTRICT:
        return m.stewards(Role.TOWN_STEWARD)
    return m.stewards(Role.DISTRICT_STEWARD)


def _begin(store: Store, access: Access, flow: Flow) -> int:
    """Begin the clocks of items that came from files or plans and have none, from now."""
    begins = {
        row.target: row.clock
        for row in reversed(flow.transitions)
        if row.clock not in {None, KEEP} and row.source != row.target
    }
    rows = _read(store, access, flow, "clocks_unset", states=sorted(begins))[:BEGUN]
    if rows:
        wanted = [(row["id"], str(begins[row["state"]])) for row in rows]
        _write(store, access, partial(_start_all, flow=flow, wanted=wanted))
    return len(rows)


def _start_all(tx: Transaction, *, flow: Flow, wanted: list[tuple[str, str]]) -> bool:
    begun = [_start(tx, flow=flow, id=id, clock=clock) for id, clock in wanted]
    return any(begun)


def _start(tx: Transaction, *, flow: Flow, id: str, clock: str) -> bool:
    found = looking(tx, flow, id)
    if found is None or found[0].item.get("clock") is not None:
        return False
    m, clocks = found
    due = clocks.due(clock, m.colour, m.now, m.item)
    further = clocks.next_rung(clock, m.now, due, 0)
    running = {"clock": clock, "clock_from": m.now, "clock_due": due, "clock_next": further}
    m.graph.add(flow.label, id, **running)
    return True

"""The clock round: what is over fires, who waits is reminded, what has no clock gets one.

A worker does it every minute; a test or a person gives it an instant. Each firing is a move of
its table like any other, with an operation id of its clock, so that two workers fire it once.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from api.actions.engine import Asked, alone, looking, move
from api.actions.many import Many
from api.actions.own_flows import OwnFlows, own_flows
from api.moves import tables
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected, WulianError
from graph_schema.flows import Flow, Transition
from graph_schema.flows.engine import KEEP
from graph_schema.store.batches import chunks
from graph_schema.store.days import Place, places
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Purpose

PAGE, TOGETHER = 5_000, 500  # items of one process in one round, in one transaction


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
        districts = places(session.run)
    present, done = now or store.clock(), Round()
    for place in districts:
        instant = present if now else _standing(place, present)
        then = Store(store.connection, clock=partial(_always, instant))
        own = _own(then, place)
        for name in flows.names():
            access = Access.system(flows.load(name).purpose, (place.code,))
            done.fired += _fire(then, access, own, name)
            done.told += _remind(then, access, own, name)
            done.begun += _begin(then, access, own, name)
    return done


def _own(store: Store, place: Place) -> OwnFlows:
    """Read the tables a district has of its own, and those it had."""
    with store.read(Access.system(Purpose.MONITORING, (place.code,))) as session:
        return own_flows(session.run, store.clock().date(), towns=place.towns_confirm)


def _standing(place: Place, present: datetime) -> datetime:
    if (day := place.today) is None:
        return present
    local = present.astimezone(place.zone)
    return local.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)


def _always(instant: datetime) -> datetime:
    return instant


def _read(store: Store, access: Access, flow: Flow, name: str, **params: Any) -> list[Row]:
    with store.read(access) as session:
        return session.shaped(name, {"LABEL": flow.label}, page=PAGE, **params)


def _fire(store: Store, access: Access, own: OwnFlows, name: str) -> int:
    """Move what a clock that is over moves. Returns how many.

    What a move changes nothing but its item for is moved many in one transaction: so most
    visits end, by the thousand.
    """
    fired, base = 0, flows.load(name)
    together = defaultdict[tuple[str, Transition], dict[str, datetime]](dict)
    rows = [row for flow in own.every(name).values() for row in flow.transitions]
    states = sorted({row.source for row in rows if row.timer and row.source})
    for row in _read(store, access, base, "clocks_over", states=states, until=store.clock()):
        version = own.version_of(name, row)
        flow = own.at(name, version)
        step = _over(flow, row)
        if step is None:
            continue
        if alone(flow, step):
            together[version, step][row["id"]] = row["due"]
        else:
            fired += _move(store, access, flow, step, row)
    for (version, step), over in together.items():
        for part in chunks(over.items(), TOGETHER):
            fired += _move_all(store, access, own.at(name, version), step, dict(part))
    return fired


def _over(flow: Flow, row: Row) -> Transition | None:
    """Find what the clock of an item moves."""
    there = (t for t in flow.transitions if t.source == row["state"])
    return next((t for t in there if row["clock"] in t.timer), None)


def _move(store: Store, access: Access, flow: Flow, step: Transition, row: Row) -> bool:
    operation = f"clock {row['id']} {row['clock']} {row['due'].isoformat()}"
    asked = Asked(operation=operation, flow=flow.name, event=step.event, id=row["id"])
    try:
        move(store, access, asked)
    except Rejected:  # a guard holds it back: the clock has done its work
        _write(store, access, partial(_stop, flow=flow, id=row["id"]))
    except WulianError:
        return False  # somebody moved it meanwhile, or it is gone: the next round looks again
    else:
        return True
    return False


def _move_all(
    store: Store, access: Access, flow: Flow, step: Transition, over: Mapping[str, datetime]
) -> int:
    action = tables.action(flow.name, step.event)
    try:
        with store.write(access, action) as session:
            return int(session.transact(lambda tx: Many(tx, flow, over).fire(step, over)))
    except WulianError:
        return 0  # the next round looks again


def _write(store: Store, access: Access, work: Callable[[Transaction], int]) -> int:
    with store.write(access, Action.CLOCK_TOLD) as session:
        return int(session.transact(work))


def _stop(tx: Transaction, *, flow: Flow, id: str) -> bool:
    if (found := looking(tx, flow, id)) is None:
        return False
    found[0].graph.add(flow.label, id, clock_due=None, clock_next=None)
    return True


def _remind(store: Store, access: Access, own: OwnFlows, name: str) -> int:
    """Tell who waits what share of a clock is gone, many in one transaction."""
    flow = flows.load(name)
    every = own.every(name).values()
    states = sorted({state for one in every for state in set(one.states) - set(one.ends)})
    rows = _read(store, access, flow, "clocks_to_tell", states=states, until=store.clock())
    return sum(
        _write(store, access, partial(_told, flow=flow, ids=part))
        for part in chunks([str(row["id"]) for row in rows], TOGETHER)
    )


def _told(tx: Transaction, *, flow: Flow, ids: Sequence[str]) -> int:
    return Many(tx, flow, ids).remind()


def _begin(store: Store, access: Access, own: OwnFlows, name: str) -> int:
    """Begin the clocks of items that came from files or plans and have none, from now."""
    flow = flows.load(name)
    begins = {version: _begins(one) for version, one in own.every(name).items()}
    states = sorted({state for some in begins.values() for state in some})
    rows = _read(store, access, flow, "clocks_unset", states=states)
    clocks = {row["id"]: begins[own.version_of(name, row)].get(row["state"]) for row in rows}
    wanted = {id: clock for id, clock in clocks.items() if clock is not None}
    for part in chunks(wanted.items(), TOGETHER):
        _write(store, access, partial(_begun, flow=flow, wanted=dict(part)))
    return len(wanted)


def _begun(tx: Transaction, *, flow: Flow, wanted: Mapping[str, str]) -> int:
    return int(Many(tx, flow, wanted).begin(wanted))


def _begins(flow: Flow) -> Mapping[str, str]:
    """Name the clock that begins with each state of a table."""
    return {
        row.target: row.clock
        for row in reversed(flow.transitions)
        if row.clock is not None and row.clock != KEEP and row.source != row.target
    }

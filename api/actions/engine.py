"""The one way anything changes its state: by an event of its table, in one transaction.

Lock first, then look: the caller's reach, the version he saw, the row for his role, the guards
by name, the state with what the event was told, the effects by name, the clock that begins, a
step of its history. Audit entry and operation record commit with it, or nothing does.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from api.actions.graph import Graph
from api.actions.moving import Joined, Moving
from api.actions.own_flows import OwnFlows, own_flows
from api.actions.reach import bidding, reached
from api.clocks import Clocks, in_force
from api.moves import tables
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.errors import Forbidden, NotFound, Rejected, StaleVersion
from graph_schema.flows import Flow, Transition
from graph_schema.flows.engine import KEEP
from graph_schema.ids import new_id
from graph_schema.shape import LABELS
from graph_schema.store.days import place_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Role

TIERS = {
    Role.VILLAGE_STEWARD: "T3",
    Role.TOWN_STEWARD: "T2",
    Role.DISTRICT_STEWARD: "T1",
    Role.DISTRICT_CASEWORKER: "T1",
}
# Processes whose items an evaluation looks at: each move is a new fact about a household.
JUDGED = frozenset({"alert", "consent", "link", "need", "ticket", "visit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for. id and seen (the version he saw): None where it makes an item.

    told: the event's own fields. channel: how it came. dry: only answer what it would do.
    """

    operation: str
    flow: str
    event: str
    id: str | None = None
    seen: int | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    channel: str = "API"
    dry: bool = False

    def digest(self) -> str:
        """Name the body, so that an operation id cannot be used for something else."""
        told = json.dumps(dict(self.told), sort_keys=True, default=str)
        return f"{self.flow}.{self.event} {self.id} {self.seen} {self.reason} {told}"


class _Dry(Exception):
    """Carries the answer of a move that is only tried out of its transaction."""

    def __init__(self, answer: Row) -> None:
        self.answer = answer
        super().__init__("dry run")


def move(store: Store, access: Access, asked: Asked) -> Row:
    """Move an item by one event, or make it. Returns id, version, state, due and found ids.

    Raises NotFound (also when out of reach), StaleVersion with both versions, Rejected,
    Forbidden, NoConsent, NoCapacity, OperationReused.
    """
    flow = flows.load(asked.flow)
    action = tables.action(flow.name, asked.event)
    access = replace(access, reason=asked.reason)
    operation = None if asked.dry else asked.operation
    try:
        with store.write(access, action, operation=operation, digest=asked.digest()) as session:
            return session.transact(partial(_moved, asked=asked, flow=flow))
    except _Dry as dry:
        return dry.answer


def _moved(tx: Transaction, *, asked: Asked, flow: Flow) -> Row:
    answer = moved(tx, asked, flow)
    if asked.dry:
        raise _Dry(answer)
    return answer


def moved(tx: Transaction, asked: Asked, flow: Flow) -> Row:
    """Do a move inside a transaction that is open already; as `move`.

    flow: of the program; where the district has a table of its own, that one holds.
    """
    engine = Engine(tx, asked.channel)
    if tx.access.role not in engine.roles_of(flow.name, asked.event):
        raise Forbidden(flow=flow.name, event=asked.event, role=str(tx.access.role))
    if asked.id is None:
        return engine.make(engine.flows.in_force(flow.name), asked)
    row = reached(tx, flow.name, asked.id)
    if asked.seen is not None and row["version"] != asked.seen:
        raise StaleVersion(yours=asked.seen, current=row["version"], state=row["state"])
    return engine.go(flow, asked)


def looking(tx: Transaction, flow: Flow, id: str) -> tuple[Moving, Clocks] | None:
    """Look at an item as its moves do, and the clocks in force; None when it is gone."""
    engine = Engine(tx, "CLOCK")
    return engine.look(flow, id)


class Engine:
    """Moves of one transaction: the one that was asked for and those it brings about."""

    def __init__(self, tx: Transaction, channel: str) -> None:
        self._tx, self._channel = tx, channel
        self._graph = Graph(tx)
        self._place = place_of(self._graph.run, tx.access.areas)
        self._graph.day = self.today
        self._clocks: Clocks | None = None
        self._own: OwnFlows | None = None

    @property
    def flows(self) -> OwnFlows:
        """The tables of the caller's district, read when the first is asked for."""
        if self._own is None:
            towns = self._place.towns_confirm
            self._own = own_flows(self._graph.run, self.today, towns=towns)
        return self._own

    def roles_of(self, name: str, event: str) -> frozenset[Role]:
        """Name who may cause an event of some item, whichever version of the table it is on."""
        every = self.flows.every(name)
        return frozenset[Role]().union(*(one.roles_of(event) for one in every.values()))

    @property
    def clocks(self) -> Clocks:
        """The tables in force, read when the first clock begins."""
        if self._clocks is None:
            params = self._graph.run("clocks_params", today=self.today)
            days = self._graph.run("clocks_days")
            self._clocks = in_force(self._place.zone, params, days)
        return self._clocks

    @property
    def today(self) -> date:
        """The district's day: the sample runs on its own calendar."""
        return self._place.day(self._tx.now)

    @property
    def graph(self) -> Graph:
        """The graph as its moves see it."""
        return self._graph

    def standing(self, flow: Flow, id: str, item: Row) -> Moving:
        """Give an item that was locked and read, to be looked at as its moves do."""
        return self._moving(flow, flow.transitions[0], id, item, {}, None)

    def look(self, flow: Flow, id: str) -> tuple[Moving, Clocks] | None:
        """Lock and look at an item without moving it."""
        item = self._graph.lock(flow.label, id)
        if item is None:
            return None
        return self.standing(flow, id, item), self.clocks

    def make(self, flow: Flow, asked: Asked) -> Row:
        """Make an item, where its beginning is in the caller's reach."""
        row = flow.step(None, asked.event, self._tx.access.role, reason=asked.reason)
        told = self._told(row, asked.told)
        self._begin(told)
        return self._birth(self._moving(flow, row, new_id(), {}, told, asked.reason))

    def _begin(self, told: Mapping[str, Any]) -> None:
        """Check that what a new item hangs on is in the caller's reach. Raises NotFound."""
        if (project := told.get("project_id")) is not None:
            bidding(self._tx, str(project))
        elif (link := told.get("link")) is not None:
            reached(self._tx, "link", str(link))
        elif (household := told.get("household")) is not None:
            reached(self._tx, "household", str(household))

    def go(self, flow: Flow, asked: Asked) -> Row:
        """Move an item that was reached and locked."""
        item = self._graph.node(flow.label, str(asked.id))
        if item is None:
            raise NotFound(id=asked.id)
        flow = self.flows.of(flow.name, item)
        if self._tx.access.role not in flow.roles_of(asked.event):
            raise Forbidden(flow=flow.name, event=asked.event, role=str(self._tx.access.role))
        row = flow.step(
            item["state"], asked.event, self._tx.access.role,
            reason=asked.reason, before=item.get("state_before"),
        )  # fmt: skip
        told = self._told(row, asked.told)
        return self._step(self._moving(flow, row, str(asked.id), item, told, asked.reason))

    def cascade(
        self, cause: Moving, flow: str, event: str, id: str | None, told: Mapping[str, Any]
    ) -> Row:
        """Bring about a move of another process; its row must name the cause."""
        return self.follow(cause.name, flow, event, id, told)

    def follow(
        self, cause: str, flow: str, event: str, id: str | None, told: Mapping[str, Any]
    ) -> Row:
        """Do as `cascade`, for a cause by its name: a move, or a change of a household."""
        table = self.flows.in_force(flow)
        item: Row = {}
        if id is not None:
            found = self._graph.lock(table.label, id)
            if found is None:
                raise NotFound(id=id)
            item, table = found, self.flows.of(flow, found)
        row = table.row(item.get("state"), event)
        if cause not in row.by:
            raise Forbidden(flow=flow, event=event, cause=cause)
        told = self._told(row, {k: v for k, v in told.items() if v is not None})
        moving = self._moving(table, row, id or new_id(), item, told, cause)
        moving.cause = cause
        return self._step(moving) if id is not None else self._birth(moving)

    def _told(self, row: Transition, told: Mapping[str, Any]) -> dict[str, Any]:
        """Check what an event was told against its row. Raises Rejected with the names."""
        known = {asked.field.name: asked for asked in row.fields}
        if unknown := sorted(set(told) - set(known)):
            raise Rejected(["UNKNOWN_FIELD"], fields=unknown)
        given = {
            n: known[n].field.checked(value) for n, value in told.items() if value is not None
        }
        missing = [n for n, asked in known.items() if asked.required and n not in given]
        if missing:
            raise Rejected([f"{name.upper()}_MISSING" for name in missing])
        return given

    def _moving(
        self,
        flow: Flow,
        row: Transition,
        id: str,
        item: Row,
        told: dict[str, Any],
        reason: str | None,
    ) -> Moving:
        return Moving(
            graph=self._graph, access=self._tx.access, flow=flow, step=row, id=id, item=item,
            told=told, reason=reason, now=self._tx.now, today=self.today, cascade=self.cascade,
        )  # fmt: skip

    def _birth(self, m: Moving) -> Row:
        try:
            check(m)
        except Joined as joined:
            there = self._graph.lock(m.label, joined.id) or {}
            return _answer(joined.id, there["version"], there["state"], None, [joined.id])
        first = {"state": m.step.target, "state_since": m.now} | self._written(m)
        first["flow_version"] = self.flows.version(m.flow.name)
        self._graph.make(m.label, id=m.id, **first)
        self._finish(m, version=1)
        return self._then(m, 1)

    def _step(self, m: Moving) -> Row:
        check(m)
        version = self._graph.change(m.label, m.id, **self._changed(m))
        if m.item.get("clock_told"):
            self._graph.untell({m.id}, m.item.get("told_in") or ())
        self._finish(m, version)
        return self._then(m, version)

    def go_all(self, moves: Sequence[Moving]) -> None:
        """Move locked items by rows that are `alone`; each move's `lines` keep what is told."""
        if not moves:
            return
        flow, told = moves[0].flow, [m for m in moves if m.item.get("clock_told")]
        for m in moves:
            m.lines = []
            for name in m.step.effects:
                tables.effect(flow.name, name)(m)
            m.changes |= self._clock(m)
        versions = self._graph.change_all(
            flow.label, [(m.item, self._changed(m) | m.changes) for m in moves]
        )
        notes = {note for m in told for note in m.item.get("told_in") or ()}
        self._graph.untell({m.id for m in told}, notes)
        steps = {m.id: self._stepped(m, versions[m.id]) for m in moves}
        self._graph.step_all(flow.label, steps)
        if flow.name in JUDGED:
            for area in sorted({str(m.area) for m in moves if m.area is not None}):
                self._graph.job("evaluate", area)

    def _changed(self, m: Moving) -> dict[str, Any]:
        """Give what a move sets by its row and what it was told."""
        changes = {"state": m.step.target} | self._written(m)
        if m.step.target != m.item["state"]:
            changes["state_since"] = m.now
        if not m.item.get("flow_version"):
            changes["flow_version"] = self.flows.version_of(m.flow.name, m.item)
        return changes

    def _written(self, m: Moving) -> dict[str, Any]:
        """Give what the event was told, and the instants it notes, as properties."""
        props = LABELS[m.label].props
        told = {a.field.prop: m.told.get(a.field.name) for a in m.step.fields}
        found = {
            prop: value for prop, value in told.items() if prop in props and value is not None
        }
        if m.reason is not None and "reason_code" in props:
            found["reason_code"] = m.reason
        return found | dict.fromkeys(m.step.marks, m.now)

    def _finish(self, m: Moving, version: int) -> None:
        """Do the effects, start the clock, add the step."""
        for name in m.step.effects:
            tables.effect(m.flow.name, name)(m)
        if m.flow.name in JUDGED:
            m.evaluate()
        m.changes |= self._clock(m)
        if m.changes:
            self._graph.add(m.label, m.id, **m.changes)
        if m.noted:
            before = () if m.item.get("clock_told") else m.item.get("told_in") or ()
            rows = [{"id": m.id, "told_in": sorted({*before, *m.noted})}]
            self._graph.add_all(m.label, rows)
        self._graph.step(m.label, m.id, **self._stepped(m, version))

    def _stepped(self, m: Moving, version: int) -> Row:
        """Give the step a move is, and put on record what it changed."""
        written = self._written(m) | m.changes
        changed = {n: str(v) for n, v in written.items() if m.item.get(n) != v and n != "state"}
        self._tx.record.note(
            fields=[f"{m.label}.state"],
            before={"state": m.step.source} | {n: str(m.item.get(n)) for n in changed},
            after={"state": m.step.target, "tier": TIERS.get(m.role), "via": self._channel}
            | changed,
        )
        return {
            "flow": m.flow.name, "event": m.step.event, "old": m.step.source,
            "new": m.step.target, "who": m.me, "role": str(m.role), "tier": TIERS.get(m.role),
            "at": m.now, "channel": m.cause or self._channel, "reason": m.reason,
            "due": m.changes.get("clock_due"), "version": version,
            "changes": json.dumps(changed, ensure_ascii=False, sort_keys=True),
        }  # fmt: skip

    def _clock(self, m: Moving) -> dict[str, Any]:
        """Start the row's clock, or stop the one that ran. A clock that an effect set stays."""
        if "clock" in m.changes or m.step.clock == KEEP:
            return {}
        none = dict.fromkeys(("clock", "clock_from", "clock_due", "clock_next", "clock_told"))
        if m.step.clock is None:
            return none if m.item.get("clock") else {}
        item = {**m.item, **self._written(m), **m.changes}
        due = self.clocks.due(m.step.clock, m.colour, m.now, item)
        shown = self.clocks.table[m.step.clock].shown_of(item)
        further = self.clocks.next_rung(m.step.clock, m.now, due, 0)
        started = {"clock": m.step.clock, "clock_from": m.now, "clock_due": due}
        started["clock_next"] = further
        started |= {shown: due} if shown else {}
        return started | {"clock_told": None, "clock_left": None}

    def _then(self, m: Moving, version: int) -> Row:
        """Go on by itself where a row says so and its guards hold; then answer."""
        for row in m.flow.transitions:
            if row.auto and row.source == m.step.target:
                item = self._graph.node(m.label, m.id) or {}
                onward = self._moving(m.flow, row, m.id, item, {}, None)
                onward.cause = m.name
                try:
                    check(onward)
                except Rejected:
                    continue
                answer = self._step(onward)
                return answer | {"found": [*m.found, *answer["found"]]}
        return _answer(m.id, version, m.step.target, m.changes.get("clock_due"), m.found)


def alone(flow: Flow, row: Transition) -> bool:
    """Whether a row changes its item only, is told nothing and goes nowhere on by itself."""
    onward = any(one.auto and one.source == row.target for one in flow.transitions)
    beyond = set(row.effects) - tables.ALL[flow.name].asides
    return not (beyond or row.fields or row.by or onward)


def check(m: Moving) -> None:
    """Check a move's guards, in order. Raises what the first one finds."""
    for name in m.step.guards:
        tables.guard(m.flow.name, name)(m)


def _answer(id: str, version: int, state: str, due: datetime | None, found: list[str]) -> Row:
    told = due.isoformat() if due else None
    return {"id": id, "version": version, "state": state, "due": told, "found": found}

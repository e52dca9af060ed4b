"""Clocks of many items of one process at once: whom to tell, and when a clock is over.

What a district of tens of thousands of households has its clocks do in a day is too much to be
looked at one by one: the items of a page are locked together, their households, stewards and
owners read together, and everybody's digest is written once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from api.actions.engine import Engine, check
from api.actions.moving import URGENT, Line, Moving
from graph_schema.errors import Rejected
from graph_schema.flows import Flow, Transition
from graph_schema.shape import RELATIONSHIPS
from graph_schema.store.rows import Row
from graph_schema.store.session import Transaction
from graph_schema.vocabulary import Role

# Who is told at which share of a clock; below 100 the owner alone, quietly (3.4).
OWNER, TOWN, DISTRICT = 100, 150, 200
OWNING = ("OWNED_BY", "BY", "CLAIMED_BY", "PROVIDED_BY")  # ties to the person whose item it is


class Rung(NamedTuple):
    """How far an item's clock is: the rung that is told now, 0 for none, and the last told."""

    tell: int
    told: int


class Many:
    """Items of one process in one transaction, locked and looked at together."""

    def __init__(self, tx: Transaction, flow: Flow, ids: Iterable[str]) -> None:
        self._flow, self._engine = flow, Engine(tx, "CLOCK")
        self._graph = self._engine.graph
        found = self._graph.lock_all(flow.label, ids)
        homes = self._homes(list(found))
        self._items = [self._engine.standing(flow, id, found[id]) for id in sorted(found)]
        for m in self._items if flow.home else ():
            m.__dict__["home"] = homes.get(m.id)  # read for all; not once more for each

    def _homes(self, ids: list[str]) -> dict[str, Row]:
        """Read the household of each item, along the ties that its process names."""
        at, label = {id: id for id in ids}, self._flow.label
        for kind, other, away in self._flow.home:
            ends = (kind, label, other) if away else (kind, other, label)
            beside = self._graph.edges(ends, sorted(set(at.values())), back=not away)
            way = {here: min(end for end, _ in ties) for here, ties in beside.items()}
            at = {id: way[here] for id, here in at.items() if here in way}
            label = other
        homes = self._graph.nodes(label, sorted(set(at.values()))) if self._flow.home else {}
        return {id: homes[home] for id, home in at.items() if home in homes}

    def begin(self, wanted: Mapping[str, str]) -> bool:
        """Start the clocks named by item where none runs. Returns whether any began."""
        rows = []
        for m in self._items:
            if m.item.get("clock") is not None:
                continue
            name = wanted[m.id]
            due = self._engine.clocks.due(name, m.colour, m.now, m.item)
            further = self._engine.clocks.next_rung(name, m.now, due, 0)
            running = {"clock": name, "clock_from": m.now, "clock_due": due}
            rows.append({"id": m.id, **running, "clock_next": further})
        self._graph.add_all(self._flow.label, rows)
        return bool(rows)

    def fire(self, step: Transition, over: Mapping[str, datetime]) -> int:
        """Move the items whose clock is over still, by a row that is `alone`. Returns how many.

        over: when each item's clock was over as it was seen. A clock whose move a guard holds
        back has done its work.
        """
        moved: list[Moving] = []
        held: list[Row] = []
        for m in self._items:
            if m.item["state"] != step.source or m.item.get("clock_due") != over[m.id]:
                continue  # somebody moved it meanwhile
            m.step = step
            try:
                check(m)
            except Rejected:
                held.append({"id": m.id, "clock_due": None, "clock_next": None})
            else:
                moved.append(m)
        self._around(moved)
        self._engine.go_all(moved)
        self._tell({m.id: m.lines or [] for m in moved})
        told = [m for m in moved if m.noted]
        self._graph.add_all(
            self._flow.label,
            [*held, *({"id": m.id, "told_in": sorted({*_kept(m), *m.noted})} for m in told)],
        )
        return len(moved)

    def _around(self, items: list[Moving]) -> None:
        """Read the villages and stewards of the items' households, for all at once."""
        self._place(items)
        stewards = self._stewards(items)
        for m in items:
            m.__dict__["tiers"] = stewards[str(m.home["id"])] if m.home else {}

    def _place(self, items: list[Moving]) -> None:
        """Read the villages of the items' households."""
        homes = sorted({str(m.home["id"]) for m in items if m.home})
        ends = ("LIVES_IN", "Household", "Area")
        ties = self._graph.edges(ends, homes) if homes else {}
        here = {home: min(place for place, _ in some) for home, some in ties.items()}
        areas = self._graph.nodes("Area", sorted(set(here.values()))) if here else {}
        for m in items:
            if m.home and (place := here.get(str(m.home["id"]))):
                m.__dict__["area"] = str(areas[place]["code"])

    def remind(self) -> int:
        """Tell who waits what share of each clock is gone. Returns of how many items."""
        rungs = {m.id: self._rung(m) for m in self._items}
        due = [m for m in self._items if rungs[m.id].tell]
        self._around(due)
        owners = self._owners(due)
        self._tell({m.id: [_line(m, rungs[m.id].tell, owners.get(m.id, []))] for m in due})
        self._graph.add_all(self._flow.label, [self._next(m, rungs) for m in self._items])
        return sum(bool(one.tell) for one in rungs.values())

    def _rung(self, m: Moving) -> Rung:
        clock, due, before = m.item.get("clock"), m.item.get("clock_due"), self._before(m)
        if clock is None or due is None:
            return Rung(0, before)
        clocks = self._engine.clocks
        share = clocks.share(clock, m.item.get("clock_from") or due, due, m.now)
        rung = clocks.rung(clock, share)
        return Rung(rung if rung > before else 0, max(rung, before))

    @staticmethod
    def _before(m: Moving) -> int:
        return int(m.item.get("clock_told") or 0)

    def _next(self, m: Moving, rungs: Mapping[str, Rung]) -> Row:
        clock, due = m.item.get("clock"), m.item.get("clock_due")
        if clock is None or due is None:
            return {"id": m.id, "clock_next": None}
        told, started = rungs[m.id].told, m.item.get("clock_from") or due
        further = self._engine.clocks.next_rung(clock, started, due, told)
        noted = {*(m.item.get("told_in") or ()), *m.noted}
        return {
            "id": m.id, "clock_told": told, "clock_next": further, "told_in": sorted(noted),
        }  # fmt: skip

    def _tell(self, told: Mapping[str, list[Line]]) -> None:
        """Tell what items tell: at once what is urgent, the rest in one digest a person."""
        day, items = self._engine.today, {m.id: m for m in self._items}
        lines: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for id, some in told.items():
            for one in some:
                if one.urgent:
                    items[id].noted += self._graph.tell(
                        one.people, one.template, id, day, urgent=True
                    )
                    continue
                for person in one.people:
                    lines[person][one.template, id] = None
        notes = self._graph.digests(
            day,
            {
                person: [{"template": template, "of": id} for template, id in parts]
                for person, parts in lines.items()
            },
        )
        for person, parts in lines.items():
            for _, id in parts:
                items[id].noted.append(notes[person])

    def _owners(self, items: list[Moving]) -> dict[str, list[str]]:
        """Read whose each item is now."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        label, ids = self._flow.label, [m.id for m in items]
        for kind in OWNING:
            if ids and (label, "Actor") in RELATIONSHIPS[kind].ends:
                for id, ties in self._graph.edges((kind, label, "Actor"), ids).items():
                    found[id] += sorted(who for who, tie in ties if tie.get("to") is None)
        return dict(found)

    def _stewards(self, items: list[Moving]) -> defaultdict[str, dict[str, list[str]]]:
        """Read the stewards of today of the items' households: by household, then by tier."""
        homes = sorted({str(m.home["id"]) for m in items if m.home})
        found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        ends = ("STEWARDED_BY", "Household", "Actor")
        for home, ties in self._graph.edges(ends, homes).items() if homes else ():
            for who, tie in sorted(ties, key=lambda one: one[0]):
                if tie.get("to") is None:
                    found[home].setdefault(str(tie.get("tier")), []).append(who)
        return found


def _line(m: Moving, rung: int, owners: list[str]) -> Line:
    """Say who is told at a rung: the owner, then tier by tier; nobody of what he did."""
    if rung < OWNER:
        people = owners or m.stewards(Role.VILLAGE_STEWARD)
    elif rung < TOWN:
        people = [*owners, *m.stewards(Role.VILLAGE_STEWARD)]
    else:
        people = m.stewards(Role.TOWN_STEWARD if rung < DISTRICT else Role.DISTRICT_STEWARD)
    others = tuple(one for one in dict.fromkeys(people) if one != m.me)
    return Line(others, f"CLOCK_{rung}", m.colour == URGENT)


def _kept(m: Moving) -> list[str]:
    """Name the notifications that tell of an item still: those of its clock were dropped."""
    return [] if m.item.get("clock_told") else list(m.item.get("told_in") or ())

"""One move in its transaction: what its guards look at and its effects write."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from api.actions.graph import Graph
from graph_schema.access import Access
from graph_schema.errors import NotFound, Rejected
from graph_schema.flows import Flow, Transition
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Level, Role

URGENT, OTHER = "urgent", "else"
COLOURS = {
    Level.ORANGE: "orange",
    Level.YELLOW: "yellow",
    Level.BLUE: "blue",
    Level.GREEN: "green",
}
STEWARDS = {  # the tier of each role that looks after households
    Role.VILLAGE_STEWARD: "T3",
    Role.TOWN_STEWARD: "T2",
    Role.DISTRICT_STEWARD: "T1",
}
BY_URGENCY = {4: URGENT, 3: "orange", 2: "yellow", 1: "blue"}  # of a lead without a household


class Line(NamedTuple):
    """What a move tells: whom, by which template, and whether at once."""

    people: tuple[str, ...]
    template: str
    urgent: bool


class Joined(Exception):
    """Not a new item: what was told joins one that is open already."""

    def __init__(self, id: str) -> None:
        self.id = id
        super().__init__(id)


class Cascade(Protocol):
    """Brings about a move of another process, as the tables allow it."""

    def __call__(
        self, cause: "Moving", flow: str, event: str, id: str | None, told: Mapping[str, Any]
    ) -> Row: ...


@dataclass(slots=True, kw_only=True)
class Names:
    """Guards and effects of one process by name; the names stand in its table."""

    flow: str
    guards: dict[str, Callable[["Moving"], None]] = field(default_factory=dict)
    effects: dict[str, Callable[["Moving"], None]] = field(default_factory=dict)
    asides: set[str] = field(default_factory=set)  # effects that change no node but the item

    def guard(self, check: Callable[["Moving"], None]) -> Callable[["Moving"], None]:
        """Register a guard under its function's name; it raises what is wrong."""
        self.guards[check.__name__] = check
        return check

    def effect(self, act: Callable[["Moving"], None]) -> Callable[["Moving"], None]:
        """Register an effect under its function's name."""
        self.effects[act.__name__] = act
        return act

    def aside(self, act: Callable[["Moving"], None]) -> Callable[["Moving"], None]:
        """Register an effect that only tells people, queues work and notes what changes.

        It reads nothing but the item, its household, village and stewards: many moves at once
        have these already.
        """
        self.asides.add(act.__name__)
        return self.effect(act)


@dataclass(kw_only=True)
class Moving:
    """One move. item: before it, {} at its birth. told: what the event was told.

    changes: more properties to write. found: ids it found or made. noted: ids of notifications
    that tell of it. cause: the move of another process that brings it about, as `flow.event`.
    lines: keeps what is told, where many moves tell together.
    """

    graph: Graph
    access: Access
    flow: Flow
    step: Transition
    id: str
    item: Row
    told: Mapping[str, Any]
    reason: str | None
    now: datetime
    today: date
    cascade: Cascade
    cause: str | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    lines: list[Line] | None = None

    @property
    def label(self) -> str:
        return self.flow.label

    @property
    def name(self) -> str:
        """Its name for those it brings about: `lead.confirm`."""
        return f"{self.flow.name}.{self.step.event}"

    @property
    def me(self) -> str:
        return self.access.actor

    @property
    def role(self) -> Role:
        return self.access.role

    def get(self, name: str) -> Any:
        """Give a property as it will be: changed, told, or as it was."""
        if name in self.changes:
            return self.changes[name]
        value = self.told.get(name)
        return self.item.get(name) if value is None else value

    def require(self, holds: object, code: str, **facts: object) -> None:
        """Raise Rejected with a code unless something holds."""
        if not holds:
            raise Rejected([code], flow=self.flow.name, event=self.step.event, **facts)

    def after(self, kind: str, label: str) -> list[Row]:
        """Read the nodes that ties of the item lead to."""
        return self.graph.after(self.label, self.id, kind, label)

    def before(self, kind: str, label: str) -> list[Row]:
        """Read the nodes whose ties lead to the item."""
        return self.graph.before(self.label, self.id, kind, label)

    def tie(self, kind: str, label: str, id: str, **props: Any) -> None:
        """Tie the item to a node."""
        self.graph.tie(kind, (self.label, self.id), (label, id), **props)

    def tied_from(self, kind: str, label: str, id: str, **props: Any) -> None:
        """Tie a node to the item."""
        self.graph.tie(kind, (label, id), (self.label, self.id), **props)

    def named(self, label: str, field: str) -> Row:
        """Read the node a field names. Raises NotFound."""
        found = self.graph.node(label, str(self.told[field])) if field in self.told else None
        if found is None:
            raise NotFound(label=label, field=field)
        return found

    def bring_about(self, flow: str, event: str, id: str | None = None, **told: Any) -> Row:
        """Bring about a move of another process; the tables must allow it."""
        return self.cascade(self, flow, event, id, told)

    @cached_property
    def home(self) -> Row | None:
        """The household it is about, in the clear."""
        if isinstance(told := self.told.get("household"), str):
            return self.graph.node("Household", told)
        if not self.item and isinstance(link := self.told.get("link"), str):
            rows = self.graph.before("Link", link, "HAS_LINK", "Household")
            return rows[0] if rows else None
        label, id, row = self.label, self.id, None
        for kind, other, away in self.flow.home:
            rows = (self.graph.after if away else self.graph.before)(label, id, kind, other)
            if not rows:
                return None
            label, id, row = other, str(rows[0]["id"]), rows[0]
        return row

    @property
    def house(self) -> str:
        """Id of the household it is about. Raises Rejected when there is none."""
        self.require(self.home, "HOUSEHOLD_UNKNOWN")
        return str((self.home or {})["id"])

    @cached_property
    def area(self) -> str | None:
        """Code of the village it is in, of the lead's area where there is no household."""
        if self.home is not None:
            rows = self.graph.after("Household", self.home["id"], "LIVES_IN", "Area")
            if rows:
                return str(rows[0]["code"])
        told = self.get("area_code")
        return str(told) if told else None

    @property
    def colour(self) -> str:
        """Which column of the clock tables holds: urgent, a colour, or `else`."""
        if self.get("urgent"):
            return URGENT
        if self.home is None:
            return BY_URGENCY.get(self.get("urgency") or 0, OTHER)
        if self.home.get("urgent"):
            return URGENT
        level = self.home.get("level")
        return COLOURS[Level(level)] if level else OTHER

    @cached_property
    def tiers(self) -> Mapping[str, list[str]]:
        """Name the household's stewards of today by tier."""
        found: dict[str, list[str]] = {}
        if self.home is not None:
            for one in self.graph.after("Household", self.home["id"], "STEWARDED_BY", "Actor"):
                if one["tie"].get("to") is None:
                    found.setdefault(str(one["tie"].get("tier")), []).append(str(one["id"]))
        return found

    def stewards(self, role: Role) -> list[str]:
        """Name who is told for a tier: the household's steward, else who covers the area."""
        if role in STEWARDS and (own := self.tiers.get(STEWARDS[role])):
            return own
        return self.graph.covering(self.area, role) if self.area is not None else []

    def tell(self, people: Iterable[str], template: str, *, urgent: bool = False) -> None:
        """Tell people about this item, in the day's digest unless it is urgent."""
        others = [one for one in people if one != self.me]
        if self.lines is not None:
            self.lines.append(Line(tuple(others), template, urgent))
            return
        self.noted += self.graph.tell(others, template, self.id, self.today, urgent=urgent)

    def evaluate(self) -> None:
        """Have the household's village evaluated anew by the worker."""
        if self.area is not None:
            self.graph.job("evaluate", self.area)

    def match(self) -> None:
        """Have new recommendations made for the household's village by the worker."""
        if self.area is not None:
            self.graph.job("plan", self.area)

"""Processes as tables of transitions, and the small engine that reads them.

Nobody sets a state by hand: only a listed event moves it, by a role that may. A flow is one
YAML file; a table with a dead end, an unreachable state or an unknown role is refused when it
is read. Guards and effects are names for the acting side, which checks and does them under its
lock; clocks are names of terms/clocks.yml. Source: domain reference, part 3.

What nobody does by hand has a trigger: `timer` (a clock that is over), `auto` (as soon as its
state is reached and its guards hold), `by` (moves of other processes that bring it about), or
`job` (work of the program's that tells it).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph_schema.errors import Forbidden, Rejected, SettingsError
from graph_schema.flows.fields import Asked, asked
from graph_schema.shape import LABELS, RELATIONSHIPS
from graph_schema.vocabulary import Purpose, Role

# District caseworker and district steward may act for the owner, with a reason (part 3). Nobody
# agrees for a household, answers for a provider (rows name who may), scores or confirms for
# another: those are not acts of an owner.
DEPUTIES = (Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD)
OWNERS = frozenset(
    {Role.VILLAGE_STEWARD, Role.TOWN_INTAKE, Role.TOWN_STEWARD, Role.SOCIAL_WORKER}
)
# `who: any`; managers see numbers and administrators settings, neither moves anything.
ANYBODY = tuple(role for role in Role if role not in {Role.MANAGER, Role.ADMINISTRATOR})
KEEP = "keep"  # the clock of a row that leaves the running one as it is
BEFORE = "before"  # the target of a row that leads back to the state kept by the item
_MUST = frozenset({"event", "zh", "from", "to", "who"})
_MAY = frozenset(
    {
        "en",
        "as",
        "on_behalf",
        "at_town",
        "guards",
        "clock",
        "reason",
        "effects",
        "fields",
        "may",
    }
    | {"marks", "timer", "auto", "by", "job"}
)
_HEAD = frozenset({"zh", "ends", "transitions"})
_ABOUT = frozenset({"en", "label", "purpose", "home"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of a flow. source None: the event makes the item. reason: must be given.

    who: roles that may; on_behalf: roles that may for somebody else, with a reason; at_town:
    who may instead where a district left the right to its towns. fields: what it is told.
    marks: properties that note the instant. clock: what begins on arrival. name: of the
    mutation, where it is not event and noun. timer, auto, by, job: see above.
    """

    event: str
    zh: str
    source: str | None
    target: str
    who: tuple[Role, ...]
    on_behalf: tuple[Role, ...] = ()
    at_town: tuple[Role, ...] = ()
    guards: tuple[str, ...] = ()
    clock: str | None = None
    reason: bool = False
    effects: tuple[str, ...] = ()
    en: str = ""
    name: str = ""
    fields: tuple[Asked, ...] = ()
    marks: tuple[str, ...] = ()
    timer: tuple[str, ...] = ()
    auto: bool = False
    by: tuple[str, ...] = ()
    job: str | None = None

    def open_to(self, role: Role) -> bool:
        """Whether a role may, in its own right or for somebody else."""
        return role in self.who or self._deputy(role)

    def _deputy(self, role: Role) -> bool:
        return role in self.on_behalf or (
            role in DEPUTIES and role not in self.who and not OWNERS.isdisjoint(self.who)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A process: its states in order of appearance, its ends, its transitions.

    label: what it moves. home: the ties from there to the household, each as (type, label at
    the other end, whether it points away). purpose: what moving it serves.
    """

    name: str
    zh: str
    states: tuple[str, ...]
    ends: frozenset[str]
    transitions: tuple[Transition, ...]
    en: str = ""
    label: str = ""
    purpose: Purpose = Purpose.MONITORING
    home: tuple[tuple[str, str, bool], ...] = ()

    def step(
        self,
        state: str | None,
        event: str,
        role: Role,
        *,
        reason: str | None = None,
        before: str | None = None,
    ) -> Transition:
        """Give the transition that an event makes from a state (None: from nothing).

        before: the state an interrupted item was in, for the rows that lead back to it. Raises
        Rejected when the state does not know the event, the reason is missing or `before` is
        no state that could have been left so, and Forbidden when the role may not.
        """
        row = self.row(state, event)
        if not row.open_to(role):
            raise Forbidden(flow=self.name, event=event, role=str(role))
        if (row.reason or role not in row.who) and not reason:
            raise Rejected(["REASON_MISSING"], flow=self.name, event=event)
        return self.landing(row, before)

    def row(self, state: str | None, event: str) -> Transition:
        """Find the row of an event from a state. Raises Rejected when there is none."""
        for row in self.transitions:
            if row.source == state and row.event == event:
                return row
        raise Rejected(["NOT_FROM_THIS_STATE"], flow=self.name, state=state, event=event)

    def landing(self, row: Transition, before: str | None) -> Transition:
        """Give a row with the state it leads to, also where that is the state before."""
        if row.target != BEFORE:
            return row
        if before is None or before not in self._left_for(row.source):
            raise Rejected(["STATE_BEFORE_UNKNOWN"], flow=self.name, before=before)
        return replace(row, target=before)

    def left_to_town(self) -> "Flow":
        """Give the table as it holds where the district left its decisions to its towns."""
        rows = [replace(t, who=t.at_town) if t.at_town else t for t in self.transitions]
        return replace(self, transitions=tuple(rows))

    def roles_of(self, event: str) -> frozenset[Role]:
        """Name every role that may cause an event from some state."""
        rows = [t for t in self.transitions if t.event == event]
        return frozenset(role for role in Role if any(t.open_to(role) for t in rows))

    def open_to(self, state: str, role: Role) -> tuple[str, ...]:
        """Name the events a role may cause from a state, in the table's order."""
        return tuple(t.event for t in self.transitions if t.source == state and t.open_to(role))

    def reached_from(self, row: Transition) -> frozenset[str]:
        """Name the states a row can lead to: one, but for the rows that lead back."""
        return self._left_for(row.source) if row.target == BEFORE else frozenset({row.target})

    def _left_for(self, state: str | None) -> frozenset[str]:
        return frozenset(t.source for t in self.transitions if t.target == state and t.source)


def names() -> tuple[str, ...]:
    """Name every flow there is, sorted."""
    found = (f.name for f in files(__package__).iterdir() if f.name.endswith(".yml"))
    return tuple(sorted(name.removesuffix(".yml") for name in found))


@cache
def load(name: str) -> Flow:
    """Read one flow; raises SettingsError naming file and row when its table is unsound."""
    text = files(__package__).joinpath(f"{name}.yml").read_text(encoding="utf-8")
    return read(name, text)


def read(name: str, text: str) -> Flow:
    """Read the text of a flow's table; raises SettingsError naming file and row or fault."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as exc:
        raise SettingsError(where=f"{name}.yml", why=str(exc)) from exc
    if not isinstance(told, dict) or not _HEAD <= set(told) <= _HEAD | _ABOUT:
        raise SettingsError(where=f"{name}.yml", expected=f"{sorted(_HEAD)}, {sorted(_ABOUT)}")
    abouts = told["transitions"]
    sources = [about.get("from") or () for about in abouts]
    states = {s for some in sources if some != "any_open" for s in some}
    states |= {about.get("to") for about in abouts} - {"same", BEFORE, None}
    open_states = [s for s in sorted(states) if s not in told["ends"]]
    rows = [
        row
        for number, about in enumerate(abouts, start=1)
        for row in _rows(about, open_states, f"{name}.yml row {number}")
    ]
    known = dict.fromkeys(
        s for row in rows for s in (row.source, row.target) if s and s != BEFORE
    )
    flow = Flow(
        name=name,
        zh=told["zh"],
        states=tuple(known),
        ends=frozenset(told["ends"]),
        transitions=tuple(rows),
        en=told.get("en", ""),
        label=told.get("label", ""),
        purpose=Purpose(told.get("purpose", Purpose.MONITORING)),
        home=tuple(_hop(one, f"{name}.yml") for one in told.get("home", ())),
    )
    check(flow)
    return flow


def _hop(told: str, where: str) -> tuple[str, str, bool]:
    """Read a tie on the way home: `TYPE > Label` away from here, `TYPE < Label` towards."""
    kind, arrow, label = [*told.split(), "", ""][:3]
    if arrow not in {"<", ">"} or label not in LABELS or kind not in RELATIONSHIPS:
        raise SettingsError(where=where, home=told, expected="TYPE > Label or TYPE < Label")
    return kind, label, arrow == ">"


def _rows(about: Mapping[str, Any], open_states: list[str], where: str) -> list[Transition]:
    if unknown := (set(about) - _MUST - _MAY) | (_MUST - set(about)):
        raise SettingsError(where=where, differs=sorted(unknown), expected=sorted(_MUST))
    sources = open_states if about["from"] == "any_open" else about["from"]
    return [
        Transition(
            event=about["event"],
            zh=about["zh"],
            source=source,
            target=source if about["to"] == "same" and source else about["to"],
            who=_roles(about["who"], where),
            on_behalf=_roles(about.get("on_behalf", []), where),
            at_town=_roles(about.get("at_town", []), where),
            guards=tuple(about.get("guards", ())),
            clock=about.get("clock"),
            reason=about.get("reason", False),
            effects=tuple(about.get("effects", ())),
            en=about.get("en", ""),
            name=about.get("as", ""),
            fields=asked(about.get("fields", []), about.get("may", []), where),
            marks=tuple(about.get("marks", ())),
            timer=_listed(about.get("timer")),
            auto=about.get("auto", False),
            by=tuple(about.get("by", ())),
            job=about.get("job"),
        )
        for source in (sources or [None])
    ]


def _listed(told: object) -> tuple[str, ...]:
    if told is None:
        return ()
    return tuple(told) if isinstance(told, list) else (str(told),)


def _roles(told: object, where: str) -> tuple[Role, ...]:
    if told == "any":
        return ANYBODY
    if not isinstance(told, list):
        raise SettingsError(where=where, who=told, expected="roles or any")
    try:
        return tuple(Role(code) for code in told)
    except ValueError as exc:
        raise SettingsError(where=where, why=str(exc)) from exc


def check(flow: Flow) -> None:
    """Refuse a table with an unreachable state, a dead end, or two rows for one event."""
    where = f"{flow.name}.yml"
    if unknown := flow.ends - set(flow.states):
        raise SettingsError(where=where, ends=sorted(unknown), expected="states of the table")
    reached: set[str] = set()
    more = {t.target for t in flow.transitions if t.source is None}
    while more:
        reached |= more
        after = (flow.reached_from(t) for t in flow.transitions if t.source in reached)
        more = set().union(*after) - reached
    if unreachable := set(flow.states) - reached:
        raise SettingsError(where=where, unreachable=sorted(unreachable))
    leaving = {str(t.source) for t in flow.transitions if t.source and t.source != t.target}
    if dead := set(flow.states) - leaving - flow.ends:
        raise SettingsError(where=where, dead_end=sorted(dead))
    if left := leaving & flow.ends:
        raise SettingsError(where=where, end_is_left=sorted(left))
    seen = [(t.source, t.event) for t in flow.transitions]
    if twice := {pair for pair in seen if seen.count(pair) > 1}:
        raise SettingsError(where=where, twice=sorted(str(pair) for pair in twice))

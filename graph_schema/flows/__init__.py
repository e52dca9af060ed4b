"""Processes as tables of transitions, and the small engine that reads them.

Nobody sets a state by hand: only a listed event moves it, by a role that may. A flow is one
YAML file; a table with a dead end, an unreachable state or an unknown role is refused when it
is read. Guards are names that the acting side must check under its lock; clocks are names of
the domain's clock tables. Source: domain reference, part 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph_schema.errors import Forbidden, Rejected, SettingsError
from graph_schema.vocabulary import Role

# District caseworker and district steward may act for the owner, with a reason (part 3).
DEPUTIES = (Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD)
_KEYS = frozenset(
    {"event", "zh", "from", "to", "who", "on_behalf", "guards", "clock", "reason", "effects"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of a flow. source None: the event makes the item. reason: must be given.

    who: roles that may; on_behalf: roles that may for somebody else, with a reason.
    """

    event: str
    zh: str
    source: str | None
    target: str
    who: tuple[Role, ...]
    on_behalf: tuple[Role, ...] = ()
    guards: tuple[str, ...] = ()
    clock: str | None = None
    reason: bool = False
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A process: its states in order of appearance, its ends, its transitions."""

    name: str
    zh: str
    states: tuple[str, ...]
    ends: frozenset[str]
    transitions: tuple[Transition, ...]

    def step(
        self, state: str | None, event: str, role: Role, *, reason: str | None = None
    ) -> Transition:
        """Give the transition that an event makes from a state (None: from nothing).

        Raises Rejected when the state does not know the event or the reason is missing, and
        Forbidden when the role may not.
        """
        rows = [t for t in self.transitions if t.source == state and t.event == event]
        if not rows:
            raise Rejected(["NOT_FROM_THIS_STATE"], flow=self.name, state=state, event=event)
        row = rows[0]
        deputy = role in row.on_behalf or (role in DEPUTIES and role not in row.who)
        if role not in row.who and not (deputy and row.who != (Role.SYSTEM,)):
            raise Forbidden(flow=self.name, event=event, role=str(role))
        if (row.reason or deputy) and not reason:
            raise Rejected(["REASON_MISSING"], flow=self.name, event=event)
        return row

    def open_to(self, state: str, role: Role) -> tuple[str, ...]:
        """Name the events a role may cause from a state, in the table's order."""
        return tuple(
            t.event
            for t in self.transitions
            if t.source == state
            and (
                role in t.who
                or role in t.on_behalf
                or (role in DEPUTIES and t.who != (Role.SYSTEM,))
            )
        )


def names() -> tuple[str, ...]:
    """Name every flow there is, sorted."""
    found = (f.name for f in files(__name__).iterdir() if f.name.endswith(".yml"))
    return tuple(sorted(name.removesuffix(".yml") for name in found))


@cache
def load(name: str) -> Flow:
    """Read one flow; raises SettingsError naming file and row when its table is unsound."""
    told = yaml.safe_load(files(__name__).joinpath(f"{name}.yml").read_text(encoding="utf-8"))
    rows = [
        row
        for number, about in enumerate(told["transitions"], start=1)
        for row in _rows(about, f"{name}.yml row {number}")
    ]
    states = tuple(dict.fromkeys(s for row in rows for s in (row.source, row.target) if s))
    flow = Flow(
        name=name,
        zh=told["zh"],
        states=states,
        ends=frozenset(told["ends"]),
        transitions=tuple(rows),
    )
    _check(flow)
    return flow


def _rows(about: Mapping[str, Any], where: str) -> list[Transition]:
    if unknown := set(about) - _KEYS:
        raise SettingsError(where=where, unknown=sorted(unknown), expected=sorted(_KEYS))
    sources = about["from"]
    return [
        Transition(
            event=about["event"],
            zh=about["zh"],
            source=source,
            target=source if about["to"] == "same" and source else about["to"],
            who=_roles(about["who"], where),
            on_behalf=_roles(about.get("on_behalf", []), where),
            guards=tuple(about.get("guards", ())),
            clock=about.get("clock"),
            reason=about.get("reason", False),
            effects=tuple(about.get("effects", ())),
        )
        for source in (sources or [None])
    ]


def _roles(told: Sequence[str], where: str) -> tuple[Role, ...]:
    try:
        return tuple(Role(code) for code in told)
    except ValueError as exc:
        raise SettingsError(where=where, why=str(exc)) from exc


def _check(flow: Flow) -> None:
    """Refuse a table with an unreachable state, a dead end, or two rows for one event."""
    where = f"{flow.name}.yml"
    if unknown := flow.ends - set(flow.states):
        raise SettingsError(where=where, ends=sorted(unknown), expected="states of the table")
    reached, grown = {t.target for t in flow.transitions if t.source is None}, True
    while grown:
        more = {t.target for t in flow.transitions if t.source in reached} - reached
        reached |= more
        grown = bool(more)
    if unreachable := set(flow.states) - reached:
        raise SettingsError(where=where, unreachable=sorted(unreachable))
    leaving = {t.source for t in flow.transitions if t.source != t.target}
    if dead := set(flow.states) - leaving - flow.ends:
        raise SettingsError(where=where, dead_end=sorted(dead))
    if left := leaving & flow.ends:
        raise SettingsError(where=where, end_is_left=sorted(str(s) for s in left))
    seen = [(t.source, t.event) for t in flow.transitions]
    if twice := {pair for pair in seen if seen.count(pair) > 1}:
        raise SettingsError(where=where, twice=sorted(str(pair) for pair in twice))

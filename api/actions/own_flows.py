"""The table of a process that holds in a district: its own, else the one of the program.

A district's own stands in its folder (`flows/lead.2024-01-01.yml`) and in the dated parameter
`flow.lead`. It may leave steps out, lead from one known state to another, and name other roles,
guards, clocks and reasons; states, events and what an event is told are the program's, since
pages, coverage and other processes know them.

A table has a version: the day since when a district's own holds, or `program`. An item stays on
the version it began with, also when another holds for what begins now. Source: domain, part 3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from api.clocks import defaults
from api.moves import tables
from graph_schema import flows
from graph_schema.errors import Rejected
from graph_schema.flows import Flow, Transition
from graph_schema.flows import engine as reading
from graph_schema.store.rows import Row

PROGRAM = "program"


class Runs(Protocol):
    """A session's way to run a named statement."""

    def __call__(self, name: str, /, **params: Any) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class OwnFlows:
    """The tables of a district. told: its own by process and version. now: whose version holds.

    towns: its towns confirm aid.
    """

    told: Mapping[tuple[str, str], str]
    now: Mapping[str, str]
    towns: bool = False

    def version(self, name: str) -> str:
        """Name the version that holds for what begins now."""
        return self.now.get(name, PROGRAM)

    def in_force(self, name: str) -> Flow:
        """Give the table that holds for what begins now."""
        return self.at(name, self.version(name))

    def at(self, name: str, version: str) -> Flow:
        """Give a table by its version. Raises Rejected for one that is not on record."""
        told = self.told.get((name, version))
        if told is None and version != PROGRAM:
            raise Rejected(["FLOW_VERSION_GONE"], flow=name, flow_version=version)
        found = flows.load(name) if told is None else _read(name, told)
        return found.left_to_town() if self.towns else found

    def version_of(self, name: str, item: Row) -> str:
        """Name the version an item is on: the one it began with, if that is on record.

        What came from a file, or began before versions were kept, takes the one in force, or
        the program's where its state is none of that table.
        """
        kept = item.get("flow_version")
        if kept:
            return str(kept)
        state = item.get("state")
        known = state is None or state in self.in_force(name).states
        return self.version(name) if known else PROGRAM

    def of(self, name: str, item: Row) -> Flow:
        """Give the table of an item. Raises Rejected when it is not on record."""
        return self.at(name, self.version_of(name, item))

    def every(self, name: str) -> Mapping[str, Flow]:
        """Give every table of a process that items may be on, by version."""
        kept = [version for process, version in self.told if process == name]
        return {version: self.at(name, version) for version in (PROGRAM, *kept)}


def own_flows(run: Runs, today: date, *, towns: bool = False) -> OwnFlows:
    """Read the tables that districts of the caller's areas have of their own on a day."""
    told, now = {}, {}
    for row in run("flows_own", today=today):
        name = str(row["code"]).removeprefix("flow.")
        if name in flows.names():
            version = str(row["since"] or PROGRAM)
            told[name, version] = str(row["value"])
            if row["in_force"]:
                now[name] = version
    return OwnFlows(told, now, towns)


@lru_cache(maxsize=64)
def _read(name: str, value: str) -> Flow:
    return reading.read(name, value)  # JSON is YAML


def faults(own: Flow) -> Iterator[tuple[Transition | None, str]]:
    """Say what of a district's table the program does not know: each row, and why.

    A fault of the table as a whole has no row.
    """
    base = flows.load(own.name)
    if (own.label, own.purpose, own.home) != (base.label, base.purpose, base.home):
        yield None, "label, purpose and home are the program's"
    if own.ends - base.ends:
        yield None, f"ends: {', '.join(sorted(own.ends - base.ends))} is no end"
    told: dict[str, set[str]] = {}
    for row in base.transitions:
        told.setdefault(row.event, set()).update(one.field.name for one in row.fields)
    roles = {role for row in base.transitions for role in base.roles_of(row.event)}
    for row in own.transitions:
        yield from ((row, why) for why in _of_row(row, base, told, roles))
    kept = {(row.event, cause) for row in own.transitions for cause in row.by}
    for event, cause in sorted({(r.event, c) for r in base.transitions for c in r.by} - kept):
        yield None, f"{event} is brought about by {cause}: a row with `by: [{cause}]` must stay"


def _of_row(
    row: Transition, base: Flow, told: Mapping[str, set[str]], roles: set[Any]
) -> Iterator[str]:
    names = tables.ALL[base.name]
    if row.event not in told:
        yield f"no event {row.event}; one of {', '.join(sorted(told))}"
        return
    states = {one for one in (row.source, row.target) if one and one != reading.BEFORE}
    for what, used, known in (
        ("state", states, set(base.states)),
        ("role", {*row.who, *row.on_behalf, *row.at_town}, roles | set(reading.DEPUTIES)),
        ("guard", set(row.guards), set(names.guards)),
        ("effect", set(row.effects), set(names.effects)),
        ("clock", {row.clock, *row.timer} - {None, reading.KEEP}, set(defaults())),
        ("field of this event", {one.field.name for one in row.fields}, told[row.event]),
    ):
        for one in sorted(map(str, used - known)):
            yield f"no {what} {one}; one of {', '.join(sorted(map(str, known)))}"

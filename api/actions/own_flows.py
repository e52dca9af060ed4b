"""The table of a process that holds in a district: its own, else the one of the program.

A district's own stands in its folder (`flows/lead.2024-01-01.yml`) and in the dated parameter
`flow.lead`. It may leave steps out, lead from one known state to another, and name other roles,
guards, clocks and reasons; states, events and what an event is told are the program's, since
pages, coverage and other processes know them.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from api.clocks import defaults
from api.moves import tables
from graph_schema import flows
from graph_schema.flows import Flow, Transition
from graph_schema.flows import engine as reading


class Runs(Protocol):
    """A session's way to run a named statement."""

    def __call__(self, name: str, /, **params: Any) -> list[Any]: ...


def own_flows(run: Runs, today: date) -> Mapping[str, Flow]:
    """Read the tables that districts of the caller's areas have of their own on a day."""
    rows = run("flows_own", today=today)
    return {
        name: _read(name, str(row["value"]))
        for row in rows
        if (name := str(row["code"]).removeprefix("flow.")) in flows.names()
    }


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

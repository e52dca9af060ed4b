"""Households as they were known, every change with its source, every value with its origin."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from api.actions.blocks import Block, blocks
from graph_schema.access import Access
from graph_schema.errors import NotFound
from graph_schema.masking import Shown, policy, show
from graph_schema.shape import LABELS
from graph_schema.store.history import NOT_SAID, Told
from graph_schema.store.keeping import day_of
from graph_schema.store.repo import registry
from graph_schema.store.repo.registry import Dossier
from graph_schema.store.rows import Row
from graph_schema.store.session import ReadSession, Store
from loaders.source import names, source


@dataclass(frozen=True, slots=True)
class Thing:
    """A node as the caller may see it. owner: whose it is. tie: how it belongs there."""

    id: str
    label: str
    fields: Row
    owner: str | None = None
    tie: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """A household on a day, as recorded by an instant."""

    on: date
    recorded: datetime
    household: Thing
    areas: list[Thing]
    members: list[Thing]
    records: list[Thing]
    level: str | None
    blocks: list[Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value came from: file, line, column, whose file, of which day; else by hand."""

    file: str | None = None
    line: int | None = None
    column: str | None = None
    department: str | None = None
    of_day: date | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that changed. since: from which day the new value holds."""

    of: str
    label: str
    field: str
    old: Any
    new: Any
    since: date | None
    recorded: datetime
    who: str
    origin: Origin


def household(
    store: Store, access: Access, id: str, on: date | None, recorded: datetime | None
) -> Past:
    """Show a household at two times; today and now, where none is told.

    Raises NotFound when it is out of reach, or was not there.
    """
    with store.read(access) as session:
        found, own = _dossier(session, id)
        day, instant = on or day_of(own), recorded or store.clock()
        known = found.at(day, instant)
        if known.household is None:
            raise NotFound(id=id)
        home = _thing("Household", known.household, access)
        areas = own.shaped("bulk_find", {"LABEL": "Area"}, ids=known.areas)
        past = Past(
            on=day,
            recorded=instant,
            household=home,
            areas=[_thing("Area", row["props"], access) for row in areas],
            members=[_thing("Person", one, access, tie=tie) for tie, one in known.members],
            records=[_thing(label, one, access, who) for label, who, one in known.records],
            level=_level(known.colour, access),
            blocks=blocks(known, next((row["props"]["code"] for row in areas), None)),
        )
        _on_record(session, (home, *past.members, *past.records))
    return past


def changes(store: Store, access: Access, id: str) -> list[Change]:
    """List what ever changed in a household and what belongs to it, the latest first."""
    with store.read(access) as session:
        found, own = _dossier(session, id)
        origins = Origins(own, _all(found))
        told = [
            Change(
                of=one, label=label, field=name, since=said.since, recorded=said.recorded,
                old=show(label, name, (said.old or {}).get(name), access),
                new=show(label, name, value, access), who=said.who,
                origin=origins.of(said, name),
            )
            for one, label, said in _sayings(found)
            if said.old is not None
            for name, value in sorted(said.values.items())
            if _visible(label, name, access)
        ]  # fmt: skip
        session.saw({one.of for one in told}, {f"{one.label}.{one.field}" for one in told})
    return sorted(told, key=lambda one: (one.recorded, one.of, one.field), reverse=True)


def lineage(store: Store, access: Access, id: str) -> list[Change]:
    """Tell for every value in force which file, line and day it came from; see Change."""
    with store.read(access) as session:
        found, own = _dossier(session, id)
        origins, told = Origins(own, _all(found)), list[Change]()
        for one, sayings in sorted(found.sayings.items()):
            label, latest = found.labels[one], dict[str, Told]()
            for said in sayings:
                latest |= dict.fromkeys(said.values, said)
            told += [
                Change(
                    of=one, label=label, field=name, since=said.since,
                    recorded=said.recorded, old=None, who=said.who,
                    new=show(label, name, said.values[name], access),
                    origin=origins.of(said, name),
                )
                for name, said in sorted(latest.items())
                if said.values[name] is not None and _visible(label, name, access)
            ]  # fmt: skip
        session.saw({one.of for one in told}, {f"{one.label}.{one.field}" for one in told})
    return told


class Origins:
    """Batches and the columns of their sources, read once for a list of sayings."""

    def __init__(self, own: ReadSession, sayings: Iterable[Told]) -> None:
        ids = sorted({str(s.origin["batch"]) for s in sayings if s.origin.get("batch")})
        rows = own.run("registry_batches", ids=ids) if ids else []
        self._batches = {row["id"]: row for row in rows}
        self._columns: dict[str, Mapping[str, str]] = {}

    def of(self, said: Told, name: str) -> Origin:
        """Give where a saying's value of a field came from."""
        batch = self._batches.get(said.origin.get("batch"))
        if batch is None:
            return Origin()
        known = source(batch["source"]) if batch["source"] in names() else None
        columns = self._columns.setdefault(
            batch["source"],
            {c.field: header for header, c in known.accepted.items()} if known else {},
        )
        return Origin(
            file=batch["file_name"],
            line=said.origin.get("line"),
            column=columns.get(name),
            department=known.department if known else None,
            of_day=batch["as_of"],
            batch=batch["id"],
        )


def _dossier(session: ReadSession, id: str) -> tuple[Dossier, ReadSession]:
    """Read a household the caller reaches. Raises NotFound."""
    if not session.run("registry_reach", id=id):
        raise NotFound(id=id)
    own = session.for_program()
    return registry.dossier(own, id), own


def _sayings(found: Dossier) -> Iterator[tuple[str, str, Told]]:
    for one, sayings in found.sayings.items():
        for said in sayings:
            yield one, found.labels[one], said


def _all(found: Dossier) -> Iterator[Told]:
    return (said for _, _, said in _sayings(found))


def _visible(label: str, name: str, access: Access) -> bool:
    return policy(label, name, access) is not Shown.HIDDEN


def _thing(
    label: str, state: Row, access: Access, owner: str | None = None, tie: Row | None = None
) -> Thing:
    """Show a node's fields by the caller's mask; those of the store itself are left out."""
    fields = {
        name: shown
        for name, value in sorted(state.items())
        if name not in NOT_SAID
        and name in LABELS[label].props
        and (shown := show(label, name, value, access)) is not None
    }
    return Thing(str(state["id"]), label, fields, owner, tie or {})


def _level(colour: Row | None, access: Access) -> str | None:
    shown = show("RiskEvaluation", "level", (colour or {}).get("level"), access)
    return None if shown is None else str(shown)


def _on_record(session: ReadSession, shown: Iterable[Thing]) -> None:
    for one in shown:
        session.saw([one.id], [f"{one.label}.{name}" for name in one.fields])


def text(value: Any) -> str | None:
    """Write a value as text: days and instants by ISO 8601, lists with commas."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case list() | tuple() | set():
            return ", ".join(sorted(map(str, value)))
        case _:
            return str(value)

"""What nodes and ties said before: a Version for each change, and views as of any two times.

Two times: *valid*, since when something holds, and *recorded*, when the store was told so.
Versions are kept backwards: each says which properties a change replaced, by what they were.
`told` turns them round into what the store was told, in the order it was told; `as_of` replays
that: of what was recorded by an instant and holds on a day, the later said wins.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from graph_schema.ids import new_id
from graph_schema.shape import LABELS, RELATIONSHIPS, Prop

Row = dict[str, Any]
ORIGIN = ("batch", "line", "source")  # goes along: which file and line a value came from
KEPT_BY_STORE = frozenset(
    {"id", "created_at", "created_by", "updated_at", "updated_by", "version", "touched"}
)
NOT_SAID = KEPT_BY_STORE | set(ORIGIN)  # what is no statement about the world
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing the store was told of a node: values (None: no longer any), since when.

    since: None, as far back as anybody knows. old: what the values replaced; None at the birth.
    """

    recorded: datetime
    since: date | None
    values: Mapping[str, Any]
    until: date | None = None
    old: Mapping[str, Any] | None = None
    who: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)

    def holds(self, on: date, recorded: datetime) -> bool:
        """Tell whether it was recorded by then, and is about that day."""
        since, until = self.since or date.min, self.until or date.max
        return self.recorded <= recorded and since <= on < until


def changed(label: str, before: Mapping[str, Any], row: Mapping[str, Any]) -> Row:
    """Give what a row would replace, as it was; {} when nothing that has a history changes."""
    quiet = NOT_SAID | LABELS[label].derived
    return {
        name: before.get(name)
        for name, value in row.items()
        if name not in quiet and before.get(name) != value
    }


def version(
    label: str, before: Mapping[str, Any], row: Mapping[str, Any], now: datetime, on: date
) -> Row | None:
    """Make the Version a change leaves; None when it leaves none.

    before: the node in the clear. row: the new values, as they are stored. on: since when the
    new ones hold, unless the row says so itself.
    """
    if not LABELS[label].history or not (old := changed(label, before, row)):
        return None
    old |= {name: before.get(name) for name in ORIGIN if name in row}
    return _version(before["id"], label, old, before.get("updated_at")) | {
        "valid_from": before.get("valid_from"), "valid_to": row.get("valid_from") or on,
        "recorded_to": now, "batch": row.get("batch"), "source": row.get("source"),
        "line": row.get("line"), "version": before.get("version"),
    }  # fmt: skip


def tie_version(
    kind: str, ends: tuple[str, str], before: Sequence[Mapping[str, Any]], now: datetime,
    *, batch: str | None = None, until: date | None = None,
) -> Row:  # fmt: skip
    """Make the Version that a change of the ties of a kind between two nodes leaves.

    before: the properties of all of them. It is kept under the node they leave. until: they
    held until that day, and the graph does not show them any longer.
    """
    old = {"end": ends[1], "before": [dict(sorted(one.items())) for one in before]}
    told = {"recorded_to": now, "batch": batch, "valid_to": until}
    return _version(ends[0], kind, old, None) | told


def _version(of: str, label: str, old: Row, since: datetime | None) -> Row:
    return {
        "id": new_id(), "of_id": of, "of_label": label, "recorded_from": since,
        "props": json.dumps(old, default=_text, ensure_ascii=False, sort_keys=True),
    }  # fmt: skip


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def typed(known: Mapping[str, Prop], props: Mapping[str, Any]) -> Row:
    """Read a Version's properties back into their types; what the shape lost is left out."""
    return {
        name: None if value is None else _typed(known[name].type, value)
        for name, value in props.items()
        if name in known
    }


def _typed(kind: str, value: Any) -> Any:
    match kind:
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
        case _:
            return value


def told(node: Mapping[str, Any], versions: Iterable[Mapping[str, Any]]) -> list[Told]:
    """Say what the store was told of a node, in that order; the first is its birth.

    node: as it is now, in the clear. versions: its own, in any order.
    """
    brought: list[Told] = []
    kept: list[tuple[Mapping[str, Any], Row]] = []
    for one in versions:
        old = typed(LABELS[one["of_label"]].props, json.loads(one["props"]))
        if one.get("recorded_to"):
            kept.append((one, old))
        else:
            brought.append(_brought(one, old))
    kept.sort(key=lambda pair: (pair[0]["recorded_to"], pair[0].get("version") or 0))
    state, found = dict(node), list[Told]()
    for one, old in reversed(kept):
        values = {name: state.get(name) for name in old}
        found.append(
            Told(
                recorded=one["recorded_to"], since=one.get("valid_to"), values=_said(values),
                old=_said(old), who=one.get("created_by") or "",
                origin={name: state.get(name) for name in ORIGIN},
            )
        )  # fmt: skip
        state.update(old)
    found.append(
        Told(
            recorded=node.get("created_at") or EVER, since=state.get("valid_from"),
            values=_said(state) | {"id": node["id"]}, who=node.get("created_by") or "",
            origin={name: state.get(name) for name in ORIGIN},
        )
    )  # fmt: skip
    return sorted([*reversed(found), *brought], key=lambda one: one.recorded)


def _said(values: Mapping[str, Any]) -> Row:
    return {name: value for name, value in values.items() if name not in NOT_SAID}


def _brought(one: Mapping[str, Any], values: Row) -> Told:
    """Take what a file itself said of the past: two rows of one thing with two dates."""
    return Told(
        recorded=one.get("created_at") or EVER, since=one.get("valid_from"),
        until=one.get("valid_to"), values=_said(values), who=one.get("created_by") or "",
        origin={name: one.get(name) for name in ORIGIN},
    )  # fmt: skip


def as_of(sayings: Sequence[Told], on: date, recorded: datetime) -> Row | None:
    """Replay what was recorded by an instant, for a day; None for what was not there."""
    state: Row = {}
    for one in sayings:
        if one.holds(on, recorded):
            state.update(one.values)
    if "id" not in state or not _valid(state, "valid_from", "valid_to", on):
        return None
    return {name: value for name, value in state.items() if value is not None}


def _valid(props: Mapping[str, Any], since: str, until: str, on: date) -> bool:
    return (props.get(since) or date.min) <= on < (props.get(until) or date.max)


def ties_as_of(
    ties: Iterable[tuple[tuple[str, str], Mapping[str, Any]]],
    versions: Iterable[Mapping[str, Any]],
    on: date,
    recorded: datetime,
) -> list[tuple[tuple[str, str], Row]]:
    """Give the ties of one kind that were recorded by an instant and hold on a day.

    ties: (from, to) and properties, as they are now. versions: those of their kind.
    """
    there: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for ends, props in ties:
        there[ends].append(dict(props))
    over: list[tuple[tuple[str, str], Row]] = []
    for one in sorted(versions, key=lambda v: v["recorded_to"], reverse=True):
        old, known = json.loads(one["props"]), RELATIONSHIPS[one["of_label"]].props
        ends, before = (one["of_id"], old["end"]), [typed(known, p) for p in old["before"]]
        if one["recorded_to"] > recorded:
            there[ends] = before
        elif (until := one.get("valid_to")) is not None:
            over += [(ends, {"to": until} | props) for props in before]
    for ends, props in over:
        there[ends].append(props)
    return [
        (ends, props)
        for ends, some in sorted(there.items())
        for props in some
        if (props.get("recorded_from") or EVER) <= recorded and _valid(props, "from", "to", on)
    ]

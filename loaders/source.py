"""What a source is: a folder with source.yml, its headers and the type of each column.

`sharing` says what the file is shared for, how often and under which attribute; `whole`, where
a file may be the whole list, what ends when a row is missing from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema.errors import SettingsError, SourceError
from graph_schema.flows import load
from graph_schema.shape import LABELS
from graph_schema.vocabulary import Purpose
from loaders.cells import READERS

FREQUENCIES = {  # days after which the next delivery is due; None: whenever something changes
    "MONTHLY": 31,
    "QUARTERLY": 92,
    "SEMESTER": 184,
    "ON_CHANGE": None,
}
ATTRIBUTES = ("UNCONDITIONAL", "CONDITIONAL", "NONE")  # 无条件共享, 有条件共享, 不予共享


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. type: a reader of loaders.cells.

    values: the closed list, if there is one; source.yml has it as `values`, or as `states`, the
    name of a flow. merged: cells merged over several rows hold for all of them. monthly: an
    amount a month, whatever period a header states. after: the field of the day it ends.
    """

    field: str
    type: str
    required: bool = False
    values: tuple[str, ...] = ()
    merged: bool = False
    monthly: bool = False
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Under which terms a dataset is shared. frequency, attribute: codes, as above."""

    purpose: Purpose
    frequency: str
    attribute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What a full list ends when it does not hold a thing any more.

    retires: the label. by: the property that ends a node: a day, or one that takes `value`.
    clears: what was copied from it to whom it is about, by label.
    """

    retires: str
    by: str
    value: str | None = None
    clears: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that somebody hands in. columns: header → column. key: its own natural key.

    also: columns that are taken when a file has them; the template does not. whole: None where
    a file lists events, or what only people end: it is never the whole list. by_hand: headings
    that one file has instead, each with the template's.
    """

    name: str
    department: str
    publisher: str
    file: str
    title: str | None
    encoding: str
    key: str | None
    columns: Mapping[str, Column]
    also: Mapping[str, Column]
    accepted: Mapping[str, Column]
    sharing: Sharing
    whole: Whole | None
    by_hand: Mapping[str, str] = field(default_factory=dict)

    @property
    def required(self) -> tuple[str, ...]:
        """Name the headers without which a file is not this source."""
        return tuple(header for header, column in self.columns.items() if column.required)


@cache
def names() -> tuple[str, ...]:
    """Name every source, sorted."""
    folder = files("loaders").joinpath("sources")
    return tuple(sorted(f.name for f in folder.iterdir() if f.joinpath("source.yml").is_file()))


@cache
def source(name: str) -> Source:
    """Read one source. Raises SourceError for an unknown name, SettingsError for a bad file."""
    if name not in names():
        raise SourceError(source=name, why="no such source", known=", ".join(names()))
    text = files("loaders").joinpath("sources", name, "source.yml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    columns, also = (_columns(name, told.get(part, {})) for part in ("columns", "also"))
    return Source(
        name=name,
        department=told["department"],
        publisher=told["publisher"],
        file=told["file"],
        title=told.get("title"),
        encoding=told["encoding"],
        key=told.get("key"),
        columns=MappingProxyType(columns),
        also=MappingProxyType(also),
        accepted=MappingProxyType(columns | also),
        sharing=_sharing(name, told["sharing"]),
        whole=_whole(name, told.get("whole")),
    )


@cache
def shared_by() -> Mapping[tuple[str, str], Source]:
    """Name who gives a property by sharing: (label, property) to the source that owns it.

    A source owns what the end of a row in its whole list takes away; its attribute says whether
    it is shared at all. Source: 政务数据共享条例 (2025-08-01); domain reference 7.3 (A14).
    """
    return MappingProxyType(
        {
            (label, name): told
            for told in map(source, names())
            if told.whole and told.sharing.attribute != "NONE"
            for label, owned in told.whole.clears.items()
            for name in owned
        }
    )


def named_by_hand(told: Source, columns: Mapping[str, str]) -> Source:
    """Give the source as one file writes it. columns: the file's heading → the template's.

    Raises SourceError for a heading the template does not have, one that two columns feed, and
    one that is required and missing.
    """
    given = list(columns.values())
    unknown = [header for header in given if header not in told.accepted]
    twice = sorted({header for header in given if given.count(header) > 1})
    missing = [header for header in told.required if header not in given]
    if unknown or twice or missing:
        raise SourceError(
            source=told.name, why="the columns do not fit",
            unknown=", ".join(unknown) or None, twice=", ".join(twice) or None,
            missing=", ".join(missing) or None, do="name each required column once",
        )  # fmt: skip
    return replace(told, by_hand=MappingProxyType(dict(columns)))


def _sharing(name: str, told: Mapping[str, str]) -> Sharing:
    """Read the terms of sharing. Raises SettingsError for a code nobody knows."""
    try:
        found = Sharing(
            purpose=Purpose(told["purpose"]),
            frequency=told["frequency"],
            attribute=told["attribute"],
        )
    except (KeyError, ValueError) as exc:
        raise SettingsError(where=f"{name}/source.yml", sharing=str(exc)) from exc
    if found.frequency not in FREQUENCIES or found.attribute not in ATTRIBUTES:
        raise SettingsError(
            where=f"{name}/source.yml", sharing=f"{found.frequency}, {found.attribute}",
            known=", ".join((*FREQUENCIES, *ATTRIBUTES)),
        )  # fmt: skip
    return found


def _whole(name: str, told: Mapping[str, Any] | None) -> Whole | None:
    """Read what a full list ends. Raises SettingsError for what the shape does not know."""
    if told is None:
        return None
    clears = {label: tuple(props) for label, props in told.get("clears", {}).items()}
    known = {told["retires"]: (told["by"],)} | clears
    for label, props in known.items():
        if label not in LABELS or not set(props) <= set(LABELS[label].props):
            raise SettingsError(where=f"{name}/source.yml", whole=f"{label}: {props}")
    return Whole(
        retires=told["retires"], by=told["by"], value=told.get("value"),
        clears=MappingProxyType(clears),
    )  # fmt: skip


def _columns(name: str, told: Mapping[str, Any]) -> dict[str, Column]:
    """Read columns. Raises SettingsError for a type nobody reads."""
    columns = {}
    for header, about in told.items():
        column = Column(
            field=about["field"],
            type=about["type"],
            required=about.get("required", False),
            values=_closed(about),
            merged=about.get("merged", False),
            monthly=about.get("monthly", False),
            after=about.get("after"),
        )
        if column.type not in READERS:
            raise SettingsError(where=f"{name}/source.yml", column=header, type=column.type)
        columns[header] = column
    return columns


def _closed(about: Mapping[str, Any]) -> tuple[str, ...]:
    """Read a column's closed list: its own, or the states of a flow."""
    if "states" in about:
        return load(about["states"]).states
    return tuple(str(value) for value in about.get("values", ()))

"""What a source is: a folder with source.yml, its headers and the type of each column."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema.errors import SettingsError, SourceError
from graph_schema.flows import load
from loaders.cells import READERS


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
class Source:
    """A file that somebody hands in. columns: header → column. key: its own natural key.

    also: columns that are taken when a file has them; the template does not.
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
    )


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

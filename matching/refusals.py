"""A refusal and the facts it rests on: a fingerprint then, the same facts looked at again.

What is kept is a hash, never the facts: it tells whether they changed, not what they were. One
function serves the moment of refusal (rows of the graph) and a plan (rows of a snapshot), so
values are brought to one form first. Which facts count: refusals.yml.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import yaml

from graph_schema.vocabulary import DeclineCode

if TYPE_CHECKING:
    Row = Mapping[str, Any]

DIGITS = 24  # hexadecimal, of SHA-256


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a refusal of one code rests on: facts as `row.column`, days it lasts at most."""

    facts: tuple[str, ...]
    bars: Literal["item", "provider"]
    days: int | None = None
    rules: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether nothing ends it by itself: neither a fact, nor days, nor a rule."""
        return not self.facts and self.days is None and not self.rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The rows a refusal is about, by column: the household with its village."""

    need: Row
    item: Row
    household: Row
    members: Iterable[Row] = ()


@cache
def grounds() -> Mapping[str, Ground]:
    """Read refusals.yml: one entry a code. Raises ValueError for a code too many or too few."""
    told = _file()
    found = {
        code: Ground(**(about | {"facts": tuple(about["facts"])}))
        for code, about in told.items()
        if code != "version"
    }
    if set(found) != {str(code) for code in DeclineCode}:
        raise ValueError(f"refusals.yml: codes {sorted(found)} are not those of DeclineCode")
    return MappingProxyType(found)


@cache
def version() -> str:
    """Give the version of the list of facts, as it stands before each fingerprint."""
    return str(_file()["version"])


@cache
def _file() -> Mapping[str, Any]:
    text = files("matching").joinpath("refusals.yml").read_text(encoding="utf-8")
    told: Mapping[str, Any] = yaml.safe_load(text)
    return told


def fingerprint(code: str, about: Sides) -> str | None:
    """Fingerprint the facts behind a refusal; None for a code that rests on none.

    `version:hash`. The pair's ids are hashed along: equal facts of two pairs look different.
    """
    ground = grounds().get(code)
    if ground is None or not ground.facts:
        return None
    told = {"code": code, "pair": [str(about.need["id"]), str(about.item.get("id"))]}
    facts = {name: _fact(name, about) for name in ground.facts}
    text = json.dumps(told | {"facts": facts}, sort_keys=True, separators=(",", ":"))
    return f"{version()}:{sha256(text.encode()).hexdigest()[:DIGITS]}"


def current(kept: object) -> bool:
    """Tell whether a kept fingerprint can be compared at all: there is one, of this version."""
    return isinstance(kept, str) and kept.startswith(f"{version()}:")


def _fact(name: str, about: Sides) -> Any:
    row, column = name.split(".")
    if row == "members":
        rows = sorted(about.members, key=lambda one: str(one["id"]))
        return [[str(one["id"]), plain(one.get(column))] for one in rows]
    return plain(getattr(about, row).get(column))


def plain(value: Any) -> Any:
    """Bring a value of the graph or of a snapshot to one form: text, whole number or list.

    Days as ISO text, instants in UTC, sets sorted, whatever is missing None, as a set without
    members is in the graph; a fraction is text, since hashed JSON knows no floats.
    """
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(plain(one) for one in value) or None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value or None
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, float):
        return int(number) if number.is_integer() else repr(number)
    return number


def _moment(value: datetime) -> str:
    """Write a day or an instant; a snapshot keeps days as datetimes without a zone."""
    if value.tzinfo is None:
        return value.date().isoformat()
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

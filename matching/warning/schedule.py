"""The visit rules: read from visits.yml (or a RuleSet's body), checked, typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from graph_schema.errors import Rejected
from graph_schema.rulefile import BadRuleFile, RuleFile
from graph_schema.vocabulary import GroupCode
from matching.eligibility.rules import rule_set_in_force

if TYPE_CHECKING:
    from matching.snapshot import Snapshot

RULE_SET = "visits"
FILE = "matching/warning/visits.yml"
COLOURS = ("green", "blue", "yellow", "orange")  # position + 1 = rank of the level
_WHO = ("T2", "T1", "R12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long after the missed day: hours, or working days where hours is None."""

    hours: int | None = None
    working_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelVisits:
    """Days between contacts and between visits at home; who is told of a miss, and when."""

    contact: int
    visit: int
    told: Mapping[str, Delay]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completing:
    """When somebody goes because too little is known: due within so many days, again after."""

    within: int
    again: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A version of the visit rules. alone: (age, days between contacts), the oldest first.

    to_complete: None where a district's own rules know no such visit.
    """

    version: str
    levels: Mapping[str, LevelVisits]
    alone: tuple[tuple[int, int], ...]
    groups: Mapping[str, int]
    late_share: Fraction
    horizon: int
    to_complete: Completing | None = None


@cache
def default_schedule() -> Schedule:
    """Read the visit rules that come with the program."""
    text = files("matching.warning").joinpath("visits.yml").read_text("utf-8")
    return read_schedule(text, FILE)


def schedule_in_force(snapshot: Snapshot) -> Schedule:
    """Take the district's own visit rules in force on a snapshot's day, else the program's.

    Raises Rejected for rules that cannot be used.
    """
    body = rule_set_in_force(snapshot, RULE_SET)
    try:
        return default_schedule() if body is None else read_schedule(body)
    except BadRuleFile as error:
        raise Rejected(["BAD_RULE_SET"], why=str(error)) from None


@cache
def read_schedule(text: str, name: str = "rule set visits") -> Schedule:
    """Check and type visit rules. Raises BadRuleFile: file, line, place and reason."""
    file = RuleFile.read(name, text)
    keys = {"version", "levels", "alone", "groups", "late_share", "horizon"}
    top = file.record("", file.data, keys, {"to_complete"})
    levels = file.record("levels", top["levels"], {"urgent", *COLOURS}, set())
    groups = file.record("groups", top["groups"], set(), set(GroupCode))
    alone = []
    for number, one in enumerate(top["alone"]):
        body = file.record(f"alone[{number}]", one, {"age", "contact"}, set())
        age, contact = (_days(file, f"alone[{number}].{k}", v) for k, v in sorted(body.items()))
        alone.append((age, contact))
    return Schedule(
        version=str(top["version"]),
        levels=MappingProxyType(
            {code: _level(file, f"levels.{code}", body) for code, body in levels.items()}
        ),
        alone=tuple(sorted(alone, reverse=True)),
        groups=MappingProxyType(
            {str(g): _days(file, f"groups.{g}", days) for g, days in groups.items()}
        ),
        late_share=Fraction(str(top["late_share"])),
        horizon=_days(file, "horizon", top["horizon"]),
        to_complete=_completing(file, top.get("to_complete")),
    )


def _completing(file: RuleFile, data: Any) -> Completing | None:
    if data is None:
        return None
    body = file.record("to_complete", data, {"within", "again"}, set())
    told = {name: _days(file, f"to_complete.{name}", days) for name, days in body.items()}
    return Completing(**told)


def _level(file: RuleFile, place: str, data: Any) -> LevelVisits:
    body = file.record(place, data, {"contact", "visit", "told"}, set())
    told = file.record(f"{place}.told", body["told"], set(), set(_WHO))
    return LevelVisits(
        contact=_days(file, f"{place}.contact", body["contact"]),
        visit=_days(file, f"{place}.visit", body["visit"]),
        told=MappingProxyType(
            {who: _delay(file, f"{place}.told.{who}", text) for who, text in told.items()}
        ),
    )


def _delay(file: RuleFile, place: str, text: Any) -> Delay:
    found = re.fullmatch(r"(\d+)(h|WD)", str(text))
    if not found:
        file.refuse(place, f"hours as 4h or working days as 2WD are expected, not {text!r}")
    count = int(found[1])
    return Delay(hours=count) if found[2] == "h" else Delay(working_days=count)


def _days(file: RuleFile, place: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        file.refuse(place, f"whole days above 0 are expected, not {value!r}")
    return value

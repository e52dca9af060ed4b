"""The triggers: read from triggers.yml (or a RuleSet's body), checked, typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import yaml

from graph_schema import flows
from graph_schema.rulefile import RuleFile
from graph_schema.vocabulary import AlertCode, Department, Priority

RULE_SET = "warning"
FILE = "matching/warning/triggers.yml"
PRIORITIES = ("", "P1", "P2", "P3")  # position = rank 1 to 3, the worst first
HOW = ("at_least", "above", "below", "at_most", "any")
OTHER_SOURCES = frozenset({"VISIT", "FORM", "REPORT", "SYS"})
_TOP = frozenset(
    [
        "version",
        "debounce_days",
        "baseline",
        "open_states",
        "confirmed_states",
        "refuted_states",
        "triggers",
    ]
)
_MUST = frozenset({"what", "measure", "kind", "unit", "source", "bands"})
_MAY = frozenset({"within_days", "baseline", "closes", "with"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From which value on a trigger has a priority. of: only that variant; "" for every one."""

    priority: str
    how: Literal["at_least", "above", "below", "at_most", "any"]
    threshold: Fraction
    of: str = ""

    @property
    def rank(self) -> int:
        """1 for P1 to 3 for P3."""
        return PRIORITIES.index(self.priority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One trigger. numbers: what its measure works with. within_days: of an event only."""

    code: str
    what: str
    measure: str
    event: bool
    within_days: int
    unit: str
    source: tuple[str, ...]
    baseline: bool
    closes: bool
    numbers: Mapping[str, Any]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerBook:
    """A version of the triggers. debounce, old: days."""

    version: str
    debounce_days: int
    old_days: int
    baseline_raises: tuple[str, ...]
    open_states: tuple[str, ...]
    confirmed_states: tuple[str, ...]
    refuted_states: tuple[str, ...]
    triggers: Mapping[str, Trigger]

    @property
    def closed_states(self) -> tuple[str, ...]:
        """States in which an alert is over."""
        return tuple(sorted(flows.load("alert").ends))


@cache
def default_body() -> str:
    """Give the defaults as canonical JSON, the form a RuleSet node keeps."""
    data = yaml.safe_load(files("matching.warning").joinpath("triggers.yml").read_text("utf-8"))
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def default_triggers() -> TriggerBook:
    """Read the triggers that come with the program."""
    text = files("matching.warning").joinpath("triggers.yml").read_text("utf-8")
    return read_triggers(text, FILE)


@cache
def read_triggers(text: str, name: str = "rule set warning") -> TriggerBook:
    """Check and type a set of triggers. Raises BadRuleFile: file, line, place and reason."""
    file = RuleFile.read(name, text)
    top = file.record("", file.data, set(_TOP), set())
    base = file.record("baseline", top["baseline"], {"older_than_days", "priorities"}, set())
    triggers = file.record("triggers", top["triggers"], set(AlertCode), set())
    return TriggerBook(
        version=str(top["version"]),
        debounce_days=_days(file, "debounce_days", top["debounce_days"]),
        old_days=_days(file, "baseline.older_than_days", base["older_than_days"]),
        baseline_raises=_listed(file, "baseline.priorities", base["priorities"], set(Priority)),
        triggers=MappingProxyType(
            {str(code): _trigger(file, str(code), body) for code, body in triggers.items()}
        ),
        **{name: _states(file, name, top[name]) for name in sorted(_TOP) if "states" in name},
    )


def _trigger(file: RuleFile, code: str, data: Any) -> Trigger:
    # measures name their triggers' modules; they are looked at late, as they import this one
    from matching.warning.measures import MEASURES

    place = f"triggers.{code}"
    body = file.record(place, data, set(_MUST), set(_MAY))
    if body["kind"] not in ("state", "event"):
        file.refuse(f"{place}.kind", "state or event is expected")
    if (body["kind"] == "event") != ("within_days" in body):
        file.refuse(f"{place}.kind", "within_days goes with an event, and only with one")
    if body["measure"] not in MEASURES:
        file.refuse(f"{place}.measure", f"no measure {body['measure']}")
    measure = MEASURES[body["measure"]]
    told = body.get("with", {})
    numbers = file.record(f"{place}.with", told, set(measure.numbers), set(measure.may))
    return Trigger(
        code=code,
        what=str(body["what"]),
        measure=body["measure"],
        event=body["kind"] == "event",
        within_days=_days(file, f"{place}.within_days", body.get("within_days", 0)),
        unit=str(body["unit"]),
        source=_listed(file, f"{place}.source", body["source"], {*Department, *OTHER_SOURCES}),
        baseline=_flag(file, f"{place}.baseline", body.get("baseline", False)),
        closes=_flag(file, f"{place}.closes", body.get("closes", False)),
        numbers=MappingProxyType(
            {k: _number(file, f"{place}.with.{k}", v) for k, v in numbers.items()}
        ),
        bands=_bands(file, place, body["bands"], measure.variants),
    )


def _bands(
    file: RuleFile, place: str, data: Any, variants: tuple[str, ...]
) -> tuple[Band, ...]:
    if not isinstance(data, list) or not data:
        file.refuse(f"{place}.bands", "a list of bands is expected")
    return tuple(
        _band(file, f"{place}.bands[{i}]", one, variants) for i, one in enumerate(data)
    )


def _band(file: RuleFile, place: str, data: Any, variants: tuple[str, ...]) -> Band:
    body = file.record(place, data, {"priority"}, {"of", *HOW})
    if body["priority"] not in PRIORITIES[1:]:
        file.refuse(f"{place}.priority", "P1, P2 or P3 is expected")
    if body.get("of", "") not in ("", *variants):
        file.refuse(f"{place}.of", f"the measure has {', '.join(variants) or 'no variants'}")
    told = [how for how in HOW if how in body]
    if len(told) != 1:
        file.refuse(place, f"one of {', '.join(HOW)} is expected")
    how = told[0]
    value = 1 if how == "any" else body[how]
    try:
        threshold = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        file.refuse(f"{place}.{how}", f"not a number: {value!r}")
    return Band(
        priority=body["priority"],
        how=how,  # type: ignore[arg-type]  # one of HOW
        threshold=threshold,
        of=body.get("of", ""),
    )


def _states(file: RuleFile, place: str, data: Any) -> tuple[str, ...]:
    return _listed(file, place, data, set(flows.load("alert").states))


def _listed(file: RuleFile, place: str, data: Any, known: set[Any]) -> tuple[str, ...]:
    if not isinstance(data, list) or not data:
        file.refuse(place, "a list is expected")
    for number, one in enumerate(data):
        if one not in known:
            file.refuse(f"{place}[{number}]", f"{one!r} is unknown")
    return tuple(map(str, data))


def _days(file: RuleFile, place: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        file.refuse(place, f"whole days are expected, not {value!r}")
    return value


def _flag(file: RuleFile, place: str, value: Any) -> bool:
    if not isinstance(value, bool):
        file.refuse(place, f"true or false is expected, not {value!r}")
    return value


def _number(file: RuleFile, place: str, value: Any) -> Any:
    """Type what a measure works with: whole numbers, shares as Fraction, lists of codes."""
    if isinstance(value, list) and value:
        return tuple(map(str, value))
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    try:
        return Fraction(value) if isinstance(value, str) else file.refuse(place, "unknown")
    except ValueError:
        return file.refuse(place, f"a number or a list of codes is expected, not {value!r}")

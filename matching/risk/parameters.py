"""The risk rule set as checked, frozen values; its defaults come with the program."""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from graph_schema.rulefile import RuleFile

FILE = "matching/risk/parameters.yml"
LEVELS = ("", "L1_NORM", "L2_LOW", "L3_MED", "L4_HIGH")  # position = rank 1 to 4
GREEN, BLUE, YELLOW, ORANGE = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Score:
    cap: int
    orange: int
    yellow: int
    blue: int


@dataclass(frozen=True, slots=True)
class NeedKind:
    """base: points. floors: four letters of GBYO, interval: days, both at s1 to s4."""

    base: int
    floors: str
    interval: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NeedRule:
    cap: int
    others_divided_by: int
    severity_percent: tuple[int, ...]
    open_states: tuple[str, ...]
    kinds: Mapping[str, NeedKind]


@dataclass(frozen=True, slots=True)
class IncomeRow:
    points: tuple[int, ...]
    below_percent_of_l: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MedicalRow:
    points: tuple[int, ...]
    at_least_percent: tuple[int, ...]
    months: int


@dataclass(frozen=True, slots=True)
class AloneRow:
    points: int
    age: int


@dataclass(frozen=True, slots=True)
class CarerRow:
    points: int
    grades: tuple[int, ...]
    care: int


@dataclass(frozen=True, slots=True)
class SingleCarerRow:
    points: int
    adult_from: int
    adult_to: int
    child_below: int
    old_above: int
    dependents: int


@dataclass(frozen=True, slots=True)
class CausesRow:
    points: int
    at_least: int


@dataclass(frozen=True, slots=True)
class HouseRow:
    points: int
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkRow:
    points: int
    states: tuple[str, ...]
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftAidRow:
    points: int
    months: int
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HousingRow:
    points: int
    at_least_percent: int


@dataclass(frozen=True, slots=True)
class Portrait:
    cap: int
    income: IncomeRow
    medical: MedicalRow
    alone: AloneRow
    no_carer: CarerRow
    single_carer: SingleCarerRow
    causes: CausesRow
    bad_house: HouseRow
    no_link: LinkRow
    left_aid: LeftAidRow
    housing: HousingRow


@dataclass(frozen=True, slots=True)
class Event:
    cap: int
    points: Mapping[str, int]
    halving_days: int
    open_states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protect:
    cap: int
    served_state: str


@dataclass(frozen=True, slots=True)
class Hard:
    child_below: int
    self_supporting_from: int
    violence_alerts: tuple[str, ...]
    violence_tags: tuple[str, ...]
    deprived_tags: tuple[str, ...]
    end_of_life_flags: tuple[str, ...]
    hospice_services: tuple[str, ...]
    scattered_policies: tuple[str, ...]
    institutions: tuple[str, ...]
    silent_after_intervals: int
    contact_days: Mapping[str, int]
    missed_visits: int
    urgent_severity: int


@dataclass(frozen=True, slots=True)
class Movement:
    margin: int
    dwell_days: Mapping[str, int]
    holding_priorities: tuple[str, ...]
    approval_below: str


@dataclass(frozen=True, slots=True)
class Derived:
    absence_days: int
    unemployed_months: int
    employed_states: tuple[str, ...]
    no_wish: tuple[str, ...]
    medical_percent: int
    follow_up_days: int
    covered_policies: tuple[str, ...]
    income_percent_of_l: tuple[int, ...]
    left_aid_months: int


@dataclass(frozen=True, slots=True)
class Completeness:
    warn_below: int
    family: tuple[str, ...]
    income: tuple[str, ...]
    living: tuple[str, ...]
    causes: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskParameters:
    """One version of the rule set."""

    version: str
    score: Score
    need: NeedRule
    portrait: Portrait
    event: Event
    protect: Protect
    hard: Hard
    movement: Movement
    derived: Derived
    completeness: Completeness

    def threshold(self, level: int) -> int:
        """Points from which a level starts; 0 for green."""
        return (0, 0, self.score.blue, self.score.yellow, self.score.orange)[level]


@cache
def default_body() -> str:
    """Give the defaults as canonical JSON, the form a RuleSet node keeps.

    Raises BadRuleFile where the program's own file cannot be used.
    """
    text = files("matching.risk").joinpath("parameters.yml").read_text("utf-8")
    read_parameters(text, FILE)
    return json.dumps(
        yaml.safe_load(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


@cache
def read_parameters(text: str, name: str = "rule set risk") -> RiskParameters:
    """Check and type a rule set (YAML, or JSON of a RuleSet's body).

    Raises BadRuleFile: file, line, place and reason.
    """
    file = RuleFile.read(name, text)
    built: RiskParameters = _Building(file).build(RiskParameters, file.data, "")
    for code, kind in built.need.kinds.items():
        if len(kind.floors) != 4 or set(kind.floors) - set("GBYO") or len(kind.interval) != 4:
            file.refuse(f"need.kinds.{code}", "four floors of GBYO, four intervals expected")
    return built


def rule_version(parameters: RiskParameters, body: str, standard: int | None) -> str:
    """Name what a result was made with: version, digest of the body, L in force (fen)."""
    digest = hashlib.sha256(body.encode()).hexdigest()[:12]
    return f"risk-{parameters.version}-{digest}-L{standard if standard is not None else '?'}"


@dataclass(frozen=True, slots=True)
class _Building:
    """Builds values of declared types from plain data, or refuses the file they stand in."""

    file: RuleFile

    def build(self, kind: Any, data: Any, where: str) -> Any:
        """Build one value. where: its place in the file, empty for the whole."""
        if is_dataclass(kind) and isinstance(kind, type):
            return self._record(kind, data, where)
        if get_origin(kind) is tuple:
            self._expect(isinstance(data, list), where, "a list")
            inner = get_args(kind)[0]
            return tuple(self.build(inner, v, f"{where}[{i}]") for i, v in enumerate(data))
        if get_origin(kind) is Mapping or isinstance(kind, types.GenericAlias):
            self._expect(isinstance(data, dict), where, "a mapping")
            inner = get_args(kind)[1]
            found = {k: self.build(inner, v, f"{where}.{k}") for k, v in data.items()}
            return MappingProxyType(found)
        fits = isinstance(data, kind) and not isinstance(data, bool)
        self._expect(fits, where, kind.__name__)
        self._expect(kind is not int or data >= 0, where, "a number of 0 or more")
        return data

    def _record(self, kind: type, data: Any, where: str) -> Any:
        self._expect(isinstance(data, dict), where, "a mapping")
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)]
        wrong = sorted(set(map(str, data)) ^ set(names))
        told = f"exactly {', '.join(names)} (check {', '.join(wrong)})"
        self._expect(not wrong, where, told)
        return kind(
            **{n: self.build(hints[n], data[n], f"{where}.{n}".lstrip(".")) for n in names}
        )

    def _expect(self, condition: bool, where: str, what: str) -> None:
        if not condition:
            self.file.refuse(where, f"{what} expected")

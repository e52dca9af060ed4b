"""Conditions as data: what may be written in a rule or on a catalogue item, read once, checked.

{fact: income_per_person, below: {param: L, times: k_edge}}   below · at_least · at_most · above
{fact: disability_type, in: [智力, 精神]}      {fact: local_hukou}      {rule: E03}
{holds: [E01]}   {holds: [E05], of: person}    {group: [G01, G07]}
{all: […]}   {any: […]}   {not: …}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

COMPARISONS = ("below", "at_least", "at_most", "above")


class BadCondition(ValueError):
    """A condition that cannot be read; says where and why."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A number times dated parameters, if any."""

    times: Fraction
    params: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compare:
    fact: str
    how: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class OneOf:
    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Flag:
    fact: str


@dataclass(frozen=True, slots=True)
class Holds:
    policies: frozenset[str]
    person: bool


@dataclass(frozen=True, slots=True)
class InGroup:
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class RuleHolds:
    rule: str


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Compare | OneOf | Flag | Holds | InGroup | RuleHolds | All | AnyOf | Not


def parts(condition: Condition) -> tuple[Condition, ...]:
    """List what a condition is made of; nothing for a leaf."""
    match condition:
        case All(inner) | AnyOf(inner):
            return inner
        case Not(one):
            return (one,)
        case _:
            return ()


def parse(data: Any, where: str = "condition") -> Condition:
    """Read one condition. Raises BadCondition naming the place."""
    if not isinstance(data, Mapping) or not data:
        raise BadCondition(f"{where}: a condition is a mapping, got {data!r}")
    keys = set(data)
    if "fact" in keys:
        return _fact(data, where)
    if "holds" in keys:
        _only(keys, {"holds", "of"}, where)
        of = data.get("of", "household")
        if of not in ("household", "person"):
            raise BadCondition(f"{where}: of is household or person, got {of!r}")
        return Holds(frozenset(_codes(data["holds"], where)), of == "person")
    if len(keys) != 1:
        raise BadCondition(f"{where}: one key expected, got {', '.join(sorted(keys))}")
    return _single(next(iter(keys)), data, where)


def _single(key: str, data: Mapping[str, Any], where: str) -> Condition:
    value = data[key]
    match key:
        case "all":
            return All(_parts(value, f"{where}.all"))
        case "any":
            return AnyOf(_parts(value, f"{where}.any"))
        case "not":
            return Not(parse(value, f"{where}.not"))
        case "rule":
            return RuleHolds(str(value))
        case "group":
            return InGroup(frozenset(_codes(value, where)))
        case _:
            raise BadCondition(f"{where}: unknown condition {key!r}")


def _fact(data: Mapping[str, Any], where: str) -> Condition:
    name = str(data["fact"])
    rest = {key: value for key, value in data.items() if key != "fact"}
    if not rest:
        return Flag(name)
    if set(rest) == {"in"}:
        return OneOf(name, frozenset(_codes(rest["in"], where)))
    if len(rest) == 1 and set(rest) <= set(COMPARISONS):
        how, limit = next(iter(rest.items()))
        return Compare(name, how, bound(limit, where))
    raise BadCondition(f"{where}: cannot compare {name} by {', '.join(sorted(rest))}")


def bound(value: Any, where: str) -> Bound:
    """Read a number, or {param: P, times: number or P}. Raises BadCondition."""
    if isinstance(value, Mapping):
        _only(set(value), {"param", "times"}, where)
    if not isinstance(value, Mapping):
        return Bound(_fraction(value, where))
    if "param" not in value:
        raise BadCondition(f"{where}: a parameter is expected: {value!r}")
    param, times = str(value["param"]), value.get("times", 1)
    if isinstance(times, str) and times.replace("_", "").isalnum() and not times[0].isdigit():
        return Bound(Fraction(1), (param, times))
    return Bound(_fraction(times, where), (param,))


def _fraction(value: Any, where: str) -> Fraction:
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError) as exc:
        raise BadCondition(f"{where}: not a number or parameter: {value!r}") from exc


def _parts(value: Any, where: str) -> tuple[Condition, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise BadCondition(f"{where}: a list of conditions expected")
    return tuple(parse(part, f"{where}[{i}]") for i, part in enumerate(value))


def _codes(value: Any, where: str) -> list[str]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise BadCondition(f"{where}: a list of codes expected, got {value!r}")
    return [str(code) for code in value]


def _only(keys: set[str], allowed: set[str], where: str) -> None:
    if keys - allowed:
        raise BadCondition(f"{where}: unknown {', '.join(sorted(keys - allowed))}")

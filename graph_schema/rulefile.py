"""Rule files: YAML read with its lines; a bad one is refused by file, line and reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml


class BadRuleFile(ValueError):
    """A file of rules that cannot be used; says file, line, place and reason."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The data of a rule file. lines: place (`triggers.W01.bands[0]`) → line, from 1.

    Data from elsewhere (a RuleSet in the graph) has no lines; places still tell where.
    """

    name: str
    data: Any
    lines: Mapping[str, int]

    @classmethod
    def read(cls, name: str, text: str) -> RuleFile:
        """Read YAML (or JSON). Raises BadRuleFile for a broken one, or a key given twice."""
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
            data = yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            at = f" line {mark.line + 1}" if mark else ""
            why = getattr(error, "problem", None) or "cannot be read"
            raise BadRuleFile(f"{name}{at}: {why}") from error
        lines: dict[str, int] = {}
        for place, line in _places(root, ""):
            if place in lines:
                raise BadRuleFile(f"{name} line {line}: {place}: given twice")
            lines[place] = line
        return cls(name, data, lines)

    def refuse(self, place: str, why: str) -> NoReturn:
        """Refuse the file for what stands in a place, or in what is around it."""
        line = self.line(place)
        at = f"{self.name}{f' line {line}' if line else ''}"
        raise BadRuleFile(": ".join(filter(None, (at, place, why))))

    def line(self, place: str) -> int | None:
        """Tell the line of a place, else of the nearest place around it; None without lines."""
        while place and place not in self.lines:
            place = re.sub(r"(\[\d+\]|\.?[^.\[\]]+)$", "", place)
        return self.lines.get(place)

    def record(self, place: str, data: Any, must: set[str], may: set[str]) -> Mapping[str, Any]:
        """Give a mapping with exactly these keys, or refuse the file."""
        if not isinstance(data, Mapping):
            self.refuse(place, "a mapping is expected")
        if missing := must - set(data):
            self.refuse(place, f"{', '.join(sorted(missing))} missing")
        if unknown := set(map(str, data)) - must - may:
            first = min(unknown)
            self.refuse(f"{place}.{first}".lstrip("."), "unknown; " + _offer(must | may))
        return data


def _offer(names: set[str]) -> str:
    return f"one of {', '.join(sorted(names))} is expected"


def _places(node: yaml.Node | None, place: str) -> Iterator[tuple[str, int]]:
    """Walk a document: every place with its line."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{place}.{key.value}".lstrip(".")
            yield inner, key.start_mark.line + 1
            yield from _places(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            inner = f"{place}[{number}]"
            yield inner, value.start_mark.line + 1
            yield from _places(value, inner)

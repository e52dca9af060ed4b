"""政策库: documents by number, year and range, and the rules that cite them. F11."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from graph_schema.errors import SettingsError

if TYPE_CHECKING:
    from matching.eligibility.rules import Rule, RuleBook

FILE = "library.yml"
RANGES = ("NATIONAL", "PROVINCE", "CITY", "DISTRICT")
_KEYS = {"title", "issuer", "year", "range"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument:
    """One document. year: of its number. reach: one of RANGES."""

    number: str
    title: str
    issuer: str
    year: int
    reach: str


@cache
def library() -> Mapping[str, PolicyDocument]:
    """Every document by its number, in the order of the file; read once."""
    return read(files("matching.eligibility").joinpath(FILE).read_text(encoding="utf-8"))


def read(text: str) -> Mapping[str, PolicyDocument]:
    """Read documents from YAML. Raises SettingsError naming number and reason."""
    found = {}
    for number, about in (yaml.safe_load(text) or {}).items():
        found[str(number)] = _document(str(number), about)
    return MappingProxyType(found)


def _document(number: str, about: Any) -> PolicyDocument:
    if not isinstance(about, dict) or set(about) != _KEYS:
        raise SettingsError(setting=FILE, where=number, expected=sorted(_KEYS))
    if not isinstance(about["year"], int) or about["range"] not in RANGES:
        raise SettingsError(setting=FILE, where=number, why="year is a number, range is known")
    return PolicyDocument(
        number=number,
        title=str(about["title"]),
        issuer=str(about["issuer"]),
        year=about["year"],
        reach=about["range"],
    )


def cited(rule: Rule) -> str | None:
    """Name the document a rule rests on; None for practice or a parameter of the district."""
    return rule.basis if rule.basis in library() else None


def rules_citing(book: RuleBook) -> Mapping[str, tuple[Rule, ...]]:
    """Give the rules by the document they cite, those without any left out."""
    found: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        if (number := cited(rule)) is not None:
            found.setdefault(number, []).append(rule)
    return {number: tuple(rules) for number, rules in found.items()}

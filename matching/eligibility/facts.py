"""What is said about each fact conditions may ask about: its unit, where it is, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from graph_schema.rulefile import RuleFile
from graph_schema.vocabulary import Department
from matching.tables import TABLES

FILE = "matching/eligibility/facts.yml"
_KEYS = {"zh", "en", "unit", "asks", "read", "known"}
_CODES = ("code", "A to D")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactEntry:
    """One fact. asks: departments, or VISIT. read: tables whose row of the subject shows it."""

    name: str
    zh: str
    en: str
    subject: Literal["household", "person"]
    unit: str
    asks: tuple[str, ...]
    read: tuple[str, ...]
    known: str

    @property
    def kind(self) -> Literal["truth", "code", "number"]:
        """How it may be asked about: as it is, in a list, or compared."""
        if self.unit == "yes or no":
            return "truth"
        return "code" if self.unit in _CODES else "number"


@cache
def fact_entries() -> Mapping[str, FactEntry]:
    """Read the facts that come with the program: name → entry, household facts first."""
    text = files("matching.eligibility").joinpath("facts.yml").read_text("utf-8")
    return read_facts(text, FILE)


def read_facts(text: str, name: str) -> Mapping[str, FactEntry]:
    """Check and type a file of facts. Raises BadRuleFile: file, line, place and reason."""
    file = RuleFile.read(name, text)
    top = file.record("", file.data, {"household", "person"}, set())
    found: dict[str, FactEntry] = {}
    for subject in ("household", "person"):
        for fact, body in top[subject].items():
            if fact in found:
                file.refuse(f"{subject}.{fact}", "is a fact of households too")
            found[fact] = _entry(file, subject, fact, body)
    return MappingProxyType(found)


def _entry(file: RuleFile, subject: Any, name: str, data: Any) -> FactEntry:
    place = f"{subject}.{name}"
    body = file.record(place, data, _KEYS, set())
    for who in body["asks"]:
        if who not in {*Department, "VISIT"}:
            file.refuse(f"{place}.asks", f"{who!r} is no department")
    for table in body["read"]:
        if table not in TABLES:
            file.refuse(f"{place}.read", f"no table {table!r}")
    return FactEntry(
        name=name,
        zh=body["zh"],
        en=body["en"],
        subject=subject,
        unit=str(body["unit"]),
        asks=tuple(body["asks"]),
        read=tuple(body["read"]),
        known=body["known"],
    )

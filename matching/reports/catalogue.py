"""The measures as data: reads measures.yml strictly, a fault by report, measure and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from graph_schema.errors import NotFound, SettingsError
from matching.reports.rows import TABLES

FILE = "measures.yml"
STATISTICS = ("count", "share", "mean", "median", "sum")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowList:
    """A list: a table, and what its rows must say: column to values, any of which will do."""

    name: str
    of: str
    where: Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number.

    statistic: count of the numerator, its share of the denominator, or the mean, median or sum
    of `value` over the numerator. by: column it is told apart by.
    """

    name: str
    zh: str
    en: str
    unit: str
    statistic: str
    numerator: RowList
    denominator: RowList | None = None
    value: str | None = None
    by: str | None = None

    @property
    def lists(self) -> tuple[RowList, ...]:
        """The lists behind it, the numerator first."""
        return (
            (self.numerator,)
            if self.denominator is None
            else (self.numerator, self.denominator)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Measures that are read together. source: part of the domain reference."""

    name: str
    zh: str
    en: str
    source: str
    measures: tuple[Measure, ...]


@cache
def reports() -> Mapping[str, Report]:
    """Every report by name, read once. Raises SettingsError for a fault in the file."""
    return read(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))


def report_named(name: str) -> Report:
    """Find a report. Raises NotFound, which names those there are."""
    if name not in reports():
        raise NotFound(report=name, known=", ".join(reports()))
    return reports()[name]


def read(text: str) -> Mapping[str, Report]:
    """Read lists and reports from YAML. Raises SettingsError naming place and reason."""
    try:
        told = yaml.safe_load(text)
        lists = {name: _list(name, about) for name, about in told["lists"].items()}
        found = {name: _report(name, about, lists) for name, about in told["reports"].items()}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise _fault("the file", f"{type(error).__name__} {error}") from None
    return MappingProxyType(found)


def _fault(where: str, why: str) -> SettingsError:
    return SettingsError(setting=FILE, where=where, why=why)


def _list(name: str, about: Mapping[str, Any]) -> RowList:
    if set(about) != {"of", "where"}:
        raise _fault(f"list {name}", "a list has `of` and `where`")
    if about["of"] not in TABLES:
        raise _fault(f"list {name}", f"no table {about['of']}; known: {', '.join(TABLES)}")
    where = {
        column: tuple(asked) if isinstance(asked, list) else (asked,)
        for column, asked in about["where"].items()
    }
    return RowList(name=name, of=about["of"], where=MappingProxyType(where))


def _report(name: str, about: Mapping[str, Any], lists: Mapping[str, RowList]) -> Report:
    measures = tuple(
        _measure(f"{name}.{one}", one, told, lists) for one, told in about["measures"].items()
    )
    return Report(
        name=name, zh=about["zh"], en=about["en"], source=about["source"], measures=measures
    )


_MAY = {"zh", "en", "unit", "numerator", "denominator", "value", "statistic", "by"}


def _measure(
    where: str, name: str, about: Mapping[str, Any], lists: Mapping[str, RowList]
) -> Measure:
    if unknown := set(about) - _MAY:
        raise _fault(where, f"unknown: {', '.join(sorted(unknown))}")
    for end in ("numerator", "denominator"):
        if end in about and about[end] not in lists:
            raise _fault(where, f"no list {about[end]}")
    statistic = about.get("statistic", "share" if "denominator" in about else "count")
    if statistic not in STATISTICS:
        raise _fault(where, f"no statistic {statistic}")
    if (statistic == "share") != ("denominator" in about):
        raise _fault(where, "a share has a denominator, nothing else has one")
    if (statistic in {"mean", "median", "sum"}) != ("value" in about):
        raise _fault(where, "a mean, median or sum has a value, nothing else has one")
    ends = [lists[about[end]] for end in ("numerator", "denominator") if end in about]
    if len({one.of for one in ends}) > 1:
        raise _fault(where, "numerator and denominator are lists of two tables")
    return Measure(
        name=name,
        zh=about["zh"],
        en=about["en"],
        unit=about["unit"],
        statistic=statistic,
        numerator=ends[0],
        denominator=ends[1] if len(ends) > 1 else None,
        value=about.get("value"),
        by=about.get("by"),
    )

"""Computes measures by area, group, colour, month and part; each number with its list.

A cell is a place in the table: an area, and on each axis a value or None for all. A household
of several groups, or a link of several service types, is counted once in each of them and once
in all. Averages of a larger area come from its rows, never from averages of parts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from graph_schema.errors import Rejected

if TYPE_CHECKING:
    from datetime import date

    from matching.reports.catalogue import Measure, Report, RowList
    from matching.reports.rows import Book

AXES = ("group", "level", "month", "tier")
DIGITS = (6, 9, 12)  # district, town, village


class Cell(NamedTuple):
    """Where a number stands. None: all of that axis; part: of the measure's own column."""

    area: str
    group: str | None = None
    level: str | None = None
    month: str | None = None
    part: str | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One measure in one cell. ids: the rows of the numerator's list, of_ids the denominator's.

    value: a count, a share in [0, 1], or the statistic in the measure's unit; None where there
    is nothing to divide by or to average. hidden: too few to be shown; then all else is None.
    """

    measure: str
    cell: Cell
    value: float | None
    numerator: int | None
    denominator: int | None
    ids: tuple[str, ...] = ()
    of_ids: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report's numbers on a day. areas: code and name, in order. published: cells hidden."""

    report: Report
    as_of: date
    areas: Mapping[str, str]
    numbers: tuple[Number, ...]
    published: bool = False

    def to_json(self, *, ids: bool) -> dict[str, Any]:
        """Say it in plain values. ids: with the ids of the lists behind each number."""
        return {
            "report": self.report.name,
            "zh": self.report.zh,
            "en": self.report.en,
            "source": self.report.source,
            "as_of": self.as_of.isoformat(),
            "published": self.published,
            "areas": dict(self.areas),
            "measures": {
                m.name: {"zh": m.zh, "en": m.en, "unit": m.unit, "statistic": m.statistic}
                for m in self.report.measures
            },
            "numbers": [_plain(one, ids=ids) for one in self.numbers],
        }


def _plain(one: Number, *, ids: bool) -> dict[str, Any]:
    told = {
        "measure": one.measure,
        **one.cell._asdict(),
        "value": one.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "hidden": one.hidden,
    }
    if ids:
        told |= {"ids": list(one.ids), "of_ids": list(one.of_ids)}
    return told


def rows_of(book: Book, asked: RowList) -> pd.DataFrame:
    """Give the rows of a list. Raises Rejected for a column the table does not have."""
    rows = book.table(asked.of)
    keep = np.ones(len(rows), dtype=bool)
    for column, values in asked.where.items():
        if column not in rows:
            raise Rejected(["NO_COLUMN"], list=asked.name, table=asked.of, column=column)
        keep &= _any_of(rows[column], values)
    return rows[keep]


def _any_of(column: pd.Series[Any], values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """Tell which rows hold one of the values; a set holds one if it contains it."""
    if len(column) and isinstance(column.iloc[0], tuple):
        return np.array([bool(set(values) & set(one)) for one in column], dtype=bool)
    return column.isin(list(values)).to_numpy(dtype=bool)


def compute(
    book: Book,
    report: Report,
    area: str | None = None,
    by: Collection[str] = (),
    *,
    deep: bool = False,
) -> Told:
    """Compute a report for an area and the areas right below it; deep: and all below those.

    by: axes of AXES it is told apart by, each with the total of all. Raises Rejected for
    another axis, or an area outside the snapshot's.
    """
    if unknown := set(by) - set(AXES):
        raise Rejected(["NO_AXIS"], axis=", ".join(sorted(unknown)), known=", ".join(AXES))
    areas = areas_of(book, area, deep=deep)
    numbers = [
        one for measure in report.measures for one in _numbers(book, measure, areas, set(by))
    ]
    return Told(report=report, as_of=book.snapshot.as_of, areas=areas, numbers=tuple(numbers))


def areas_of(book: Book, area: str | None, *, deep: bool = False) -> dict[str, str]:
    """Name the area and those right below it, deep: all; by default the snapshot's own."""
    reach = book.snapshot.access.areas
    tops = [area] if area else sorted(reach)
    if any(not any(top.startswith(a) for a in reach) for top in tops):
        raise Rejected(["AREA_OUT_OF_REACH"], area=area)
    names = dict(zip(book.snapshot.areas["code"], book.snapshot.areas["name"], strict=True))
    lived = {
        str(code)[:digits] for code in book.snapshot.households["village"].dropna().unique()
        for digits in DIGITS
    }  # fmt: skip
    found = {}
    for top in tops:
        below = DIGITS[min(DIGITS.index(len(top)) + 1, 2)] if len(top) in DIGITS else 12
        for code in sorted({*names, *lived, top}):
            near = len(code) == below or (deep and len(code) in DIGITS)
            if code == top or (code.startswith(top) and near):
                found[str(code)] = str(names.get(code) or code)
    return found


def _numbers(
    book: Book, measure: Measure, areas: Mapping[str, str], by: set[str]
) -> list[Number]:
    inside = [cells_of(rows_of(book, one), areas, by, measure.by) for one in measure.lists]
    top, bottom = inside[0], inside[1] if len(inside) > 1 else {}
    rows = book.table(measure.numerator.of)
    ids = rows["id"].to_numpy(dtype=object)
    values = rows[measure.value].to_numpy(dtype=float) if measure.value else None
    cells = {*top, *bottom, *(Cell(code) for code in areas)}
    told = []
    for cell in sorted(cells, key=lambda c: tuple((v is not None, v or "") for v in c)):
        mine, whole = top.get(cell, _NONE), bottom.get(cell, _NONE)
        told.append(
            Number(
                measure=measure.name,
                cell=cell,
                value=_value(measure, mine, whole, values),
                numerator=len(mine),
                denominator=len(whole) if measure.denominator else None,
                ids=tuple(sorted(ids[mine])),
                of_ids=tuple(sorted(ids[whole])) if measure.denominator else (),
            )
        )
    return told


_NONE = np.empty(0, dtype=np.int64)
Positions = np.ndarray[Any, np.dtype[np.int64]]


def _value(
    measure: Measure, mine: Positions, whole: Positions, values: np.ndarray[Any, Any] | None
) -> float | None:
    if measure.statistic == "share":
        return len(mine) / len(whole) if len(whole) else None
    if values is None:
        return float(len(mine))
    known = values[mine][~np.isnan(values[mine])]
    if measure.statistic == "sum":
        return float(known.sum())
    if not len(known):
        return None
    return float(np.median(known) if measure.statistic == "median" else known.mean())


def cells_of(
    rows: pd.DataFrame, areas: Mapping[str, str], by: set[str], part: str | None
) -> dict[Cell, Positions]:
    """Share the rows out to cells: their places in the table (the index), in order, once each.

    Worked out as pairs (row, cell): a cell is a number whose digits, one an axis, say which
    value it is of; 0 is all.
    """
    row, cell, codes = _placed(rows["village"], areas)
    digits: list[tuple[str, list[str]]] = []
    for axis, values in (
        ("group", rows["groups"] if "group" in by else None),
        ("level", rows["level"] if "level" in by else None),
        ("month", rows["on"].dt.strftime("%Y-%m") if "month" in by else None),
        ("part", rows[part] if part else None),
        ("tier", rows["tiers"] if "tier" in by else None),
    ):
        if values is not None:
            row, cell, names = _told_apart(row, cell, values)
            digits.append((axis, names))
    at = rows.index.to_numpy(dtype=np.int64)
    size = int(at.max(initial=0)) + 1
    cell, place = np.divmod(np.unique(cell * size + at[row]), size)
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    return {
        _named(int(cell[start]), codes, digits): some
        for start, some in zip(starts, np.split(place, starts[1:]), strict=False)
    }


def _placed(villages: pd.Series[Any], areas: Mapping[str, str]) -> tuple[Positions, ...]:
    """Put every row into each area it lies in: rows, numbers of areas, the areas' codes."""
    number, names = pd.factorize(villages.to_numpy(dtype=object))
    codes = np.array(sorted(areas), dtype=object)
    place = {code: at for at, code in enumerate(codes)}
    rows, cells = [_NONE], [_NONE]
    for digits in sorted({len(code) for code in areas}):
        at = np.array([place.get(name[:digits], -1) for name in names] + [-1], dtype=np.int64)
        known = np.flatnonzero((at >= 0)[number])
        rows.append(known)
        cells.append(at[number[known]])
    return np.concatenate(rows), np.concatenate(cells), codes


def _told_apart(
    row: Positions, cell: Positions, values: pd.Series[Any]
) -> tuple[Positions, Positions, list[str]]:
    """Add an axis: every pair under all (0), and under each value its row has (1 and on)."""
    each = pd.Series(values.to_numpy(dtype=object)).explode().dropna()
    number, names = pd.factorize(each.to_numpy(dtype=object))
    owner = each.index.to_numpy(dtype=np.int64)
    starts = np.searchsorted(owner, np.arange(len(values) + 1))
    many = np.diff(starts)[row]
    again = np.repeat(np.arange(len(row)), many)
    nth = np.arange(len(again)) - np.repeat(np.cumsum(many) - many, many)
    digit = number[starts[row[again]] + nth] + 1
    radix = len(names) + 1
    told = np.concatenate([cell * radix, cell[again] * radix + digit])
    return np.concatenate([row, row[again]]), told, [str(name) for name in names]


def _named(cell: int, codes: Positions, digits: Sequence[tuple[str, list[str]]]) -> Cell:
    """Read the digits of a cell's number, the last axis first."""
    axes: dict[str, str] = {}
    for axis, names in reversed(digits):
        cell, value = divmod(cell, len(names) + 1)
        if value:
            axes[axis] = names[value - 1]
    return Cell(str(codes[cell]), **axes)

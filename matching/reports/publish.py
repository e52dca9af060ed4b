"""A report as it may leave the house: small cells hidden, the same cells whatever is asked.

Which cells of a list are hidden is worked out on one fixed table: every area of the caller, in
all, by colour, by group, and by the measure's own parts; with every measure of the catalogue
that shares a list. So two published tables never give away together what each one hides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph_schema.errors import Rejected
from matching.coverage.live import LEVELS
from matching.reports.catalogue import reports
from matching.reports.engine import DIGITS, Cell, Number, Told, cells_of, compute, rows_of
from matching.reports.suppress import hidden

if TYPE_CHECKING:
    from matching.reports.catalogue import Measure, Report
    from matching.reports.engine import Positions
    from matching.reports.rows import Book
    from matching.reports.suppress import Equation

PUBLISHED = ("group", "level", "tier")  # axes; one at a time


def publish(
    book: Book,
    report: Report,
    area: str | None = None,
    by: Collection[str] = (),
    *,
    deep: bool = False,
) -> Told:
    """Compute a report for who sees counts only: no ids, small cells and their company hidden.

    Raises Rejected for more than one axis, or one that is not published.
    """
    if len(set(by)) > 1 or set(by) - set(PUBLISHED):
        raise Rejected(["TOO_FINE"], by=", ".join(sorted(by)), known=", ".join(PUBLISHED))
    told = compute(book, report, area, by, deep=deep)
    gone = {m.name: hidden_cells(book, m) for m in report.measures}
    numbers = [_shown(one, gone[one.measure]) for one in told.numbers if _axes(one.cell) <= 1]
    return replace(told, numbers=tuple(numbers), published=True)


def _axes(cell: Cell) -> int:
    return sum(value is not None for value in cell[1:])


def _shown(one: Number, gone: Collection[Cell]) -> Number:
    if one.cell not in gone:
        return replace(one, ids=(), of_ids=())
    nothing: dict[str, Any] = {"value": None, "numerator": None, "denominator": None}
    return replace(one, ids=(), of_ids=(), hidden=True, **nothing)


def hidden_cells(book: Book, measure: Measure) -> set[Cell]:
    """Find the cells in which a measure is hidden: those in which one of its lists is."""
    return set().union(*(_hidden_of(book, one.name) for one in measure.lists))


def _hidden_of(book: Book, name: str) -> set[Cell]:
    """Find the cells of a list that are hidden, by every measure that tells of it."""
    found: set[Cell] = set()
    for report in reports().values():
        for one in report.measures:
            if one.numerator.name == name:
                found |= _pattern(book, one)
            elif one.denominator is not None and one.denominator.name == name:
                plain = replace(one, numerator=one.denominator, denominator=None)
                found |= _pattern(book, plain)
    return found


def _pattern(book: Book, measure: Measure) -> set[Cell]:
    """Hide the cells of a measure's numerator on the fixed table; worked out once a book."""
    key = (measure.numerator.name, measure.denominator and measure.denominator.name, measure.by)
    kept: dict[Any, set[Cell]] = book.__dict__.setdefault("_patterns", {})
    if key not in kept:
        counts, equations = table(book, measure)
        kept[key] = hidden(counts, equations)
    return kept[key]


def table(
    book: Book, measure: Measure
) -> tuple[dict[Cell, tuple[int, ...]], list[Equation[Cell]]]:
    """Count the fixed table of a measure: numbers a cell, and which cells add up to which.

    Numbers: of the numerator; for a share also of the rest of its denominator, which anybody
    can work out where both are shown. For a tier also what is not the tier's: it is in no sum,
    a row may be of several, but who knows all knows the rest.
    """
    areas = _every_area(book)
    ends = [_of_list(book, measure, i, areas) for i in range(len(measure.lists))]
    axes = {cell[1:] for some in ends for cell in some}
    axes |= {Cell("", level=level)[1:] for level in LEVELS} | {Cell("")[1:]}
    counts: dict[Cell, tuple[int, ...]] = {}
    for area in areas:
        for axis in axes:
            cell = Cell(area, *axis)
            told = _counts(ends, cell)
            if cell.tier is not None:
                whole = _counts(ends, cell._replace(tier=None))
                told += tuple(w - n for w, n in zip(whole, told, strict=True))
            counts[cell] = told
    return counts, _equations(book, measure, areas, axes)


def _counts(ends: list[dict[Cell, Positions]], cell: Cell) -> tuple[int, ...]:
    told = [len(some.get(cell, ())) for some in ends]
    return (told[0], told[1] - told[0]) if len(told) > 1 else (told[0],)


def _of_list(
    book: Book, measure: Measure, number: int, areas: Mapping[str, str]
) -> dict[Cell, Positions]:
    rows = rows_of(book, measure.lists[number])
    told: dict[Cell, Positions] = {}
    for axis in PUBLISHED:
        told |= cells_of(rows, areas, {axis}, None)
    if measure.by:
        told |= cells_of(rows, areas, set(), measure.by)
    return told


def _every_area(book: Book) -> dict[str, str]:
    tops = book.snapshot.access.areas
    lived = {
        str(code)[:digits]
        for code in [
            *book.snapshot.households["village"].dropna(),
            *book.snapshot.areas["code"],
        ]
        for digits in DIGITS
        if len(str(code)) >= digits
    }
    return {code: "" for code in sorted(lived) if any(code.startswith(top) for top in tops)}


def _equations(
    book: Book, measure: Measure, areas: Mapping[str, str], axes: Collection[tuple[Any, ...]]
) -> list[Equation[Cell]]:
    """Say what adds up: areas to the one above on every axis, colours and parts to all."""
    found: list[Equation[Cell]] = []
    for area in areas:
        below = [c for c in areas if _right_above(c) == area]
        if below:
            found += [(Cell(area, *axis), [Cell(c, *axis) for c in below]) for axis in axes]
        found.append((Cell(area), [Cell(area, level=level) for level in LEVELS]))
        parts = sorted({axis[3] for axis in axes if axis[3] is not None})
        if parts and not _overlapping(book, measure):
            found.append((Cell(area), [Cell(area, part=part) for part in parts]))
    return found


def _right_above(code: str) -> str:
    at = DIGITS.index(len(code))
    return code[: DIGITS[at - 1]] if at else ""


def _overlapping(book: Book, measure: Measure) -> bool:
    column = book.table(measure.numerator.of)[measure.by]
    return len(column) > 0 and isinstance(column.iloc[0], tuple)

"""`wulian report`: numbers by area, each with the list behind it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from graph_schema.cli import plainly
from graph_schema.vocabulary import Purpose
from matching.cli import Area, AsOf, Json, day, out, system

if TYPE_CHECKING:
    from datetime import date

    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from matching.reports.engine import Told
    from matching.reports.rows import Book

Name = Annotated[
    str | None, typer.Argument(metavar="NAME", help="A report; without one they are listed.")
]
By = Annotated[
    str,
    typer.Option(metavar="AXES", help="Told apart by group, level, month, tier; with commas."),
]


def report(  # noqa: PLR0913 - one parameter an option
    name: Name = None,
    area: Area = None,
    as_of: AsOf = None,
    by: By = "",
    *,
    publish: Annotated[
        bool, typer.Option("--publish", help="As it may leave the house: small cells hidden.")
    ] = False,
    xlsx: Annotated[
        Path | None, typer.Option(help="Write a workbook, always as with --publish.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell the numbers of one report for an area and those right below it."""
    if name is None:
        return _list()
    axes = tuple(axis.strip() for axis in by.split(",") if axis.strip())
    with system(Purpose.STATISTICS) as (store, access), plainly():
        book = book_of(store, access, day(as_of))
        told = tell(book, name, area, axes, publish=publish or xlsx is not None)
        if xlsx is not None:
            from matching.reports.workbook import write

            write(told, xlsx, "wulian report", store.clock())
    if as_json:
        typer.echo(json.dumps(told.to_json(ids=not told.published), ensure_ascii=False))
    else:
        _show(told)
    return None


def book_of(store: "Store", access: "Access", as_of: "date | None") -> "Book":
    """Read the district once for any report."""
    from matching.coverage.live import reach
    from matching.reports.facts import moment, read_facts
    from matching.reports.rows import Book
    from matching.snapshot import take

    snapshot = take(store, access, as_of, store.clock)
    facts = read_facts(store, access, moment(snapshot, store.clock))
    return Book(snapshot, reach(snapshot), facts)


def tell(
    book: "Book",
    name: str,
    area: str | None,
    axes: tuple[str, ...],
    *,
    publish: bool,
    deep: bool = False,
) -> "Told":
    """Compute a report, as it may leave the house or with the lists behind it."""
    from matching.reports.catalogue import report_named
    from matching.reports.engine import compute
    from matching.reports.publish import publish as published

    work = published if publish else compute
    return work(book, report_named(name), area, axes, deep=deep)


def _list() -> None:
    from matching.reports.catalogue import reports

    for one in reports().values():
        out.print(f"{one.name:14} {one.zh} {one.en} ({one.source})")


def _show(told: "Told") -> None:
    table = Table(title=f"{told.report.zh} {told.report.en} · {told.as_of}")
    for head in ("measure", "area", "told apart by", "value", "of"):
        table.add_column(head, justify="right" if head in {"value", "of"} else "left")
    about = {m.name: m for m in told.report.measures}
    for one in told.numbers:
        cell = " ".join(v for v in one.cell[1:] if v is not None)
        value = "<5" if one.hidden else "—" if one.value is None else f"{one.value:g}"
        unit = about[one.measure].unit
        whole = "" if one.denominator is None else f"{one.numerator} / {one.denominator}"
        place = f"{one.cell.area} {told.areas[one.cell.area]}"
        table.add_row(about[one.measure].en, place, cell, f"{value} {unit}", whole)
    out.print(table)

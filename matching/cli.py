"""wulian evaluate, wulian coverage, wulian match: what follows from the graph."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from graph_schema.access import Access
from graph_schema.cli import opened, plainly
from graph_schema.vocabulary import Purpose

if TYPE_CHECKING:
    from graph_schema.store.session import Store
    from matching.jobs import EvaluationReport

match = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
out = Console(highlight=False)

Area = Annotated[
    str | None, typer.Option(metavar="CODE", help="Town or village; else the whole district.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], metavar="DATE", help="Day to look at; else the district's own."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]


@contextmanager
def system(purpose: Purpose) -> Iterator[tuple["Store", Access]]:
    """Open the store for the program's own work on the district of the settings."""
    from matching.settings import matching_settings

    with plainly():
        district = matching_settings().district
    with opened() as store:
        yield store, Access.system(purpose, (district,))


def day(as_of: datetime | None) -> date | None:
    return None if as_of is None else as_of.date()


def evaluate(area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Evaluate risk: colours, needs that files state, reasons; writes only what changed."""
    from matching import jobs

    with system(Purpose.MONITORING) as (store, access):
        report = jobs.evaluate(store, access, area, day(as_of))
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        _show(report)


def _show(report: "EvaluationReport") -> None:
    """Print counts per colour, needs derived, and what was written."""
    areas = ", ".join(report.areas)
    table = Table(title=f"四色 risk · {areas} · {report.as_of} · {report.rule_version}")
    for head in ("colour", "shown", "computed"):
        table.add_column(head, justify="left" if head == "colour" else "right")
    for level, shown in report.levels.items():
        table.add_row(level, str(shown), str(report.computed[level]))
    out.print(table)
    out.print(
        f"{report.households} households, {report.urgent} urgent, "
        f"{report.situation_unknown} 情况不明, {report.incomplete} with too little known"
    )
    derived = ", ".join(f"{rule} {count}" for rule, count in report.derived.items())
    out.print(f"needs derived now: {derived or 'none'}")
    written = ", ".join(f"{name} {count}" for name, count in report.written.items() if count)
    out.print(f"written: {written or 'nothing, no new facts'}")
    if not report.households:
        out.print("no household lives in that area: load one with `wulian load dir DIR`")


def coverage(area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Show five-party coverage by area and tier, and every gap."""
    from matching.coverage import command
    from matching.coverage.report import report
    from matching.jobs import narrowed
    from matching.snapshot import take

    with system(Purpose.STATISTICS) as (store, access):
        narrowed(access, area)
        found = report(take(store, access, day(as_of), store.clock))
    if as_json:
        typer.echo(command.as_json(found, area))
    else:
        command.show(found, area, out)

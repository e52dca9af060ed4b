"""wulian bench: each piece of work beside its peer; results are printed, never asserted."""

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from bench.timing import Row

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
out = Console(highlight=False)

Runs = Annotated[int, typer.Option(min=1, help="Runs of each side; the median counts.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON list instead of a table.")]


@app.command()
def load(*, runs: Runs = 2, as_json: Json = False) -> None:
    """Six departments' files of 30,000 households into the graph, against a raw UNWIND."""
    _show("load", runs, as_json=as_json)


@app.command()
def evaluate(*, runs: Runs = 3, as_json: Json = False) -> None:
    """Risk of 100,000 households, against the plain rules household by household."""
    _show("evaluate", runs, as_json=as_json)


@app.command()
def matching(
    *,
    runs: Runs = 5,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="This row; else the quick ones."),
    ] = None,
    needs: Annotated[
        int,
        typer.Option(min=100, help="Size of a district; large ones are 10 and 100 times that."),
    ] = 10_000,
    as_json: Json = False,
) -> None:
    """Plan and proof of 10,000 needs × 50 candidates, against the raw solver and others."""
    from bench.matching import every_row

    rows = every_row()
    for name in only or ():
        if name not in rows:
            known = ", ".join(rows)
            raise typer.BadParameter(f"no row {name}; there are: {known}", param_hint="--only")
    _show("matching", runs, as_json=as_json, only=only or (), needs=needs)


@app.command()
def coverage(*, runs: Runs = 5, as_json: Json = False) -> None:
    """Coverage of 100,000 households in every area, against a pandas group-by."""
    _show("coverage", runs, as_json=as_json)


@app.command()
def panel(*, runs: Runs = 3, as_json: Json = False) -> None:
    """Numbers of 100,000 households with their lists, beside the two seconds promised."""
    _show("panel", runs, as_json=as_json)


@app.command()
def api(
    *,
    runs: Runs = 5,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Read the list anew at every request.")
    ] = False,
    as_json: Json = False,
) -> None:
    """1,000 households × 8 fields over HTTP, against a handler that returns the same bytes."""
    _show("api", runs, as_json=as_json, fresh=fresh)


@app.command()
def flow(
    file: Annotated[Path, typer.Argument(help="A minimum-cost-flow problem, .npz.")],
    *,
    as_json: Json = False,
) -> None:
    """Solve and prove any minimum-cost-flow problem, beside the raw solver call."""
    from bench.flow import measure
    from graph_schema.errors import WulianError
    from matching.linking.errors import BadProblem

    try:
        found = asdict(measure(file))
    except (WulianError, BadProblem) as error:
        if as_json and isinstance(error, BadProblem):
            told = {"error": error.code, **error.facts}
            sys.stdout.write(json.dumps(told, default=str) + "\n")
        Console(stderr=True).print(str(error))
        raise typer.Exit(1) from None
    if as_json:
        sys.stdout.write(json.dumps(found, default=int) + "\n")
        return
    for name, value in found.items():
        out.print(f"{name:>12}  {value}")


def _show(name: str, runs: int, *, as_json: bool, **how: object) -> None:
    rows: list[Row] = import_module(f"bench.{name}").run(runs, **how)
    if as_json:
        sys.stdout.write(json.dumps([row.json() for row in rows]) + "\n")
        return
    table = Table("work", "ours", "peer", "ratio", "goal", "runs", "spread ours", "spread peer")
    for row in rows:
        sign = "≤" if row.better == "lower" else "≥"
        colour = "green" if row.reached else "red"
        table.add_row(
            row.name,
            f"{row.ours_s:,.3f} {row.unit}"
            if row.unit == "s"
            else f"{row.ours_s:,} {row.unit}",
            f"{row.peer_s:,.3f} {row.unit}"
            if row.unit == "s"
            else f"{row.peer_s:,} {row.unit}",
            f"[{colour}]{row.ratio:.3g}[/{colour}]",
            f"{sign} {row.goal:g}",
            str(row.runs),
            _span(row.ours_spread),
            _span(row.peer_spread),
        )
    out.print(table)


def _figure(value: float, unit: str) -> str:
    return f"{value:.3f} s" if unit == "s" else f"{value:,} {unit}"


def _span(span: tuple[float, float]) -> str:
    return f"{span[0]:.3f}–{span[1]:.3f}"

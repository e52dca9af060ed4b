"""`wulian load`: files in, with what became of every row."""

import json
import os
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from loaders.world.command import world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from loaders.run import Report

app = typer.Typer(no_args_is_help=True)
app.command()(world)
console = Console(stderr=True)
REJECTS = Path(".wulian/rejects")


@contextmanager
def opened() -> "Iterator[tuple[Store, Access]]":
    """Open the store for loading; an expected failure becomes one clear line and exit 1."""
    from graph_schema.access import Access
    from graph_schema.errors import WulianError
    from graph_schema.settings import StoreSettings
    from graph_schema.store.connect import open_store
    from graph_schema.vocabulary import Purpose

    try:
        with open_store(StoreSettings.from_env(os.environ)) as store:  # noqa: TID251 - cli
            yield store, Access.system(Purpose.MONITORING, ("510115",))
    except WulianError as exc:
        for name, value in exc.facts.items():
            if value is not None:
                console.print(f"[red]{name}:[/] {value}", highlight=False)
        console.print(f"[red]{exc.code}[/]: nothing was loaded")
        raise typer.Exit(1) from exc


def show(reports: "list[Report]") -> None:
    """Print a row a file: the four counts add up to the rows."""
    table = Table()
    for head in ("source", "rows", "loaded", "merged", "unchanged", "rejected", "batch"):
        table.add_column(head, justify="left" if head in {"source", "batch"} else "right")
    for one in reports:
        counts = [str(n) for n in one.counts().values()]
        table.add_row(one.source, *counts, "sent before" if one.resent else one.batch)
    console.print(table)
    for one in reports:
        if one.reject_file is not None:
            console.print(f"{one.source}: {len(one.issues)} findings in {one.reject_file}")


@app.command("run")
def run_(
    source: Annotated[str, typer.Argument(help="A source; `wulian load list` names them.")],
    file: Path,
    as_of: Annotated[str | None, typer.Option(help="The file's day, YYYY-MM-DD.")] = None,
    strict: Annotated[bool, typer.Option(help="Exit 1 when a row was rejected.")] = False,
) -> None:
    """Load one file."""
    _one(source, file, as_of, dry=False, strict=strict)


@app.command()
def check(source: str, file: Path, as_of: str | None = None) -> None:
    """Judge one file and count, without writing anything."""
    _one(source, file, as_of, dry=True, strict=False)


def _one(source: str, file: Path, as_of: str | None, *, dry: bool, strict: bool) -> None:
    from loaders.run import load_file

    with opened() as (store, access):
        day = date.fromisoformat(as_of) if as_of else _today(store, access)
        report = load_file(store, access, source, file, as_of=day, rejects=REJECTS, dry=dry)
    show([report])
    if strict and report.rejected:
        raise typer.Exit(1)


def _today(store: Any, access: Any) -> date:
    with store.read(access) as session:
        rows = session.run("snapshot_districts")
    found: date = rows[0]["today"] if rows else store.clock().date()
    return found


@app.command("dir")
def dir_(folder: Path, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Load every file of a district's folder in the right order."""
    from loaders.directory import load_directory

    with opened() as (store, access), console.status("loading") as status:
        reports = load_directory(
            store, access, folder, rejects=REJECTS,
            told=lambda name, report: status.update(f"{name} {'done' if report else '…'}"),
        )  # fmt: skip
    if as_json:
        print(json.dumps({r.source: r.counts() for r in reports}))
    show(reports)


@app.command("list")
def list_() -> None:
    """Name every source and the batches that were loaded."""
    from graph_schema.store import bulk
    from loaders.source import names, source

    for name in names():
        told = source(name)
        console.print(f"{name:16} {told.department:4} {told.publisher}  {told.file}")
    with opened() as (store, access), store.read(access) as session:
        for batch in bulk.scan(session, "ImportBatch"):
            console.print(f"{batch['id']}  {batch['dataset']:16} {batch['state']}")


@app.command()
def rollback(batch: str) -> None:
    """Take one batch back; later facts stay."""
    from loaders.rollback import roll_back

    with opened() as (store, access):
        done = roll_back(store, access, batch)
    console.print(f"{done['removed']} nodes removed, {done['restored']} restored")

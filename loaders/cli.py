"""`wulian load`: files in, with what became of every row."""

import json
import os
from collections import defaultdict
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from graph_schema.cli import ADVICE, STOPPED, exit_code
from loaders.pairs import app as pairs
from loaders.world.command import world

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph_schema.access import Access
    from graph_schema.errors import WulianError
    from graph_schema.settings import StoreSettings
    from graph_schema.store.session import Store
    from loaders.report import Report

app = typer.Typer(no_args_is_help=True)
app.command()(world)
app.add_typer(pairs, name="pairs")
console = Console(stderr=True)
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The file's day.")]
Full = Annotated[bool, typer.Option(help="It is the whole list: what it does not hold ends.")]
Agreed = Annotated[
    str | None,
    typer.Option(help="Staff number of the district steward, if many end."),
]
SHOWN = 5  # lines named on the screen for one kind of finding


@contextmanager
def opened(
    before: "Sequence[Report]" = (), folder: Path | None = None, *, every: bool = False
) -> "Iterator[tuple[Store, Access, Path]]":
    """Open the store for loading, with the folder for reject files.

    An expected failure ends the command with what, where, what to do. before: files of the
    same command that are in already. folder: of a district that it says itself; else it is the
    district of the settings. every: for looking at all districts there are.
    """
    from graph_schema.access import Access
    from graph_schema.errors import WulianError
    from graph_schema.settings import DistrictSettings, StoreSettings
    from graph_schema.store.connect import open_store
    from graph_schema.store.districts import chosen
    from graph_schema.vocabulary import Purpose
    from loaders.directory import district_of

    try:
        settings = StoreSettings.from_env(os.environ)  # noqa: TID251 - cli
        with open_store(settings) as store:
            told = DistrictSettings.from_env(os.environ).district  # noqa: TID251 - cli
            if folder is not None:
                told = str(district_of(folder)["code"])
            elif not every:
                told = chosen(store, told)
            areas = () if every or told is None else (told,)
            yield store, Access.system(Purpose.MONITORING, areas), _rejects(settings)
    except WulianError as exc:
        if before:
            show(before)
        _tell(exc, before)
        raise typer.Exit(exit_code(exc)) from exc
    except KeyboardInterrupt:
        console.print("stopped by Ctrl-C; the same command again completes what was begun")
        raise typer.Exit(STOPPED) from None


def _rejects(settings: "StoreSettings") -> Path:
    return settings.data.parent / "rejects"


def _tell(error: "WulianError", before: "Sequence[Report]") -> None:
    """Print the facts of a failure, one a line, then what it means for the graph."""
    for name, value in error.facts.items():
        if value not in (None, ""):
            _say(f"{name}: {value}")
    if advice := ADVICE.get(error.code):
        _say(f"→ {advice}")
    loaded = ", ".join(one.source for one in before)
    _say(
        f"{error.code}: " + (f"loaded before it: {loaded}" if loaded else "nothing was loaded")
    )


def _say(text: str) -> None:
    """Print a line as it is: names of files are no markup, and nothing is cut or wrapped."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def show(reports: "Sequence[Report]") -> None:
    """Print a row a file, the four counts add up to the rows; then what was found."""
    table = Table("source")
    for name in ("rows", "loaded", "merged", "unchanged", "rejected"):
        table.add_column(name, justify="right")
    for one in reports:
        table.add_row(one.source, *(str(n) for n in one.counts().values()))
    console.print(table)
    for one in reports:
        _found(one)


def _found(one: "Report") -> None:
    """Print what is to be known of a file: batch, findings by kind with their first lines."""
    from loaders.issues import reason

    _ended(one)
    if one.resent:
        _say(f"{one.source}: sent before, nothing was written")
    elif one.batch:
        _say(f"{one.source}: batch {one.batch}")
    if not one.rows:
        _say(f"{one.source}: no row under the header of {one.file}")
    for sheet in one.unread:
        _say(f"{one.source}: sheet not read: {sheet}")
    if one.apart:
        _say(f"{one.source}: totals and notes, not data: line {_places(one.apart)}")
    lines: defaultdict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for issue in one.issues:
        finding = issue.finding
        told = (finding.code, finding.kind, finding.column, reason(finding)[1])
        lines[told].append(f"{issue.sheet} {issue.line}".strip())
    for (code, kind, column, why), places in sorted(lines.items()):
        if kind != "REPAIR":
            _say(f"  {code} {kind} ×{len(places)} {column} – {why}; line {_places(places)}")
    if one.reject_file is not None:
        _say(f"{one.source}: {len(one.issues)} findings in {one.reject_file}")


def _ended(one: "Report") -> None:
    """Print what a full list ends, and what it would end if all its rows could be read."""
    if one.retires:
        ended = ", ".join(f"{n} {label}" for label, n in sorted(one.retired.items()))
        _say(f"{one.source}: not in the list any more, so it ends: {ended}")
    if one.spared:
        _say(f"{one.source}: {one.spared} more stay: rows that were not read may hold them")


def _places(places: "Sequence[str]") -> str:
    return ", ".join(places[:SHOWN]) + (" …" if len(places) > SHOWN else "")


@app.command("run")
def run_(
    source: Annotated[str, typer.Argument(help="A source; `wulian load list` names them.")],
    file: Path,
    as_of: Day = None,
    strict: Annotated[bool, typer.Option(help="Exit 1 when a row was rejected.")] = False,
    full: Full = False,
    agreed: Agreed = None,
) -> None:
    """Load one file."""
    report = _one(source, file, as_of, full=full, agreed=agreed)
    if strict and report.rejected:
        raise typer.Exit(1)


@app.command()
def check(source: str, file: Path, as_of: Day = None, full: Full = False) -> None:
    """Judge one file and count; nothing is loaded."""
    _one(source, file, as_of, full=full, dry=True)


def _one(
    source: str, file: Path, as_of: datetime | None, *,
    full: bool, agreed: str | None = None, dry: bool = False,
) -> "Report":  # fmt: skip
    from loaders.run import load_file

    with opened() as (store, access, rejects):
        day = as_of.date() if as_of else _today(store, access)
        second = None if agreed is None else _steward(store, access, agreed)
        report = load_file(
            store, access, source, file, as_of=day, rejects=rejects, dry=dry, full=full,
            agreed=second,
        )  # fmt: skip
    show([report])
    return report


def _steward(store: Any, access: Any, number: str) -> str:
    """Find the district steward who agrees, by staff number. Raises NotFound."""
    from graph_schema.errors import NotFound
    from graph_schema.store import bulk
    from graph_schema.vocabulary import Role

    with store.read(access) as session:
        for row in bulk.scan_own(session, "Actor", ["id", "staff_no", "roles"]):
            if row["staff_no"] == number and Role.DISTRICT_STEWARD in (row["roles"] or ()):
                return str(row["id"])
    raise NotFound(role=str(Role.DISTRICT_STEWARD), staff_no=number)


def _today(store: Any, access: Any) -> date:
    with store.read(access) as session:
        rows = session.run("snapshot_districts")
    found: date = rows[0]["today"] if rows else store.clock().date()
    return found


@app.command("dir")
def dir_(folder: Path, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Load every file of a district's folder in the right order."""
    from loaders.directory import load_directory

    done: list[Report] = []
    with opened(done, folder) as (store, access, rejects), console.status("loading") as status:

        def told(name: str, report: "Report | None") -> None:
            status.update(f"{name} {'done' if report else '…'}")
            if report is not None:
                done.append(report)

        load_directory(store, access, folder, rejects=rejects, told=told)
    if as_json:
        print(json.dumps({r.source: r.counts() for r in done}))
    show(done)


@app.command("list")
def list_() -> None:
    """Name every source and the batches that were loaded."""
    from graph_schema.store import bulk
    from loaders.source import names, source

    for name in names():
        told = source(name)
        _say(f"{name:16} {told.department:4} {told.publisher}  {told.file}")
    with opened(every=True) as (store, access, _), store.read(access) as session:
        for batch in bulk.scan(session, "ImportBatch"):
            _say(f"{batch['district']}  {batch['id']}  {batch['dataset']:16} {batch['state']}")


@app.command()
def rollback(batch: str) -> None:
    """Take one batch back; later facts stay."""
    from loaders.rollback import roll_back

    with opened() as (store, access, _):
        done = roll_back(store, access, batch)
    _say(f"{done['removed']} nodes removed, {done['restored']} restored")

"""`wulian api live`: let a district live through the year that its folder tells of."""

import json
from contextlib import ExitStack, contextmanager
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.year.living import Month
    from graph_schema.store.session import Store

console = Console(stderr=True)
STOPPED, FAULTS, IN_USE = 130, 1, 4
LOCK = "live.lock"


def live(
    folder: Annotated[
        Path,
        typer.Argument(
            help="A district's folder with a year in it.", exists=True, file_okay=False
        ),
    ],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day to live.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a month, as it ends.")
    ] = False,
) -> None:
    """Live through the year of a folder: files, acts, clocks, the worker; a check every month.

    A district that is not there yet is loaded first, with the clock of its day. Stopped, the
    same command goes on from the day it had come to. Exit 1 when a month's check finds what
    is not as it must be, 4 while another goes through the same folder.
    """
    from api.year.living import Life, Plan
    from api.year.settling import settle

    found = 0
    with _alone(folder), _opened() as store, console.status("…") as status:
        status.update("loading")
        settle(store, folder)
        plan = Plan(folder=folder, until=until.date() if until else None)
        life = Life(store, plan, lambda day, what: status.update(f"{day} {what}"))
        for month in life.months():
            found += len(month.faults)
            if as_json:
                print(json.dumps(month.to_json(), ensure_ascii=False), flush=True)
            else:
                show(month)
    if found:
        raise typer.Exit(FAULTS)


@contextmanager
def _alone(folder: Path) -> "Iterator[None]":
    """Let nobody else live through a folder meanwhile: two days at once are none."""
    from graph_schema.store.locks import locked

    with ExitStack() as held:
        try:
            held.enter_context(locked(folder / LOCK, LOCK_EX | LOCK_NB))
        except BlockingIOError:
            console.print("[red]another `wulian api live` goes through this folder[/]")
            raise typer.Exit(IN_USE) from None
        yield


@contextmanager
def _opened() -> "Iterator[Store]":
    from api.cli import opened

    try:
        with opened() as store:
            yield store
    except KeyboardInterrupt:
        console.print("stopped; the same command goes on from the day it had come to")
        raise typer.Exit(STOPPED) from None


def show(month: "Month") -> None:
    """Print a month: what was done, what was not and why, what is not as it must be."""
    table = Table(title=month.month, show_header=False)
    done = month.acts["DONE"]
    for name, value in (
        ("acts done", f"{done} of {month.acts.total()}"),
        ("rows of files", f"{month.rows}, {month.rejected} rejected"),
        ("clocks fired, people told", f"{month.fired}, {month.reminded}"),
        ("consents asked anew", str(month.renewals)),
        ("jobs of the worker", str(month.jobs)),
        ("evaluated as files came", str(month.evaluated)),
        ("seconds", ", ".join(f"{n} {s:.0f}" for n, s in month.seconds.items())),
    ):
        table.add_row(name, value)
    console.print(table)
    for why, times in month.refused.most_common():
        console.print(f"  not done: {why} ×{times}", highlight=False)
    for fault in month.faults:
        console.print(f"[red]{fault}[/]", highlight=False, soft_wrap=True)

"""wulian db: start, stop, status, init, check, migrate, export and import of the store."""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from graph_schema import errors
from graph_schema.settings import StoreSettings, store_settings

if TYPE_CHECKING:
    from graph_schema.store.connect import Opens
    from graph_schema.store.session import Store

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
out = Console(highlight=False)
told = Console(stderr=True, highlight=False)

FINDINGS, USAGE, NOT_RUNNING, IN_USE, NOT_EMPTY = 1, 2, 3, 4, 5
NOT_OPENED, OWNED, STOPPED = 70, 75, 130

Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]


def exit_code(error: errors.WulianError) -> int:
    """Translate an error into the exit code of a command; the table is in docs/export.md."""
    match error:
        case errors.SettingsError():
            return USAGE
        case errors.SchemaMismatch():
            return NOT_RUNNING
        case errors.StoreInUse():
            return OWNED
        case errors.NotEmpty():
            return NOT_EMPTY
        case errors.StoreUnavailable() | errors.ReadOnly():
            return NOT_OPENED
        case _:
            return FINDINGS


ADVICE = {
    "STORE_DAMAGED": "restore a copy: wulian db import DIR into a new WULIAN_DATA",
    "STORAGE_FULL": "make room on the disk of WULIAN_DATA and try again",
    "WRONG_PASSWORD": "check WULIAN_STORE_USER and WULIAN_STORE_PASSWORD_FILE",
    "STORE_IN_USE": "stop the other one, or wait until it ends",
    "SCHEMA_MISMATCH": "use the program of the version that wrote it, or export with that one",
    "READ_ONLY": "wulian db check tells what; a copy: wulian db import DIR, a new WULIAN_DATA",
}


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """Tell an expected error in one line and end with its exit code; Ctrl-C with 130."""
    try:
        yield
    except errors.WulianError as error:
        fail(error, exit_code(error))
    except KeyboardInterrupt:
        told.print("stopped by Ctrl-C")
        raise typer.Exit(STOPPED) from None


def fail(error: errors.WulianError, code: int) -> NoReturn:
    """Print what failed, where, and what to do; ends the command."""
    facts = ", ".join(f"{n}: {v}" for n, v in error.facts.items() if n != "way_out")
    told.print(f"[red]{error.code}[/red] {escape(facts)}", soft_wrap=True)
    if advice := error.facts.get("way_out") or ADVICE.get(error.code):
        told.print(f"→ {escape(str(advice))}", soft_wrap=True)
    raise typer.Exit(code)


@contextlib.contextmanager
def opened(opens: "Opens | None" = None, *, make: bool = True) -> Iterator["Store"]:
    """Open the store of the settings for one command; see connect.Opens.

    make: an embedded store that is not there is made; else the command ends with code 3, also
    for one that nobody initialised.
    """
    from graph_schema.store.connect import Opens, open_store
    from graph_schema.store.schema import schema_of
    from graph_schema.store.seal import FILES

    with plainly():
        settings = store_settings()
        if not make and settings.embedded and not (settings.data / FILES).exists():
            advice = "wulian db init makes one; or the WULIAN_DATA of the one that is meant"
            raise errors.SchemaMismatch(
                why="no store in this folder", folder=settings.data, way_out=advice
            )
        with open_store(settings, opens=opens or Opens.SAME) as store:
            if not make and schema_of(store) is None:
                raise errors.SchemaMismatch(why="not initialised", way_out="wulian db init")
            yield store


def _embedded() -> StoreSettings:
    """Give the settings of the embedded server; ends the command when the store is outside."""
    with plainly():
        settings = store_settings()
    if not settings.embedded:
        told.print("WULIAN_STORE_URI names a store that is managed outside")
        raise typer.Exit(USAGE)
    return settings


@app.command()
def start() -> None:
    """Start the embedded server and let it run until `stop`."""
    from graph_schema.store import embedded
    from graph_schema.store.connect import open_store

    settings = _embedded()
    with plainly():
        embedded.prepare(settings.data)
        (settings.data / "stay").touch(mode=0o600)
        try:
            with open_store(settings) as store:
                lease = store.connection.lease
        except errors.StoreUnavailable:
            (settings.data / "stay").unlink(missing_ok=True)
            raise
    if lease is not None:
        out.print(f"{lease.how}: pid {lease.run.pid}, bolt on 127.0.0.1:{lease.run.port}")


@app.command()
def stop(
    force: Annotated[bool, typer.Option(help="Also while other processes use it.")] = False,
) -> None:
    """Stop the embedded server cleanly and seal its files."""
    from graph_schema.store import embedded

    settings = _embedded()
    with plainly():
        try:
            done = embedded.stop(settings.data, force=force)
        except errors.StoreInUse as error:
            fail(error, IN_USE)
    out.print(done)
    if done == "not running":
        raise typer.Exit(NOT_RUNNING)


@app.command()
def status(*, as_json: Json = False) -> None:
    """Show whether the store runs, where, how large, and when it was last checked."""
    with plainly():
        settings = store_settings()
        facts = _embedded_facts(settings) if settings.embedded else {"uri": settings.uri}
        if facts.get("state", "running") == "running":
            facts |= _schema_facts()
    if as_json:
        sys.stdout.write(json.dumps(facts) + "\n")
    else:
        for name, value in facts.items():
            out.print(f"{name:>12}  {'never' if value is None else value}", markup=False)
    if facts.get("state") != "running":
        raise typer.Exit(NOT_RUNNING)


def _embedded_facts(settings: StoreSettings) -> dict[str, object]:
    from graph_schema.store import embedded

    data = settings.data
    state, run = embedded.state(data)
    files = [file for file in data.rglob("*") if file.is_file()] if data.is_dir() else []
    here = data if data.is_dir() else Path()
    facts: dict[str, object] = {
        "state": state,
        "folder": str(data),
        "size_mb": sum(file.stat().st_size for file in files) >> 20,
        "free_mb": shutil.disk_usage(here).free >> 20,
        "last_check": _last_check(data),
        "last_backup": None,
    }
    if run is not None:
        facts |= {"pid": run.pid, "port": run.port, "engine": run.engine, "was": run.was}
    return facts


def _schema_facts() -> dict[str, object]:
    from graph_schema.store.connect import Opens
    from graph_schema.store.schema import schema_of

    with opened(Opens.ANY) as store:
        found = schema_of(store)
        return {
            "state": "running",
            "schema": "none: wulian db init" if found is None else found,
        }


def _last_check(data: Path) -> str | None:
    try:
        return str(json.loads((data / "check.json").read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


@app.command()
def init() -> None:
    """Make the constraints of the shape and the audit lanes; again changes nothing."""
    from graph_schema.store.schema import initialise

    with opened() as store:
        made = initialise(store)
    out.print(f"{made} constraints made" if made else "nothing to do")


@app.command()
def migrate(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what each step would change.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Bring a store of an older schema up to this program's; cut off, it goes on from there."""
    from graph_schema.store import migrate as migrating
    from graph_schema.store.connect import Opens

    with opened(Opens.OLDER, make=False) as store:
        left = migrating.preview(store)
        if not dry_run:
            migrating.migrate(store)
    if as_json:
        found = [{"migration": o.migration, "step": o.step, "found": o.found} for o in left]
        sys.stdout.write(json.dumps({"done": not dry_run, "steps": found}) + "\n")
        return
    for one in left:
        out.print(f"{one.found:>9}  {one.migration} {one.step}", markup=False)
    done = "would be changed" if dry_run else "changed and counted again"
    out.print(f"{sum(o.found for o in left)} {done}" if left else "nothing to do")


@app.command()
def check(
    *,
    deep: Annotated[
        bool, typer.Option(help="Every audit entry, every encrypted value.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check engine, constraints, ends, invariants and audit lanes; exit 1 with findings."""
    from dataclasses import asdict

    from graph_schema.store.checks import findings
    from graph_schema.store.connect import Opens

    with opened(Opens.OLDER, make=False) as store:
        found = findings(store, deep=deep)
        settings = store.connection.settings
        if settings.embedded:
            said = {"at": store.clock().isoformat(), "findings": len(found), "deep": deep}
            kept = settings.data / "check.json"
            kept.touch(mode=0o600)
            kept.write_text(json.dumps(said), "utf-8")
    if as_json:
        sys.stdout.write(json.dumps({"findings": [asdict(one) for one in found]}) + "\n")
    else:
        for one in found:
            out.print(f"[red]{one.check}[/red] {escape(f'{one.where}: {one.what}')}")
        out.print(f"{len(found)} findings" if found else "no findings")
    if found:
        raise typer.Exit(FINDINGS)


@app.command("export")
def export_(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    *,
    reveal: Annotated[
        bool, typer.Option(help="Personal data in the clear; on record.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why it leaves in the clear; on record.")] = "",
    as_json: Json = False,
) -> None:
    """Write the portable form: nodes.jsonl, relationships.jsonl, manifest.json."""
    from graph_schema.store.connect import Opens
    from graph_schema.store.portable import export

    if reveal and not reason:
        reason = _asked_reason()
    device = f"terminal of uid {os.getuid()}"
    with opened(Opens.OLDER, make=False) as store, told.status("exporting, writers wait"):
        manifest = export(store, folder, reason=reason if reveal else None, device=device)
    if as_json:
        sys.stdout.write(manifest.text())
        return
    nodes, ties = sum(manifest.labels.values()), sum(manifest.types.values())
    how = "masked" if manifest.masked else "in the clear, on record"
    out.print(f"{nodes} nodes, {ties} relationships to {escape(str(folder))} ({how})")


def _asked_reason() -> str:
    """Ask a person for the reason; a script that gives none has that on record."""
    if sys.stdin.isatty():
        return str(typer.prompt("Reason for clear personal data (on record)"))
    told.print("no --reason given: on record as 'none stated'")
    return "none stated"


@app.command("import")
def import_(folder: Annotated[Path, typer.Argument(help="A folder of `export`.")]) -> None:
    """Fill an empty store from the portable form; all is checked before the first write."""
    from graph_schema.store.connect import Opens
    from graph_schema.store.intake import complete, import_folder

    with plainly():
        manifest = complete(folder)
    if manifest.masked:
        told.print("its personal data is masked or left out: good to try things, no backup")
    lines = sum(manifest.labels.values()) + sum(manifest.types.values())
    bar = Progress(SpinnerColumn(), TextColumn("importing"), MofNCompleteColumn(), console=told)
    with opened(Opens.OLDER) as store, bar:
        task = bar.add_task("lines", total=lines)
        total = import_folder(store, folder, lambda rows: bar.advance(task, rows))
    out.print(f"{total} lines imported, counted again in the store")


@app.command("new-key")
def new_key() -> None:
    """Add a key of WULIAN_CIPHERS for encrypted fields; older ones still open their own."""
    from graph_schema.fields import Fields
    from graph_schema.settings import store_settings

    with plainly():
        settings = store_settings()
        key = Fields(settings.keys, settings.ciphers).renew()
    out.print(f"{key} seals from now on; start what runs anew, and keep a copy of the keys")

"""wulian run, wulian serve: from an empty machine to pages; the pages alone."""

import contextlib
import socket
import time
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from graph_schema.cli import IN_USE, NOT_OPENED, plainly, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graph_schema.store.session import Store
    from visual.settings import SiteSettings

out = Console(highlight=False)


def serve() -> None:
    """Serve the pages and the API on WULIAN_HOST and PORT until Ctrl-C."""
    with plainly():
        settings, port = _ready()
        with port, _nothing_left(), _open_store() as store:
            if settings.production:
                from api.settings import api_settings
                from visual.production import check

                check(store, _accounts(settings), secure=api_settings().secure)
            _serve(settings, store, port)


def run() -> None:
    """Bring up the sample district: store, files, evaluation, plan, accounts, pages."""
    with plainly():
        settings, port = _ready()
        if settings.production:
            from graph_schema.errors import SettingsError

            why = "this command makes a sample of invented people"
            raise SettingsError(setting="WULIAN_PRODUCTION", why=why, way_out="wulian serve")
        with port, _nothing_left():
            with _timed("store"):
                opened = _open_store()
            with opened as store:
                _prepare(settings, store)
                _serve(settings, store, port)


def _ready() -> "tuple[SiteSettings, socket.socket]":
    """Check what can be checked before any work: settings, the built pages, the port."""
    from visual.manifest import NotBuilt, read_manifest
    from visual.settings import site_settings

    settings = site_settings()
    try:
        read_manifest()
    except NotBuilt as exc:
        told.print(
            f"[red]the pages are not built[/red]: {exc}\n→ make web (needs Node >= 20.19)"
        )
        raise typer.Exit(NOT_OPENED) from None
    port = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        port.bind((settings.host, settings.port))
    except OSError as exc:
        port.close()
        told.print(
            f"[red]cannot listen on {settings.host}:{settings.port}[/red]: {exc.strerror}\n"
            "→ end the other program, or choose another: make run PORT=9000"
        )
        raise typer.Exit(IN_USE) from None
    return settings, port


@contextlib.contextmanager
def _nothing_left() -> "Iterator[None]":
    """Stop the embedded server at the end, which else waits a while for the next command.

    Not while others use it, nor one that `wulian db start` keeps.
    """
    from graph_schema.errors import StoreInUse
    from graph_schema.settings import store_settings
    from graph_schema.store import embedded

    try:
        yield
    finally:
        settings = store_settings()
        if settings.embedded and not (settings.data / "stay").exists():
            with contextlib.suppress(StoreInUse):
                embedded.stop(settings.data)


def _open_store() -> "Store":
    """Open the store of the settings, the embedded one started when it does not run."""
    from graph_schema.settings import store_settings
    from graph_schema.store.connect import open_store
    from graph_schema.store.schema import initialise

    store = open_store(store_settings())
    try:
        initialise(store)
    except BaseException:
        store.close()
        raise
    return store


def _prepare(settings: "SiteSettings", store: "Store") -> None:
    """Do what the sample still lacks, each step shown with its time."""
    from visual.sample import Wanted, accounts, steps

    wanted = Wanted(folder=settings.folder, households=settings.households, seed=settings.seed)
    for step in steps(store, wanted):
        with _timed(step.title) as line:
            line.result = step.act(line.tell)
    accounts(store, wanted)


class _Line:
    """One line of progress: what is being done, how far, and at the end how long it took."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.result = ""
        self._status = out.status(title)
        self._start = time.perf_counter()

    def __enter__(self) -> "_Line":
        self._status.start()
        return self

    def tell(self, how_far: str) -> None:
        self._status.update(f"{self.title} [dim]{how_far}[/dim]")

    def __exit__(self, kind: object, *_: object) -> None:
        self._status.stop()
        taken = f"{time.perf_counter() - self._start:6.1f} s"
        sign = "[green]✓[/green]" if kind is None else "[red]✗[/red]"
        out.print(f"{sign} {self.title:44} {taken}  [dim]{self.result}[/dim]", soft_wrap=True)


def _timed(title: str) -> _Line:
    return _Line(title)


def _serve(settings: "SiteSettings", store: "Store", port: socket.socket) -> None:
    """Serve until a signal ends it; requests under way get ten seconds."""
    from api.app import create_api
    from api.jobs import start_worker
    from api.settings import api_settings
    from visual.serving import serve_until_told
    from visual.site import create_site

    demo = _accounts(settings).is_file()
    api = create_api(api_settings(), store)
    worker = start_worker()

    def listening() -> None:
        _greet(settings, port)
        api.state.wulian.counts.expect()

    try:
        serve_until_told(
            create_site(api, demo=demo), port, listening=listening,
            ending=api.state.wulian.pulse.end,
        )  # fmt: skip
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _greet(settings: "SiteSettings", port: socket.socket) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{port.getsockname()[1]}/"
    out.print(f"\n[bold]{address}[/bold]  Ctrl-C stops it", soft_wrap=True)
    if _accounts(settings).is_file():
        out.print(f"names and passwords: {_accounts(settings)}", soft_wrap=True)


def _accounts(settings: "SiteSettings") -> "Path":
    """Where the sample's names and passwords are kept, when it made any."""
    return settings.folder / "accounts.txt"

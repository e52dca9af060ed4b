"""`wulian api`: the printed schema, accounts, tokens, the worker."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from api.audit.cli import app as audit
from api.year.cli import live

if TYPE_CHECKING:
    from graph_schema.store.session import Store

app = typer.Typer(no_args_is_help=True)
users = typer.Typer(no_args_is_help=True)
token = typer.Typer(no_args_is_help=True)
app.add_typer(users, name="users", help="Accounts.")
app.add_typer(token, name="token", help="Bearer tokens for programs.")
app.command()(live)
app.add_typer(audit, name="audit", help="The record of who did what.")
console = Console(stderr=True)


@contextmanager
def opened() -> "Iterator[Store]":
    """Open the store; an expected failure becomes one clear line and exit 1."""
    from graph_schema.errors import WulianError
    from graph_schema.settings import StoreSettings
    from graph_schema.store.connect import open_store

    try:
        with open_store(StoreSettings.from_env(os.environ)) as store:  # noqa: TID251 - cli
            yield store
    except WulianError as exc:
        console.print(f"[red]{exc}[/]", highlight=False)
        raise typer.Exit(1) from exc


@app.command("print-schema")
def print_schema() -> None:
    """Print the schema in SDL."""
    from api.gql.schema import printed

    print(printed(), end="")


@users.command("list")
def list_users() -> None:
    """List accounts with roles and areas."""
    from api.auth.accounts import SYSTEM

    with opened() as store, store.read(SYSTEM) as session:
        for row in session.run("accounts_list"):
            factor = "two-factors" if row["factor"] else "password"
            told = (",".join(row["roles"]), ",".join(row["areas"]), row["status"], factor)
            print(row["login"], *told)


@users.command("create")
def create_user(
    name: str,
    role: Annotated[str, typer.Option(help="Role code, e.g. R10.")],
    area: Annotated[
        str | None, typer.Option(help="Area code in reach; the district's.")
    ] = None,
) -> None:
    """Make an account; its password is random and printed once."""
    from api.auth.accounts import create_account
    from graph_schema.vocabulary import Role

    try:
        known = Role(role)
    except ValueError:
        console.print(f"[red]no role {role}; roles are R01 to R18[/]")
        raise typer.Exit(2) from None
    password = secrets.token_urlsafe(12)
    with opened() as store:
        create_account(store, name, password, [known], [area or _district(store)])
    print(password)


def _district(store: "Store") -> str:
    from graph_schema.settings import district_settings
    from graph_schema.store.districts import chosen

    return chosen(store, district_settings().district)


@users.command("password")
def new_password(name: str) -> None:
    """Give an account a new random password, printed once."""
    from api.auth.accounts import set_password

    password = secrets.token_urlsafe(12)
    with opened() as store:
        set_password(store, name, password)
    print(password)


@users.command("second-factor")
def ask_second_factor(
    name: str,
    *,
    reset: Annotated[
        bool, typer.Option("--reset", help="The authenticator is lost: another one comes.")
    ] = False,
) -> None:
    """Ask an account for a code from its next sign-in on; its sessions end."""
    from api.auth.second_factor import require

    with opened() as store:
        require(store, name, anew=reset)


@token.command("create")
def create(
    user: Annotated[str, typer.Option(help="The account it acts as.")],
    name: str = "program",
    days: Annotated[int, typer.Option(min=1, max=366)] = 90,
) -> None:
    """Make a bearer token; it is printed once."""
    from api.auth.accounts import create_token

    with opened() as store:
        print(create_token(store, user, name, days))


@app.command()
def clocks(
    now: Annotated[
        str | None, typer.Option(help="Instant to take for now, e.g. 2024-01-08T09:00+08:00.")
    ] = None,
) -> None:
    """Do one round of the clocks: fire what is over, tell who waits, begin what has none."""
    from datetime import UTC, datetime

    from api.actions.rounds import clock_round

    try:
        instant = datetime.fromisoformat(now) if now else None
    except ValueError:
        console.print(f"[red]not an instant: {now}; like 2024-01-08T09:00+08:00[/]")
        raise typer.Exit(2) from None
    if instant is not None and instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    with opened() as store:
        done = clock_round(store, instant)
    print(f"fired {done.fired}, told {done.told}, begun {done.begun}")


@app.command()
def messages(
    again: Annotated[bool, typer.Option(help="Let dead letters wait anew first.")] = False,
) -> None:
    """Send what waits in the outbox, into the folder `outbox`; tell what became of all."""
    from api.auth.accounts import SYSTEM
    from api.messages.sending import send_again, send_waiting

    with opened() as store:
        if again:
            print(f"waiting anew {send_again(store)}")
        done = send_waiting(store)
        print(f"sent {done.sent}, dropped {done.dropped}, put off {done.put_off}", end="")
        print(f", dead {done.dead}")
        with store.read(SYSTEM) as session:
            for row in session.run("outbox_counts"):
                print(row["topic"], row["state"], row["found"])


@app.command()
def worker() -> None:
    """Do queued jobs until stopped."""
    from api.jobs import run_worker

    with opened() as store:
        run_worker(store)

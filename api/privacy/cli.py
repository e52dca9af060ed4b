"""`wulian privacy`: what is kept of somebody, erasing it, holds, terms, cleaned exports."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import opened

if TYPE_CHECKING:
    from graph_schema.store.erasing import Decision

app = typer.Typer(no_args_is_help=True)
Label = Annotated[str, typer.Option("--of", help="Person or Household.")]
Id = Annotated[str, typer.Argument(help="Our id of whom it is about.")]


@app.command()
def trace(id: Id, of: Label = "Person") -> None:
    """Tell what erasing somebody would do; nothing is changed."""
    _forget(id, of)


@app.command()
def erase(
    id: Id,
    approver: Annotated[str, typer.Option(help="Our id of who decided it.")],
    reason: Annotated[str, typer.Option(help="A code, e.g. REQUEST or WRONG_PERSON.")],
    of: Label = "Person",
    *,
    really: Annotated[
        bool, typer.Option("--really", help="Erase for good; without it, as trace.")
    ] = False,
) -> None:
    """Erase somebody for good, with a certificate; without --really tell what would go."""
    from graph_schema.store.erasing import Decision

    _forget(id, of, Decision(approver=approver, reason=reason) if really else None)


def _forget(id: str, of: str, decision: "Decision | None" = None) -> None:
    from dataclasses import asdict

    from api.auth.accounts import SYSTEM
    from api.privacy.forgetting import forget

    with opened() as store:
        done = forget(store, SYSTEM, of, id, decision)
    print(json.dumps(asdict(done), ensure_ascii=False, indent=1))


@app.command()
def hold(
    id: Id,
    reason: Annotated[str | None, typer.Option(help="A code; none lifts the hold.")] = None,
    of: Label = "Person",
) -> None:
    """Forbid that somebody is erased, or allow it again."""
    from api.auth.accounts import SYSTEM
    from api.privacy import forgetting

    with opened() as store:
        forgetting.hold(store, SYSTEM, of, id, reason)


@app.command()
def terms(*, really: Annotated[bool, typer.Option("--really")] = False) -> None:
    """Let go what is past its term; without --really tell how much that is."""
    from api.privacy.retention import keep_terms

    with opened() as store:
        print(json.dumps(keep_terms(store, dry=not really), indent=1))


@app.command()
def clean(folder: Path) -> None:
    """Take whoever was erased out of an older export; its manifest is written anew."""
    from api.auth.accounts import SYSTEM
    from api.privacy.forgetting import clean_export

    with opened() as store:
        for name, gone in clean_export(store, SYSTEM, folder).items():
            print(f"{name}: {gone} lines taken out")

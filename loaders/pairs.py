"""`wulian load pairs`: who may be one person, decided by a human. Ids and reasons, no names."""

import json
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Records that may be one person.")
Pair = Annotated[str, typer.Argument(help="Id of the pair; `list` shows them.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="OPEN, SAME or DIFFERENT.")] = "OPEN",
    *,
    as_json: Json = False,
) -> None:
    """Show pairs with score and reasons, the most alike first."""
    from graph_schema.store import bulk
    from loaders.cli import opened

    with opened() as (store, access, _), store.read(access) as session:
        found = [p for p in bulk.scan_own(session, "IdentityPair") if p["state"] == state]
    found.sort(key=lambda p: (-(p.get("score") or 0), p["id"]))
    for pair in found:
        told = {name: pair.get(name) for name in ("id", "left", "right", "score", "state")}
        if as_json:
            told["reasons"] = json.loads(pair.get("reasons") or "[]")
            typer.echo(json.dumps(told))
        else:
            reasons = ", ".join(json.loads(pair.get("reasons") or "[]"))
            ends = f"{told['left']} = {told['right']}"
            typer.echo(f"{pair['id']}  {told['score']:.2f}  {ends}  {reasons}")
    if not as_json:
        typer.echo(f"{len(found)} pairs {state}")


@app.command()
def find() -> None:
    """Look through everybody for records that may be one person."""
    from loaders.cli import opened
    from loaders.identity import propose

    with opened() as (store, access, _):
        typer.echo(f"{propose(store, access)} new pairs")


@app.command()
def same(pair: Pair) -> None:
    """They are one person: one record goes over into the other; `undo` takes it back."""
    _decide(pair, "same")


@app.command()
def different(pair: Pair) -> None:
    """They are two people: remembered, and never proposed again."""
    _decide(pair, "different")


@app.command()
def undo(pair: Pair) -> None:
    """Take a merge back: both records as they were before it, remembered as different."""
    _decide(pair, "undo")


def _decide(pair: str, event: str) -> None:
    from loaders.cli import opened
    from loaders.identity import decide

    with opened() as (store, access, _):
        done = decide(store, access, pair, event)
    typer.echo(f"{done['id']}  {done['state']}")

"""`wulian api audit`: whether the record of who did what still holds."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Look at the record of who did what."""


@app.command()
def verify(
    last: Annotated[
        int | None, typer.Option(min=1, help="Only so many entries of each lane, from its end.")
    ] = None,
) -> None:
    """Follow every lane from its cut to its head; exit 1 with each break, by lane and entry."""
    from api.cli import opened
    from graph_schema.audit import LANES
    from graph_schema.store import lanes
    from graph_schema.store.cuts import cuts
    from graph_schema.store.cutting import SYSTEM

    with opened() as store:
        broken = lanes.verify(store, last=last)
        with store.read(SYSTEM) as session:
            made = cuts(store.fields, session)
    for one in broken:
        print(f"{one.lane} entry {one.seq}: {one.why}")
    for cut in made:
        print(f"cut {cut.seq}: older than {cut.until:%Y-%m-%d}, by {cut.approver}")
    if broken:
        raise typer.Exit(1)
    print(f"{len(LANES)} lanes hold")

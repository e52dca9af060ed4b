"""`wulian load world`: make the files of a synthetic district, with progress."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress


def world(
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    seed: Annotated[
        int, typer.Option(min=0, help="Same seed, size and date: same bytes.")
    ] = 20211231,
    households: Annotated[int, typer.Option(min=100, max=1_000_000)] = 3000,
    area: Annotated[str | None, typer.Option(help="District code; the sample's.")] = None,
    as_of: Annotated[str, typer.Option(help="The district's day, YYYY-MM-DD.")] = "2023-12-31",
    events: Annotated[
        int,
        typer.Option(min=0, max=3660, help="Days of life to tell besides; `wulian api live`."),
    ] = 0,
) -> None:
    """Write a synthetic district: department files, own ledgers, and their truth."""
    from loaders.district import sample_code
    from loaders.world.generate import generate

    console = Console(stderr=True)
    known = sample_code()
    if area not in (None, known):
        console.print(f"[red]no places are known for {area}; known: {known}[/]")
        raise typer.Exit(2)
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        console.print(f"[red]--as-of must be YYYY-MM-DD, got {as_of!r}[/]")
        raise typer.Exit(2) from None
    try:
        with Progress(console=console) as bar:
            task = bar.add_task("households", total=households)
            made = generate(
                out,
                seed=seed,
                count=households,
                area=known,
                as_of=day,
                events=events,
                progress=lambda done, _: bar.update(task, completed=done),
            )
    except OSError as error:
        console.print(f"[red]--out {out}: {error.strerror}; name a folder to write into[/]")
        raise typer.Exit(1) from None
    console.print(
        f"{made.households} households, {made.defects} planted defects, "
        f"{made.isolated} isolated, in {out}"
        + (f"; {made.acts} acts in {events} days" if events else "")
    )

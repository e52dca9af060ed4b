"""`wulian load district`, `wulian load district-out`: a district's folder in and out."""

from pathlib import Path
from typing import Annotated

import typer


def district(
    folder: Annotated[Path, typer.Argument(help="Of district.yml, areas.csv, rules/ …")],
    check: Annotated[bool, typer.Option("--check", help="Judge only; load nothing.")] = False,
) -> None:
    """Bring in a district from its folder: areas, standards, rules, forms, catalogue."""
    from api.districts.loading import load_district
    from graph_schema.cli import opened
    from loaders.cli import show

    with opened() as store:
        done = load_district(store, folder, dry=check)
    new = ", ".join(f"{count} {label}" for label, count in done.new.items() if count)
    told = "sound" if check else f"new: {new or 'nothing'}"
    typer.echo(f"{done.code} {done.name}: {told}")
    for one in done.rules:
        typer.echo(f"rules: {one}")
    if done.files:
        show(done.files)


def district_out(
    folder: Annotated[Path, typer.Argument(help="New or empty.")],
    part: Annotated[
        list[str] | None,
        typer.Option(help="about, parameters, rules, catalogue, forms, flows; may repeat."),
    ] = None,
) -> None:
    """Write the district's folder, nothing of a person in it; a beginning for another."""
    from api.districts.writing import PARTS, write_district
    from graph_schema.cli import opened
    from graph_schema.settings import district_settings
    from graph_schema.store.districts import chosen

    with opened() as store:
        code = chosen(store, district_settings().district)
        names = write_district(store, code, folder, tuple(part) if part else PARTS)
    for name in names:
        typer.echo(name)

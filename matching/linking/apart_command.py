"""wulian match apart: towns or districts planned by workers, with the gap to one plan."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from graph_schema.cli import FINDINGS
from graph_schema.vocabulary import Purpose
from matching.cli import Area, AsOf, Json, day, out, system

if TYPE_CHECKING:
    from matching.linking.apart import Apart


class Parts(StrEnum):
    """What is planned by itself."""

    TOWN = "town"
    DISTRICT = "district"


def apart(  # noqa: PLR0913 - an option each
    area: Area = None,
    as_of: AsOf = None,
    by: Annotated[Parts, typer.Option(help="What is planned by itself.")] = Parts.TOWN,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes here.")] = 2,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Of a Dask scheduler, instead of processes here."),
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help="Make the joint plan too, from their prices.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Of the lottery among equals.")] = 0,
    as_json: Json = False,
) -> None:
    """Plan parts apart and tell the gap to the best joint plan; writes nothing."""
    from matching.jobs import narrowed
    from matching.linking.apart import How, plan_apart

    how = How(by=by.value, workers=workers, cluster=cluster, together=together)
    with system(Purpose.MATCHING) as (store, access):
        found = plan_apart(store, narrowed(access, area), how, seed=seed, as_of=day(as_of))
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        show(found)
    if found.lost:
        raise typer.Exit(FINDINGS)


def show(found: Apart) -> None:
    """Print what is served, and what is proven of it."""
    served = ", ".join(f"{level} {count}" for level, count in found.served.items())
    out.print(
        f"{len(found.parts)} parts on {found.workers} workers in {found.seconds} s · "
        f"{found.shared} resources wanted by several"
    )
    out.print(f"served: {served}")
    if found.gap is None:
        out.print(f"lost: {', '.join(found.lost)}; no bound can be told")
        return
    proven = "all colours as in the best joint plan" if found.colours_proven else "not proven"
    out.print(f"value {found.value}, bound {found.bound}, gap {found.gap}: {proven}")
    if found.joint is not None:
        out.print(f"joint plan: {found.joint}, {found.joint - found.value} more")

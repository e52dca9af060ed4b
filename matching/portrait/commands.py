"""wulian portrait: tags and what they lead to, brought up to date."""

import json

import typer

from graph_schema.vocabulary import Purpose
from matching.cli import Area, Json, out, system


def portrait(area: Area = None, as_json: Json = False) -> None:
    """Bring portrait tags and their ties up to date with the evaluations in force."""
    from matching.jobs import narrowed
    from matching.portrait.refresh import refresh

    with system(Purpose.MONITORING) as (store, access):
        done = refresh(store, narrowed(access, area))
    if as_json:
        typer.echo(json.dumps(done))
    else:
        out.print(f"{done['tags']} tags begun, {done['ended']} ended, {done['ties']} ties made")

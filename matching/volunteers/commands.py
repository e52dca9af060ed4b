"""wulian match volunteers: who would best go where, and whom to ask next; writes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from graph_schema.vocabulary import Purpose
from matching.cli import Area, Json, out, system

if TYPE_CHECKING:
    from matching.volunteers.rota import Proposal

SHOWN = 40  # tasks on the screen; --json has all


def volunteers(
    area: Area = None,
    seed: Annotated[int, typer.Option(help="Of the lottery among equals.")] = 0,
    as_json: Json = False,
) -> None:
    """Say who would best go to which open task, and whom to ask next; writes nothing."""
    from matching.jobs import narrowed
    from matching.volunteers.board import read
    from matching.volunteers.policy import default_policy
    from matching.volunteers.rota import propose

    policy = default_policy()
    with system(Purpose.MATCHING) as (store, access):
        found = propose(read(store, narrowed(access, area), policy), policy, seed=seed)
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        show(found)


def show(found: Proposal) -> None:
    """Print the goals of each week with their bounds, the waves, and why others have none."""
    for week in found.weeks:
        goals = ", ".join(
            f"{goal.name} {goal.value}" + ("" if goal.proven else f" (at most {goal.bound})")
            for goal in week.goals
        )
        out.print(f"week of {week.monday}: {week.tasks} tasks · {goals}")
    table = Table(title="ask next")
    for head in ("task", "wanted", "whom"):
        table.add_column(head)
    for wave in found.waves[:SHOWN]:
        table.add_row(wave.task, str(wave.people), ", ".join(wave.volunteers))
    if found.waves:
        out.print(table)
    for task, why in found.nobody.items():
        out.print(f"{task}: nobody to ask, {why}")
    out.print(
        f"{len(found.waves)} tasks with somebody to ask, {len(found.waiting)} whose wave may "
        f"still answer, {len(found.nobody)} without"
    )

"""wulian warn: how right the triggers are, which visits to make, which are late."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from graph_schema.audit import Action
from graph_schema.vocabulary import Purpose
from matching.cli import Area, AsOf, Json, day, system

if TYPE_CHECKING:
    import pandas as pd

    from graph_schema.access import Access
    from graph_schema.store.session import Store

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
out = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class VisitsReport:
    """What was planned: visits by the reason that made them due, and how many were written."""

    as_of: date
    by_reason: dict[str, int]
    written: int


def plan_visits(
    store: Store, access: Access, as_of: date | None = None, *, dry_run: bool = False
) -> VisitsReport:
    """Plan the visits that are due within the horizon; a second run plans none."""
    from graph_schema.store.repo.visits import save_visits
    from matching.risk.inputs import Inputs
    from matching.rulesets import in_force
    from matching.snapshot import take
    from matching.warning.planning import as_visits
    from matching.warning.visits import planned

    snapshot = take(store, access, as_of, store.clock)
    rules = in_force(snapshot)
    table = planned(Inputs.of(snapshot, rules.risk), rules.visits)
    rows = as_visits(table, store.clock().astimezone(UTC))
    if not dry_run:
        with store.write(access, Action.VISIT_CHANGED) as session:
            save_visits(session, rows)
    counts = dict(sorted(Counter(table["reason"].tolist()).items()))
    return VisitsReport(snapshot.as_of, counts, 0 if dry_run else len(rows))


@app.command()
def visits(
    area: Area = None,
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Plan the visits and calls due in the next days, by colour, need, group, living alone."""
    from matching.jobs import narrowed

    with system(Purpose.MONITORING) as (store, access):
        report = plan_visits(store, narrowed(access, area), day(as_of), dry_run=dry_run)
    if as_json:
        told = {"as_of": report.as_of.isoformat(), "by_reason": report.by_reason}
        typer.echo(json.dumps(told | {"written": report.written}, ensure_ascii=False))
        return
    for reason, count in report.by_reason.items():
        out.print(f"{reason} {count}")
    out.print(f"{sum(report.by_reason.values())} due, {report.written} visits planned")


@app.command()
def overdue(area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """List the visits that are late, and who has been told."""
    from matching.risk.inputs import Inputs
    from matching.rulesets import in_force
    from matching.warning.visits import overdue as late

    snapshot, now = _seen(area, as_of)
    rules = in_force(snapshot)
    table = late(Inputs.of(snapshot, rules.risk), rules.visits, now)
    _show("超期走访 late visits", table, as_json=as_json)


@app.command()
def completion(
    area: Area = None,
    as_of: AsOf = None,
    days: Annotated[int, typer.Option(help="Visits due in so many days up to the day.")] = 30,
    by: Annotated[str, typer.Option(help="level, town or group.")] = "level",
    as_json: Json = False,
) -> None:
    """Show how many of the visits due were made in time."""
    from matching.warning.visits import completion as rate

    snapshot, _ = _seen(area, as_of)
    first = snapshot.as_of - timedelta(days=days - 1)
    if by not in ("level", "town", "group"):
        raise typer.BadParameter("level, town or group")
    _show("走访完成率 completion", rate(snapshot, first, snapshot.as_of, by), as_json=as_json)


@app.command()
def precision(area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Show per trigger how many alerts were raised, confirmed, refuted, kept silent."""
    from matching.rulesets import in_force
    from matching.warning.precision import precision as measured

    snapshot, _ = _seen(area, as_of)
    table = measured(snapshot, in_force(snapshot).triggers)
    _show("预警准确率 precision", table, as_json=as_json)


def _seen(area: str | None, as_of: datetime | None) -> tuple[Any, datetime]:
    from matching.jobs import narrowed
    from matching.snapshot import take

    with system(Purpose.MONITORING) as (store, access):
        snapshot = take(store, narrowed(access, area), day(as_of), store.clock)
        now = store.clock()
    midday = datetime.combine(snapshot.as_of, datetime.min.time(), tzinfo=snapshot.zone)
    own_day = now.astimezone(snapshot.zone).date() == snapshot.as_of
    return snapshot, now if own_day else midday + timedelta(hours=12)


def _show(title: str, rows: pd.DataFrame, *, as_json: bool) -> None:
    if as_json:
        typer.echo(rows.to_json(orient="records", force_ascii=False, date_format="iso"))
        return
    table = Table(title=title)
    for name in rows:
        table.add_column(str(name))
    for row in rows.itertuples(index=False):
        table.add_row(*(_text(value) for value in row))
    out.print(table)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, float):
        return "–" if value != value else f"{value:.0%}"  # NaN is not itself
    return str(value.date()) if isinstance(value, datetime) else str(value)

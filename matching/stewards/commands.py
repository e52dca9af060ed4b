"""wulian stewards: load, leave, assign, cover, route, undiscovered."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from graph_schema.cli import FINDINGS, plainly
from graph_schema.vocabulary import Purpose
from matching.cli import Area, AsOf, Json, day, out, system

if TYPE_CHECKING:
    import pandas as pd

    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from matching.coverage.live import Reach
    from matching.snapshot import Snapshot

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
SHOWN = 40  # rows of a table on the screen; --json has all

Person = Annotated[
    str, typer.Argument(metavar="PERSON", help="Staff number or id; for leave also a body's.")
]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one command works on."""

    store: "Store"
    access: "Access"
    snapshot: "Snapshot"
    reach: "Reach"


def _seen(store: "Store", access: "Access", area: str | None, as_of: Any) -> Seen:
    from matching.coverage.live import reach
    from matching.jobs import narrowed
    from matching.snapshot import take

    inside = narrowed(access, area)
    snapshot = take(store, inside, day(as_of), store.clock)
    return Seen(store, inside, snapshot, reach(snapshot))


def find(snapshot: "Snapshot", person: str) -> str:
    """Find the id of a steward, worker or body by id, staff number or credit code.

    Raises NotFound for one that is not there.
    """
    from graph_schema.errors import NotFound

    for rows, key in ((snapshot.actors, "staff_no"), (snapshot.organisations, "credit_code")):
        hit = rows["id"][((rows["id"] == person) | (rows[key] == person)).to_numpy(dtype=bool)]
        if len(hit):
            return str(hit.iloc[0])
    tied = {*snapshot.links["provider_id"].dropna(), *snapshot.links["worker_id"].dropna()}
    if person in tied | set(snapshot.stewards["actor_id"].dropna()):
        return person
    raise NotFound(person=person)


@app.command()
def load(area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Show how much each steward carries, by colour; who is overloaded, who has room; Gini."""
    from matching.stewards.loads import loads

    with system(Purpose.STATISTICS) as (store, access), plainly():
        seen = _seen(store, access, area, as_of)
        report = loads(seen.snapshot, seen.reach)
    if as_json:
        return _say(report.to_json())
    columns = ["staff_no", "tier", "town", "households", "load", "state"]
    _table(f"管家负荷 load · {report.as_of}", report.stewards[columns])
    _table("Gini a town and tier", report.gini)
    out.print("without a steward: " + ", ".join(f"{t} {n}" for t, n in report.without.items()))
    return None


@app.command()
def leave(person: Person, area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Say who loses what if somebody leaves, and who could take over; writes nothing."""
    from matching.stewards.handover import leaving

    with system(Purpose.MONITORING) as (store, access), plainly():
        seen = _seen(store, access, area, as_of)
        told = leaving(seen.snapshot, seen.reach, find(seen.snapshot, person))
    if as_json:
        return _say(told)
    for name, count in told["counts"].items():
        out.print(f"{name}: {count} households")
    out.print(f"{len(told['needs'])} open needs without any live link then")
    return _show(told["hand_over"])


@app.command()
def assign(area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Propose a steward for every household without one; writes nothing."""
    from matching.stewards.charge import every_tier
    from matching.stewards.handover import hand_over

    with system(Purpose.MONITORING) as (store, access), plainly():
        seen = _seen(store, access, area, as_of)
        plan = hand_over(seen.snapshot, every_tier(seen.snapshot, seen.reach).values())
    return _say(plan.to_json()) if as_json else _show(plan.to_json())


@app.command()
def cover(
    area: Area = None,
    as_of: AsOf = None,
    days: Annotated[int, typer.Option(min=0, max=366, help="Days looked ahead.")] = 30,
    as_json: Json = False,
) -> None:
    """Check that no orange household is without its village steward; exit 1 if one is."""
    from datetime import timedelta

    from matching.stewards.cover import cover as check
    from matching.stewards.cover import village_ties

    with system(Purpose.MONITORING) as (store, access), plainly():
        seen = _seen(store, access, area, as_of)
        first = seen.snapshot.as_of
        ties = village_ties(store, seen.access, first, first + timedelta(days=days))
        report = check(seen.snapshot, seen.reach, ties, days)
    if as_json:
        _say(report.to_json())
    else:
        _table("orange without a village steward", report.uncovered)
        _table("leave", report.leaves)
    if len(report.uncovered):
        raise typer.Exit(FINDINGS)


@app.command()
def route(
    person: Person,
    as_of: AsOf = None,
    stops: Annotated[int, typer.Option(help="Households on the way, at most.")] = 12,
    as_json: Json = False,
) -> None:
    """Order a steward's visits of a day: by due day, colour, then the shortest way."""
    from matching.stewards.route import route as plan

    with system(Purpose.MONITORING) as (store, access), plainly():
        seen = _seen(store, access, None, as_of)
        told = plan(seen.snapshot, seen.reach, find(seen.snapshot, person), stops)
    if as_json:
        return _say(told.to_json())
    import pandas as pd

    rows = pd.DataFrame(told.to_json()["stops"])
    _table(f"巡防 route · {told.on}", rows)
    out.print(
        f"{told.km:.3f} km, no shorter than {told.bound_km:.3f}; {told.left} left for later"
    )
    return None


@app.command()
def undiscovered(area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Estimate how many households in need nobody has found, village by village."""
    import pandas as pd

    from matching.discovery.estimate import most_unseen
    from matching.reports.facts import read_facts

    with system(Purpose.STATISTICS) as (store, access), plainly():
        seen = _seen(store, access, area, as_of)
        found = most_unseen(seen.snapshot, read_facts(store, seen.access), area)
    rows = [{"village": village} | one.to_json() for village, one in found]
    if as_json:
        return _say({"as_of": seen.snapshot.as_of.isoformat(), "villages": rows})
    for row in rows:
        row["cautions"] = ", ".join(row["cautions"])
    columns = ["village", "n1", "n2", "both", "total", "unseen", "logit_low", "logit_high"]
    return _table("undiscovered", pd.DataFrame(rows, columns=[*columns, "cautions"]))


def _show(plan: dict[str, Any]) -> None:
    import pandas as pd

    columns = ["household", "village", "level", "tier", "steward_to", "load_after"]
    _table("proposed hand-over", pd.DataFrame(plan["moves"], columns=columns))
    for one in plan["towns"]:
        goals = ", ".join(
            f"{g['name']} {g['value']} (bound {g['bound']}, gap {g['gap']})"
            for g in one["goals"]
        )
        opened = ", others opened" if one["opened"] else ""
        out.print(f"{one['tier']} {one['town']}{opened}: {goals}")


def _say(told: dict[str, Any]) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False))


def _table(title: str, rows: "pd.DataFrame") -> None:
    table = Table(title=title)
    for name in rows.columns:
        table.add_column(str(name))
    for row in rows.head(SHOWN).itertuples(index=False):
        table.add_row(*(_cell(value) for value in row))
    out.print(table)
    if len(rows) > SHOWN:
        out.print(f"{len(rows) - SHOWN} more: --json has all")


def _cell(value: Any) -> str:
    if value is None or value != value:
        return "—"
    return f"{value:.4f}" if isinstance(value, float) else str(value)

"""wulian evaluate, wulian coverage, wulian match: what follows from the graph."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from graph_schema.access import Access
from graph_schema.cli import FINDINGS, opened, plainly
from graph_schema.vocabulary import Purpose

if TYPE_CHECKING:
    from graph_schema.store.session import Store
    from matching.jobs import EvaluationReport
    from matching.linking.commands import PlanReport
    from matching.linking.suppositions import Trial

match = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
out = Console(highlight=False)

Area = Annotated[
    str | None, typer.Option(metavar="CODE", help="Town or village; else the whole district.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], metavar="DATE", help="Day to look at; else the district's own."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]
StoredPlan = Annotated[
    str | None, typer.Argument(metavar="PLAN", help="Id of a plan; else the one in force.")
]


@contextmanager
def system(purpose: Purpose) -> Iterator[tuple["Store", Access]]:
    """Open the store for the program's own work on the district of the settings."""
    from graph_schema.settings import district_settings
    from graph_schema.store.districts import chosen

    with plainly():
        told = district_settings().district
    with opened(make=False) as store:
        yield store, Access.system(purpose, (chosen(store, told),))


def day(as_of: datetime | None) -> date | None:
    return None if as_of is None else as_of.date()


def evaluate(
    area: Area = None,
    household: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only these households, by id.")
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Evaluate verdicts, alerts, risk and portraits with reasons; writes only what changed."""
    from matching import jobs
    from matching.portrait.refresh import refresh

    tags = None
    with system(Purpose.MONITORING) as (store, access):
        if household:
            inside = jobs.narrowed(access, area)
            report = jobs.evaluate_households(store, inside, household, day(as_of), "COMMAND")
        else:
            report = jobs.evaluate(store, access, area, day(as_of))
            tags = refresh(store, jobs.narrowed(access, area))
    if as_json:
        typer.echo(json.dumps(report.to_json() | {"portraits": tags}, ensure_ascii=False))
        return
    _show(report)
    if tags is not None:
        out.print(f"portraits: tags {tags['tags']}, ended {tags['ended']}, ties {tags['ties']}")


def _show(report: "EvaluationReport") -> None:
    """Print counts per colour, needs derived, and what was written."""
    areas = ", ".join(report.areas)
    table = Table(title=f"四色 risk · {areas} · {report.as_of} · {report.rule_version}")
    for head in ("colour", "shown", "computed"):
        table.add_column(head, justify="left" if head == "colour" else "right")
    for level, shown in report.levels.items():
        table.add_row(level, str(shown), str(report.computed[level]))
    out.print(table)
    out.print(
        f"{report.households} households, {report.urgent} urgent, "
        f"{report.situation_unknown} 情况不明, {report.incomplete} with too little known"
    )
    for title, counts in (
        ("needs derived now", report.derived),
        ("alerts raised now", report.alerts),
        ("verdicts", report.verdicts),
    ):
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        out.print(f"{title}: {told or 'none'}")
    written = ", ".join(f"{name} {count}" for name, count in report.written.items() if count)
    out.print(f"written: {written or 'nothing, no new facts'}")
    if not report.households:
        out.print("no household lives in that area: load one with `wulian load dir DIR`")


def coverage(area: Area = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Show five-party coverage by area and tier, and every gap."""
    from matching.coverage import command
    from matching.coverage.report import report
    from matching.jobs import narrowed
    from matching.snapshot import take

    with system(Purpose.STATISTICS) as (store, access):
        narrowed(access, area)
        found = report(take(store, access, day(as_of), store.clock))
    if as_json:
        typer.echo(command.as_json(found, area))
    else:
        command.show(found, area, out)


@match.command()
def plan(  # noqa: PLR0913 - an option each
    area: Area = None,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(help="Of the lottery among equals.")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    time_limit: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="For the solver; then the plan at hand, with its gap.",
        ),
    ] = None,
    commitment: Annotated[
        str | None, typer.Option(metavar="ID", help="Of `match commit`; its seed with --seed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Recommend links for open needs, with reasons and a proof; people decide on them."""
    from graph_schema.ids import PlanId
    from matching import jobs
    from matching.linking.lottery import Ticket

    told = Console(stderr=True, highlight=False)
    with system(Purpose.MATCHING) as (store, access), told.status("plan") as status:
        report = jobs.plan(
            store,
            jobs.narrowed(access, area),
            seed=Ticket(seed=seed, commitment=PlanId(commitment)) if commitment else seed,
            dry_run=dry_run,
            as_of=day(as_of),
            time_limit=time_limit,
            progress=lambda stage: status.update(f"plan: {stage}"),
        )
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        _show_plan(report)
    if report.no_plan:
        raise typer.Exit(FINDINGS)


def _show_plan(report: "PlanReport") -> None:
    """Print what is served and why the rest is not, and the proof in one line."""
    served = ", ".join(f"{level} {count}" for level, count in report.served.items())
    unmet = ", ".join(f"{code} {count}" for code, count in report.unmet.items())
    out.print(
        f"{report.status} · seed {report.seed} · {report.as_of} · {report.plan_id or '—'}"
    )
    for reason in report.no_plan:
        out.print(f"no plan: {reason}")
    out.print(f"{report.needs} needs, {report.resources} resources, {report.pairs} pairs")
    out.print(f"served {report.links}: {served or 'none'}")
    out.print(f"not served: {unmet or 'none'}")
    proven = "proven best" if not report.gap else "not proven best"
    if report.gap and report.colours_proven:
        proven = "no plan serves more of any colour"
    out.print(f"value {report.value}, bound {report.bound}, gap {report.gap}: {proven}")
    new = "would write" if report.dry_run else "wrote"
    out.print(f"{new} {report.made} recommendations, kept {report.kept}, ended {report.ended}")


@match.command()
def commit() -> None:
    """Fix the lottery's seed before a run: the hash is published, the seed told only here."""
    from matching.linking.lottery import commit as sealed

    with system(Purpose.MATCHING) as (store, access):
        told = sealed(store, access).to_json()
    typer.echo(json.dumps(told, ensure_ascii=False))


@match.command()
def explain(
    ident: Annotated[str, typer.Argument(metavar="ID", help="Of a link or of a need.")],
) -> None:
    """Say why a link is recommended, or why a need has none and what would change it."""
    from matching.linking.explain import explain as answer

    with system(Purpose.MATCHING) as (store, access):
        told = answer(store, access, ident)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


@match.command()
def check(
    ident: StoredPlan = None,
    as_json: Json = False,
) -> None:
    """Verify a stored plan anew: numbers, proof, links, every rule, replay; exit 1 if wrong."""
    from graph_schema.ids import PlanId
    from matching.linking.verify import check_plan

    with system(Purpose.MATCHING) as (store, access):
        report = check_plan(store, access, PlanId(ident) if ident else None)
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        for fault in report.faults:
            out.print(", ".join(f"{name}: {value}" for name, value in fault.items()))
        out.print("every check holds" if not report.faults else f"{len(report.faults)} faults")
    if report.faults:
        raise typer.Exit(FINDINGS)


@match.command()
def replay(
    ident: StoredPlan = None,
    as_json: Json = False,
) -> None:
    """Make a stored plan again from its problem, policy and seed; exit 1 if it differs."""
    from graph_schema.ids import PlanId
    from matching.linking.replay import replay as again

    with system(Purpose.MATCHING) as (store, access):
        report = again(store, access, PlanId(ident) if ident else None)
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        told = "the same bytes" if report.same else f"differs first in {report.difference}"
        out.print(f"{report.plan_id} · seed {report.seed} · {report.rule_version} · {told}")
    if not report.same:
        raise typer.Exit(FINDINGS)


@match.command()
def changes(
    ident: StoredPlan = None,
    as_json: Json = False,
) -> None:
    """Say what a plan does otherwise than the one before it, link by link, and why."""
    from graph_schema.ids import PlanId
    from matching.linking.compare import compare

    with system(Purpose.MATCHING) as (store, access):
        told = compare(store, access, PlanId(ident) if ident else None).to_json()
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in told["changes"]:
        out.print(f"{one['need']}: {one['was'] or '—'} → {one['now'] or '—'} · {one['why']}")
    out.print(
        f"{told['before']} links before, {told['after']} now, {told['kept']} kept; of "
        f"{told['untouched']} about which no fact changed {told['disturbed']} moved"
    )


@match.command()
def lots(
    area: Area = None,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(help="Of the lottery among equals.")] = 0,
    most: Annotated[int, typer.Option(min=1, help="Groups of code and town to try.")] = 20,
    as_json: Json = False,
) -> None:
    """Say which places to recruit or tender, by need and town, and whom they would serve."""
    from matching import jobs
    from matching.linking.lots import make_lots

    with system(Purpose.MATCHING) as (store, access):
        found = make_lots(
            store, jobs.narrowed(access, area), most=most, seed=seed, as_of=day(as_of)
        )
    if as_json:
        typer.echo(json.dumps([lot.to_json() for lot in found], ensure_ascii=False))
        return
    for lot in found:
        more = ", ".join(f"{level} {count:+}" for level, count in lot.brings.items())
        out.print(f"{lot.code} in {lot.town}: {lot.places} places · {more or 'nobody more'}")
    out.print(f"{len(found)} lots" if found else "no need waits that a new place could serve")


@match.command()
def whatif(  # noqa: PLR0913 - an option a kind of change
    leaves: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A person or body that goes.")
    ] = None,
    places: Annotated[
        list[str] | None,
        typer.Option(metavar="ITEM:N", help="Places more of an item, or fewer: ID:-2."),
    ] = None,
    forbid: Annotated[
        list[str] | None, typer.Option(metavar="NEED:ITEM", help="A pair not to be linked.")
    ] = None,
    force: Annotated[
        list[str] | None, typer.Option(metavar="NEED:ITEM", help="A pair the plan must take.")
    ] = None,
    new: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE:AREA:N", help="A resource to come: need, area, places."),
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Of the policy, as rules.reach_m.CS=5000."),
    ] = None,
    area: Area = None,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(help="Of the lottery among equals.")] = 0,
) -> None:
    """Say in JSON what a change would do to plan and coverage; nothing is written."""
    from matching import jobs
    from matching.linking.foresee import foresee
    from matching.linking.suppositions import Changes

    changes = Changes(
        leaves=leaves or (),
        places={item: _whole(count) for item, count in map(_cut, places or ())},
        forbid=[_cut(p) for p in forbid or ()],
        force=[_cut(p) for p in force or ()],
        new=[_trial(one) for one in new or ()],
        rules=dict(_rule(one) for one in rule or ()),
    )
    with system(Purpose.MATCHING) as (store, access):
        found = foresee(
            store, jobs.narrowed(access, area), changes, seed=seed, as_of=day(as_of)
        )
    typer.echo(json.dumps(found.to_json(), ensure_ascii=False))


def _whole(told: str) -> int:
    if not told.lstrip("+-").isdigit():
        raise typer.BadParameter(f"{told}: a whole number is expected")
    return int(told)


def _trial(told: str) -> "Trial":
    from matching.linking.suppositions import Trial

    code, rest = _cut(told)
    area, count = _cut(rest)
    return Trial(code=code, area=area, places=_whole(count))


def _rule(told: str) -> tuple[str, object]:
    import yaml

    name, sign, value = told.partition("=")
    if not (name and sign and value):
        raise typer.BadParameter(f"{told}: NAME=VALUE")
    return name, yaml.safe_load(value)


def _cut(told: str) -> tuple[str, str]:
    left, colon, right = told.partition(":")
    if not (left and colon and right):
        raise typer.BadParameter(f"{told}: two parts with a colon between")
    return left, right

"""wulian match eligibility, wulian match preview: who may have what, and what a change does."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from graph_schema.cli import FINDINGS
from graph_schema.errors import NotFound, Rejected
from graph_schema.vocabulary import Purpose
from matching.cli import Area, AsOf, Json, day, system

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from graph_schema.access import Access
    from graph_schema.store.session import Store
    from matching.eligibility.record import Document
    from matching.snapshot import Snapshot

out = Console(highlight=False)
MARK = {"YES": "✓", "NO": "✗", "UNKNOWN": "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdVerdicts:
    """What one household may have. status: the first policy of the order that fits.

    items, may_be: codes of catalogue items that fit, and of those that lack a fact.
    """

    household: str
    outcome: str
    status: str | None
    verdicts: list[Document]
    items: list[str]
    may_be: dict[str, list[str]]

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data, conditions and what is missing unpacked."""
        return {
            "household": self.household,
            "outcome": self.outcome,
            "status": self.status,
            "verdicts": [
                {
                    "policy": one.policy,
                    "subject": one.subject,
                    "class": one.outcome,
                    "answer": one.answer,
                    "receiving": one.receiving,
                    "gradual_exit": one.gradual_exit,
                    "amount": one.amount,
                    "conditions": json.loads(one.conditions),
                    "missing": json.loads(one.missing),
                    "rule_version": one.rule_version,
                }
                for one in self.verdicts
            ],
            "items": self.items,
            "may_be": self.may_be,
        }


def household_verdicts(
    store: Store, access: Access, number: str, as_of: date | None = None
) -> HouseholdVerdicts:
    """Judge one household, by its number or our id; nothing is written.

    Raises NotFound for one that is not within reach.
    """
    from matching.eligibility.evaluate import Evaluation
    from matching.eligibility.items import for_items
    from matching.eligibility.record import documents
    from matching.eligibility.subjects import Subjects
    from matching.eligibility.verdicts import Outcome, roll_up
    from matching.rulesets import in_force
    from matching.snapshot import take_households

    with store.read(access) as session:
        found = session.run("snapshot_numbered", number=number)
    if not found:
        raise NotFound(label="Household", id=number)
    ident = str(found[0]["id"])
    snapshot = take_households(store, access, [ident], as_of, store.clock)
    rules = in_force(snapshot)
    standard = snapshot.param("L")
    version = rules.eligibility_version(None if standard is None else int(standard))
    evaluation = Evaluation(Subjects.of(snapshot), rules.rules)
    verdicts = documents(evaluation, version, only=ident)
    open_ = [one for one in verdicts if one.answer == "YES"]
    fit = {one.policy for one in open_}
    fits = for_items(snapshot, snapshot.items, rules.rules)
    every = np.arange(len(snapshot.items))
    answers = fits.codes(np.zeros_like(every), every)
    codes = snapshot.items["code"].tolist()
    return HouseholdVerdicts(
        household=ident,
        outcome=str(roll_up([(Outcome(one.outcome), one.receiving) for one in verdicts])),
        status=next((code for code in rules.rules.order if code in fit), None),
        verdicts=verdicts,
        items=[codes[at] for at in every[answers == 2].tolist()],
        may_be={codes[at]: list(fits.missing(0, at)) for at in every[answers == 1].tolist()},
    )


def eligibility(
    household: Annotated[str, typer.Argument(metavar="HOUSEHOLD", help="Its number, or id.")],
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Judge every policy for a household: conditions, evidence, what is missing, who knows."""
    with system(Purpose.MATCHING) as (store, access):
        told = household_verdicts(store, access, household, day(as_of))
    if as_json:
        typer.echo(json.dumps(told.to_json(), ensure_ascii=False))
    else:
        _show(told)


def _show(told: HouseholdVerdicts) -> None:
    table = Table(title=f"认定 verdicts · {told.outcome} · {told.status or '–'}")
    for head in ("policy", "class", "paid", "conditions", "ask"):
        table.add_column(head)
    for one in told.verdicts:
        asks = [f"{m['fact']} ← {' '.join(m['ask'])}" for m in json.loads(one.missing)]
        clauses = [f"{MARK[c['answer']]} {c['code']}" for c in json.loads(one.conditions)]
        paid = "✓" if one.receiving else ""
        table.add_row(one.policy, one.outcome, paid, "\n".join(clauses), "\n".join(asks))
    out.print(table)
    out.print(f"items that fit: {' '.join(told.items) or 'none'}")
    out.print(f"items that lack a fact: {' '.join(told.may_be) or 'none'}")


def verdict_rows(
    snapshot: Snapshot, policy: str | None = None, outcome: str | None = None
) -> pd.DataFrame:
    """List the machine's verdicts in force, of a policy or class: one row a subject and policy.

    Columns: household (its number), subject (our id), subject_label, policy, class, answer,
    receiving, since, rule_version; by household, policy, subject.
    """
    rows = snapshot.verdicts
    if policy is not None:
        rows = rows[rows["policy"] == policy]
    if outcome is not None:
        rows = rows[rows["result"] == outcome]
    numbers = snapshot.households.set_index("id")["hh_no"]
    table = rows.assign(household=rows["household_id"].map(numbers)).rename(
        columns={"result": "class", "subject_id": "subject"}
    )
    names = ["household", "subject", "subject_label", "policy", "class", "answer"]
    names += ["receiving", "since", "rule_version"]
    order = ["household", "policy", "subject"]
    return table[names].sort_values(order, ignore_index=True)


def verdicts(
    policy: Annotated[str | None, typer.Option(metavar="E..", help="Only this policy.")] = None,
    outcome: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="Only this class.")
    ] = None,
    area: Area = None,
    as_json: Json = False,
) -> None:
    """Count the verdicts in force by policy and class; with --json list every one."""
    from matching.eligibility.verdicts import Outcome
    from matching.jobs import narrowed
    from matching.snapshot import take

    if outcome is not None and outcome not in list(Outcome):
        raise typer.BadParameter(f"one of {', '.join(Outcome)} is expected")
    with system(Purpose.STATISTICS) as (store, access):
        rows = verdict_rows(take(store, narrowed(access, area)), policy, outcome)
    if as_json:
        plain = rows.assign(since=rows["since"].dt.strftime("%Y-%m-%d"))
        typer.echo(plain.to_json(orient="records", force_ascii=False))
        return
    counts = Counter(zip(rows["policy"].tolist(), rows["class"].tolist(), strict=True))
    for (code, what), count in sorted(counts.items()):
        out.print(f"{code} {what} {count}")
    out.print(f"{len(rows)} verdicts in force")


def preview(
    param: Annotated[
        list[str] | None, typer.Option(metavar="CODE=VALUE", help="A parameter; may repeat.")
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="A file of eligibility rules, as rules.yml."
        ),
    ] = None,
    area: Area = None,
    as_of: AsOf = None,
    no_plan: Annotated[bool, typer.Option("--no-plan", help="Leave the plan out.")] = False,
    as_json: Json = False,
) -> None:
    """Show who would enter, who would leave, who would lose a place; nothing is written."""
    from graph_schema.rulefile import BadRuleFile
    from matching.eligibility.preview import Change
    from matching.eligibility.preview import preview as compared
    from matching.jobs import narrowed
    from matching.linking.standing import standing
    from matching.snapshot import take

    try:
        text = None if rules is None else rules.read_text("utf-8")
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{rules} is no text in UTF-8") from None
    change = Change(rules=text, params=dict(_param(one) for one in param or ()))
    with system(Purpose.MATCHING) as (store, access):
        inside = narrowed(access, area)
        snapshot = take(store, inside, day(as_of), store.clock)
        params = change.params or {}
        named = {code for code in params if code in (text or "")}  # new with the new rules
        check_parameters(params, sorted(named.union(snapshot.params["code"])))
        try:
            before = standing(store, inside, snapshot)
            told = compared(snapshot, change, plan=not no_plan, standing=before)
        except BadRuleFile as error:
            raise Rejected(["BAD_RULE_SET"], why=str(error)) from None
    if as_json:
        typer.echo(json.dumps(told.to_json(), ensure_ascii=False))
        return
    for name in ("enters", "leaves", "opened"):
        rows = getattr(told, name)
        counts = {code: sum(one.policy == code for one in rows) for code in _policies(rows)}
        out.print(f"{name} {len(rows)}: {counts or 'nobody'}")
    out.print(f"colours that change: {len(told.colours)}")
    if told.displaced is not None:
        out.print(
            f"displaced in the plan: {len(told.displaced)}, placed: {len(told.placed or ())}"
        )
    if told.leaves or told.displaced:
        raise typer.Exit(FINDINGS)


def _policies(rows: tuple[Any, ...]) -> list[str]:
    return sorted({one.policy for one in rows})


def check_parameters(params: Mapping[str, Any], known: Sequence[str]) -> None:
    """Refuse a parameter that nobody has, and a value that is no number."""
    for code, value in params.items():
        if code not in known:
            advice = f"one of {', '.join(known)}"
            raise Rejected(["UNKNOWN_PARAMETER"], parameter=code, way_out=advice)
        try:
            Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            raise Rejected(["NOT_A_NUMBER"], parameter=code, value=value) from None


def _param(text: str) -> tuple[str, Any]:
    code, found, value = text.partition("=")
    if not found or not code:
        raise typer.BadParameter(f"CODE=VALUE is expected, not {text!r}")
    try:
        return code, json.loads(value)
    except json.JSONDecodeError:
        return code, value

"""The pages of docs/algorithms/ drawn from rules: eligibility, warning, risk.

`python -m matching.docs` (or `make docs`) draws what follows the mark of each page anew; the
text before it is written by hand. A test compares them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph_schema.docs import FOLDER, table
from graph_schema.vocabulary import AlertCode, entries
from matching.eligibility.benefits import Benefit, Case
from matching.eligibility.expressions import (
    All,
    AnyOf,
    Bound,
    Compare,
    Condition,
    Flag,
    Holds,
    InGroup,
    Not,
    OneOf,
    RuleHolds,
)
from matching.eligibility.facts import fact_entries
from matching.eligibility.rules import Rule, default_rules
from matching.risk.page import risk
from matching.warning.schedule import Completing, default_schedule
from matching.warning.triggers import Band, Trigger, default_triggers

MARK = "<!-- drawn by `make docs` from here on: change the data, not this part -->"
SIGN = {"below": "<", "at_least": "≥", "at_most": "≤", "above": ">"}


def eligibility() -> str:
    """Draw the rules in words a domain expert can check, the facts, the matrix."""
    book = default_rules()
    lines = [
        f"## The rules, version {book.version}",
        "",
        "`matching/eligibility/rules.yml`. ∧ and, ∨ or, ¬ not; 条款待核 = the article is not",
        "verified yet. Parameters are dated and per district; a condition on one that has no",
        "value in force is unknown.",
        "",
        *table(
            ("Code", "Policy", "Of", "Conditions", "Benefit", "Review", "Documents", "Ground"),
            map(_rule, book.rules.values()),
        ),
        "",
        "The household's status is the first that fits of: " + " > ".join(book.order) + ".",
        "",
        "What cannot stack: "
        + ", ".join(_pairs(book.rules.values(), book.higher))
        + " (↑ the higher amount is kept).",
        "",
        "## The facts",
        "",
        "`matching/eligibility/facts.yml`. Where a fact is not known, the verdict names whom",
        "to ask: a department's code, or VISIT.",
        "",
        *table(
            ("Fact", "", "What", "Of", "Unit", "Ask", "Known"),
            (
                (f"`{f.name}`", f.zh, f.en, f.subject, f.unit, " ".join(f.asks), f.known)
                for f in fact_entries().values()
            ),
        ),
    ]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> tuple[str, ...]:
    clauses = "<br>".join(f"`{c.code}` {said(c.condition)}" for c in rule.clauses)
    days = [f"from {rule.from_}" if rule.from_ else "", f"to {rule.to}" if rule.to else ""]
    return (
        rule.code,
        rule.title,
        rule.subject,
        clauses or "answered item by item",
        _benefit(rule.benefit),
        f"{rule.review} months" if rule.review else "once",
        "、".join(rule.documents),
        " ".join([rule.basis, rule.article or "条款待核", *filter(None, days)]),
    )


def said(condition: Condition) -> str:
    """Say a condition in signs: facts by name, parameters in brackets."""
    match condition:
        case All(parts):
            return " ∧ ".join(map(_inner, parts))
        case AnyOf(parts):
            return " ∨ ".join(map(_inner, parts))
        case Not(part):
            return f"¬{_inner(part)}"
        case RuleHolds(code):
            return f"fits {code}"
        case Holds(policies, person):
            return f"receives {'/'.join(sorted(policies))}{' itself' if person else ''}"
        case InGroup(groups):
            return f"group {'/'.join(sorted(groups))}"
        case Flag(fact):
            return fact
        case OneOf(fact, values):
            return f"{fact} in {'/'.join(sorted(values))}"
        case Compare(fact, how, limit):
            return f"{fact} {SIGN[how]} {_bound(limit)}"


def _inner(condition: Condition) -> str:
    text = said(condition)
    return f"({text})" if isinstance(condition, All | AnyOf) else text


def _bound(limit: Bound) -> str:
    words = [f"[{code}]" for code in limit.params]
    if limit.times != 1 or not words:
        words.insert(0, _number(limit.times))
    return " × ".join(words)


def _number(value: Fraction) -> str:
    whole = value.denominator == 1
    return str(value.numerator) if whole else f"{value.numerator}/{value.denominator}"


def _benefit(one: Benefit) -> str:
    match one.formula:
        case "gap":
            text = f"[{one.param}] × heads − income"
        case "heads":
            text = f"[{one.param}] × [{one.times}] × heads"
        case "amount":
            text = f"[{one.param}]"
        case "bands":
            text = ", ".join(f"{age}: [{param}]" for age, param in one.bands)
        case "by_case":
            text = "; ".join(f"{_case(c)} if {said(c.when)}" for c in one.cases)
        case "share":
            text = "; ".join(
                f"[{c.param}] × ({one.of} − {_bound(c.above)}) if {said(c.when)}"
                for c in one.cases
            )
            text += f"; at most [{one.cap}]" if one.cap else ""
        case _:
            return one.formula
    return f"{text} a {one.per}" if one.per != "once" else f"{text} once"


def _case(one: Case) -> str:
    return f"[{one.param}]" if one.param else " + ".join(map(_bound, one.sum))


def _pairs(rules: Iterable[Rule], higher: frozenset[frozenset[str]]) -> list[str]:
    pairs = {tuple(sorted((r.code, other))) for r in rules for other in r.exclusive_with}
    return [f"{a}×{b}{'↑' * (frozenset((a, b)) in higher)}" for a, b in sorted(pairs)]


def warning() -> str:
    """Draw the triggers with their bands, and the visit rules."""
    book, plan = default_triggers(), default_schedule()
    lines = [
        f"## The triggers, version {book.version}",
        "",
        "`matching/warning/triggers.yml`. The worst band that holds counts. News: an event",
        "counts for so many days after its day. 基线: facts that were old when their dataset",
        f"first came in (older than {book.old_days} days) raise only "
        f"{'/'.join(book.baseline_raises)}.",
        f"After a false alarm or an end the same band is silent for {book.debounce_days} days.",
        "",
        *table(
            ("Code", "", "What", "Bands", "Unit", "News", "基线", "Closes", "Source", "With"),
            (_trigger(one) for one in book.triggers.values()),
        ),
        "",
        f"## The visits, version {plan.version}",
        "",
        "`matching/warning/visits.yml`. The earliest of colour, open needs, groups and living",
        "alone is due. h: hours, WD: working days after the end of the missed day.",
        "",
        *table(
            ("Level", "Contact every", "Visit every", "Missed: told"),
            (
                (name, f"{one.contact} d", f"{one.visit} d", _told(one.told))
                for name, one in plan.levels.items()
            ),
        ),
        "",
        "Alone: "
        + ", ".join(f"from {age} years every {days} d" for age, days in plan.alone)
        + ". Groups: "
        + ", ".join(f"{code} at home every {days} d" for code, days in plan.groups.items())
        + ". Needs: the intervals of the risk rule set. Late by "
        + f"{_number(plan.late_share)} of the interval: T2 is told too. "
        + f"Planned {plan.horizon} days ahead.",
        *_completing(plan.to_complete),
    ]
    return "\n".join(lines) + "\n"


def _completing(rule: Completing | None) -> list[str]:
    if rule is None:
        return []
    return [
        "",
        "Too little known for a colour (completeness below the risk rule set's share): an",
        f"evaluation plans a visit at home, due in {rule.within} d; none while one is open, or",
        f"within {rule.again} d of the last.",
    ]


def _trigger(one: Trigger) -> tuple[str, ...]:
    labels = entries(AlertCode)[AlertCode(one.code)]
    return (
        one.code,
        labels.zh_hans,
        one.what,
        "<br>".join(map(_band, one.bands)),
        one.unit,
        f"{one.within_days} d" if one.event else "",
        "✓" * one.baseline,
        "✓" * one.closes,
        " ".join(one.source),
        "; ".join(f"{name} {_plain(value)}" for name, value in one.numbers.items()),
    )


def _band(one: Band) -> str:
    of = f"{one.of}: " if one.of else ""
    sign = "any" if one.how == "any" else f"{SIGN[one.how]} {_threshold(one.threshold)}"
    return f"{one.priority} {of}{sign}"


def _threshold(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _plain(value: Any) -> str:
    match value:
        case tuple():
            return " ".join(value)
        case Fraction():
            return _threshold(value)
        case _:
            return str(value)


def _told(told: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{who} {one.hours} h" if one.hours is not None else f"{who} {one.working_days} WD"
        for who, one in told.items()
    )


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "algorithms/eligibility.md": eligibility,
        "algorithms/warning.md": warning,
        "algorithms/risk.md": risk,
    }
)


def page(name: str, folder: Path = FOLDER) -> str:
    """Give a page as it should be: the text by hand, the mark, what is drawn."""
    text = (folder / name).read_text(encoding="utf-8")
    return f"{text.partition(MARK)[0].rstrip()}\n\n{MARK}\n\n{PAGES[name]()}"


def draw(folder: Path = FOLDER) -> None:
    """Write every page anew."""
    for name in PAGES:
        (folder / name).write_text(page(name, folder), encoding="utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

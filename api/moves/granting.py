"""What is granted: to whom it is paid, how much, what cannot stack, when it is checked again.

Domain 2.6 to 2.8. Which policies exclude each other and how often each is reviewed stands in
the rule set of the district, else matching/eligibility/rules.yml.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from api.actions.moving import Moving
from api.moves.applications import names
from graph_schema.store.rows import Row
from graph_schema.vocabulary import Role

if TYPE_CHECKING:
    from matching.eligibility.rules import Rule, RuleBook

EMERGENCY = "E06"
RELAPSE_WATCH = timedelta(days=730)
SOONER = 6  # months, where somebody is able to work or income is not fixed (2.8) …
SOONER_HERE = "recheck_months"  # … or as many as the district's parameter says
ABLE = (16, 60)  # years: from, to below
SEVERE = 2  # grade of disability
CEILING = "ts_urgent"  # parameter: what a town may grant by itself


def _book(m: Moving) -> "RuleBook":
    """Give the rules in force where the household lives: the district's own, else ours."""
    from matching.eligibility.rules import RULE_SET, default_rules, read_rules

    place = str(m.area)[:6]
    rows = m.graph.run("moves_rule_set", code=RULE_SET, district=place, today=m.today)
    return read_rules(rows[-1]["body"]) if rows else default_rules()


def _rule(m: Moving) -> "Rule | None":
    return _book(m).rules.get(str(m.item["policy"]))


@names.guard
def emergency(m: Moving) -> None:
    m.require(m.item["policy"] == EMERGENCY, "NO_EMERGENCY")


@names.guard
def no_emergency(m: Moving) -> None:
    """Sudden need is accepted on its own clock: decided within a day."""
    m.require(m.item["policy"] != EMERGENCY, "EMERGENCY_CANNOT_WAIT")


@names.guard
def small_sum(m: Moving) -> None:
    """Let a town grant at once up to its ceiling, the district any sum."""
    told = int(m.told["benefit"])
    m.require(told > 0, "BENEFIT_MISSING")
    ceiling = _param(m, CEILING)
    if ceiling is not None and m.role is Role.TOWN_REVIEWER:
        m.require(told <= ceiling, "ABOVE_THE_TOWN_CEILING", ceiling=ceiling)


def _param(m: Moving, code: str) -> int | None:
    """Read a whole number that the district has in force; None where it has none."""
    place = str(m.area)[:6]
    rows = m.graph.run("moves_param", code=code, district=place, today=m.today)
    return int(rows[-1]["value"]) if rows else None


@names.guard
def extended_once(m: Moving) -> None:
    m.require(not m.item.get("extended"), "EXTENDED_ALREADY")
    m.require(m.item.get("clock_start") is not None, "NOT_ACCEPTED")


@names.guard
def stacks(m: Moving) -> None:
    """Refuse what cannot stand beside aid that whom it is for receives already.

    Where the higher of two is kept, a human may agree to exchange the lower one for it.
    """
    held, lower = _excluded(m)
    agreed = bool(m.told.get("exchange")) and {id(one) for one in held} == {*map(id, lower)}
    m.require(agreed or not held, "CANNOT_STACK", receives=_policies(held))


@names.effect
def exchange_proposed(m: Moving) -> None:
    """Name the lower aid that this could take the place of; a human decides."""
    m.changes["exchange_of"] = _policies(_excluded(m)[1])


def _policies(awards: list[Row]) -> list[str]:
    return sorted({str(one["policy"]) for one in awards})


def _excluded(m: Moving) -> tuple[list[Row], list[Row]]:
    """Give the running aid it cannot stand beside; and of it what it is the higher of."""
    book, amount = _book(m), m.get("benefit") or 0
    rule = book.rules.get(str(m.item["policy"]))
    against = set(rule.exclusive_with) if rule else set()
    held = [one for one in _running(m) if one["policy"] in against]
    lower = [
        one
        for one in held
        if frozenset({str(one["policy"]), str(m.item["policy"])}) in book.higher
        and (one.get("amount_month") or 0) < amount
    ]
    return held, lower


@names.guard
def paid_but_once(m: Moving) -> None:
    rule = _rule(m)
    m.require(rule is not None and rule.review == 0, "PAID_EVERY_MONTH")


@names.guard
def papers_follow(m: Moving) -> None:
    m.require(m.item.get("papers_follow"), "NO_PAPERS_AWAITED")


@names.guard
def no_papers_follow(m: Moving) -> None:
    m.require(not m.item.get("papers_follow"), "PAPERS_AWAITED")


@names.effect
def papers_to_follow(m: Moving) -> None:
    """What cannot wait is granted before its papers; they are owed within ten working days."""
    m.changes["papers_follow"] = True


@names.effect
def papers_came(m: Moving) -> None:
    m.changes["papers_follow"] = False


@names.effect
def extended(m: Moving) -> None:
    """Note it: the longer term is a clock of its own, counted from when it was accepted."""
    m.changes["extended"] = 1


@names.effect
def award(m: Moving) -> None:
    """Pay whom it was asked for, a person or the household, and say when it is checked.

    What it was agreed to take the place of ends the day it begins.
    """
    for one in _excluded(m)[1] if m.item.get("exchange_agreed") else ():
        m.graph.change("Award", one["id"], to=m.today)
    amount = m.item.get("benefit")
    again = _next_review(m)
    made = m.graph.make(
        "Award", policy=m.item["policy"], amount_month=amount, next_review=again,
        **{"from": m.today},
    )  # fmt: skip
    label, holder = _holder(m)
    m.graph.tie("RECEIVES", (label, holder), ("Award", made))
    m.changes["review_on"] = again
    m.found.append(made)


@names.effect
def checked_again(m: Moving) -> None:
    """The aid stays: the next review is as far ahead as the first was."""
    again = _next_review(m)
    m.changes["review_on"] = again
    for one in _running(m):
        if one["policy"] == m.item["policy"]:
            m.graph.change("Award", one["id"], next_review=again)


@names.effect
def relapse_watch(m: Moving) -> None:
    """The award ends; the household stays watched for two years."""
    for one in _running(m):
        if one["policy"] == m.item["policy"]:
            m.graph.change("Award", one["id"], to=m.today)
    watch = {"monitored": True, "review_on": m.today + RELAPSE_WATCH}
    m.graph.change("Household", m.house, **watch)


def _holder(m: Moving) -> tuple[str, str]:
    """Name who receives it: the person it was asked for, else the household."""
    people = m.after("FOR", "Person")
    return ("Person", str(people[0]["id"])) if people else ("Household", m.house)


def _running(m: Moving) -> Iterator[Row]:
    """Give the awards that whom it is for receives today."""
    label, holder = _holder(m)
    for one in m.graph.after(label, holder, "RECEIVES", "Award"):
        if one.get("to") is None or one["to"] > m.today:
            yield one


def _next_review(m: Moving) -> date | None:
    """Find when it is checked again; None for what is paid once."""
    rule = _rule(m)
    months = rule.review if rule else 12
    if not months:
        return None
    if rule and rule.subject == "household" and any(_able(m, one) for one in _members(m)):
        months = min(months, _param(m, SOONER_HERE) or SOONER)
    year, month = divmod(m.today.month - 1 + months, 12)
    return date(m.today.year + year, month + 1, min(m.today.day, 28))


def _members(m: Moving) -> Iterator[Row]:
    for one in m.graph.before("Household", m.house, "MEMBER_OF", "Person"):
        if one["tie"].get("to") is None and one.get("deceased") is None:
            yield one


def _able(m: Moving, person: Row) -> bool:
    """Whether somebody is of working age and neither severely disabled nor in care."""
    born = person.get("birth")
    if born is None:
        return False
    age = m.today.year - born.year - ((m.today.month, m.today.day) < (born.month, born.day))
    severe = (person.get("disability_grade") or SEVERE + 1) <= SEVERE
    cared = person.get("self_care") in {"半护理", "全护理"}
    return ABLE[0] <= age < ABLE[1] and not severe and not cared

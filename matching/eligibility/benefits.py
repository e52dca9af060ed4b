"""What a policy gives: formulas as data, worked out for all subjects at once, in fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from matching.eligibility.expressions import (
    BadCondition,
    Bound,
    Condition,
    bound,
    parse,
)
from matching.eligibility.logic import YES
from matching.facts import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph_schema.rulefile import RuleFile
    from matching.eligibility.evaluate import Evaluation

    Ints = NDArray[np.int64]

Formula = Literal["gap", "amount", "bands", "by_case", "heads", "share", "status", "service"]
FORMULAS: Mapping[str, set[str]] = {  # formula → keys it needs
    "gap": {"param"},
    "amount": {"param"},
    "bands": {"bands"},
    "by_case": {"cases"},
    "heads": {"param", "times"},
    "share": {"of", "cases"},
    "status": set(),
    "service": set(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """For whom a condition holds: an amount, or a share of the cost above a threshold.

    param: the amount's, or the share's; of an amount that is a sum instead, None.
    """

    when: Condition
    param: str | None
    above: Bound
    sum: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """How much: `gap` = param × heads − income, `amount` = param, `bands` by age, `by_case` =
    the param or sum of the first case that holds, `heads` = param × times × heads, `share` =
    ratio × (cost − threshold), at most cap; else no money.
    """  # noqa: D205 - the formulas belong together

    formula: Formula
    per: Literal["month", "year", "once"] = "month"
    param: str | None = None
    times: str | None = None
    bands: tuple[tuple[int, str], ...] = ()
    of: str | None = None
    cap: str | None = None
    cases: tuple[Case, ...] = ()


def read_benefit(file: RuleFile, place: str, data: Any) -> Benefit:
    """Type a benefit, or refuse the file."""
    if not isinstance(data, Mapping) or data.get("formula") not in FORMULAS:
        file.refuse(f"{place}.formula", f"one of {', '.join(FORMULAS)} is expected")
    may = {"per", "cap"} if data["formula"] == "share" else {"per"}
    body = file.record(place, data, {"formula", *FORMULAS[data["formula"]]}, may)
    if body.get("per", "month") not in ("month", "year", "once"):
        file.refuse(f"{place}.per", "month, year or once is expected")
    try:
        cases = tuple(
            _case(file, f"{place}.cases[{i}]", one, summed=body["formula"] == "by_case")
            for i, one in enumerate(body.get("cases", ()))
        )
    except BadCondition as error:
        file.refuse(place, str(error))
    return Benefit(
        formula=body["formula"],
        per=body.get("per", "month"),
        param=body.get("param"),
        times=body.get("times"),
        bands=tuple((int(age), str(param)) for age, param in body.get("bands", ())),
        of=body.get("of"),
        cap=body.get("cap"),
        cases=cases,
    )


def _case(file: RuleFile, place: str, data: Any, *, summed: bool) -> Case:
    body = file.record(
        place, data, {"when"}, {"param", "sum"} if summed else {"param", "above"}
    )
    if ("param" in body) == ("sum" in body):
        file.refuse(place, "a param, or in a by_case a sum instead, is expected")
    if not isinstance(body.get("sum", []), list):
        file.refuse(f"{place}.sum", "a list of {param, times} is expected")
    return Case(
        when=parse(body["when"], f"{place}.when"),
        param=body.get("param"),
        above=bound(body.get("above", 0), f"{place}.above"),
        sum=tuple(bound(one, f"{place}.sum[{i}]") for i, one in enumerate(body.get("sum", ()))),
    )


def amounts(evaluation: Evaluation, code: str) -> Ints:
    """Work out a rule's benefit per subject: fen; -1 where none or a parameter is lacking."""
    rule, of = evaluation.book.rules[code], evaluation.subjects
    benefit = rule.benefit
    count = len(of.people.age) if rule.subject == "person" else of.households
    nothing = np.full(count, -1, dtype=np.int64)
    if benefit.formula == "bands":
        for start, param in benefit.bands:
            value = of.parameter(param)
            nothing[of.people.age >= start] = -1 if value is None else int(value)
        return nothing
    if benefit.formula == "by_case":
        for case in reversed(benefit.cases):
            value = _amount(evaluation, case)
            holds = evaluation.condition(case.when, rule.subject) == YES
            nothing = np.where(holds, -1 if value is None else int(value), nothing)
        return nothing
    if benefit.formula == "share":
        return _shares(evaluation, benefit, nothing)
    if benefit.param is None:
        return nothing
    value = of.parameter(benefit.param)
    times = Fraction(1) if benefit.times is None else of.parameter(benefit.times)
    if value is None or times is None:
        return nothing
    match benefit.formula:
        case "amount":
            return np.full(count, int(value), dtype=np.int64)
        case "heads":
            return np.where(of.size > 0, int(value * times) * of.size, -1)
        case _:  # the gap up to the standard
            income = numbers(of.snapshot.households["income_month"])
            return np.where((income >= 0) & (of.size > 0), int(value) * of.size - income, -1)


def _amount(evaluation: Evaluation, case: Case) -> Fraction | None:
    """Give what a case pays, in fen; None where a parameter is not in force."""
    if case.param is not None:
        return evaluation.subjects.parameter(case.param)
    parts = [evaluation.limit(one) for one in case.sum]
    return None if None in parts else sum((one for one in parts if one), Fraction(0))


def _shares(evaluation: Evaluation, benefit: Benefit, found: Ints) -> Ints:
    """Pay a share of what is above the threshold, by the first case that fits; whole fen.

    A year's cap holds over all; while it has no value in force, no amount is known.
    """
    from matching.eligibility.registry import PERSON_FACTS
    from matching.eligibility.subjects import Number

    cost = PERSON_FACTS[benefit.of or ""](evaluation.subjects)
    if not isinstance(cost, Number):
        raise TypeError(f"{benefit.of} is no number")
    cap = evaluation.subjects.parameter(benefit.cap) if benefit.cap else None
    if benefit.cap and cap is None:
        return found
    for case in reversed(benefit.cases):
        ratio = evaluation.subjects.parameter(case.param or "")
        limit = evaluation.limit(case.above)
        if ratio is None or limit is None:
            continue
        holds = evaluation.condition(case.when, "person") == YES
        over = np.maximum(cost.value - int(limit), 0)
        paid = over * ratio.numerator // ratio.denominator
        found = np.where(holds, paid if cap is None else np.minimum(paid, int(cap)), found)
    return found

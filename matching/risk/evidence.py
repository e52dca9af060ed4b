"""Reasons: which points, floor or need came from which row of which table, as plain columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from matching.facts import UNKNOWN, numbers, totals

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


LABEL = {
    "households": "Household",
    "persons": "Person",
    "needs": "Need",
    "alerts": "Alert",
    "awards": "Award",
    "visits": "Visit",
    "links": "Link",
    "medical_bills": "MedicalBill",
    "disability_cards": "DisabilityCard",
    "schooling": "Schooling",
    "housing": "Housing",
    "health": "HealthStatus",
    "employment": "Employment",
    "open": "Need",
}
DATES = {
    "medical_bills": "settled_on",
    "disability_cards": "period_from",
    "schooling": "period_from",
    "housing": "period_from",
    "health": "period_from",
    "employment": "period_from",
    "awards": "to",
    "visits": "due",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Rows of one kind. All arrays have shape (n,); a household appears in order of position.

    rule: code of the row, or one per element. amount: points, or a level rank, or a severity.
    table, at: the fact, as row positions of a table of the snapshot. value, per: what was read
    (a number, or value ÷ per), money in fen; None where the fact speaks for itself.
    """

    rule: str | NDArray[np.object_]
    household: Ints
    amount: Ints
    table: str
    at: Ints
    value: NDArray[Any] | None = None
    per: Ints | None = None


def added_up(evidence: Sequence[Evidence], count: int) -> Ints:
    """Add the amounts up per household: shape (count,)."""
    found = np.zeros(count, dtype=np.int64)
    for one in evidence:
        found += totals(one.household, one.amount, count)
    return found


def highest(evidence: Sequence[Evidence], count: int) -> Ints:
    """Take the highest amount per household, 0 without any: shape (count,)."""
    found = np.zeros(count, dtype=np.int64)
    for one in evidence:
        np.maximum.at(found, one.household, one.amount)
    return found


def first_of(household: Ints, mask: NDArray[np.bool_], count: int) -> Ints:
    """Find the first row per household where the mask holds; -1 for none: shape (count,)."""
    at = np.flatnonzero(mask & (household >= 0))[::-1]
    found = np.full(count, -1, dtype=np.int64)
    found[household[at]] = at
    return found


def plain(
    one: Evidence, rows: Ints, tables: Mapping[str, pd.DataFrame], measure: str
) -> list[dict[str, Any]]:
    """Give rows as plain JSON data: rule, amount by its measure, fact, value, source.

    The fact is named by label and our id; source (the file), batch, line and date are those of
    its row. What is not known is left out.
    """
    count, facts, table = len(rows), np.take(one.at, rows), tables[one.table]
    columns: dict[str, list[Any]] = {
        "rule": [one.rule] * count if isinstance(one.rule, str) else list(one.rule[rows]),
        measure: one.amount[rows].tolist(),
        "label": [LABEL[one.table]] * count,
        "fact": table["id"].to_numpy(dtype=object)[facts].tolist(),
    }
    if one.value is not None:
        columns["value"] = _json(one.value[rows])
    if one.per is not None:
        columns["per"] = one.per[rows].tolist()
    for name in ("source", "batch"):
        if name in table:
            columns[name] = _json(table[name].to_numpy(dtype=object)[facts])
    if "line" in table:
        lines = numbers(table["line"])[facts].tolist()
        columns["line"] = [None if line == UNKNOWN else line for line in lines]
    if one.table in DATES:
        columns["date"] = _json(table[DATES[one.table]].to_numpy(dtype="datetime64[D]")[facts])
    names = list(columns)
    return [
        {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for values in zip(*columns.values(), strict=True)
    ]


def canonical(value: Any) -> str:
    """Write JSON in one way only: sorted keys, no blanks, UTF-8 as it is."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _json(values: NDArray[Any]) -> list[Any]:
    """Turn a column into JSON values: days as ISO text, missing as None."""
    if values.dtype.kind == "M":
        return [None if text == "NaT" else text for text in np.datetime_as_string(values, "D")]
    return [None if value != value else value for value in values.tolist()]  # NaN is not itself

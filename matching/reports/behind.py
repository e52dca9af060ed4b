"""The rows behind one number of a report, most pressing first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.errors import NotFound
from matching.coverage.live import LEVELS

if TYPE_CHECKING:
    from matching.reports.engine import Cell, Told
    from matching.reports.rows import Book

Place = tuple[int, str, str]  # in the list: the colour, the day, the id


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One row of a list. place: where it stands; about: its other columns that say something.

    kind: what it is, in the singular; of what is overdue, whose clock it is.
    """

    id: str
    kind: str
    place: Place
    household: str | None
    village: str
    level: str | None
    tiers: tuple[str, ...]
    on: date | None
    about: Mapping[str, Any]


def rows_behind(book: Book, told: Told, measure: str, cell: Cell) -> list[Behind]:
    """List what a number of a computed report counts; as many as its numerator says.

    Orange first, then what began or was due first. Raises NotFound for a measure or a cell
    that the report does not have.
    """
    found = next(
        (one for one in told.numbers if (one.measure, one.cell) == (measure, cell)), None
    )
    about = next((one for one in told.report.measures if one.name == measure), None)
    if found is None or about is None:
        raise NotFound(measure=measure, area=cell.area)
    table = book.table(about.numerator.of)
    rows = table[table["id"].isin(found.ids).to_numpy(dtype=bool)]
    said = [column for column in ABOUT if column in rows]
    name = SINGULAR[about.numerator.of]
    listed = [_row(row, name, said) for row in rows.to_dict("records")]
    return sorted(listed, key=lambda one: one.place)


SINGULAR: Mapping[str, str] = MappingProxyType(
    {
        "households": "household",
        "persons": "person",
        "needs": "need",
        "links": "link",
        "alerts": "alert",
        "leads": "lead",
        "cases": "case",
        "records": "record",
        "surveys": "survey",
        "goals": "goal",
        "targets": "target",
        "gaps": "need",
        "overdue": "",
        "stewards": "steward",
    }
)
ABOUT = (
    "kind",
    "code",
    "state",
    "severity",
    "priority",
    "gap",
    "clock",
    "number",
    "load",
    "held",
)


def _row(row: Mapping[Any, Any], kind: str, said: list[str]) -> Behind:
    on = None if pd.isna(row["on"]) else pd.Timestamp(row["on"]).date()
    level = row["level"] if isinstance(row["level"], str) else None
    rank = LEVELS.index(level) if level in LEVELS else len(LEVELS)
    home = row["household"] if isinstance(row["household"], str) else None
    return Behind(
        id=row["id"],
        kind=kind or row["kind"],
        place=(rank, on.isoformat() if on else "9999", row["id"]),
        household=home,
        village=str(row["village"] or ""),
        level=level,
        tiers=tuple(row["tiers"]),
        on=on,
        about={name: _plain(row[name]) for name in said},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is pd.NA or (isinstance(value, float) and np.isnan(value)) else value

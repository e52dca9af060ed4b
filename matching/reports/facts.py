"""What reports ask of the graph beyond the snapshot, as plain columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.store.session import Store

_RECORD = "id household_id link_id method service_type at hours cost attendees"
TABLES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {  # table: its columns, and the statements whose rows it holds
        "leads": (
            "id household_id area direction channel state case_id at",
            ("report_leads",),
        ),
        "cases": ("id household_id state direction channel at", ("report_cases",)),
        "served": ("id household_id at", ("report_served",)),
        "goals": ("id household_id kind before after state at", ("report_goals",)),
        "records": (
            _RECORD,
            ("report_link_records", "report_task_records", "report_visit_records"),
        ),
        "surveys": (
            "id household_id scores at",
            ("report_surveys", "report_person_surveys"),
        ),
        "told": (
            "id at",
            ("report_policies_told", "report_policies_told_to_persons"),
        ),
    }
)


def empty(table: str) -> pd.DataFrame:
    """Make a table without rows."""
    return pd.DataFrame(columns=TABLES[table][0].split(), dtype=object)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Tables with the columns of TABLES; instants are ISO text, money fen, None is missing.

    A row may come more than once (a case of several leads): the first one counts.
    """

    leads: pd.DataFrame = field(default_factory=partial(empty, "leads"))
    cases: pd.DataFrame = field(default_factory=partial(empty, "cases"))
    served: pd.DataFrame = field(default_factory=partial(empty, "served"))
    goals: pd.DataFrame = field(default_factory=partial(empty, "goals"))
    records: pd.DataFrame = field(default_factory=partial(empty, "records"))
    surveys: pd.DataFrame = field(default_factory=partial(empty, "surveys"))
    told: pd.DataFrame = field(default_factory=partial(empty, "told"))


def facts_of(**tables: list[Mapping[str, Any]]) -> Facts:
    """Make facts from rows; a column no row names is missing. Raises KeyError for a table."""
    made = {}
    for name, rows in tables.items():
        columns = TABLES[name][0].split()
        made[name] = pd.DataFrame(
            [[row.get(column) for column in columns] for row in rows],
            columns=columns,
            dtype=object,
        )
    return Facts(**made)


def read_facts(store: Store, access: Access) -> Facts:
    """Read the tables for the caller's areas: one statement a source of rows."""
    made = {}
    with store.read(access) as session:
        for name, (columns, statements) in TABLES.items():
            rows = [
                row
                for statement in statements
                for found in session.run(statement)
                for row in found["rows"]
            ]
            told = pd.DataFrame(rows, columns=columns.split(), dtype=object)
            made[name] = told.drop_duplicates("id", ignore_index=True)
    return Facts(**made)

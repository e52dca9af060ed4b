"""What reports ask of the graph beyond the snapshot, as plain columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph_schema.queries import statements

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.clock import Clock
    from graph_schema.store.session import Store
    from matching.snapshot import Snapshot

OVERDUE = (
    *("alerts", "applications", "cases", "leads", "links", "needs", "tasks", "tickets"),
    "visits",
)
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
        "overdue": (
            "id household_id area kind state clock at told",
            tuple(f"report_overdue_{one}" for one in OVERDUE),
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
    overdue: pd.DataFrame = field(default_factory=partial(empty, "overdue"))


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


def moment(snapshot: Snapshot, clock: Clock) -> datetime:
    """Give the local instant that clocks are looked at: the end of the day, but not to come."""
    end = datetime.combine(snapshot.as_of, time.max, tzinfo=snapshot.zone)
    return min(end, clock().astimezone(snapshot.zone))


def read_facts(store: Store, access: Access, until: datetime | None = None) -> Facts:
    """Read the tables for the caller's areas: one statement a source of rows.

    until: what was due by then, visits before its day, is overdue; by default now.
    """
    until = until or store.clock()
    asked = {"until": until.astimezone(UTC), "today": until.date()}
    made = {}
    with store.read(access) as session:
        for name, (columns, named) in TABLES.items():
            rows = [
                row
                for statement in named
                for found in session.run(
                    statement, **{p: asked[p] for p in statements()[statement].params}
                )
                for row in found["rows"]
            ]
            told = pd.DataFrame(rows, columns=columns.split(), dtype=object)
            made[name] = told.drop_duplicates("id", ignore_index=True)
    return Facts(**made)

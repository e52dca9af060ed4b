"""Where the rows of a snapshot's tables find each other, worked out once and kept.

Ids and codes are text. Comparing text per row again and again is what evaluations would spend
their time on; here every id is resolved to a row position once, and every code to a number.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from matching.tables import local_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Days = NDArray[np.datetime64]


Key = TypeVar("Key", bound=tuple[str, ...])
Answer = TypeVar("Answer")
RELATIONS = (  # column, the table its ids are of, the tables that have it
    ("household_id", "households", "persons needs alerts awards links visits consents causes"),
    ("household_id", "households", "housing evaluations stewards tickets reports verdicts"),
    ("person_id", "persons", "disability_cards health schooling employment medical_bills"),
    ("need_id", "needs", "links"),
    ("item_id", "items", "links"),
    ("holder_id", "persons", "awards"),
    ("from_id", "persons", "guardian_of"),
    ("to_id", "persons", "guardian_of cares_for"),
)
CODED = {
    "households": "housing_grade housing_type village level computed_level",
    "persons": "guardian_status self_care hukou_area work_status",
    "needs": "code state",
    "alerts": "code state priority",
    "awards": "policy",
    "links": "state kind provider_party provider_label worker_party",
    "visits": "state mode",
    "consents": "state",
    "causes": "code",
}


class Lookups:
    """Answers about one snapshot, by names of tables and columns. Never write to an array."""

    __slots__ = ("_codes", "_days", "_ids", "_rows", "_sets", "_snapshot")

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._ids: dict[str, pd.Index[str]] = {}
        self._rows: dict[tuple[str, str, str], Ints] = {}
        self._codes: dict[tuple[str, str], tuple[Ints, list[str]]] = {}
        self._sets: dict[tuple[str, str], tuple[Ints, list[tuple[str, ...]]]] = {}
        self._days: dict[tuple[str, str], Days] = {}

    def prepare(self) -> None:
        """Resolve the ids and number the codes that evaluations ask for, all at once."""
        for column, target, tables in RELATIONS:
            for table in tables.split():
                self.row_of(table, column, target)
        for table, columns in CODED.items():
            for column in columns.split():
                self.codes(table, column)

    def row_of(self, table: str, column: str, target: str) -> Ints:
        """Find the row of the target table each id in a column means; -1 where none."""
        key = (table, column, target)
        if key not in self._rows:
            if target not in self._ids:
                self._ids[target] = pd.Index(self._column(target, "id").astype(object))
            wanted = pd.Index(self._column(table, column).astype(object))
            self._rows[key] = self._ids[target].get_indexer(wanted).astype(np.int64)
        return self._rows[key]

    def home(self, table: str) -> Ints:
        """Find the household of each row by its household_id; -1 outside the snapshot."""
        return self.row_of(table, "household_id", "households")

    def person(self, table: str) -> Ints:
        """Find the person of each row by its person_id; -1 outside the snapshot."""
        return self.row_of(table, "person_id", "persons")

    def codes(self, table: str, column: str) -> tuple[Ints, list[str]]:
        """Turn a text column into positions in a list of its values; -1 where missing."""
        key = (table, column)
        if key not in self._codes:
            numbers, values = pd.factorize(self._column(table, column).astype(object))
            self._codes[key] = numbers.astype(np.int64), [str(value) for value in values]
        return self._codes[key]

    def one_of(self, table: str, column: str, wanted: Collection[str]) -> Bools:
        """Tell per row whether a text column holds one of the wanted values."""
        numbers, values = self.codes(table, column)
        hit = np.array([*(value in wanted for value in values), False], dtype=bool)
        found: Bools = hit[numbers]
        return found

    def has(self, table: str, column: str, wanted: Collection[str]) -> Bools:
        """Tell per row whether a SET column holds any of the wanted codes."""
        key = (table, column)
        if key not in self._sets:
            coded, distinct = pd.factorize(self._column(table, column))
            self._sets[key] = coded.astype(np.int64), [tuple(one) for one in distinct]
        numbers, sets = self._sets[key]
        hit = np.array([*(any(c in wanted for c in one) for one in sets), False], dtype=bool)
        found: Bools = hit[numbers]
        return found

    def known(self, table: str, column: str) -> Bools:
        """Tell per row whether a text column has a value."""
        found: Bools = self.codes(table, column)[0] >= 0
        return found

    def days(self, table: str, column: str) -> Days:
        """Turn an instant column into local days; NaT where missing."""
        key = (table, column)
        if key not in self._days:
            frame = getattr(self._snapshot, table)
            self._days[key] = local_days(frame[column], self._snapshot.zone)
        return self._days[key]

    def carry_over(self, other: Lookups, changed: Collection[str]) -> None:
        """Take over what another snapshot's answers say of tables that are the same in both.

        changed: names of the tables that are not.
        """
        self._ids |= {k: v for k, v in other._ids.items() if k not in changed}
        self._rows |= _kept(other._rows, changed)
        self._codes |= _kept(other._codes, changed)
        self._sets |= _kept(other._sets, changed)
        self._days |= _kept(other._days, changed)

    def _column(self, table: str, column: str) -> NDArray[np.object_]:
        found: NDArray[np.object_] = getattr(self._snapshot, table)[column].to_numpy()
        return found


def _kept(answers: dict[Key, Answer], changed: Collection[str]) -> dict[Key, Answer]:
    return {key: one for key, one in answers.items() if set(key).isdisjoint(changed)}

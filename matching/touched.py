"""A changed fact touches one household, or a few: the part of a snapshot that is about them.

An evaluation works every household out by itself, so evaluating the part gives for its
households exactly what evaluating the whole gives. `matching.jobs.evaluate_households` reads
the part from the store; here it is cut out of a snapshot already read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Ints = NDArray[np.int64]

OF_HOUSEHOLDS = {  # table → the column that says whose a row is
    **dict.fromkeys(
        ("persons", "needs", "alerts", "awards", "links", "stewards", "visits", "consents"),
        "household_id",
    ),
    **dict.fromkeys(
        ("tickets", "reports", "verdicts", "causes", "evaluations", "housing"), "household_id"
    ),
}
OF_PERSONS = {
    **dict.fromkeys(("employment", "medical_bills", "disability_cards"), "person_id"),
    **dict.fromkeys(("schooling", "health", "kin"), "person_id"),
    **dict.fromkeys(("cares_for", "guardian_of"), "to_id"),
}


class Parts:
    """Cuts households out of one snapshot: rows are sorted by household once, then looked up.

    Carers and guardians from other households come along as people of no household here.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        look = snapshot.look
        self._homes: dict[str, tuple[Ints, Ints]] = {}
        for table, column in OF_HOUSEHOLDS.items():
            home = look.row_of(table, column, "households")
            self._homes[table] = _grouped(home, len(snapshot.households))
        self._people: dict[str, tuple[Ints, Ints]] = {}
        for table, column in OF_PERSONS.items():
            person = look.row_of(table, column, "persons")
            self._people[table] = _grouped(person, len(snapshot.persons))
        self._row = {name: at for at, name in enumerate(snapshot.households["id"].tolist())}
        self._carer = look.row_of("cares_for", "from_id", "persons")
        self._guardian = look.row_of("guardian_of", "from_id", "persons")
        self._parent = look.row_of("kin", "kin_id", "persons")

    def of(self, households: Iterable[str]) -> Snapshot:
        """Give the snapshot of some households by our ids; the unknown are left out."""
        whole = self.snapshot
        rows = np.array(sorted(self._row[h] for h in households if h in self._row), np.int64)
        at = {"households": rows}
        at |= {name: _rows(groups, rows) for name, groups in self._homes.items()}
        mine = at["persons"]
        for name, groups in self._people.items():
            at[name] = _rows(groups, mine)
        beside = np.concatenate(
            [
                self._carer[at["cares_for"]],
                self._guardian[at["guardian_of"]],
                self._parent[at["kin"]],
            ]
        )
        at["persons"] = np.union1d(mine, beside[beside >= 0])
        tables: dict[str, Any] = {
            name: getattr(whole, name).iloc[where].reset_index(drop=True)
            for name, where in at.items()
        }
        part = replace(whole, **tables)
        part.look.carry_over(whole.look, set(TABLES) - UNCUT)
        return part


UNCUT = set(TABLES) - set(OF_HOUSEHOLDS) - set(OF_PERSONS) - {"households"}


def _grouped(owner: Ints, count: int) -> tuple[Ints, Ints]:
    """Order rows by owner: positions, and where each owner's begin; nobody's come last."""
    order = np.argsort(np.where(owner < 0, count, owner), kind="stable")
    starts = np.searchsorted(owner[order[: (owner >= 0).sum()]], np.arange(count + 1))
    return order.astype(np.int64), starts.astype(np.int64)


def _rows(groups: tuple[Ints, Ints], owners: Ints) -> Ints:
    """Find all rows of some owners, in the order of the table."""
    order, starts = groups
    parts = [order[starts[one] : starts[one + 1]] for one in owners.tolist()]
    none = np.zeros(0, dtype=np.int64)
    found: Ints = np.sort(np.concatenate([none, *parts]))
    return found

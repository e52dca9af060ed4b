"""What the risk rules look at, worked out once from a snapshot as arrays per household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.facts import (
    People,
    local_hukou,
    months_before,
    numbers,
    people,
    sizes,
    totals,
)
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.risk.parameters import RiskParameters
    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Sourced:
    """A number per household (-1 unknown) and the row it was read from."""

    value: Ints
    from_fact: Bools  # True: `fact` is the row of the fact table; False: the household itself
    fact: Ints


@dataclass(frozen=True, slots=True)
class Inputs:
    """A snapshot, the rule set, and what both say about each household; money in fen."""

    snapshot: Snapshot
    parameters: RiskParameters
    standard: int | None  # L, fen per person and month; None where none is in force
    people: People
    size: Ints
    income: Ints  # per month, whole household; -1 unknown
    local: Ints

    @classmethod
    def of(cls, snapshot: Snapshot, parameters: RiskParameters) -> Inputs:
        members = people(snapshot, parameters.hard.child_below)
        standard = snapshot.param("L")
        return cls(
            snapshot=snapshot,
            parameters=parameters,
            standard=None if standard is None else int(standard),
            people=members,
            size=sizes(snapshot, members),
            income=numbers(snapshot.households["income_month"]),
            local=local_hukou(snapshot, members),
        )

    @property
    def count(self) -> int:
        return len(self.snapshot.households)

    def home(self, table: str) -> Ints:
        """Find the household of each row by its household_id: -1 outside the snapshot."""
        return self.snapshot.look.home(table)

    def living(self, table: str, rows: Ints) -> Ints:
        """Find the household of fact rows by their person; -1 where unknown or dead."""
        return np.append(self.people.household, -1)[self.snapshot.look.person(table)[rows]]

    def medical(self) -> Sourced:
        """Add up out-of-pocket medical cost of the last months, from bills, else as stated."""
        bills, today = self.snapshot.medical_bills, day(self.snapshot.as_of)
        start = day(months_before(self.snapshot.as_of, self.parameters.portrait.medical.months))
        settled = bills["settled_on"].to_numpy(dtype="datetime64[D]")
        paid = numbers(bills["self_pay"])
        at = np.flatnonzero((settled > start) & (settled <= today) & (paid >= 0))
        home = self.living("medical_bills", at)
        order = np.argsort(settled[at], kind="stable")
        order = order[home[order] >= 0]
        last = np.full(self.count, -1, dtype=np.int64)
        last[home[order]] = at[order]  # the last write stays: the newest bill
        stated = numbers(self.snapshot.households["medical_12m"])
        value = np.where(last >= 0, totals(home, paid[at], self.count), stated)
        return Sourced(value, last >= 0, last)

    def housing_cost(self) -> Sourced:
        """Give housing cost a month: as stated, else rent less subsidy by the newest fact."""
        stated = numbers(self.snapshot.households["housing_cost_month"])
        facts = self.snapshot.housing
        rent, subsidy = numbers(facts["rent_month"]), numbers(facts["subsidy_month"])
        net = np.maximum(rent - np.maximum(subsidy, 0), 0)
        at = self.newest_of_home("housing", rent >= 0)
        told = net[at] if len(net) else at
        from_fact = (stated < 0) & (at >= 0)
        return Sourced(np.where(from_fact, told, stated), from_fact, at)

    def newest_of_home(self, table: str, keep: Bools) -> Ints:
        """Find the newest kept fact row per household (by period, then id); -1 for none.

        A house stays what it is when the person it was reported under dies.
        """
        at = np.flatnonzero(keep)
        home = self.home(table)[at]
        start = getattr(self.snapshot, table)["period_from"].to_numpy(dtype="datetime64[D]")[at]
        start = np.where(np.isnat(start), np.datetime64(0, "D"), start)
        order = np.argsort(start, kind="stable")
        order = order[home[order] >= 0]
        found = np.full(self.count, -1, dtype=np.int64)
        found[home[order]] = at[order]
        return found

    def aid(self, policies: tuple[str, ...]) -> tuple[Bools, Ints, Days]:
        """Tell per household: an award of these runs now; the row and day of the last ended."""
        rows = self.snapshot.awards
        ours = self.snapshot.look.one_of("awards", "policy", policies)
        since, until = (rows[name].to_numpy(dtype="datetime64[D]") for name in ("from_", "to"))
        today = day(self.snapshot.as_of)
        begun = ~(since > today)
        home = self.home("awards")
        runs = ours & begun & ~(until < today)
        ended = np.flatnonzero(ours & (until < today) & (home >= 0))
        ended = ended[np.argsort(until[ended], kind="stable")]
        last = np.full(self.count, -1, dtype=np.int64)
        last[home[ended]] = ended
        left = np.full(self.count, np.datetime64("NaT"), dtype="datetime64[D]")
        left[last >= 0] = until[last[last >= 0]]
        active = np.bincount(home[runs & (home >= 0)], minlength=self.count) > 0
        return active, last, left

    def last_contact(self) -> Days:
        """Find the local day of the last contact: stored, visit done, or service by a link."""
        look, today = self.snapshot.look, day(self.snapshot.as_of)
        seen = look.one_of("visits", "mode", ("HOME", "CALL"))
        found = look.days("households", "last_contact_at")
        for table, column, keep in (
            ("visits", "done_at", seen),
            ("links", "last_contact_at", None),
        ):
            days, home = look.days(table, column), self.home(table)
            counted = (home >= 0) & ~np.isnat(days) & (days <= today)
            rows = np.flatnonzero(counted if keep is None else counted & keep)
            rows = rows[np.argsort(days[rows], kind="stable")]
            latest = np.full(self.count, np.datetime64("NaT"), dtype="datetime64[D]")
            latest[home[rows]] = days[rows]  # the last write stays: the newest
            found = np.fmax(found, latest)
        return found

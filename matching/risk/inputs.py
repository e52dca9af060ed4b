"""What the risk rules look at, worked out once from a snapshot as arrays per household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matching.facts import (
    People,
    local_hukou,
    months_before,
    numbers,
    people,
    positions,
    sizes,
    totals,
)
from matching.tables import day, local_days

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

    @property
    def today(self) -> pd.Timestamp:
        return pd.Timestamp(day(self.snapshot.as_of))

    def home(self, table: pd.DataFrame) -> Ints:
        """Find the household of each row by its household_id: -1 outside the snapshot."""
        return positions(self.snapshot.households["id"], table["household_id"])

    def person_home(self, facts: pd.DataFrame) -> tuple[Ints, Ints]:
        """Find person and household of each row by person_id; -1 where unknown or dead."""
        at = positions(self.snapshot.persons["id"], facts["person_id"])
        if not len(self.people.household):
            return at, at
        return at, np.where(at >= 0, self.people.household[at], -1)

    def medical(self) -> Sourced:
        """Add up out-of-pocket medical cost of the last months, from bills, else as stated."""
        bills = self.snapshot.medical_bills
        start = day(months_before(self.snapshot.as_of, self.parameters.portrait.medical.months))
        inside = (bills["settled_on"] > pd.Timestamp(start)) & (
            bills["settled_on"] <= self.today
        )
        at = np.flatnonzero((inside & bills["self_pay"].notna()).to_numpy())
        _, home = self.person_home(bills.iloc[at])
        paid = numbers(bills["self_pay"])[at]
        last = np.full(self.count, -1, dtype=np.int64)
        order = np.argsort(bills["settled_on"].to_numpy()[at], kind="stable")
        order = order[home[order] >= 0]
        last[home[order]] = at[order]  # the last write wins: the newest bill
        stated = numbers(self.snapshot.households["medical_12m"])
        value = np.where(last >= 0, totals(home, paid, self.count), stated)
        return Sourced(value, last >= 0, last)

    def housing_cost(self) -> Sourced:
        """Give housing cost a month: as stated, else rent less subsidy by the newest fact."""
        stated = numbers(self.snapshot.households["housing_cost_month"])
        facts = self.snapshot.housing
        rent, subsidy = numbers(facts["rent_month"]), numbers(facts["subsidy_month"])
        net = np.maximum(rent - np.maximum(subsidy, 0), 0)
        at = self.newest_of_home(facts, rent >= 0)
        told = net[at] if len(net) else at
        from_fact = (stated < 0) & (at >= 0)
        return Sourced(np.where(from_fact, told, stated), from_fact, at)

    def newest_of_home(self, facts: pd.DataFrame, keep: Bools) -> Ints:
        """Find the newest kept fact row per household (by period, then id); -1 for none.

        A house stays what it is when the person it was reported under dies.
        """
        at = np.flatnonzero(keep)
        home = self.home(facts.iloc[at])
        start = facts["period_from"].to_numpy(dtype="datetime64[D]")[at]
        order = np.argsort(
            np.where(np.isnat(start), np.datetime64(0, "D"), start), kind="stable"
        )
        order = order[home[order] >= 0]
        found = np.full(self.count, -1, dtype=np.int64)
        found[home[order]] = at[order]
        return found

    def aid(self, policies: tuple[str, ...]) -> tuple[Bools, Ints, Days]:
        """Tell per household: an award of these runs now; the row and day of the last ended."""
        rows = self.snapshot.awards
        ours = rows["policy"].isin(policies).to_numpy()
        until = rows["to"].to_numpy(dtype="datetime64[D]")
        today = day(self.snapshot.as_of)
        begun = ~(rows["from_"] > self.today).to_numpy()
        home = self.home(rows)
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
        zone, snapshot = self.snapshot.zone, self.snapshot
        found = local_days(snapshot.households["last_contact_at"], zone)
        visits = snapshot.visits[snapshot.visits["mode"].isin(["HOME", "CALL"])]
        for table, column in ((visits, "done_at"), (snapshot.links, "last_contact_at")):
            days, home = local_days(table[column], zone), self.home(table)
            keep = (home >= 0) & ~np.isnat(days) & (days <= day(snapshot.as_of))
            latest = np.full(self.count, np.datetime64(0, "D"), dtype="datetime64[D]")
            np.maximum.at(latest, home[keep], days[keep])
            seen = latest > np.datetime64(0, "D")
            found = np.where(seen & (np.isnat(found) | (latest > found)), latest, found)
        return found

"""What a measure sees: rows of facts per household, each with a value to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.facts import People
from matching.risk.inputs import Inputs
from matching.tables import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.eligibility.evaluate import Evaluation
    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Days = NDArray[np.datetime64]

NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Rows of one variant of a measure. All arrays have shape (n,).

    household: row of snapshot.households. table, at: the fact, as row positions of a table.
    value, per: what was read; compared as value ÷ per where per is given. day: of the fact,
    local; NaT where it has none.
    """

    household: Ints
    table: str
    at: Ints
    value: Ints
    day: Days
    variant: str = ""
    per: Ints | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What measures look at: the risk inputs of a snapshot, and who is eligible for what."""

    of: Inputs
    rules: Evaluation

    @property
    def snapshot(self) -> Snapshot:
        return self.of.snapshot

    @property
    def people(self) -> People:
        return self.of.people

    @property
    def count(self) -> int:
        return self.of.count

    @property
    def today(self) -> np.datetime64:
        return day(self.snapshot.as_of)

    def days(self, table: str, column: str) -> Days:
        """Give a DATE column as local days."""
        found: Days = getattr(self.snapshot, table)[column].to_numpy(dtype="datetime64[D]")
        return found

    def signal(self, table: str, at: Ints, household: Ints, **more: Any) -> Signal:
        """Make a signal of rows; those of nobody's household are left out.

        more: variant; value (default 1), per, day (default none): one per row.
        """
        keep = household >= 0
        one = np.ones(len(at), dtype=np.int64)
        none = np.full(len(at), NEVER, dtype="datetime64[D]")
        per = more.get("per")
        return Signal(
            household=household[keep],
            table=table,
            at=at[keep],
            variant=more.get("variant", ""),
            value=np.asarray(more.get("value", one))[keep].astype(np.int64),
            per=None if per is None else np.asarray(per)[keep].astype(np.int64),
            day=np.asarray(more.get("day", none))[keep].astype("datetime64[D]"),
        )

    def reported(self, codes: tuple[str, ...], variant: str = "") -> Signal:
        """Give the reports about households that name one of these codes."""
        look = self.snapshot.look
        days = look.days("reports", "at")
        hit = look.has("reports", "codes", codes) & ~(days > self.today)
        at = np.flatnonzero(hit)
        home = look.home("reports")[at]
        return self.signal("reports", at, home, variant=variant, day=days[at])

    def tagged(self, tags: tuple[str, ...], variant: str = "") -> Signal:
        """Give the open needs that carry one of these tags."""
        look = self.snapshot.look
        live = look.one_of("needs", "state", self.of.parameters.need.open_states)
        at = np.flatnonzero(live & look.has("needs", "tags", tags))
        days = look.days("needs", "since")[at]
        return self.signal("needs", at, look.home("needs")[at], variant=variant, day=days)

"""Triggers over a whole snapshot: what is raised, worsens, stays silent, or closes."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.facts import texts
from matching.tables import day
from matching.warning.measures import MEASURES
from matching.warning.triggers import PRIORITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from matching.snapshot import Snapshot
    from matching.warning.signals import Sight, Signal
    from matching.warning.triggers import Band, Trigger, TriggerBook

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Days = NDArray[np.datetime64]

SOURCE = "warning"  # of the alerts that the program raised itself
MILDER = len(PRIORITIES)  # a rank behind every priority
_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The worst band that holds of one trigger, one row a household in order of position.

    rank: 1 for P1 to 3 for P3. value, threshold: as an alert shows them; value is NaN for a
    share of nothing. table, at: the fact.
    """

    trigger: Trigger
    household: Ints
    rank: Ints
    value: NDArray[np.float64]
    threshold: NDArray[np.float64]
    table: NDArray[np.object_]
    at: Ints
    fact: NDArray[np.object_]  # our id of the row


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """What follows for alerts, per trigger code. Positions are rows of its holding, or alerts.

    raised: new alerts. worse: (row of the holding, row of the open alert). silent: (row of the
    holding, row of the closed alert that keeps it so). over: open alerts that close.
    """

    book: TriggerBook
    snapshot: Snapshot
    holding: Mapping[str, Holding]
    raised: Mapping[str, Ints]
    worse: Mapping[str, tuple[Ints, Ints]]
    silent: Mapping[str, tuple[Ints, Ints]]
    over: Mapping[str, Ints]


def evaluate(see: Sight, book: TriggerBook) -> Warnings:
    """Apply every trigger to every household of the snapshot at once."""
    found: dict[str, dict[str, Any]] = {
        name: {} for name in ("holding", "raised", "worse", "silent", "over")
    }
    kept = _Alerts(see.snapshot, book)
    first = first_batches(see.snapshot)
    for code, trigger in book.triggers.items():
        signals = tuple(MEASURES[trigger.measure].work(see, trigger.numbers))
        one = _holding(see, book, trigger, signals, (first, kept))
        found["holding"][code] = one
        open_, shut = kept.open_of(code), kept.shut_of(code)
        free = open_[one.household] < 0
        quiet = free & (shut[one.household] >= 0)
        quiet[quiet] = kept.rank[shut[one.household[quiet]]] <= one.rank[quiet]
        found["raised"][code] = np.flatnonzero(free & ~quiet)
        at = np.flatnonzero(quiet)
        found["silent"][code] = (at, shut[one.household[at]])
        at = np.flatnonzero(~free)
        at = at[one.rank[at] < kept.rank[open_[one.household[at]]]]
        found["worse"][code] = (at, open_[one.household[at]])
        found["over"][code] = _over(kept, trigger, signals, see.count)
    return Warnings(book=book, snapshot=see.snapshot, **found)


def first_batches(snapshot: Snapshot) -> dict[str, np.datetime64]:
    """Name the first file that came in of each dataset, with its day: batch → day."""
    rows = snapshot.batches
    rows = rows[rows["state"].isin(("APPROVED", "APPLIED", "SETTLED"))]
    order = rows.sort_values(["loaded_at", "id"]).drop_duplicates("dataset")
    days = order["as_of"].to_numpy(dtype="datetime64[D]")
    days = np.where(np.isnat(days), day(snapshot.as_of), days)
    return dict(zip(order["id"], days, strict=True))


class _Alerts:
    """The alerts on record: the open one and the last closed one per household and code."""

    def __init__(self, snapshot: Snapshot, book: TriggerBook) -> None:
        rows, look = snapshot.alerts, snapshot.look
        self.home, self.count = look.home("alerts"), len(snapshot.households)
        self.rank = _ranks(look.codes("alerts", "priority"))
        self.open = look.one_of("alerts", "state", book.open_states)
        self.shut = look.one_of("alerts", "state", book.closed_states)
        self.ours = look.one_of("alerts", "source", (SOURCE,))
        self.since = np.fmax(
            np.fmax(look.days("alerts", "state_since"), look.days("alerts", "verified_at")),
            look.days("alerts", "raised_at"),
        )
        limit = day(snapshot.as_of) - np.timedelta64(book.debounce_days, "D")
        self.lately = self.shut & (self.since > limit)
        self._codes = look.codes("alerts", "code")
        self._facts = texts(rows["fact"])

    def _of(self, code: str, mask: Bools) -> Ints:
        numbers, names = self._codes
        number = names.index(code) if code in names else len(names)
        return np.flatnonzero(mask & (numbers == number) & (self.home >= 0))

    def open_of(self, code: str) -> Ints:
        """Find the open alert per household, the worst of several; -1 for none."""
        at = self._of(code, self.open)
        at = at[np.lexsort((at, self.rank[at]))][::-1]
        found = np.full(self.count, -1, dtype=np.int64)
        found[self.home[at]] = at
        return found

    def shut_of(self, code: str) -> Ints:
        """Find the alert per household that was closed lately, the last of several."""
        at = self._of(code, self.lately)
        at = at[np.lexsort((at, self.since[at]))]
        found = np.full(self.count, -1, dtype=np.int64)
        found[self.home[at]] = at
        return found

    def open_ours(self, code: str) -> Ints:
        """Find every open alert the program raised."""
        return self._of(code, self.open & self.ours)

    def told(self, code: str) -> set[tuple[int, str]]:
        """List what was said before: household and fact of closed alerts."""
        at = self._of(code, self.shut)
        return {(int(self.home[row]), self._facts[row]) for row in at if self._facts[row]}


def _ranks(coded: tuple[Ints, list[str]]) -> Ints:
    codes, names = coded
    order = [PRIORITIES.index(name) if name in PRIORITIES else MILDER for name in names]
    return np.array([*order, MILDER], dtype=np.int64)[codes]


def _holding(
    see: Sight,
    book: TriggerBook,
    trigger: Trigger,
    signals: tuple[Signal, ...],
    before: tuple[dict[str, np.datetime64], _Alerts],
) -> Holding:
    """Choose per household: the worst band, then the newest day, then the order of facts."""
    first, kept = before
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    for number, signal in enumerate(signals):
        rank, threshold = _banded(signal, trigger.bands)
        counts = rank < MILDER
        if trigger.event:
            age = (see.today - signal.day).astype("timedelta64[D]")
            counts &= (
                ~np.isnat(age)
                & (age >= np.timedelta64(0))
                & (age < np.timedelta64(trigger.within_days, "D"))
            )
        if trigger.baseline:
            raising = np.array([p in book.baseline_raises for p in (*PRIORITIES, "")])
            counts &= raising[rank] | ~_standing(see.snapshot, signal, first, book.old_days)
        keep = np.flatnonzero(counts)
        facts = texts(getattr(see.snapshot, signal.table)["id"])
        for name, values in {
            "household": signal.household,
            "rank": rank,
            "value": _shown(signal),
            "threshold": threshold,
            "day": signal.day,
            "at": signal.at,
        }.items():
            columns[name].append(values[keep])
        columns["order"].append(np.full(len(keep), number))
        columns["table"].append(np.full(len(keep), signal.table, dtype=object))
        columns["fact"].append(facts[signal.at[keep]])
    rows = {name: _joined(name, parts) for name, parts in columns.items()}
    if trigger.event:
        rows = _without(rows, kept.told(trigger.code))
    age = np.where(np.isnat(rows["day"]), _FAR, (see.today - rows["day"]).astype(np.int64))
    sorted_ = np.lexsort((rows["at"], rows["order"], age, rows["rank"], rows["household"]))
    homes = rows["household"][sorted_]
    top = sorted_[np.append(True, homes[1:] != homes[:-1])[: len(homes)]]
    shown = ("household", "rank", "value", "threshold", "table", "at", "fact")
    return Holding(trigger=trigger, **{name: rows[name][top] for name in shown})


_COLUMNS: dict[str, Any] = {
    "household": np.int64,
    "rank": np.int64,
    "value": np.float64,
    "threshold": np.float64,
    "day": "datetime64[D]",
    "order": np.int64,
    "table": object,
    "at": np.int64,
    "fact": object,
}


def _joined(name: str, parts: list[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, dtype=_COLUMNS[name]), *parts])


def _without(
    rows: dict[str, NDArray[Any]], told: set[tuple[int, str]]
) -> dict[str, NDArray[Any]]:
    """Leave out what a closed alert was about already."""
    if not told:
        return rows
    pairs = zip(rows["household"].tolist(), rows["fact"].tolist(), strict=True)
    fresh = np.array([pair not in told for pair in pairs], dtype=bool)
    return {name: values[fresh] for name, values in rows.items()}


def _banded(signal: Signal, bands: tuple[Band, ...]) -> tuple[Ints, NDArray[np.float64]]:
    """Give per row the rank of the worst band that holds, else MILDER, and the threshold."""
    rank = np.full(len(signal.household), MILDER, dtype=np.int64)
    threshold = np.full(len(rank), np.nan)
    for band in sorted(bands, key=lambda one: -one.rank):  # the worst is written last
        if band.of not in ("", signal.variant):
            continue
        holds = _holds(signal, band)
        rank[holds], threshold[holds] = band.rank, float(band.threshold)
    return rank, threshold


def _holds(signal: Signal, band: Band) -> Bools:
    """Compare exactly: value × denominator against per × numerator."""
    left = signal.value * band.threshold.denominator
    right = (1 if signal.per is None else signal.per) * band.threshold.numerator
    found: Bools = _COMPARE[band.how](left, right)
    return found


_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "any": lambda left, _: np.ones(len(left), dtype=bool),
        "at_least": np.greater_equal,
        "above": np.greater,
        "below": np.less,
        "at_most": np.less_equal,
    }
)


def _shown(signal: Signal) -> NDArray[np.float64]:
    value = signal.value.astype(np.float64)
    if signal.per is None:
        return value
    nothing = np.full(len(value), np.nan)
    found: NDArray[np.float64] = np.divide(
        value, signal.per, out=nothing, where=signal.per != 0
    )
    return found


def _standing(
    snapshot: Snapshot, signal: Signal, first: dict[str, np.datetime64], old_days: int
) -> Bools:
    """Tell which rows came with their dataset's first file and were old already."""
    table = getattr(snapshot, signal.table)
    if "batch" not in table or not first:
        return np.zeros(len(signal.at), dtype=bool)
    codes, names = snapshot.look.codes(signal.table, "batch")
    days = np.array([*(first.get(name, _NAT) for name in names), _NAT], dtype="datetime64[D]")
    came: Days = days[codes[signal.at]]
    fresh = signal.day >= came - np.timedelta64(old_days, "D")
    found: Bools = ~np.isnat(came) & ~fresh
    return found


_NAT = np.datetime64("NaT", "D")


def _over(kept: _Alerts, trigger: Trigger, signals: tuple[Signal, ...], count: int) -> Ints:
    """Find the open alerts of the program's own whose ground is gone."""
    if not trigger.closes:
        return np.zeros(0, dtype=np.int64)
    holds = np.zeros(count, dtype=bool)
    for signal in signals:
        rank, _ = _banded(signal, trigger.bands)
        holds[signal.household[rank < MILDER]] = True
    at = kept.open_ours(trigger.code)
    return at[~holds[kept.home[at]]]

"""Open needs together with the derived ones: what opens, what gains evidence, what stays.

One open need per household and code. A fact that states a need already open becomes evidence of
it, once, and may raise its severity. A need that a visit refuted, or that ended, is not opened
again by the very same facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from matching.facts import texts
from matching.risk.derive import NEED_OF
from matching.risk.evidence import LABEL, Evidence, canonical, plain
from matching.risk.points import OpenNeeds

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from matching.risk.inputs import Inputs
    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

ENDED = ("NOT_CONFIRMED", "WITHDRAWN", "MET", "CLOSED", "CLOSED_UNMET")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What facts state, sorted by household and need: chunk and row point into `facts`."""

    facts: tuple[Evidence, ...]
    chunk: Ints
    row: Ints

    def entries(self, snapshot: Snapshot, at: Ints) -> list[dict[str, Any]]:
        """Give statements as kept on the need: rule, fact, severity and what was read."""
        found: list[dict[str, Any]] = [{} for _ in at]
        for number, one in enumerate(self.facts):
            here = np.flatnonzero(self.chunk[at] == number)
            made = plain(one, self.row[at[here]], tables_of(snapshot), "severity")
            for place, entry in zip(here.tolist(), made, strict=True):
                found[place] = entry
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """Statements by household and need, all (groups,), sorted by household, then need.

    start, end: the group's statements. need: row of the open need, -1 where there is none.
    opens: a new need opens. gains: an open need gets evidence it did not have.
    """

    stated: Stated
    household: Ints
    kind: Ints
    severity: Ints  # the highest stated
    start: Ints
    end: Ints
    need: Ints
    opens: Bools
    gains: Bools

    def entries(
        self, snapshot: Snapshot, groups: Ints
    ) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Give the statements of groups as kept on their needs, group by group."""
        sizes = self.end[groups] - self.start[groups]
        made = self.stated.entries(snapshot, spans(self.start[groups], sizes))
        place = 0
        for group, size in zip(groups.tolist(), sizes.tolist(), strict=True):
            yield group, made[place : place + size]
            place += size


def spans(start: Ints, sizes: Ints) -> Ints:
    """List the positions start … start + size − 1 of each span, one after the other."""
    ends = np.cumsum(sizes)
    return np.repeat(start - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)


def open_needs(of: Inputs, facts: Sequence[Evidence]) -> tuple[Derivation, OpenNeeds]:
    """Join stored open needs and what the facts state."""
    rows, look = of.snapshot.needs, of.snapshot.look
    codes = list(of.parameters.need.kinds)
    home, (coded, values) = of.home("needs"), look.codes("needs", "code")
    number = {code: at for at, code in enumerate(codes)}
    kind = np.array([*(number.get(value, -1) for value in values), -1], dtype=np.int64)[coded]
    key = home * len(codes) + kind
    usable = (home >= 0) & (kind >= 0)
    live = look.one_of("needs", "state", of.parameters.need.open_states) & usable
    derivation = _derivation(of, facts, np.where(usable, key, -1), live)
    severity = rows["severity"].to_numpy(dtype=np.int64, copy=True)
    raised = derivation.gains
    np.maximum.at(severity, derivation.need[raised], derivation.severity[raised])
    at, new = np.flatnonzero(live), derivation.opens
    household = np.append(home[at], derivation.household[new])
    kinds = np.append(key[at] % len(codes), derivation.kind[new])
    order = np.lexsort((kinds, household))
    needs = OpenNeeds(
        household=household[order],
        kind=kinds[order],
        severity=np.append(severity[at], derivation.severity[new])[order],
        at=np.append(at, np.full(int(new.sum()), -1))[order],
    )
    return derivation, needs


def _derivation(of: Inputs, facts: Sequence[Evidence], key: Ints, live: Bools) -> Derivation:
    codes = list(of.parameters.need.kinds)
    stated, keys, severity = _stated(facts, codes)
    start = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    end = np.append(start[1:], len(keys)).astype(np.int64)
    group = keys[start]
    highest = np.maximum.reduceat(severity, start) if len(keys) else severity
    need = _row_of(key, live, group)
    ended = of.snapshot.look.one_of("needs", "state", ENDED)
    known = np.where(need >= 0, need, _row_of(key, ended, group))
    told = _told(of.snapshot, stated, known, start, end)
    return Derivation(
        stated=stated,
        household=group // len(codes),
        kind=group % len(codes),
        severity=highest,
        start=start,
        end=end,
        need=need,
        opens=(need < 0) & ~told,
        gains=(need >= 0) & ~told,
    )


def _stated(facts: Sequence[Evidence], codes: list[str]) -> tuple[Stated, Ints, Ints]:
    """Line all statements up by household and need, rules in their order within."""
    none = np.zeros(0, dtype=np.int64)
    number = {code: at for at, code in enumerate(codes)}
    sizes = [len(one.household) for one in facts]
    keys = [one.household * len(codes) + number[NEED_OF[str(one.rule)]] for one in facts]
    key = np.concatenate([none, *keys])
    severity = np.concatenate([none, *(one.amount for one in facts)])
    chunk = np.repeat(np.arange(len(facts)), sizes)
    row = np.concatenate([none, *(np.arange(size) for size in sizes)])
    order = np.argsort(key, kind="stable")
    stated = Stated(facts=tuple(facts), chunk=chunk[order], row=row[order])
    return stated, key[order], severity[order]


def _row_of(key: Ints, mask: Bools, wanted: Ints) -> Ints:
    """Find the first masked row with each wanted key; -1 for none."""
    at = np.flatnonzero(mask & (key >= 0))
    at = at[np.argsort(key[at], kind="stable")]
    if not len(at):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(key[at], wanted), len(at) - 1)
    return np.where(key[at][place] == wanted, at[place], -1)


def _told(snapshot: Snapshot, stated: Stated, need: Ints, start: Ints, end: Ints) -> Bools:
    """Tell for which groups the need's evidence already holds every statement."""
    found = np.zeros(len(need), dtype=bool)
    kept = texts(snapshot.needs["evidence"])
    groups = np.flatnonzero(need >= 0)
    groups = groups[[kept[row] is not None for row in need[groups]]]
    sizes = end[groups] - start[groups]
    owner = np.repeat(groups, sizes)
    entries = stated.entries(snapshot, spans(start[groups], sizes))
    told = [
        canonical(entry) in kept[row]
        for entry, row in zip(entries, need[owner].tolist(), strict=True)
    ]
    found[groups] = True
    found[owner[~np.array(told, dtype=bool)]] = False
    return found


def tables_of(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    """Name the tables facts are rows of."""
    return {name: getattr(snapshot, name) for name in LABEL if name != "open"}


def merged_evidence(kept: str | None, entries: Sequence[dict[str, Any]]) -> str:
    """Put statements among what is kept on a need: a rule's old entries give way to its new.

    What a person wrote there stays, as {"stated": text}.
    """
    rules = {entry["rule"] for entry in entries}
    before: list[Any] = []
    if kept:
        before = orjson.loads(kept) if kept.startswith("[{") else [{"stated": kept}]
    rest = [one for one in before if one.get("rule") not in rules]
    return canonical([*rest, *entries])

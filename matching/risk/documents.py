"""Results as stored: canonical JSON of rows and floors per household, and a digest of both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.facts import texts
from matching.risk.evidence import Evidence, canonical, plain
from matching.risk.levels import HOLDS
from matching.risk.parameters import LEVELS
from matching.risk.standing import tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matching.risk.evaluate import RiskResult

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Documents:
    """Per household, in order: rows and floors as JSON lists, digest as 32 hex characters."""

    rows: list[str]
    floors: list[str]
    digest: list[str]


def documents(result: RiskResult, version: str, named: NamedNeeds) -> Documents:
    """Write every household's reasons. named: the open needs of the result.

    The same inputs under the same rule version give the same bytes.
    """
    tables = tables_of(result.snapshot) | {"open": _open_table(named)}
    count = len(result.score)
    rows = _lists(count, [_needs(result, named), *_facts(result.rows, tables, "points")])
    floors = _lists(
        count, [*_facts(result.floors, tables, "level"), _holds(result), _told(result)]
    )
    heads = zip(
        result.snapshot.households["id"],
        *(
            part.tolist()
            for part in (
                result.score,
                result.computed,
                result.move.level,
                result.urgent,
                result.completeness,
            )
        ),
        strict=True,
    )
    digest = [
        hashlib.sha256("\n".join((version, canonical(head), row, floor)).encode()).hexdigest()[
            :32
        ]
        for head, row, floor in zip(heads, rows, floors, strict=True)
    ]
    return Documents(rows, floors, digest)


@dataclass(frozen=True, slots=True)
class NamedNeeds:
    """Open needs by name, in the order of the result's: our id and the source."""

    ids: list[str]
    sources: list[str | None]


def named_needs(result: RiskResult) -> NamedNeeds:
    """Name every open need: the stored id, or for a new one an id made from what it rests on.

    That id is a hash of random ids of ours, so that a repeated write meets the same node.
    """
    snapshot, derivation = result.snapshot, result.derivation
    homes = texts(snapshot.households["id"])
    codes = list(result.parameters.need.kinds)
    new: dict[tuple[int, int], tuple[str, str]] = {}
    for group, entries in derivation.entries(snapshot, np.flatnonzero(derivation.opens)):
        home, kind = int(derivation.household[group]), int(derivation.kind[group])
        name = derived_id("need", homes[home], codes[kind], *map(canonical, entries))
        new[home, kind] = (name, entries[0]["rule"])
    ids, sources = texts(snapshot.needs["id"]), texts(snapshot.needs["source"])
    named = [
        (ids[at], sources[at]) if at >= 0 else new[home, kind]
        for at, home, kind in zip(
            result.needs.at.tolist(),
            result.needs.household.tolist(),
            result.needs.kind.tolist(),
            strict=True,
        )
    ]
    return NamedNeeds([name for name, _ in named], [source for _, source in named])


def derived_id(*parts: str) -> str:
    """Make an id of ours from others: 32 hexadecimal characters."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _open_table(named: NamedNeeds) -> pd.DataFrame:
    return pd.DataFrame({"id": named.ids, "source": named.sources}, dtype="str")


def _facts(
    evidence: Sequence[Evidence], tables: dict[str, pd.DataFrame], measure: str
) -> list[tuple[Ints, list[dict[str, Any]]]]:
    found = []
    for one in evidence:
        made = plain(one, np.arange(len(one.household)), tables, measure)
        if measure == "level":
            for entry in made:
                entry["level"] = LEVELS[entry["level"]]
        found.append((one.household, made))
    return found


def _needs(result: RiskResult, named: NamedNeeds) -> tuple[Ints, list[dict[str, Any]]]:
    """Give the worth of each open need; the largest counts in full, the others for a share."""
    needs, worth = result.needs, result.worth
    codes = list(result.parameters.need.kinds)
    share = f"1/{result.parameters.need.others_divided_by}"
    order = np.lexsort((needs.kind, -worth, needs.household))
    largest = np.zeros(len(worth), dtype=bool)
    first = np.append(True, np.diff(needs.household[order]) != 0)[: len(order)]
    largest[order[first]] = True
    links = texts(result.snapshot.links["id"])
    made: list[dict[str, Any]] = []
    for kind, severity, points, full, link, name, source in zip(
        needs.kind.tolist(),
        needs.severity.tolist(),
        worth.tolist(),
        largest.tolist(),
        result.covering.tolist(),
        named.ids,
        named.sources,
        strict=True,
    ):
        entry = {
            "rule": codes[kind],
            "severity": severity,
            "points": points,
            "share": "1" if full else share,
            "label": "Need",
            "fact": name,
        }
        if source is not None:
            entry["source"] = source
        if link >= 0:
            entry["covered_by"] = links[link]
        made.append(entry)
    return needs.household, made


def _holds(result: RiskResult) -> tuple[Ints, list[dict[str, Any]]]:
    """Say what keeps a colour above the computed one."""
    at = np.flatnonzero(result.move.held)
    made = [
        {
            "rule": "HOLD",
            "level": LEVELS[level],
            "value": [name for bit, name in enumerate(HOLDS) if held >> bit & 1],
        }
        for level, held in zip(
            result.move.level[at].tolist(), result.move.held[at].tolist(), strict=True
        )
    ]
    return at, made


def _told(result: RiskResult) -> tuple[Ints, list[dict[str, Any]]]:
    """Say which colour a steward set that decides now, and until which day."""
    at = np.flatnonzero(result.move.told)
    until = result.snapshot.households["level_override_until"].to_numpy(dtype="datetime64[D]")
    made = [
        {"rule": "OVERRIDE", "level": LEVELS[level], "date": str(day)}
        for level, day in zip(result.move.told[at].tolist(), until[at], strict=True)
    ]
    return at, made


def _lists(count: int, chunks: Sequence[tuple[Ints, list[dict[str, Any]]]]) -> list[str]:
    """Gather entries per household, in the order of the chunks, as JSON lists."""
    none = np.zeros(0, dtype=np.int64)
    household = np.concatenate([none, *(chunk[0] for chunk in chunks)])
    written = [canonical(entry) for chunk in chunks for entry in chunk[1]]
    order = np.argsort(household, kind="stable")
    ordered = [written[at] for at in order.tolist()]
    ends = np.cumsum(np.bincount(household, minlength=count)).tolist()
    found, start = [], 0
    for end in ends:
        found.append(f"[{','.join(ordered[start:end])}]")
        start = end
    return found

"""What of a result differs from what the graph holds: the only things an evaluation writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.ids import HouseholdId, NeedId
from graph_schema.store.repo.risk import Evaluation, NeedEvidence, Standing, StatedNeed
from matching.facts import numbers, texts
from matching.risk.documents import derived_id, documents, named_needs
from matching.risk.levels import ranks
from matching.risk.parameters import LEVELS
from matching.risk.standing import merged_evidence

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from matching.risk.documents import Documents, NamedNeeds
    from matching.risk.evaluate import RiskResult

    Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RiskChanges:
    """What to save; everything empty where the graph holds it already."""

    opened: list[StatedNeed]
    gained: list[NeedEvidence]
    evaluations: list[Evaluation]
    standings: list[Standing]

    def __bool__(self) -> bool:
        return bool(self.opened or self.gained or self.evaluations or self.standings)


def changes(result: RiskResult, version: str, at: datetime, trigger: str) -> RiskChanges:
    """Compare a result with its snapshot. at: when, for what begins now."""
    named = named_needs(result)
    written = documents(result, version, named)
    return RiskChanges(
        opened=_opened(result, named, at),
        gained=_gained(result),
        evaluations=_evaluations(result, written, version, at, trigger),
        standings=_standings(result, at),
    )


def _opened(result: RiskResult, named: NamedNeeds, at: datetime) -> list[StatedNeed]:
    homes = texts(result.snapshot.households["id"])
    codes = list(result.parameters.need.kinds)
    derivation = result.derivation
    evidence = {
        (int(derivation.household[group]), int(derivation.kind[group])): entries
        for group, entries in derivation.entries(
            result.snapshot, np.flatnonzero(derivation.opens)
        )
    }
    found = []
    for row in np.flatnonzero(result.needs.at < 0).tolist():
        home, kind = int(result.needs.household[row]), int(result.needs.kind[row])
        found.append(
            StatedNeed(
                id=NeedId(named.ids[row]),
                household=HouseholdId(homes[home]),
                code=codes[kind],
                severity=int(result.needs.severity[row]),
                since=at,
                evidence=merged_evidence(None, evidence[home, kind]),
                source=str(named.sources[row]),
            )
        )
    return found


def _gained(result: RiskResult) -> list[NeedEvidence]:
    needs, derivation = result.snapshot.needs, result.derivation
    ids, kept = texts(needs["id"]), texts(needs["evidence"])
    stored = needs["severity"].to_numpy()
    return [
        NeedEvidence(
            id=NeedId(ids[row]),
            severity=max(int(stored[row]), int(derivation.severity[group])),
            evidence=merged_evidence(kept[row], entries),
        )
        for group, entries in derivation.entries(
            result.snapshot, np.flatnonzero(derivation.gains)
        )
        for row in [int(derivation.need[group])]
    ]


def _evaluations(
    result: RiskResult, written: Documents, version: str, at: datetime, trigger: str
) -> list[Evaluation]:
    snapshot = result.snapshot
    now = snapshot.evaluations
    row = pd.Index(now["household_id"]).get_indexer(pd.Index(snapshot.households["id"]))
    held, ids = texts(now["digest"]), texts(now["id"])
    homes = texts(snapshot.households["id"])
    found = []
    for home, digest in enumerate(written.digest):
        before = int(row[home])
        if before >= 0 and held[before] == digest:
            continue
        over = ids[before] if before >= 0 else None
        found.append(
            Evaluation(
                id=derived_id("evaluation", homes[home], digest, at.isoformat(), over or ""),
                household=HouseholdId(homes[home]),
                replaces=over,
                level=LEVELS[result.move.level[home]],
                computed_level=LEVELS[result.computed[home]],
                previous=LEVELS[result.move.previous[home]] or None,
                score=int(result.score[home]),
                need=int(result.need[home]),
                portrait=int(result.portrait[home]),
                event=int(result.event[home]),
                protect=int(result.protect[home]),
                rows=written.rows[home],
                floors=written.floors[home],
                rule_version=version,
                trigger=trigger,
                digest=digest,
                at=at,
                on=snapshot.as_of,
            )
        )
    return found


def _standings(result: RiskResult, at: datetime) -> list[Standing]:
    homes = result.snapshot.households
    moved = (result.move.level != result.move.previous) | result.move.anew
    differs = (
        moved
        | homes["level_since"].isna().to_numpy()
        | (ranks(result.snapshot, "computed_level") != result.computed)
        | (numbers(homes["score"]) != result.score)
        | (homes["urgent"].to_numpy() != result.urgent)
        | (homes["situation_unknown"].to_numpy() != result.situation_unknown)
        | (numbers(homes["completeness"]) != result.completeness)
    )
    since: list[Any] = homes["level_since"].tolist()
    ids = texts(homes["id"])
    return [
        Standing(
            id=HouseholdId(ids[home]),
            level=LEVELS[result.move.level[home]],
            computed_level=LEVELS[result.computed[home]],
            level_since=at if moved[home] or pd.isna(since[home]) else since[home],
            score=int(result.score[home]),
            urgent=bool(result.urgent[home]),
            situation_unknown=bool(result.situation_unknown[home]),
            completeness=int(result.completeness[home]),
        )
        for home in np.flatnonzero(differs).tolist()
    ]

"""Coverage of a district as of a day: each measure for each area, level, group; each gap.

`report(snapshot)` computes, `CoverageReport.to_json()` says it in plain values: shares as
numbers in [0, 1], null where there is nothing to be covered.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph_schema.vocabulary import GapClass, GroupCode, NeedCode, entries
from matching.coverage.delay import reach_cost, waiting
from matching.coverage.gaps import CLASSES, Gaps, anatomy
from matching.coverage.live import LEVELS, PARTIES, TIERS, Reach, reach
from matching.coverage.load import gini, steward_loads
from matching.coverage.measures import SEVERITIES, Measures, household_gaps, measure
from matching.coverage.network import single_providers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.snapshot import Snapshot

    Ints = NDArray[np.int64]

GROUPS = tuple(str(g) for g in GroupCode)
DIGITS = (6, 9, 12)  # district, town, village
WORST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageReport:
    """Measures by area (rows of `areas`: code, name, level), and by area × level and × group.

    by_level, by_group: one Measures, row area_position * n + position in LEVELS or GROUPS.
    gaps: one row an unmet need, with its class, leading party and acting tier.
    worst: households with a gap by Gap(h), the largest first. delay: hours to the first
    contact and km to the provider, a row an area.
    """

    as_of: date
    district: str
    areas: pd.DataFrame
    total: Measures
    by_level: Measures
    by_group: Measures
    gaps: pd.DataFrame
    stewards: pd.DataFrame
    single: pd.DataFrame
    worst: pd.DataFrame
    delay: pd.DataFrame

    def to_json(self, *, people: bool = True, area: str = "") -> dict[str, Any]:
        """Say it in plain values.

        people: with ids of households and needs, or counts only. area: whose worst.
        """
        areas = [
            _row(area)
            | _said(self.total, i)
            | {
                "by_level": {
                    n: _said(self.by_level, i * len(LEVELS) + j) for j, n in enumerate(LEVELS)
                },
                "by_group": {
                    n: _said(self.by_group, i * len(GROUPS) + j) for j, n in enumerate(GROUPS)
                },
                "gaps": self.gap_counts(area["code"]),
            }
            for i, area in enumerate(self.areas.to_dict("records"))
        ]
        told = {
            "as_of": self.as_of.isoformat(),
            "district": self.district,
            "areas": areas,
            "stewards": [_row(r) for r in self.stewards.to_dict("records")],
            "steward_gini": self._ginis(),
            "single_providers": [
                _row(r) for r in self.single[self.single["listed"]].to_dict("records")
            ],
            "delay": [_row(r) for r in self.delay.to_dict("records")],
        }
        if people:
            told["unmet"] = [_row(r) for r in self.gaps.to_dict("records")]
            inside = self.worst["village"].str.startswith(area).to_numpy(dtype=bool)
            worst = self.worst[inside].head(WORST)
            told["worst"] = [_row(r) for r in worst.to_dict("records")]
        return told

    def gap_counts(self, area: str) -> dict[str, Any]:
        """Count the unmet needs of an area by class, by leading party and by who acts."""
        rows = self.gaps[self.gaps["village"].str.startswith(area).to_numpy(dtype=bool)]
        return {
            "unmet": len(rows),
            "by_class": _counts(rows["gap"], CLASSES),
            "by_party": _counts(rows["party"], PARTIES),
            "by_tier": _counts(rows["tier"], TIERS),
        }

    def _ginis(self) -> list[dict[str, Any]]:
        """Unevenness of load among the stewards of each town and tier."""
        return [
            {"town": town, "tier": tier, "gini": _number(gini(rows["load"].to_numpy()))}
            for (town, tier), rows in self.stewards.groupby(["town", "tier"])
        ]


def report(snapshot: Snapshot) -> CoverageReport:
    """Compute everything there is to say about coverage at the end of a day."""
    found = reach(snapshot)
    areas = _areas(snapshot)
    household, area = _memberships(snapshot, areas)
    level = area * len(LEVELS) + found.level[household]
    held = pd.Series(snapshot.households["groups"].to_numpy()[household]).explode().dropna()
    at = held.index.to_numpy()
    group = area[at] * len(GROUPS) + pd.Index(GROUPS).get_indexer(pd.Index(held))
    return CoverageReport(
        as_of=snapshot.as_of,
        district=snapshot.district.code,
        areas=areas,
        total=measure(snapshot, found, household, area, len(areas)),
        by_level=measure(snapshot, found, household, level, len(areas) * len(LEVELS)),
        by_group=measure(snapshot, found, household[at], group, len(areas) * len(GROUPS)),
        gaps=_unmet(snapshot, found, anatomy(snapshot, found)),
        stewards=steward_loads(snapshot, found),
        single=single_providers(snapshot, found),
        worst=_worst(snapshot, found),
        delay=waiting(snapshot).merge(reach_cost(snapshot, found), on="area", how="outer"),
    )


def measures_by_area(snapshot: Snapshot) -> tuple[pd.DataFrame, Measures]:
    """Measure every area, and nothing else: rows of areas (code, name, level), measures."""
    areas = _areas(snapshot)
    household, area = _memberships(snapshot, areas)
    return areas, measure(snapshot, reach(snapshot), household, area, len(areas))


def _areas(snapshot: Snapshot) -> pd.DataFrame:
    """Every area in reach, known to the graph or lived in: code, name, level; by code."""
    known = snapshot.areas[["code", "name", "level"]]
    known = known[known["code"].str.len().isin(DIGITS).to_numpy(dtype=bool)]
    lived = {
        str(code)[:digits]
        for code in snapshot.households["village"].dropna().unique()
        for digits in DIGITS
        if len(str(code)) >= digits
    }
    new = sorted(lived - set(known["code"]))
    kinds = dict(zip(DIGITS, ("DISTRICT", "TOWN", "VILLAGE"), strict=True))
    added = pd.DataFrame({"code": new, "name": new, "level": [kinds[len(c)] for c in new]})
    told = pd.concat([known, added], ignore_index=True) if new else known
    reachable = told["code"].map(
        lambda code: any(
            code.startswith(a) or a.startswith(code) for a in snapshot.access.areas
        )
    )
    return told[reachable.to_numpy(dtype=bool)].sort_values("code", ignore_index=True)


def _memberships(snapshot: Snapshot, areas: pd.DataFrame) -> tuple[Ints, Ints]:
    """Every household in its village, town and district: positions of households and areas."""
    village = snapshot.households["village"].astype("str")
    homes, places = [], []
    for digits in DIGITS:
        at = pd.Index(areas["code"]).get_indexer(pd.Index(village.str[:digits]))
        inside = np.flatnonzero((at >= 0) & (village.str.len() >= digits).to_numpy(dtype=bool))
        homes.append(inside)
        places.append(at[inside])
    return np.concatenate(homes), np.concatenate(places).astype(np.int64)


def _unmet(snapshot: Snapshot, found: Reach, gaps: Gaps) -> pd.DataFrame:
    needs = snapshot.needs.iloc[gaps.need]
    home = found.need_household[gaps.need]
    lead = {code: about.about["lead"] for code, about in entries(NeedCode).items()}
    acts = {code: about.about["acts"] for code, about in entries(GapClass).items()}
    gap = [CLASSES[g] for g in gaps.gap]
    village = snapshot.households["village"].to_numpy(dtype=object)[home]
    return pd.DataFrame(
        {
            "need": needs["id"].to_numpy(),
            "household": needs["household_id"].to_numpy(),
            "code": needs["code"].to_numpy(),
            "severity": needs["severity"].to_numpy(),
            "village": pd.Series(village, dtype="str"),
            "level": [LEVELS[n] for n in found.level[home]],
            "gap": gap,
            "party": [lead[c] for c in needs["code"]],
            "tier": [acts[g] for g in gap],
        }
    )


def _worst(snapshot: Snapshot, found: Reach) -> pd.DataFrame:
    gaps = household_gaps(snapshot, found)
    order = np.argsort(-gaps, kind="stable")  # households come sorted by id
    order = order[gaps[order] > 0]
    rows = snapshot.households.iloc[order]
    return pd.DataFrame(
        {
            "household": rows["id"].to_numpy(),
            "village": rows["village"].astype("str").to_numpy(),
            "gap": gaps[order],
        }
    )


def _counts(column: pd.Series[str], keys: tuple[str, ...]) -> dict[str, int]:
    tally = column.value_counts()
    return {key: int(tally.get(key, 0)) for key in keys}


def _number(value: Any) -> Any:
    """Turn into a plain number, None for NaN; a text stays one."""
    if isinstance(value, str | bool) or value is None:
        return value
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and np.isnan(plain) else plain


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): None if value is pd.NA else _number(value) for key, value in row.items()}


def _said(measures: Measures, row: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for each in fields(measures):
        value = getattr(measures, each.name)[row]
        match each.name:
            case "party":
                told["party"] = {p: _number(v) for p, v in zip(PARTIES, value, strict=True)}
            case "tier":
                told["tier"] = {t: _number(v) for t, v in zip(TIERS, value, strict=True)}
            case "k":
                told |= {f"cov_{i}": _number(v) for i, v in enumerate(value, start=1)}
            case "party_tier":
                told["party_tier"] = {
                    p: {t: _number(v) for t, v in zip(TIERS, cells, strict=True)}
                    for p, cells in zip(PARTIES, value, strict=True)
                }
            case "severity":
                told["severity"] = {s: int(v) for s, v in zip(SEVERITIES, value, strict=True)}
            case _:
                told[each.name] = _number(value)
    return told

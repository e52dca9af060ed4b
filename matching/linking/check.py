"""A second opinion on a plan, from tables, policy, links and prices alone.

Shares no code with the solving side and imports none of it: what is wrong there cannot hide
here. It proves the plan best for the model; the rules behind the pairs are looked at in
`recheck`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


OPTIMAL = "OPTIMAL"  # a plan may say otherwise, then its gap is part of what it claims


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a plan. facts: ids, counts, what was claimed and what is true."""

    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claim:
    """What a plan says of itself. links: need, resource, units. prices: resource → V.

    area_prices: area → μ. goals: status, unit, value, bound, score, served (list by level),
    coverage (area → [served, asked]).
    """

    links: pd.DataFrame
    prices: Mapping[str, int]
    area_prices: Mapping[str, int]
    goals: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Model:
    """The tables as positions: needs n, resources m, pairs E, links P; −1 for an unknown id."""

    level: Ints
    units: Ints
    area: Ints
    areas: list[str]
    capacity: Ints
    pair_need: Ints
    pair_resource: Ints
    worth: Ints
    points: Ints
    link_need: Ints
    link_resource: Ints
    link_units: Ints
    link_pair: Ints


def check(
    needs: pd.DataFrame,
    resources: pd.DataFrame,
    pairs: pd.DataFrame,
    policy: Mapping[str, Any],
    claim: Claim,
) -> tuple[Fault, ...]:
    """List everything wrong with a claimed plan; empty when it is feasible, true and best.

    Tables as matching.linking.problem takes them; policy: the body of policy.yml.
    """
    ruler = _Ruler.of(policy, len(needs), len(resources))
    if ruler.dearest >= 1 << 60:
        return (Fault("TOO_LARGE", {"cost": ruler.dearest}),)
    model = _model(needs, resources, pairs, claim, ruler)
    faults = [*_ids(model, claim), *_counts(model, needs, resources)]
    if any(f.code in ("UNKNOWN_ID", "NOT_PERMITTED") for f in faults):
        return tuple(faults)
    return (*faults, *_goals(model, ruler, claim), *_proof(model, ruler, resources, claim))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ruler:
    """Units of the goals, from the policy's numbers and the counts of needs and resources."""

    levels: int
    lowest: int
    bonus: int
    fair: bool
    buckets: int
    ranks: int
    step: int
    unit: int
    dearest: int

    @classmethod
    def of(cls, policy: Mapping[str, Any], n: int, m: int) -> _Ruler:
        lowest, highest = policy["score"]["lowest"], policy["score"]["highest"]
        spread = highest - lowest + policy["kept_bonus"]
        base = 1 + 2 * spread * min(n, m)
        mode = policy["fairness"]["mode"]
        buckets = policy["fairness"]["buckets"]
        ranks = {"none": 1, "leximin": buckets}.get(
            mode, 1 + policy["fairness"]["share"] * buckets // 100
        )
        unit = base if mode == "none" else base * (1 + 2 * ranks)
        step = 0 if mode == "none" else base
        return cls(
            levels=policy["levels"],
            lowest=lowest,
            bonus=policy["kept_bonus"],
            fair=mode != "none",
            buckets=buckets,
            ranks=ranks,
            step=step,
            unit=unit,
            dearest=(ranks - 1) * step + policy["levels"] * unit + spread,
        )


def _model(
    needs: pd.DataFrame,
    resources: pd.DataFrame,
    pairs: pd.DataFrame,
    claim: Claim,
    ruler: _Ruler,
) -> _Model:
    need_at, resource_at = pd.Index(needs["id"]), pd.Index(resources["id"])
    area, areas = pd.factorize(needs["area"].astype(str))
    level = needs["level"].to_numpy(np.int64)
    kept = pairs["kept"].to_numpy(bool) if "kept" in pairs else np.zeros(len(pairs), bool)
    who, what = need_at.get_indexer(pairs["need"]), resource_at.get_indexer(pairs["resource"])
    points = pairs["score"].to_numpy(np.int64)
    worth = (
        (ruler.levels - level[who]) * ruler.unit
        + (points - ruler.lowest)
        + np.where(kept, ruler.bonus, 0)
    )
    link_need = need_at.get_indexer(claim.links["need"])
    link_resource = resource_at.get_indexer(claim.links["resource"])
    wide = max(len(resources), 1)
    spot = pd.Index(who.astype(np.int64) * wide + what).get_indexer(
        pd.Index(link_need.astype(np.int64) * wide + link_resource)
    )
    return _Model(
        level=level,
        units=needs["units"].to_numpy(np.int64) if "units" in needs else np.ones_like(level),
        area=area.astype(np.int64),
        areas=[str(a) for a in areas],
        capacity=resources["capacity"].to_numpy(np.int64),
        pair_need=who.astype(np.int64),
        pair_resource=what.astype(np.int64),
        worth=worth,
        points=points,
        link_need=link_need.astype(np.int64),
        link_resource=link_resource.astype(np.int64),
        link_units=claim.links["units"].to_numpy(np.int64),
        link_pair=np.where((link_need < 0) | (link_resource < 0), -1, spot).astype(np.int64),
    )


def _ids(model: _Model, claim: Claim) -> list[Fault]:
    found = []
    unknown = (model.link_need < 0) | (model.link_resource < 0)
    for row in np.flatnonzero(unknown | (model.link_pair < 0)):
        code = "UNKNOWN_ID" if unknown[row] else "NOT_PERMITTED"
        line = claim.links.iloc[int(row)]
        found.append(Fault(code, {"need": line["need"], "resource": line["resource"]}))
    twice = claim.links.duplicated(["need", "resource"])
    found.extend(
        Fault("DOUBLED", {"need": line["need"], "resource": line["resource"]})
        for _, line in claim.links[twice].iterrows()
    )
    if bool((model.link_units < 1).any()):
        found.append(Fault("BAD_UNITS", {"count": int((model.link_units < 1).sum())}))
    return found


def _counts(model: _Model, needs: pd.DataFrame, resources: pd.DataFrame) -> list[Fault]:
    found: list[Fault] = []
    for code, at, given, limit, table in (
        ("OVER_UNITS", model.link_need, model.link_units, model.units, needs),
        ("OVER_CAPACITY", model.link_resource, model.link_units, model.capacity, resources),
    ):
        known = at >= 0
        used = np.zeros(len(limit), dtype=np.int64)
        np.add.at(used, at[known], given[known])
        found.extend(
            Fault(code, {"id": table["id"].iloc[int(k)], "used": int(used[k]),
                         "limit": int(limit[k])})
            for k in np.flatnonzero(used > limit)
        )  # fmt: skip
    return found


def _goals(model: _Model, ruler: _Ruler, claim: Claim) -> list[Fault]:
    """Recount colours, score and coverage."""
    served = [0] * ruler.levels
    for level, units in zip(
        model.level[model.link_need].tolist(), model.link_units.tolist(), strict=True
    ):
        served[level] += units
    got, asked = _by_area(model)
    coverage = {a: [g, n] for a, g, n in zip(model.areas, got, asked, strict=True)}
    score = int((model.points[model.link_pair] * model.link_units).sum())
    true = {"unit": ruler.unit, "served": served, "score": score, "coverage": coverage}
    return [
        Fault(f"WRONG_{name.upper()}", {"claimed": claim.goals.get(name), "true": value})
        for name, value in true.items()
        if claim.goals.get(name) != value
    ]


def _by_area(model: _Model) -> tuple[list[int], list[int]]:
    got, asked = np.zeros(len(model.areas), np.int64), np.zeros(len(model.areas), np.int64)
    np.add.at(got, model.area[model.link_need], model.link_units)
    np.add.at(asked, model.area, model.units)
    return got.tolist(), asked.tolist()


def _proof(model: _Model, ruler: _Ruler, resources: pd.DataFrame, claim: Claim) -> list[Fault]:
    """Value and bound anew, in Python integers where sums may grow."""
    found: list[Fault] = []
    price = np.array([claim.prices.get(r, -1) for r in resources["id"]], dtype=np.int64)
    if bool((price < 0).any()):
        return [Fault("BAD_PRICE", {"count": int((price < 0).sum())})]
    area_price = [claim.area_prices.get(a, 0) for a in model.areas]
    value = _exact(model.worth[model.link_pair], model.link_units)
    ceiling = _exact(price, model.capacity) + _surplus(model, price, area_price)
    if ruler.fair:
        got, asked = _by_area(model)
        for served, total, mu in zip(got, asked, area_price, strict=True):
            left = served
            for rank, count in enumerate(_ranks(total, ruler)):
                worth = (ruler.ranks - 1 - rank) * ruler.step
                filled = min(count, left)
                left -= filled
                value += filled * worth
                ceiling += count * max(0, worth - mu)
    for name, true in (("value", value), ("bound", ceiling)):
        if claim.goals.get(name) != true:
            found.append(
                Fault(f"WRONG_{name.upper()}", {"claimed": claim.goals.get(name), "true": true})
            )
    proven = claim.goals.get("status", OPTIMAL) == OPTIMAL
    if ceiling < value or (ceiling > value and proven):
        found.append(Fault("GAP", {"value": value, "bound": ceiling}))
    elif ceiling == value and not proven:
        found.append(Fault("WRONG_STATUS", {"claimed": claim.goals["status"]}))
    return found


def _surplus(model: _Model, price: Ints, area_price: list[int]) -> int:
    """Σ units · max(0, best worth − price, plus the area's price)."""
    best = np.full(len(model.level), np.iinfo(np.int64).min, dtype=np.int64)
    np.maximum.at(best, model.pair_need, model.worth - price[model.pair_resource])
    asked = np.isin(np.arange(len(best)), model.pair_need)
    mu = np.array(area_price, dtype=np.int64)[model.area]
    gain = np.where(asked, np.maximum(0, np.where(asked, best, 0) + mu), 0)
    return _exact(gain, model.units)


def _ranks(total: int, ruler: _Ruler) -> list[int]:
    """Count an area's units by rank, one after another."""
    counts = [0] * ruler.ranks
    for k in range(total):
        counts[min(k * ruler.buckets // total, ruler.ranks - 1)] += 1
    return counts


def _exact(left: Ints, right: Ints) -> int:
    return sum(a * b for a, b in zip(left.tolist(), right.tolist(), strict=True))

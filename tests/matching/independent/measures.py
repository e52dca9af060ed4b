"""The measures of domain 6.2 over any set of households, by plain loops; None for "—"."""

from collections import Counter
from math import log
from typing import Any

from tests.matching.independent.network import PARTIES, Home, Need, lit

TIERS = ("T1", "T2", "T3")
WEIGHT = {"L4_HIGH": 4.0, "L3_MED": 2.0, "L2_LOW": 1.0, "L1_NORM": 0.25}
PAPER = ("ACCEPTED", "ON_HOLD", "IN_SERVICE")


def measured(homes: list[Home], gov: set[str]) -> dict[str, Any]:
    """Every measure of a set of households. gov: links of a GOV body, by id."""
    needs = [need for home in homes for need in home.needs]
    pairs = [party for home in homes for link in home.live for party in sorted(lit(link))]
    depth = [len(home.on) for home in homes]
    shares = [count / len(pairs) for count in Counter(pairs).values()]
    covered = [need.providers for need in needs if need.providers]
    held = Counter(who for providers in covered for who in providers)
    return {
        "households": len(homes),
        "party": {p: _mean([p in h.on for h in homes]) for p in PARTIES},
        **{f"cov_{k}": _mean([d >= k for d in depth]) for k in range(1, 6)},
        "depth": _mean(depth),
        "index": _mean([d / 5 for d in depth]),
        "nbc": _share(sum(_severity(n) * n.met for n in needs), sum(map(_severity, needs))),
        "balance": -sum(s * log(s) for s in shares) / log(5) if pairs else None,
        "party_hhi": sum(s * s for s in shares) if pairs else None,
        "tier": {t: _mean([t in h.tiers for h in homes]) for t in TIERS},
        "party_tier": {
            p: {t: _mean([p in h.on and t in h.tiers for h in homes]) for t in TIERS}
            for p in PARTIES
        },
        "gap": _mean([gap(h) for h in homes]),
        "severity": Counter(map(grade, homes)),
        "isolated": _mean([d == 0 for d in depth]),
        "quasi": _mean([_quasi(h) for h in homes]),
        "gov_only": sum(not h.on and any(k["id"] in gov for k in h.live) for h in homes),
        "covered_pairs": len(covered),
        "redundancy": _share(sum(len(one) > 1 for one in covered), len(covered)),
        "provider_hhi": _share(sum(n * n for n in held.values()), sum(held.values()) ** 2),
        "paper_links": sum(map(_paper, homes)),
    }


def gap(home: Home) -> float:
    lacking = sum(_severity(need) * (1 - need.met) for need in home.needs)
    return WEIGHT[home.level] * (lacking + 0.5 * (3 - len(home.tiers)))


def grade(home: Home) -> str:
    if gap(home) <= 0:
        return "NONE"
    acute = any(_severity(need) >= 3 and need.met < 1 for need in home.needs)
    if home.level == "L4_HIGH" and acute:
        return "CRITICAL"
    return "HIGH" if gap(home) >= 12 else "MID" if gap(home) >= 4 else "LOW"


def _quasi(home: Home) -> bool:
    person = any(k["worker_id"] or k["provider_label"] == "Actor" for k in home.live)
    return len(home.on) == 1 or (len(home.on) >= 2 and not person)


def _paper(home: Home) -> int:
    return sum(link["state"] in PAPER and link not in home.live for link in home.links)


def _severity(need: Need) -> int:
    return int(need.row["severity"])


def _mean(values: list[Any]) -> float | None:
    return _share(sum(values), len(values))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None

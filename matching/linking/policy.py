"""The policy of a plan: read from policy.yml, checked, frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import yaml

from matching.linking.errors import BadProblem

Mode = Literal["none", "floor", "leximin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """How areas are compared. share: percent, the floor; buckets: steps of coverage."""

    mode: Mode
    share: int = 60
    buckets: int = 20
    required: bool = False
    area_digits: int = 12

    @property
    def top_rank(self) -> int:
        """The rank of units above the floor; leximin: the last bucket; none: 0."""
        match self.mode:
            case "none":
                return 0
            case "floor":
                return self.share * self.buckets // 100
            case "leximin":
                return self.buckets - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bits a cost may take on its way through the engine, pairs held, salts tried."""

    cost_bits: int = 60
    flow_bits: int = 62
    pairs: int = 20_000_000
    salts: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldBack:
    """Places kept for urgent needs expected within days (0: none). share: percent of them."""

    days: int = 0
    share: int = 100
    look_back_days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Windows and reaches of the hard rules, days and metres; None: no way to go."""

    reach_m: Mapping[str, int | None]
    freshness_days: Mapping[str, int]
    cool_down_days: Mapping[str, int]
    never_lifted: tuple[str, ...]
    public_parties: tuple[str, ...]
    volunteer_reach_m: int
    minor_below: int
    holding: tuple[str, ...]
    promised: tuple[str, ...]
    in_flight: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the plan aims at. levels: L; scores: function → weight; body: the file as read."""

    version: str
    levels: int
    kept_bonus: int
    score_lowest: int
    score_highest: int
    fairness: Fairness
    limits: Limits
    scores: Mapping[str, int]
    values: Mapping[str, Any]
    rules: Rules
    recommendation_days: int
    hold_back: HoldBack
    body: Mapping[str, Any]

    @property
    def score_range(self) -> int:
        """R: by the policy, never by the data, so that plans of all days compare."""
        return self.score_highest - self.score_lowest

    def __reduce__(self) -> tuple[Callable[[Mapping[str, Any]], Policy], tuple[dict[str, Any]]]:
        """Travel to a worker as the file it was read from."""
        return read, (dict(self.body),)

    def with_(self, **changes: Any) -> Policy:
        """Give the policy with top-level entries of its file replaced. Raises BadProblem."""
        return read(dict(self.body) | changes)


@cache
def default_policy() -> Policy:
    """Read the policy of this folder."""
    text = files("matching.linking").joinpath("policy.yml").read_text(encoding="utf-8")
    return read(yaml.safe_load(text))


def read(body: Mapping[str, Any]) -> Policy:
    """Check a policy and freeze it. Raises BadProblem(BAD_POLICY) naming the entry."""
    try:
        policy = _read(body)
    except (KeyError, TypeError, ValueError) as exc:
        raise BadProblem("BAD_POLICY", why=f"{type(exc).__name__} {exc}") from exc
    _require(policy.levels in (4, 5), "levels")
    _require(policy.kept_bonus >= 0, "kept_bonus")
    _require(policy.score_lowest >= 1 and policy.score_range >= 1, "score")
    _require(sum(policy.scores.values()) == policy.score_range, "scores")
    _require(all(weight >= 0 for weight in policy.scores.values()), "scores")
    ahead = policy.hold_back
    _require(ahead.days >= 0 and ahead.look_back_days >= 1, "hold_back")
    _require(0 <= ahead.share <= 1000, "hold_back.share")
    fair = policy.fairness
    _require(fair.mode in ("none", "floor", "leximin"), "fairness.mode")
    _require(1 <= fair.buckets <= 1000, "fairness.buckets")
    _require(0 < fair.share <= 100 and fair.share * fair.buckets % 100 == 0, "fairness.share")
    return policy


def _read(body: Mapping[str, Any]) -> Policy:
    rules = body["rules"]
    return Policy(
        version=str(body["version"]),
        levels=_whole(body["levels"]),
        kept_bonus=_whole(body["kept_bonus"]),
        score_lowest=_whole(body["score"]["lowest"]),
        score_highest=_whole(body["score"]["highest"]),
        fairness=Fairness(**body["fairness"]),
        limits=Limits(**body["limits"]),
        scores=MappingProxyType({k: _whole(v["weight"]) for k, v in body["scores"].items()}),
        values=MappingProxyType(body["values"]),
        rules=Rules(
            reach_m=MappingProxyType(rules["reach_m"]),
            freshness_days=MappingProxyType(rules["freshness_days"]),
            cool_down_days=MappingProxyType(rules["cool_down_days"]),
            never_lifted=tuple(rules["never_lifted"]),
            public_parties=tuple(rules["public_parties"]),
            volunteer_reach_m=_whole(rules["volunteer"]["reach_m"]),
            minor_below=_whole(rules["volunteer"]["minor_below"]),
            holding=tuple(rules["holding"]),
            promised=tuple(rules["promised"]),
            in_flight=tuple(rules["in_flight"]),
        ),
        recommendation_days=_whole(body["recommendation_days"]),
        hold_back=HoldBack(**body.get("hold_back", {})),
        body=MappingProxyType(dict(body)),
    )


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"whole number expected, got {value!r}")
    return value


def _require(holds: bool, entry: str) -> None:
    if not holds:
        raise BadProblem("BAD_POLICY", entry=entry)


def without_fairness(policy: Policy) -> Policy:
    """Give the same policy with areas not compared."""
    return policy.with_(fairness=dict(policy.body["fairness"]) | {"mode": "none"})

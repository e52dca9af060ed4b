"""The policy of this folder: scores with their reasons, pace, night, waves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """scores: function → weight, 1000 in all. Minutes are of a day; answers are per mille.

    What each number is for: policy.yml.
    """

    version: str
    scores: Mapping[str, int]
    rested_days: int
    pace_m_per_min: int
    night_from: int
    night_to: int
    two_people: int
    load_steps: int
    candidates: int
    by_lot: int
    reach_m: int
    days_ahead: int
    answer: int
    known_after: int
    target: int
    most_a_week: int
    wave_hours: int


@cache
def default_policy() -> Policy:
    """Read policy.yml. Raises ValueError where the weights do not sum to 1000."""
    text = files("matching.volunteers").joinpath("policy.yml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    scores = {name: int(about["weight"]) for name, about in told["scores"].items()}
    if sum(scores.values()) != 1000:
        raise ValueError("matching/volunteers/policy.yml: weights of scores do not sum to 1000")
    return Policy(
        version=told["version"],
        scores=MappingProxyType(scores),
        rested_days=told["rested_days"],
        pace_m_per_min=told["pace_m_per_min"],
        night_from=told["night"]["from"],
        night_to=told["night"]["to"],
        two_people=told["two_people"],
        load_steps=told["load_steps"],
        candidates=told["candidates"],
        by_lot=told["by_lot"],
        reach_m=told["reach_m"],
        days_ahead=told["days_ahead"],
        **told["waves"],
    )

"""What the network is drawn from: plain numbers of areas, households, helpers and gaps."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaNumbers:
    """One town or village. Shares lie in [0, 1]; None where nothing is counted or too few."""

    code: str
    name: str
    households: int | None
    parties: Mapping[str, float | None]
    tiers: Mapping[str, float | None]
    needs: float | None
    gaps: Mapping[str, int]  # gap class → unmet needs
    missing: Mapping[str, int]  # party that ought to be there → requirements it would meet


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeNumbers:
    """One household: who is there, which tiers stand, what is unmet, which party is missing."""

    id: str
    label: str
    level: str
    urgent: bool
    parties: tuple[str, ...]
    tiers: tuple[str, ...]
    gaps: Mapping[str, int]
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperNumbers:
    """One organisation or person. alone: (household, need) pairs that hang on this one only."""

    id: str
    label: str
    party: str
    person: bool
    links: int
    alone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Links between a place and a helper, in one state (LIVE, PAPER, PROPOSED)."""

    place: str
    helper: str
    party: str
    state: str
    count: int

"""Five blocks of what is known of a household (五大板块), each with its share that is filled.

Which fields a block needs stands in the risk parameters, so that the score and what people see
agree; see matching/risk/completeness.py. Source: domain reference, F47 and 2.1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from graph_schema.store.repo.registry import Known
from matching.risk.parameters import default_body, read_parameters

VILLAGE = 12  # digits of a village's code


@dataclass(frozen=True, slots=True)
class Block:
    """One block. needed: each field it needs, and whether it was filled."""

    code: str
    needed: Mapping[str, bool]

    @property
    def completeness(self) -> int:
        """Whole per cent of the fields it needs, floored."""
        return 100 * sum(self.needed.values()) // len(self.needed)


def blocks(known: Known, area: str | None) -> list[Block]:
    """Tell of a household at two times what was filled. area: code of where it lived."""
    return [
        Block(code, {name: FILLED[name](known, area) for name in names})
        for code, names in _needed().items()
    ]


@cache
def _needed() -> Mapping[str, tuple[str, ...]]:
    told = read_parameters(default_body()).completeness
    return {
        "family": told.family,
        "income": told.income,
        "living": told.living,
        "causes": told.causes,
        "asks": told.asks,
    }


def _says(name: str) -> Callable[[Known, str | None], bool]:
    return lambda known, _: (known.household or {}).get(name) is not None


def _graded(known: Known, area: str | None) -> bool:
    facts = (state for label, _, state in known.records if label == "Housing")
    return _says("housing_grade")(known, area) or any(f.get("grade") for f in facts)


def _born(known: Known, _: str | None) -> bool:
    return bool(known.members) and all(one.get("birth") for _, one in known.members)


FILLED: Mapping[str, Callable[[Known, str | None], bool]] = MappingProxyType(
    {
        "size": lambda known, _: bool((known.household or {}).get("size")),
        "head": lambda known, _: any(tie.get("head") for tie, _ in known.members),
        "birth": _born,
        "income_month": _says("income_month"),
        "assets_money": _says("assets_money"),
        "village": lambda _, area: len(area or "") == VILLAGE,
        "housing_grade": _graded,
        "cause": lambda known, _: bool(known.causes),
        "need": lambda known, _: any(label == "Need" for label, _, _ in known.records),
    }
)

"""The resource catalogue 资源目录: 301 typical items as data, and their typed reader.

Source: domain reference 1.10. Whoever publishes a district replaces the YAML, not the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph_schema.errors import SettingsError
from graph_schema.vocabulary import GroupCode, ItemType, NeedCode, Party, ServiceType

_KEYS = frozenset(
    {
        *("title", "category", "needs", "groups", "services", "areas", "age", "rule"),
        *("benefit", "apply", "documents", "unit", "price", "capacity", "volunteer"),
        *("skills", "party", "kind"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item. capacity: places per 10,000 monitored households, None = unlimited.

    needs: the primary one first. groups: none = open to all. towns: none = the district.
    age: lowest and highest in years, None = open. rule: an eligibility rule. price: fen.
    """

    code: str
    type: ItemType
    title: str
    category: str
    needs: tuple[NeedCode, ...]
    groups: tuple[GroupCode, ...]
    service_types: tuple[ServiceType, ...]
    towns: tuple[str, ...]
    age: tuple[int | None, int | None]
    rule: str | None
    benefit: str
    how_to_apply: str
    documents: tuple[str, ...]
    unit: str
    price: int
    capacity: int | None
    needs_volunteer: bool
    skills: tuple[str, ...]
    party: Party
    kind: str


@cache
def items() -> tuple[Item, ...]:
    """Read every item in order of its code; raises SettingsError naming file and item."""
    return tuple(item for kind in ItemType for item in _file(kind))


def _file(kind: ItemType) -> list[Item]:
    name = f"{kind}.yml"
    told = yaml.safe_load(files(__name__).joinpath(name).read_text(encoding="utf-8"))
    found = []
    for code, about in told.items():
        if set(about) != _KEYS:
            raise SettingsError(where=name, item=code, differs=sorted(set(about) ^ _KEYS))
        try:
            found.append(_item(kind, code, about))
        except (ValueError, TypeError) as exc:
            raise SettingsError(where=name, item=code, why=str(exc)) from exc
    return found


def _item(kind: ItemType, code: str, about: Mapping[str, Any]) -> Item:
    lowest, highest = about["age"]
    return Item(
        code=code,
        type=kind,
        title=about["title"],
        category=about["category"],
        needs=tuple(NeedCode(n) for n in about["needs"]),
        groups=tuple(GroupCode(g) for g in about["groups"]),
        service_types=tuple(ServiceType(s) for s in about["services"]),
        towns=() if about["areas"] == "district" else tuple(about["areas"]),
        age=(lowest, highest),
        rule=about["rule"],
        benefit=about["benefit"],
        how_to_apply=about["apply"],
        documents=tuple(about["documents"]),
        unit=about["unit"],
        price=about["price"],
        capacity=about["capacity"],
        needs_volunteer=about["volunteer"],
        skills=tuple(about["skills"]),
        party=Party(about["party"]),
        kind=about["kind"],
    )

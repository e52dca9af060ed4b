"""Codes of the domain as GraphQL enums; what a value says comes from the vocabulary."""

from enum import Enum, StrEnum
from typing import Any

import strawberry

from graph_schema import flows
from graph_schema.vocabulary import (
    AlertCode,
    BrandCode,
    FocusArea,
    GapClass,
    GroupCode,
    ItemType,
    Level,
    LinkRole,
    NeedCode,
    Party,
    Priority,
    Purpose,
    RevealReason,
    Role,
    Tier,
    entries,
)

SAID: dict[type[StrEnum], str] = {
    AlertCode: "预警 what raised a warning about a household; thresholds are dated parameters.",
    BrandCode: "品牌 the Weiguang 微光 family of projects.",
    FocusArea: "Partners' focus areas, tags on needs and projects.",
    GapClass: "缺口 why a need is unmet: the first broken edge, in the order looked at.",
    GroupCode: "9+1 类群体 groups of people that assistance is for.",
    ItemType: "资源目录 the four kinds of catalogue items.",
    Level: "四色 risk level of a household, most urgent first; never by colour alone.",
    LinkRole: "What a party is to a link.",
    NeedCode: "12+1 类需求 what a household may lack.",
    Party: "五社 the five parties that help, and government, which is counted apart.",
    Priority: "Of a warning, P1 first.",
    Purpose: "What personal data may be used for; U3 to U6 rest on consent.",
    RevealReason: "显示理由 why a guarded number is shown in full; on record, and told.",
    Role: "Who acts; what a role may see and do follows from it.",
    Tier: "三级救助管家 tier of stewards: district, town, village.",
}


def _described(codes: type[StrEnum]) -> None:
    strawberry.enum(codes, name=codes.__name__, description=SAID[codes])
    definition: Any = codes.__strawberry_definition__  # type: ignore[attr-defined]  # made above
    told = entries(codes)
    for value in definition.values:
        entry = told[codes[value.name]]
        value.description = f"{entry.code} {entry.zh_hans} · {entry.en}"


for _one in SAID:
    _described(_one)


def states_of(flow: str) -> str:
    """Say what the states of a process are."""
    return f"State, one of {', '.join(flows.load(flow).states)}."


def enum_of(name: str, says: str, values: dict[str, tuple[str, str]]) -> Any:
    """Make an enum of GraphQL: for each name its value inside, and what it says."""
    members = {
        n: strawberry.enum_value(value, description=told) for n, (value, told) in values.items()
    }
    made: Any = Enum(name, members)  # type: ignore[misc]  # the names are in the table
    return strawberry.enum(made, description=says)

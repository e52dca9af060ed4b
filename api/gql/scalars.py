"""Scalars and small types that every subject uses."""

from enum import Enum

import strawberry

from graph_schema.vocabulary import (
    AlertCode,
    GapClass,
    Level,
    NeedCode,
    Party,
    Priority,
    Tier,
)

strawberry.enum(Level, name="Level", description="四色: risk level.")
strawberry.enum(Party, name="Party", description="五社: party.")
strawberry.enum(Tier, name="Tier", description="三级救助管家: tier of stewards.")
strawberry.enum(NeedCode, name="NeedCode", description="12+1 类需求.")
strawberry.enum(AlertCode, name="AlertCode", description="预警 triggers W01 to W24.")
strawberry.enum(Priority, name="Priority", description="Of alerts, P1 first.")
strawberry.enum(GapClass, name="GapClass", description="缺口: first broken edge.")


@strawberry.enum(description="Whether a number can be shown.")
class CellState(Enum):
    OK = strawberry.enum_value("OK", description="There is a number.")
    EMPTY = strawberry.enum_value("EMPTY", description="Nothing is to be covered: —.")
    SUPPRESSED = strawberry.enum_value("SUPPRESSED", description="Fewer than five: <5.")


@strawberry.type(description="A number that may be absent, with the reason.")
class Cell:
    value: float | None = strawberry.field(description="The number; null unless state is OK.")
    state: CellState = strawberry.field(description="Whether it can be shown.")


@strawberry.type(description="A page of a list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow.")
    end_cursor: str | None = strawberry.field(description="Sealed place to go on after.")

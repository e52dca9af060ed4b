"""Scalars and small types that every subject uses."""

from enum import Enum

import strawberry


@strawberry.enum(description="Whether a number can be shown.")
class CellState(Enum):
    OK = strawberry.enum_value("OK", description="There is a number.")
    EMPTY = strawberry.enum_value("EMPTY", description="Nothing is to be covered: —.")
    SUPPRESSED = strawberry.enum_value("SUPPRESSED", description="Fewer than five: <5.")


@strawberry.type(description="A number that may be absent, with the reason.")
class Cell:
    value: float | None = strawberry.field(description="The number; null unless state is OK.")
    state: CellState = strawberry.field(description="Whether it can be shown.")

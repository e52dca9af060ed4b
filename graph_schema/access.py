"""For whom a session is opened: role, purpose, areas. There is no default access."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from graph_schema.errors import Forbidden
from graph_schema.vocabulary import Purpose, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a caller may reach. areas: area code prefixes, e.g. ("510115",); empty: nothing.

    reveal: clear values of every class, for a reason that goes on record.
    """

    actor: str  # our id of who acts, or "system"
    role: Role
    purpose: Purpose
    areas: tuple[str, ...]
    reveal: bool = False
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.reveal and not self.reason:
            raise Forbidden(why="reveal needs a reason")
        if any(not code.isdigit() for code in self.areas):
            raise ValueError("areas are codes of digits")

    @classmethod
    def system(cls, purpose: Purpose, areas: Sequence[str]) -> Self:
        """Open for the program itself: loading, evaluating, planning; all is clear."""
        return cls(actor="system", role=Role.SYSTEM, purpose=purpose, areas=tuple(areas))

    def revealing(self, reason: str) -> Self:
        """Ask for clear values, with the reason that goes on record."""
        return replace(self, reveal=True, reason=reason)

"""What can be wrong with a problem or an engine: codes and facts, no prose, no person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class BadProblem(ValueError):
    """A table that cannot be planned with. code: as in docs/algorithms/linking.md, part errors.

    facts: table, column, count of bad rows, the first 20 of them by position or id.
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        told = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"{code}: {told}" if told else code)


class SolverFailed(RuntimeError):
    """No proven plan came out. code: as in docs/algorithms/linking.md, part errors."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        told = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"{code}: {told}" if told else code)

    def __reduce__(self) -> tuple[Callable[..., SolverFailed], tuple[str, dict[str, object]]]:
        """Travel back from a worker."""
        return _failed, (self.code, self.facts)


def _failed(code: str, facts: dict[str, object]) -> SolverFailed:
    return SolverFailed(code, **facts)

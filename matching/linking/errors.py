"""What can be wrong with a problem or an engine: codes and facts, no prose, no person."""

from __future__ import annotations


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
    """No proven plan came out. code: ENGINE_REFUSED, CERTIFICATE_FAILED, TIES_NOT_UNIQUE."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        told = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"{code}: {told}" if told else code)

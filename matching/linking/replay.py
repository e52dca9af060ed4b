"""A stored plan made again from what is stored with it: the same bytes, or where it differs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from graph_schema.errors import NotFound, Rejected
from graph_schema.store.repo import plans as repo
from matching.linking.archive import joined, unpack
from matching.linking.errors import BadProblem, SolverFailed
from matching.linking.known import made_again
from matching.linking.result import NoPlan, canonical

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.ids import PlanId
    from graph_schema.store.repo.plans import StoredPlan
    from graph_schema.store.session import Store
    from matching.linking.archive import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a replay found. sha256: of the plan's canonical JSON, as stored and as made again.

    difference: table, row, what is stored and what came out, of the first row that differs.
    """

    plan_id: str
    seed: int
    rule_version: str
    stored_sha256: str
    again_sha256: str
    difference: dict[str, Any] | None

    @property
    def same(self) -> bool:
        return self.stored_sha256 == self.again_sha256

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data."""
        return asdict(self) | {"same": self.same}


def replay(store: Store, access: Access, plan: PlanId | None = None) -> Replay:
    """Solve a stored plan's problem under its own policy and seed; writes nothing.

    plan: by default the one in force. Raises NotFound; Rejected for a problem that cannot be
    read (PROBLEM_UNREADABLE), or that no longer gives a plan, by the code of the failure.
    """
    with store.read(access) as session:
        found = repo.by_id(session, plan) if plan else repo.in_force(session)
    if found is None:
        raise NotFound(what="plan")
    try:
        tables = unpack(joined(found.problem, found.parts))
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise Rejected(["PROBLEM_UNREADABLE"], why=type(error).__name__) from error
    try:
        made = made_again(found, tables.problem())
    except (BadProblem, SolverFailed) as error:
        raise Rejected([error.code], **error.facts) from error
    again = "{}" if isinstance(made, NoPlan) else made.as_json()
    stored = as_json(found, tables)
    return Replay(
        plan_id=found.id,
        seed=found.seed,
        rule_version=found.rule_version,
        stored_sha256=sha256(stored.encode()).hexdigest(),
        again_sha256=sha256(again.encode()).hexdigest(),
        difference=first_difference(json.loads(stored), json.loads(again)),
    )


def as_json(found: StoredPlan, tables: Tables) -> str:
    """Put a stored plan's texts together as Plan.as_json writes a fresh one."""
    goals, proof = json.loads(found.objective), json.loads(found.certificate)
    return canonical(
        {
            "areas": {
                area: [*counted, proof["area_prices"][area]]
                for area, counted in json.loads(found.fairness)["area"].items()
            },
            "bound": json.loads(found.bound)["bound"],
            "digest": found.digest,
            "links": [
                [str(need), str(resource), int(units)]
                for need, resource, units in tables.chosen.itertuples(index=False)
            ],
            "prices": json.loads(found.prices),
            "salt": proof["salt"],
            "seed": found.seed,
            **{n: goals[n] for n in ("score", "served", "status", "step", "unit", "value")},
        }
    )


def first_difference(stored: dict[str, Any], again: dict[str, Any]) -> dict[str, Any] | None:
    """Name the first table and row that differ, in order; None where none do."""
    for table in sorted(stored.keys() | again.keys()):
        left, right = _rows(stored.get(table)), _rows(again.get(table))
        for row in sorted(left.keys() | right.keys()):
            if left.get(row) != right.get(row):
                told = {"stored": left.get(row), "again": right.get(row)}
                return {"table": table, "row": row, **told}
    return None


def _rows(table: Any) -> dict[str, Any]:
    """Give a table's rows by name: its keys, its two ends, or one row for a plain value."""
    if isinstance(table, dict):
        return table
    if isinstance(table, list) and table and isinstance(table[0], list):
        return {f"{need} {resource}": units for need, resource, units in table}
    return {"": table}

"""A stored plan beside the one before it: what changed and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph_schema.errors import NotFound, Rejected
from graph_schema.store.repo import plans as repo
from matching.linking.archive import joined, unpack
from matching.linking.churn import churn

if TYPE_CHECKING:
    from graph_schema.access import Access
    from graph_schema.ids import PlanId
    from graph_schema.store.repo.plans import StoredPlan
    from graph_schema.store.session import Store
    from matching.linking.archive import Tables
    from matching.linking.churn import Churn


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two stored plans of a district, one after the other."""

    before: str
    after: str
    found: Churn

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data."""
        return self.found.to_json() | {"plan": self.after, "plan_before": self.before}


def compare(store: Store, access: Access, plan: PlanId | None = None) -> Comparison:
    """Compare a plan, by default the one in force, with the one before; writes nothing.

    Raises NotFound where there is no such plan or none before it; Rejected(PROBLEM_UNREADABLE)
    for a stored problem that cannot be read.
    """
    with store.read(access) as session:
        after = repo.by_id(session, plan) if plan else repo.in_force(session)
        if after is None:
            raise NotFound(what="plan")
        before = repo.before(session, after.id)
    if before is None:
        raise NotFound(what="plan before")
    return Comparison(
        before=before.id, after=after.id, found=churn(_read(before), _read(after))
    )


def _read(plan: StoredPlan) -> Tables:
    try:
        return unpack(joined(plan.problem, plan.parts))
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise Rejected(
            ["PROBLEM_UNREADABLE"], plan=plan.id, why=type(error).__name__
        ) from error

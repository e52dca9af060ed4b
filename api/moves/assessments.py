"""Impact assessments: drafted by one, in force by another. Domain 7.3 (A09)."""

from api.actions.moving import Moving, Names
from graph_schema.vocabulary import Role

names = Names(flow="impact_assessment")


@names.guard
def another_person(m: Moving) -> None:
    """Whoever drafted it, or changed the draft, does not approve it."""
    m.require(m.me not in {m.item.get("created_by"), m.item.get("updated_by")}, "SAME_PERSON")


@names.effect
def approved(m: Moving) -> None:
    m.changes |= {"approved_by": m.me, "approved_at": m.now}


@names.effect
def officers_told(m: Moving) -> None:
    rows = m.graph.run("moves_of_role", role=str(Role.AUDITOR))
    m.tell([row["id"] for row in rows], "ASSESSMENT_DUE")

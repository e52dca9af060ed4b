"""Feedback on the program: said by anybody, answered, its state seen by who said it. F9."""

from api.actions.moving import Moving, Names
from graph_schema.vocabulary import Role

names = Names(flow="feedback")
LONGEST = 2000  # characters
CONTESTED = "audit:"  # what a contested look is named by: audit:lane/seq


@names.guard
def something_said(m: Moving) -> None:
    m.require(len(m.told["said"]) <= LONGEST, "TOO_LONG", most=LONGEST)


@names.effect
def auditors_told(m: Moving) -> None:
    """A look that its household contests goes to the privacy officers at once (A19)."""
    if str(m.told.get("about") or "").startswith(CONTESTED):
        rows = m.graph.run("moves_of_role", role=str(Role.AUDITOR))
        m.tell([row["id"] for row in rows], "LOOK_CONTESTED", urgent=True)


@names.effect
def sender_told(m: Moving) -> None:
    sender = m.item.get("created_by")
    if sender is not None:
        m.tell([str(sender)], f"FEEDBACK_{m.step.target}")

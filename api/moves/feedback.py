"""Feedback on the program: said by anybody, answered, its state seen by who said it. F9."""

from api.actions.moving import Moving, Names

names = Names(flow="feedback")
LONGEST = 2000  # characters


@names.guard
def something_said(m: Moving) -> None:
    m.require(len(m.told["said"]) <= LONGEST, "TOO_LONG", most=LONGEST)


@names.effect
def sender_told(m: Moving) -> None:
    sender = m.item.get("created_by")
    if sender is not None:
        m.tell([str(sender)], f"FEEDBACK_{m.step.target}")

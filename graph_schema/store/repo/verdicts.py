"""The machine's verdicts: one in force a subject and policy, the ones before it kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from graph_schema.store import bulk
from graph_schema.store.session import WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineVerdict:
    """A verdict of the machine beside any decision of a person. outcome: the class.

    subject_label: Household or Person. replaces: the verdict that was in force till now.
    amount: fen; None where there is none. conditions, missing: canonical JSON lists. news:
    POLICY_FOUND until people have been told that the policy fits and is not received.
    """

    id: str
    subject: str
    subject_label: str
    replaces: str | None
    policy: str
    outcome: str
    answer: str
    receiving: bool
    gradual_exit: bool
    amount_month: int | None
    conditions: str
    missing: str
    rule_version: str
    digest: str
    since: date
    at: datetime
    on: date
    news: str | None = None


def save_verdicts(
    session: WriteSession,
    made: Sequence[MachineVerdict],
    ended: Sequence[tuple[str, date]] = (),
) -> None:
    """Put verdicts into force; the ones they replace, and those that ended, end on that day."""
    if made:
        bulk.upsert_nodes(session, "Verdict", [_row(one) for one in made])
    for label in ("Household", "Person"):
        ties = [
            {"from": one.subject, "to": one.id} for one in made if one.subject_label == label
        ]
        if ties:
            bulk.upsert_relationships(session, "HAS_VERDICT", label, "Verdict", ties)
    over = [{"id": one.replaces, "valid_to": one.on} for one in made if one.replaces]
    over += [{"id": ident, "valid_to": on} for ident, on in ended]
    if over:
        bulk.upsert_nodes(session, "Verdict", over)


def _row(one: MachineVerdict) -> dict[str, Any]:
    row = asdict(one)
    for name in ("subject", "subject_label", "replaces"):
        del row[name]
    return row | {"by": "MACHINE", "class": row.pop("outcome"), "valid_from": row.pop("on")}

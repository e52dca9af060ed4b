"""Which verdicts differ from what the graph holds: the only ones an evaluation writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from graph_schema.store.repo.verdicts import MachineVerdict
from matching.eligibility.verdicts import Outcome
from matching.risk.documents import derived_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from matching.eligibility.record import Document
    from matching.snapshot import Snapshot


FOUND = "POLICY_FOUND"  # the policy has found somebody: it fits, and is not received


@dataclass(frozen=True, slots=True)
class VerdictChanges:
    """What to save. ended: verdicts on policies that no rule is left for, with the day."""

    made: list[MachineVerdict]
    ended: list[tuple[str, date]]

    def __bool__(self) -> bool:
        return bool(self.made or self.ended)


def changes(snapshot: Snapshot, found: Sequence[Document], at: datetime) -> VerdictChanges:
    """Compare verdicts with those in force in their snapshot. at: when the new ones begin."""
    rows = snapshot.verdicts
    held = {
        (subject, policy): (ident, digest, fits and not receiving)
        for subject, policy, ident, digest, fits, receiving in zip(
            rows["subject_id"], rows["policy"], rows["id"], rows["digest"],
            rows["result"] == Outcome.ELIGIBLE, rows["receiving"], strict=True,
        )
    }  # fmt: skip
    made = []
    for one in found:
        ident, digest, found_before = held.pop((one.subject, one.policy), (None, None, False))
        if digest == one.digest:
            continue
        new = _made(one, ident, at, snapshot.as_of)
        if one.outcome == Outcome.ELIGIBLE and not one.receiving and not found_before:
            new = replace(new, news=FOUND)
        made.append(new)
    return VerdictChanges(made, [(ident, snapshot.as_of) for ident, *_ in held.values()])


def _made(one: Document, before: str | None, at: datetime, on: date) -> MachineVerdict:
    words = (one.subject, one.policy, one.digest, at.isoformat(), before or "")
    return MachineVerdict(
        id=derived_id("verdict", *words),
        subject=one.subject,
        subject_label=one.subject_label,
        replaces=before,
        policy=one.policy,
        outcome=one.outcome,
        answer=one.answer,
        receiving=one.receiving,
        gradual_exit=one.gradual_exit,
        amount_month=one.amount,
        conditions=one.conditions,
        missing=one.missing,
        rule_version=one.rule_version,
        digest=one.digest,
        since=date.fromisoformat(one.since),
        at=at,
        on=on,
    )

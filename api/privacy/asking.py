"""Erasing somebody on a decision: one person asks, another decides, the worker does it.

Who asks reaches the person or household and sees what would go; who decides sees counts and the
reason, never the same person. Its state is that of the job: ASKED, then QUEUED … DONE, or
REFUSED. Source: domain reference 7.3 (A07, A08), 7.4.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from api.auth.accounts import SYSTEM
from api.auth.sessions import Caller
from api.privacy.forgetting import forget
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.ids import new_id
from graph_schema.store.erasing import Decision
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction

KIND, ASKED, REFUSED, QUEUED = "erase", "ASKED", "REFUSED", "QUEUED"
REASONS = ("REQUEST", "WRONG_PERSON", "CONSENT_WITHDRAWN", "COURT_ORDER", "TERM_OVER")
REACHED: Mapping[str, str] = MappingProxyType(
    {"Person": "persons_by_ids", "Household": "households_by_ids"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. counts: nodes by label that would go, or went; certificate: once done."""

    id: str
    label: str
    subject: str
    reason: str
    state: str
    at: datetime
    asked_by: str
    decided_by: str | None
    areas: tuple[str, ...]
    counts: dict[str, int]
    certificate: str
    error: str | None


def ask_erasure(
    store: Store, access: Access, operation: str, caller: Caller, about: Mapping[str, str]
) -> str:
    """Ask that somebody is erased; nothing is, before another person agrees. Returns the id.

    about: label (Person, Household), subject (our id), reason (a code of REASONS). Raises
    NotFound for who is out of reach, Rejected for an unknown code or one on legal hold.
    """
    label, subject, reason = about["label"], about["subject"], about["reason"]
    if label not in REACHED or reason not in REASONS:
        raise Rejected(["REASON_UNKNOWN" if label in REACHED else "LABEL_UNKNOWN"])
    with store.read(access) as reader:
        if not reader.run(REACHED[label], ids=[subject]):
            raise NotFound(label=label, id=subject)
    seen = forget(store, SYSTEM, label, subject, None)
    told = {**about, "asked_by": caller.account}

    def work(tx: Transaction) -> str:
        made: str = tx.run(
            "erasure_ask", id=new_id(), params=json.dumps(told, sort_keys=True),
            places=list(access.areas), result=json.dumps({"counts": seen.counts}),
        )[0]["id"]  # fmt: skip
        return made

    digest = json.dumps(dict(about), sort_keys=True)
    with store.write(
        access, Action.ERASURE_ASKED, operation=operation, digest=digest
    ) as session:
        return session.transact(work)


def decide(
    store: Store, access: Access, operation: str, caller: Caller, id: str, *, agree: bool
) -> str:
    """Agree to a request, and the worker erases, or refuse it. Returns its id.

    Raises NotFound for one that is out of reach or decided, Rejected for one's own.
    """
    found = next((one for one in asked(store, access) if one.id == id), None)
    if found is None or found.state != ASKED:
        raise NotFound(id=id)
    if found.asked_by == caller.account:
        raise Rejected(["SAME_PERSON"], id=id)
    told = {
        "label": found.label, "subject": found.subject, "reason": found.reason,
        "asked_by": found.asked_by, "decided_by": caller.account,
    }  # fmt: skip

    def work(tx: Transaction) -> str:
        rows = tx.run(
            "erasure_decide", id=id, params=json.dumps(told, sort_keys=True),
            state=QUEUED if agree else REFUSED,
        )  # fmt: skip
        if not rows:
            raise NotFound(id=id)
        return str(rows[0]["id"])

    digest = json.dumps([id, agree])
    with store.write(
        access, Action.ERASURE_DECIDED, operation=operation, digest=digest
    ) as session:
        return session.transact(work)


def asked(store: Store, access: Access) -> list[Asked]:
    """List the requests in the caller's areas, the newest first."""
    with store.read(access) as session:
        rows = session.run("erasure_asked")
    return [_of(row) for row in rows if _inside(row["areas"], access.areas)]


def carry_out(store: Store, params: Mapping[str, str]) -> dict[str, Any]:
    """Erase whom two people agreed on: the worker's part. Raises as forget."""
    decision = Decision(approver=params["decided_by"], reason=params["reason"])
    return asdict(forget(store, SYSTEM, params["label"], params["subject"], decision))


def _inside(areas: Any, reach: tuple[str, ...]) -> bool:
    return all(any(area.startswith(top) for top in reach) for area in areas)


def _of(row: Row) -> Asked:
    told, result = _json(row["params"]), _json(row["result"])
    return Asked(
        id=row["id"],
        label=told["label"],
        subject=told["subject"],
        reason=told["reason"],
        state=row["state"],
        at=row["at"],
        asked_by=told["asked_by"],
        decided_by=told.get("decided_by"),
        areas=tuple(row["areas"]),
        counts=result.get("counts", {}),
        certificate=result.get("certificate", ""),
        error=row["error"],
    )


def _json(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else dict(value or {})
    return found

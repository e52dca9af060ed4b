"""Erasing somebody on a decision: one person asks, another decides, the worker does it.

Who asks reaches the person or household and sees what would go; who decides sees counts and the
reason, never the same person. Its state is that of the job: ASKED, then QUEUED … DONE, or
REFUSED. Source: domain reference 7.3 (A07, A08), 7.4.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from api.auth.accounts import SYSTEM
from api.auth.sessions import Caller
from api.privacy.forgetting import forget
from api.second_person import By, Matter, Request, inside
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store.erasing import Decision
from graph_schema.store.session import Store

MATTER = Matter(
    kind="erase", agreed="QUEUED", asked=Action.ERASURE_ASKED, decided=Action.ERASURE_DECIDED
)
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
    by, counts = By(access, operation, caller), {"counts": seen.counts}
    return MATTER.ask(store, by, dict(about), counts, areas=access.areas)


def decide(
    store: Store, access: Access, operation: str, caller: Caller, id: str, *, agree: bool
) -> str:
    """Agree to a request, and the worker erases, or refuse it. Returns its id.

    Raises as Matter.decide.
    """
    return MATTER.decide(store, By(access, operation, caller), id, agree=agree)


def asked(store: Store, access: Access) -> list[Asked]:
    """List the requests in the caller's areas, the newest first."""
    found = MATTER.requests(store, access)
    return [_of(one) for one in found if inside(one.areas, access.areas)]


def carry_out(store: Store, params: Mapping[str, str]) -> dict[str, Any]:
    """Erase whom two people agreed on: the worker's part. Raises as forget."""
    decision = Decision(approver=params["decided_by"], reason=params["reason"])
    return asdict(forget(store, SYSTEM, params["label"], params["subject"], decision))


def _of(one: Request) -> Asked:
    return Asked(
        id=one.id,
        label=one.told["label"],
        subject=one.told["subject"],
        reason=one.told["reason"],
        state=one.state,
        at=one.at,
        asked_by=one.asked_by,
        decided_by=one.decided_by,
        areas=one.areas,
        counts=one.result.get("counts", {}),
        certificate=one.result.get("certificate", ""),
        error=one.error,
    )

"""What goes on record: action codes, the entry of an audit lane, its hash. Never a value."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

LANES = tuple(f"lane-{number:02}" for number in range(16))
FIRST = ""  # the head of a lane without entries
LISTED = 100  # subjects named in one entry; of more, their number and a digest


class Action(StrEnum):
    """What somebody did; the stable code of an audit entry."""

    LOOKED = "LOOKED"
    REVEALED = "REVEALED"
    REVEAL_REFUSED = "REVEAL_REFUSED"
    # the store
    STORE_INITIALISED = "STORE_INITIALISED"
    EXPORTED = "EXPORTED"
    EXPORT_ASKED = "EXPORT_ASKED"
    EXPORT_DECIDED = "EXPORT_DECIDED"
    IMPORTED = "IMPORTED"
    MIGRATED = "MIGRATED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    # files
    FILE_CHANGED = "FILE_CHANGED"
    FILE_LOADED = "FILE_LOADED"
    FILE_ROLLED_BACK = "FILE_ROLLED_BACK"
    AUDIT_CUT = "AUDIT_CUT"
    IDENTITY_DECIDED = "IDENTITY_DECIDED"
    ERASED = "ERASED"
    HELD = "HELD"
    # what follows from the graph
    EVALUATED = "EVALUATED"
    PLANNED = "PLANNED"
    COVERAGE_COMPUTED = "COVERAGE_COMPUTED"
    JOB_STARTED = "JOB_STARTED"
    JOB_CHANGED = "JOB_CHANGED"
    CLOCK_TOLD = "CLOCK_TOLD"
    MESSAGE_CHANGED = "MESSAGE_CHANGED"
    POLICY_FOUND = "POLICY_FOUND"
    # links
    LINK_PROPOSED = "LINK_PROPOSED"
    LINK_SEEN = "LINK_SEEN"
    LINK_ACCEPTED = "LINK_ACCEPTED"
    LINK_DECLINED = "LINK_DECLINED"
    LINK_STARTED = "LINK_STARTED"
    LINK_CONTACTED = "LINK_CONTACTED"
    LINK_COMPLETED = "LINK_COMPLETED"
    LINK_CANCELLED = "LINK_CANCELLED"
    LINK_CHANGED = "LINK_CHANGED"
    # needs, leads, cases, visits, alerts, consent, tickets, applications
    NEED_OPENED = "NEED_OPENED"
    NEED_CHANGED = "NEED_CHANGED"
    NEED_CLOSED = "NEED_CLOSED"
    LEAD_CHANGED = "LEAD_CHANGED"
    CASE_CHANGED = "CASE_CHANGED"
    VISIT_CHANGED = "VISIT_CHANGED"
    VISIT_RECORDED = "VISIT_RECORDED"
    ALERT_CHANGED = "ALERT_CHANGED"
    CONSENT_CHANGED = "CONSENT_CHANGED"
    CONSENT_GIVEN = "CONSENT_GIVEN"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    TICKET_CHANGED = "TICKET_CHANGED"
    APPLICATION_CHANGED = "APPLICATION_CHANGED"
    CHANGE_REQUESTED = "CHANGE_REQUESTED"
    DATA_REQUESTED = "DATA_REQUESTED"
    ASSESSMENT_CHANGED = "ASSESSMENT_CHANGED"
    BREACH_CHANGED = "BREACH_CHANGED"
    COLLECTED = "COLLECTED"
    ATTACHED = "ATTACHED"
    HOUSEHOLD_CHANGED = "HOUSEHOLD_CHANGED"
    PERSON_CHANGED = "PERSON_CHANGED"
    AREA_REPLACED = "AREA_REPLACED"
    IDENTITY_BOUND = "IDENTITY_BOUND"
    IDENTITY_REBOUND = "IDENTITY_REBOUND"
    AGENT_BOUND = "AGENT_BOUND"
    # volunteers
    TASK_CREATED = "TASK_CREATED"
    TASK_CLAIMED = "TASK_CLAIMED"
    TASK_RELEASED = "TASK_RELEASED"
    TASK_REPORTED = "TASK_REPORTED"
    TASK_CHANGED = "TASK_CHANGED"
    # accounts
    ACCOUNT_CREATED = "ACCOUNT_CREATED"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED"
    ERASURE_ASKED = "ERASURE_ASKED"
    ERASURE_DECIDED = "ERASURE_DECIDED"
    PREFERENCES_CHANGED = "PREFERENCES_CHANGED"
    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    SIGNED_OUT = "SIGNED_OUT"
    TOKEN_CREATED = "TOKEN_CREATED"  # noqa: S105 - a code, not a token
    TOKEN_REVOKED = "TOKEN_REVOKED"  # noqa: S105 - a code, not a token
    # configuration
    CATALOGUE_CHANGED = "CATALOGUE_CHANGED"
    PARAMETER_CHANGED = "PARAMETER_CHANGED"
    PROJECT_CHANGED = "PROJECT_CHANGED"
    BID_CHANGED = "BID_CHANGED"
    ENROLMENT_CHANGED = "ENROLMENT_CHANGED"
    FEEDBACK_CHANGED = "FEEDBACK_CHANGED"
    JOINING_ASKED = "JOINING_ASKED"
    JOINING_CHANGED = "JOINING_CHANGED"
    GOODS_CHANGED = "GOODS_CHANGED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One link of a lane's chain. subjects: own ids. before, after: keyed digests, or empty."""

    lane: str
    seq: int
    previous: str
    at: datetime
    who: str
    role: str
    purpose: str
    action: str
    subjects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    operation: str = ""
    device: str = ""
    result: str = "OK"
    reason: str = ""

    def facts(self) -> dict[str, object]:
        """Give the entry's properties as they are stored, without its hash."""
        found: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return found | {"subjects": list(self.subjects), "fields": list(self.fields)}

    def hash(self) -> str:
        return digest(self.facts())


def digest(facts: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no blanks, instants UTC with microseconds."""
    text = json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_instant
    )
    return hashlib.sha256(text.encode()).hexdigest()


def entry_of(stored: Mapping[str, object]) -> Entry:
    """Rebuild an entry from its stored properties; unknown ones are left aside."""
    known = {name: stored[name] for name in Entry.__slots__ if stored.get(name) is not None}
    for name in ("subjects", "fields"):
        value = known.get(name, ())
        known[name] = tuple(value) if isinstance(value, list | tuple) else ()
    return Entry(**known)  # type: ignore[arg-type]  # stored values; the hash tells


def listed(subjects: Iterable[str]) -> tuple[str, ...]:
    """Name up to 100 subjects; of more, their number and the digest of their sorted ids."""
    ids = sorted(set(subjects))
    if len(ids) <= LISTED:
        return tuple(ids)
    joined = hashlib.sha256("\n".join(ids).encode()).hexdigest()
    return (f"count:{len(ids)}", f"sha256:{joined}")


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(type(value).__name__)

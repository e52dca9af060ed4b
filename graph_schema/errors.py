"""Everything that can go wrong and is expected, as a tree of facts: no prose, no status codes.

WulianError
├── NotFound            not there, or not for this caller: the same answer
├── Forbidden           this role may not do that at all
├── Conflict            the world moved on
│   ├── StaleVersion    somebody changed it since it was seen
│   ├── OperationReused the operation id was used for something else
│   └── NotEmpty        what is to be filled holds something
├── Rejected            the request breaks rules, all of them listed
├── NoConsent           the person has not agreed to this purpose
├── NoCapacity          the last place is taken
├── TooLarge            more than one statement or answer may carry
├── TooSlow             the deadline ended it
├── ReadOnly            the store is paused for an export or after a finding
├── SourceError         a file cannot be taken in
├── SettingsError       a setting is missing, unknown or unsafe
└── StoreUnavailable    the store does not answer
    ├── StoreInUse      others use it, or own its folder
    ├── StorageFull     no space is left on the disk
    ├── StoreDamaged    a data file is not what it was at the last clean stop
    ├── WrongPassword   the store refused the password
    └── SchemaMismatch  the store's schema is older or newer than the program's
"""

from collections.abc import Sequence
from typing import ClassVar


class WulianError(Exception):
    """An expected failure: a stable code and facts (ids, codes, numbers; no personal data)."""

    code: ClassVar[str] = "WULIAN_ERROR"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(
            ", ".join([self.code, *(f"{name}={value}" for name, value in facts.items())])
        )


class NotFound(WulianError):
    code = "NOT_FOUND"


class Forbidden(WulianError):
    code = "FORBIDDEN"


class Conflict(WulianError):
    code = "CONFLICT"


class StaleVersion(Conflict):
    code = "STALE_VERSION"


class OperationReused(Conflict):
    code = "OPERATION_REUSED"


class NotEmpty(Conflict):
    code = "NOT_EMPTY"


class Rejected(WulianError):
    """Rules are broken. violations: stable codes, most important first."""

    code = "REJECTED"

    def __init__(self, violations: Sequence[str], **facts: object) -> None:
        self.violations = tuple(violations)
        super().__init__(violations=self.violations, **facts)


class NoConsent(WulianError):
    code = "NO_CONSENT"


class NoCapacity(WulianError):
    code = "NO_CAPACITY"


class TooLarge(WulianError):
    code = "TOO_LARGE"


class TooSlow(WulianError):
    code = "TOO_SLOW"


class ReadOnly(WulianError):
    code = "READ_ONLY"


class SourceError(WulianError):
    code = "SOURCE_ERROR"


class SettingsError(WulianError):
    code = "SETTINGS"


class StoreUnavailable(WulianError):
    code = "STORE_UNAVAILABLE"


class StoreInUse(StoreUnavailable):
    code = "STORE_IN_USE"


class StorageFull(StoreUnavailable):
    code = "STORAGE_FULL"


class StoreDamaged(StoreUnavailable):
    code = "STORE_DAMAGED"


class WrongPassword(StoreUnavailable):
    code = "WRONG_PASSWORD"


class SchemaMismatch(StoreUnavailable):
    code = "SCHEMA_MISMATCH"

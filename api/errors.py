"""Expected failures to GraphQL types and to HTTP: two tables, nothing else translates.

The first row that fits holds: a kind stands before what it is a kind of.
"""

from collections.abc import Mapping
from types import MappingProxyType

import strawberry

from api.auth.sessions import NotSignedIn, TooMany
from graph_schema.errors import (
    Conflict,
    Forbidden,
    NoCapacity,
    NoConsent,
    NotFound,
    OperationReused,
    ReadOnly,
    Rejected,
    SettingsError,
    SourceError,
    StaleVersion,
    StorageFull,
    StoreUnavailable,
    TooLarge,
    TooSlow,
    WulianError,
)


@strawberry.type(description="An expected failure: nothing was changed.")
class Failure:
    code: str = strawberry.field(description="Stable code; pages have the text for it.")
    message: str = strawberry.field(description="The code in words, for programs and logs.")
    violations: list[str] = strawberry.field(description="Rules that were broken, if any.")
    current_version: int | None = strawberry.field(description="What the version is now.")
    current_state: str | None = strawberry.field(description="What the state is now.")


MESSAGES: Mapping[type[WulianError], str] = MappingProxyType(
    {
        NotFound: "not there, or not for you to see",
        Forbidden: "your role may not do that",
        StaleVersion: "somebody changed it since you saw it",
        OperationReused: "this operation id was used for something else",
        Conflict: "the state changed meanwhile",
        Rejected: "a rule forbids it",
        NoConsent: "the household has not agreed to this purpose",
        NoCapacity: "the last place is taken",
        TooLarge: "too much at once; ask for less",
        TooSlow: "it took too long; ask for less",
        ReadOnly: "nothing can be changed for the time being; try again later",
        SourceError: "the file is not what it is said to be; it tells where and why",
        SettingsError: "something is set up wrongly; whoever runs it is told what",
        NotSignedIn: "sign in first",
        TooMany: "too often; wait as long as it says",
        StorageFull: "the disk is full; nothing was written",
        StoreUnavailable: "the store does not answer; try again in a moment",
    }
)

STATUS: Mapping[type[WulianError], int] = MappingProxyType(
    {
        NotSignedIn: 401,
        Forbidden: 403,
        NoConsent: 403,
        NotFound: 404,
        Conflict: 409,
        NoCapacity: 409,
        Rejected: 422,
        SourceError: 422,
        TooLarge: 413,
        TooMany: 429,
        StorageFull: 507,
        ReadOnly: 503,
        TooSlow: 503,
        StoreUnavailable: 503,
    }
)


def in_words(error: WulianError) -> str:
    """Say what an expected failure means; its code where there are no words for it."""
    return next((m for kind, m in MESSAGES.items() if isinstance(error, kind)), error.code)


def failure(error: WulianError) -> Failure:
    """Tell an expected failure as the union's member."""
    current = error.facts.get("current")
    state = error.facts.get("state")
    return Failure(
        code=error.code,
        message=in_words(error),
        violations=list(getattr(error, "violations", ())),
        current_version=current if isinstance(current, int) else None,
        current_state=str(state) if state is not None else None,
    )


def status_of(error: WulianError) -> int:
    """Give the HTTP status of a failure outside GraphQL; 500 is a bug."""
    return next((s for kind, s in STATUS.items() if isinstance(error, kind)), 500)

"""Signing in and out: sessions live in the store, the cookie holds nothing but a random id."""

import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.auth.accounts import SYSTEM, matches
from api.auth.digests import digest
from api.settings import ApiSettings
from graph_schema.audit import Action
from graph_schema.errors import WulianError
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.rows import Row
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role

TOUCH = timedelta(minutes=1)  # a session's last use is written at most once a minute


class TooMany(WulianError):
    """Too many tries from here or for this name; `wait`: seconds."""

    code = "TOO_MANY"


class NotSignedIn(WulianError):
    code = "SIGNED_OUT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is asking, as of this request: account, person, the one role acted in, areas.

    changes: how many the graph had seen then; see store/kept.py.
    """

    account: str
    actor: str
    role: Role
    roles: tuple[Role, ...]
    areas: tuple[str, ...]
    session: str | None = None
    csrf: str | None = None
    changes: int = field(default=0, compare=False)


class Throttle:
    """Slows down guessing: per name and per address, never a lock that others can trigger."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._by_name = RateLimitItemPerMinute(10)
        self._by_address = RateLimitItemPerMinute(30)
        self._codes = RateLimitItemPerHour(10)

    def check(self, login: str, address: str) -> None:
        """Count a try. Raises TooMany with the seconds to wait."""
        self._hit(self._by_name, f"n:{login}")
        self._hit(self._by_address, f"a:{address}")

    def check_code(self, account: str, address: str) -> None:
        """Count a try of a code: a code has six digits. Only who knows the password gets here.

        Raises TooMany with the seconds to wait.
        """
        self._hit(self._by_address, f"a:{address}")
        self._hit(self._codes, f"c:{account}")

    def _hit(self, item: RateLimitItem, key: str) -> None:
        if not self._window.hit(item, key):
            reset, _ = self._window.get_window_stats(item, key)
            raise TooMany(wait=max(1, int(reset - time.time())))


def account_of(store: Store, login: str, password: str) -> Row:
    """Find the account of a name and a password. Raises NotSignedIn."""
    with store.read(SYSTEM) as session:
        found = session.run("accounts_by_login", login=login)
    account = found[0] if found and found[0]["status"] == "ACTIVE" else None
    if not matches(account["secret"] if account else None, password) or account is None:
        raise NotSignedIn(why="name or password")
    return account


def begin(store: Store, settings: ApiSettings, login: str) -> tuple[str, Caller]:
    """Open a session for who proved who he is; returns the cookie's value, new each time.

    Raises NotSignedIn for an account that is closed by now.
    """
    with store.read(SYSTEM) as session:
        found = session.run("accounts_by_login", login=login)
    if not found or found[0]["status"] != "ACTIVE":
        raise NotSignedIn(why="no account")
    account, secret, now = found[0], secrets.token_urlsafe(32), store.clock()
    row = {
        "id": new_id(), "token_hash": digest(secret), "role": account["roles"][0],
        "seen_at": now, "ends_at": now + settings.absolute, "csrf": secrets.token_urlsafe(16),
    }  # fmt: skip
    with store.write(SYSTEM, Action.SIGNED_IN) as writer:
        bulk.upsert_nodes(writer, "Session", [row])
        bulk.upsert_relationships(
            writer,
            "HAS_SESSION",
            "Account",
            "Session",
            [{"from": account["id"], "to": row["id"]}],
        )
    caller = by_cookie(store, settings, secret)
    return secret, caller


def by_cookie(store: Store, settings: ApiSettings, secret: str, *, used: bool = True) -> Caller:
    """Find the session of a cookie; idle and absolute ends hold. Raises NotSignedIn.

    used: somebody does something with it, which puts the idle end off.
    """
    with store.read(SYSTEM) as session:
        rows = session.run("accounts_by_session", hash=digest(secret))
    if not rows:
        raise NotSignedIn(why="no session")
    row, now = rows[0], store.clock()
    if now >= row["ends_at"] or now - row["seen_at"] > settings.idle:
        end(store, secret)
        raise NotSignedIn(why="ended")
    if used and now - row["seen_at"] > TOUCH:
        _touch(store, row["session"])
    return _caller(row, session=row["session"], csrf=row["csrf"])


def by_token(store: Store, token: str) -> Caller:
    """Find the account of a bearer token. Raises NotSignedIn."""
    with store.read(SYSTEM) as session:
        rows = session.run("accounts_by_token", hash=digest(token))
    now: datetime = store.clock()
    if not rows or rows[0]["revoked"] or now >= rows[0]["ends_at"]:
        raise NotSignedIn(why="token")
    return _caller(rows[0])


def by_login(store: Store, login: str) -> Caller:
    """Find an account by its name, for the command line of who runs the program.

    Raises NotSignedIn for one that is unknown or closed.
    """
    with store.read(SYSTEM) as session:
        about = session.run("binding_account", login=login)
        rows = [row for row in session.run("accounts_list") if row["login"] == login]
    if not about or rows[0]["status"] != "ACTIVE":
        raise NotSignedIn(why="no account", login=login)
    roles = rows[0]["roles"]
    found = {**about[0], **rows[0], "actor": about[0]["person"], "role": roles[0], "changes": 0}
    return _caller(found)


def end(store: Store, secret: str) -> None:
    """End a session at once."""
    with store.write(SYSTEM, Action.SIGNED_OUT) as session:
        session.transact(
            lambda tx: [r["id"] for r in tx.run("accounts_session_end", hash=digest(secret))]
        )


def _touch(store: Store, session_id: str) -> None:
    with store.write(SYSTEM, Action.SIGNED_IN) as session:
        session.transact(
            lambda tx: [r["id"] for r in tx.run("accounts_session_touch", id=session_id)]
        )


def _caller(row: dict[str, Any], session: str | None = None, csrf: str | None = None) -> Caller:
    roles = row["roles"]
    areas = row["areas"]
    return Caller(
        account=str(row["id"]),
        actor=str(row["actor"] or row["id"]),
        role=Role(str(row["role"])),
        roles=tuple(Role(r) for r in roles),
        areas=tuple(str(a) for a in areas),
        session=session,
        csrf=csrf,
        changes=int(row["changes"] or 0),
    )

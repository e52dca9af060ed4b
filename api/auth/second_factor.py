"""The second factor of staff: a code of an authenticator (TOTP, RFC 6238), or one of paper.

After the password comes a ticket, sealed and good for minutes, that says whose it was; the code
is tried against it. Who has no authenticator yet gets a new secret in the ticket and proves by
a first code that it was taken over: only then is it kept, with ten codes for when it is lost.
A code is taken once: each opens its step of time, and no earlier one any more.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import pyotp
import segno
from pyotp.utils import strings_equal

from api.auth.accounts import SYSTEM
from api.auth.digests import digest
from api.auth.sessions import NotSignedIn
from api.cursors import Cursors
from api.settings import ApiSettings
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role

ISSUER = "五联 Wulian"
STEP = 30  # seconds of a code
EARLY_LATE = 1  # steps that a clock may be off
GOOD_FOR = timedelta(minutes=10)  # of a ticket
RECOVERY = 10  # codes for when the authenticator is lost
# whose account is no work: they see their own only
PUBLIC = frozenset({Role.VOLUNTEER, Role.RESIDENT, Role.GUARDIAN, Role.ORGANISATION})
_PLACE = "second factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Whose password was right, and until when it counts. secret: to be taken over, if new."""

    account: str
    login: str
    until: float  # seconds since 1970
    secret: str | None = None

    def sealed(self, cursors: Cursors) -> str:
        return cursors.seal(_PLACE, json.dumps(asdict(self)))

    @property
    def address(self) -> str:
        """What an authenticator reads, an otpauth: address."""
        known = pyotp.TOTP(str(self.secret))
        return known.provisioning_uri(name=self.login, issuer_name=ISSUER)

    @property
    def picture(self) -> str:
        """The same as a picture to scan, a data: address of SVG."""
        return str(segno.make(self.address).svg_data_uri(scale=4))


class WrongCode(NotSignedIn):
    """The password was right, the code is not, or was taken before."""

    code = "WRONG_CODE"

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        super().__init__(why="code")


def needed(settings: ApiSettings, account: Mapping[str, object], roles: Sequence[str]) -> bool:
    """Tell whether an account signs in with a code: it has one, must, or all staff do."""
    staff = bool(set(roles) - set(map(str, PUBLIC)))
    asked = account["has_secret"] or account["required"]
    return bool(asked) or (settings.second_factor and staff)


def ticket_for(account: Mapping[str, object], login: str, now: datetime) -> Ticket:
    """Make the ticket of somebody whose password was right."""
    return Ticket(
        account=str(account["id"]), login=login, until=(now + GOOD_FOR).timestamp(),
        secret=None if account["has_secret"] else pyotp.random_base32(),
    )  # fmt: skip


def opened(cursors: Cursors, sealed: str, now: datetime) -> Ticket | None:
    """Open a ticket; None for one that is over or none of ours."""
    try:
        ticket = Ticket(**json.loads(cursors.open(_PLACE, sealed)))
    except Rejected:
        return None
    return ticket if now.timestamp() < ticket.until else None


def tried(store: Store, ticket: Ticket, code: str) -> list[str] | None:
    """Try a code. Returns the new codes to keep on paper, if it was the first; None: wrong.

    A code, whichever kind, is taken once.
    """
    plain = "".join(code.split()).replace("-", "").lower()
    with store.read(SYSTEM) as session:
        found = session.run("accounts_factor", id=ticket.account)
    if not found:
        return None
    secret = found[0]["secret"]
    if secret is None:
        return _taken_over(store, ticket, plain)
    step = step_of(str(secret), plain, store.clock())
    if step is not None:
        done = _written(store, "accounts_code_used", id=ticket.account, step=step)
    else:
        done = _written(store, "accounts_recovery_used", id=ticket.account, hash=digest(plain))
    return [] if done else None


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Find the step of time a code is of, within a step of now; None: of none."""
    at = int(now.timestamp()) // STEP
    known = pyotp.TOTP(secret, interval=STEP)
    around = range(at - EARLY_LATE, at + EARLY_LATE + 1)
    return next((s for s in around if strings_equal(known.at(s * STEP), code)), None)


def _taken_over(store: Store, ticket: Ticket, code: str) -> list[str] | None:
    """Keep a new secret once its first code was right; the codes for paper are told once."""
    if ticket.secret is None:
        return None
    step = step_of(ticket.secret, code, store.clock())
    if step is None:
        return None
    codes = [_readable(secrets.token_hex(8)) for _ in range(RECOVERY)]
    kept = [digest(one.replace("-", "")) for one in codes]
    done = _written(
        store, "accounts_enrolled", id=ticket.account, secret=ticket.secret, step=step,
        recovery=kept,
    )  # fmt: skip
    return codes if done else None


def require(store: Store, login: str, *, anew: bool) -> None:
    """Ask an account for a second factor from its next sign-in; its sessions end.

    anew: forget the authenticator and the codes on paper: it is lost, another one comes.
    Raises NotFound.
    """
    with store.read(SYSTEM) as session:
        found = session.run("accounts_by_login", login=login)
    if not found:
        raise NotFound(login="unknown")
    id = found[0]["id"]
    if anew:
        _written(store, "accounts_factor_forget", id=id)
    with store.write(SYSTEM, Action.ACCOUNT_CHANGED) as session:
        bulk.upsert_nodes(session, "Account", [{"id": id, "factor_required": True}])
    _written(store, "accounts_sessions_end", id=id)


def _written(store: Store, name: str, /, **params: object) -> bool:
    """Run a write of the account; whether it took effect: of two at once with a code, one."""
    with store.write(SYSTEM, Action.ACCOUNT_CHANGED) as session:
        return bool(session.transact(lambda tx: [r["id"] for r in tx.run(name, **params)]))


def _readable(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))

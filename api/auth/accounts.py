"""Accounts: made by the administrator, held in the store, passwords as argon2 hashes."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from api.auth.digests import digest
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound
from graph_schema.ids import new_id
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role

HASHER = PasswordHasher(memory_cost=64 * 1024, time_cost=2, parallelism=1)
NOBODY = HASHER.hash("nobody has this password")  # equal time for unknown names
SYSTEM = Access.system(Purpose.STATISTICS, ())


def matches(stored: str | None, password: str) -> bool:
    """Compare a password with a stored hash, in equal time for an unknown account."""
    try:
        HASHER.verify(stored or NOBODY, password)
    except VerifyMismatchError:
        return False
    return stored is not None


def create_account(
    store: Store, login: str, password: str, roles: Sequence[Role], areas: Sequence[str]
) -> str:
    """Make an account; a volunteer's is tied to whom most open tasks go. Returns its id."""
    account = new_id()
    row = {
        "id": account, "login": login, "secret_hash": HASHER.hash(password), "status": "ACTIVE",
        "roles": [str(r) for r in roles], "areas": list(areas), "language": "zh-Hans",
    }  # fmt: skip
    person = None
    if Role.VOLUNTEER in roles:
        with store.read(Access.system(Purpose.MATCHING, tuple(areas))) as session:
            held = {"role": str(Role.VOLUNTEER)}
            found = session.run("accounts_volunteer", **held)
            found = found or session.run("accounts_any_volunteer", **held)
        person = found[0]["id"] if found else None
    with store.write(SYSTEM, Action.ACCOUNT_CREATED) as session:
        bulk.upsert_nodes(session, "Account", [row])
        if person is not None:
            bulk.upsert_relationships(
                session, "IS", "Account", "Actor", [{"from": account, "to": person}]
            )
    return account


def set_password(store: Store, login: str, password: str) -> None:
    """Give an account a new password. Raises NotFound."""
    with store.read(SYSTEM) as session:
        found = session.run("accounts_by_login", login=login)
    if not found:
        raise NotFound(login="unknown")
    row = {"id": found[0]["id"], "secret_hash": HASHER.hash(password)}
    with store.write(SYSTEM, Action.ACCOUNT_CHANGED) as session:
        bulk.upsert_nodes(session, "Account", [row])


DEMO: tuple[tuple[str, Role, int], ...] = (  # name, role, digits of the area's code
    ("coordinator", Role.DISTRICT_CASEWORKER, 6),
    ("manager", Role.MANAGER, 6),
    ("town", Role.TOWN_STEWARD, 9),
    ("village", Role.VILLAGE_STEWARD, 12),
    ("volunteer", Role.VOLUNTEER, 6),
    ("administrator", Role.ADMINISTRATOR, 6),
)


def ensure_demo_accounts(store: Store, district: str) -> list[tuple[str, str, str]]:
    """Make one account a role, with random passwords; those that are there keep theirs.

    The stewards get the village with most households, and its town. Returns (login, role,
    password) of the accounts that were made now.
    """
    with store.read(SYSTEM) as session:
        there = {row["login"] for row in session.run("accounts_list")}
        homes = session.run("villages_by_homes", district=district)
    village = str(homes[0]["code"]) if homes else district
    made = []
    for login, role, digits in DEMO:
        if login in there:
            continue
        password = secrets.token_urlsafe(12)
        create_account(store, login, password, [role], [village[:digits]])
        made.append((login, str(role), password))
    return made


def create_token(store: Store, login: str, name: str, days: int) -> str:
    """Make a bearer token for programs; it is shown once, its hash is kept. Raises NotFound."""
    with store.read(SYSTEM) as session:
        found = session.run("accounts_by_login", login=login)
        rows = {row["login"]: row for row in session.run("accounts_list")}
    if not found:
        raise NotFound(login="unknown")
    token = f"wulian_{secrets.token_urlsafe(32)}"
    row = {
        "id": new_id(), "token_hash": digest(token), "name": name, "revoked": False,
        "role": rows[login]["roles"][0], "ends_at": store.clock() + timedelta(days=days),
    }  # fmt: skip
    with store.write(SYSTEM, Action.TOKEN_CREATED) as session:
        bulk.upsert_nodes(session, "Token", [row])
        bulk.upsert_relationships(
            session,
            "HAS_TOKEN",
            "Account",
            "Token",
            [{"from": found[0]["id"], "to": row["id"]}],
        )
    return token

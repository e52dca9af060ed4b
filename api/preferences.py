"""首页 What somebody sees first: by role (homes.yml), and what each chose, by account."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from api.auth.sessions import Caller
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected, SettingsError
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction
from graph_schema.vocabulary import Role
from matching.reports.catalogue import reports

FILE = "homes.yml"
MOST = 12  # cards on a first page
SIZES = ("", "large")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a role may start with, the default first, and the cards it has until it chooses."""

    pages: tuple[str, ...]
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One person's choice in one role. size: of the text, "" is the usual one."""

    start: str
    cards: tuple[str, ...]
    size: str = ""


@cache
def homes() -> Mapping[Role, Home]:
    """Read the first pages by role. Raises SettingsError for a role or card nobody knows."""
    text = files("api").joinpath(FILE).read_text(encoding="utf-8")
    try:
        told = {
            Role(role): Home(pages=tuple(about["pages"]), cards=tuple(about["cards"]))
            for role, about in yaml.safe_load(text).items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(setting=FILE, why=f"{type(error).__name__} {error}") from None
    for role, home in told.items():
        if unknown := [card for card in home.cards if card not in cards()]:
            raise SettingsError(setting=FILE, role=str(role), unknown=", ".join(unknown))
    return MappingProxyType(told)


@cache
def cards() -> tuple[str, ...]:
    """Name every number there is as report.measure."""
    return tuple(f"{r.name}.{m.name}" for r in reports().values() for m in r.measures)


def home_of(role: Role) -> Home:
    """Give the first page of a role; one that has no desk has nothing on it."""
    return homes().get(role, Home(pages=(), cards=()))


def chosen_by(caller: Caller, kept: str | None) -> Chosen:
    """Give what somebody chose in the role acted in, else what the role has.

    kept: JSON by role. What the role may not start with any more falls back.
    """
    home = home_of(caller.role)
    told = json.loads(kept or "{}").get(str(caller.role), {})
    start = told.get("start") if told.get("start") in home.pages else next(iter(home.pages), "")
    known = tuple(card for card in told.get("cards", home.cards) if card in cards())
    return Chosen(
        start=start or "",
        cards=known,
        size=told.get("size", ""),
    )


def choose(store: Store, access: Access, operation: str, caller: Caller, want: Chosen) -> Row:
    """Keep what somebody chose for the role acted in; other roles of the account keep theirs.

    Raises Rejected for a page the role does not have, a number there is not, too many of them.
    """
    home = home_of(caller.role)
    faults = [
        fault
        for fault, wrong in (
            ("NO_SUCH_PAGE", want.start not in home.pages),
            ("NO_SUCH_CARD", not set(want.cards) <= set(cards())),
            ("TOO_MANY_CARDS", len(want.cards) > MOST),
            ("CARD_TWICE", len(set(want.cards)) < len(want.cards)),
            ("NO_SUCH_SIZE", want.size not in SIZES),
        )
        if wrong
    ]
    if faults:
        raise Rejected(faults, pages=", ".join(home.pages), most=MOST)
    mine = {**asdict(want), "cards": list(want.cards)}

    def work(tx: Transaction) -> Row:
        kept = tx.run("preferences_own", account=caller.account)[0]["told"]
        every = json.loads(kept or "{}") | {str(caller.role): mine}
        told = json.dumps(every, ensure_ascii=False, sort_keys=True)
        tx.run("preferences_set", account=caller.account, told=told)
        return mine

    digest = json.dumps(mine, sort_keys=True)
    with store.write(
        access, Action.PREFERENCES_CHANGED, operation=operation, digest=digest
    ) as session:
        done: Row = session.transact(work)
    return done

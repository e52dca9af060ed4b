"""身份绑定: one account is one person; who acts for another is bound to that person too.

A resident binds the account with the number of the identity card and the telephone the register
has; whichever is wrong, the answer is the same, and five tries a day are all. What was bound is
changed by staff only, who saw the paper: with a reason, on record with who it was and who it
is, and every session of the account ends.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from api.actions.graph import Graph
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store.keeping import day_of
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction, WriteSession

TRIES = 5  # a day and account
TIES: Mapping[str, str] = {"GUARDIAN": "GUARDIAN_OF", "AGENT": "AGENT_OF"}
LONGEST = 366  # days an agent may act on one paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A resident's own binding: what the card and the telephone say."""

    operation: str
    account: str
    number: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Another person, or another telephone, for an account. document: which paper was seen."""

    operation: str
    login: str
    number: str
    phone: str
    document: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who acts for whom. how: GUARDIAN or AGENT; until: of an agent, the paper's last day."""

    operation: str
    person: str
    ward: str
    how: str
    document: str
    until: date | None = None
    ends: bool = False


def bind(store: Store, access: Access, asked: Mine) -> str:
    """Bind the caller's account to the person of the register; returns the person's id.

    Raises Rejected: BINDING_REFUSED with the tries left, TOO_MANY_TRIES, ACCOUNT_BOUND.
    """
    with _writing(store, access, Action.IDENTITY_BOUND, asked) as session:
        done: Row = session.transact(partial(_bind, asked=asked))
    if done["person"] is None:
        raise Rejected(["BINDING_REFUSED"], tries_left=done["left"])
    return str(done["person"])


def _writing(
    store: Store, access: Access, action: Action, asked: Mine | Again | Acting
) -> AbstractContextManager[WriteSession]:
    """Open a session for what is asked; its body is known again by a keyed hash alone."""
    digest = store.fields.digest(repr(asked).encode())
    return store.write(access, action, operation=asked.operation, digest=digest)


def _bind(tx: Transaction, *, asked: Mine) -> Row:
    graph, today = Graph(tx), day_of(tx)
    account = graph.lock("Account", asked.account)
    if account is None:
        raise NotFound(what="account")
    if graph.after("Account", asked.account, "IS", "Person"):
        raise Rejected(["ACCOUNT_BOUND"])
    tried = account.get("bind_tries", 0) if account.get("bind_tried_on") == today else 0
    if tried >= TRIES:
        raise Rejected(["TOO_MANY_TRIES"], most=TRIES)
    person = _person(graph, asked.number, asked.phone, tuple(account.get("areas") or ()))
    if person is None or person["account"] is not None:
        graph.change("Account", asked.account, bind_tries=tried + 1, bind_tried_on=today)
        return {"person": None, "left": TRIES - tried - 1}
    _tie(graph, asked.account, person["id"], asked.phone)
    tx.record.note(fields=["Account.IS"], before={"person": None}, after=person | {"phone": ""})
    return {"person": person["id"], "left": TRIES}


def _person(graph: Graph, number: str, phone: str, areas: tuple[str, ...]) -> Row | None:
    """Find who has both the number and the telephone, in the account's areas, if anybody."""
    found = []
    for row in graph.run("binding_people", hash=graph.blind_index("id-number", number.upper())):
        within = any(str(row["area"] or "").startswith(top) for top in areas)
        if within and _digits(phone) in _phones(graph, row):
            found.append(row)
    return found[0] if len(found) == 1 else None


def _phones(graph: Graph, row: Row) -> set[str]:
    """Give the telephones on record of a person and the household."""
    person = graph.node("Person", row["id"]) or {}
    home = graph.node("Household", row["household"]) if row["household"] else None
    return {_digits(str(one.get("phone") or "")) for one in (person, home or {})} - {""}


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdecimal())[-11:]


def _tie(graph: Graph, account: str, person: str, phone: str) -> None:
    graph.tie("IS", ("Account", account), ("Person", person))
    hashed = graph.blind_index("phone", _digits(phone))
    graph.change("Account", account, phone_hash=hashed, bind_tries=None, bind_tried_on=None)


def rebind(store: Store, access: Access, asked: Again) -> str:
    """Let an account be another person, or have another telephone; returns the person's id.

    access: of staff who reach the person, and the one it was. Raises NotFound for an unknown
    account, and what is out of reach; Rejected: REASON_MISSING, PERSON_UNKNOWN, PERSON_BOUND,
    NOT_A_RESIDENT.
    """
    if not asked.reason.strip() or not asked.document.strip():
        raise Rejected(["REASON_MISSING"])
    access = replace(access, reason=asked.reason)
    with _writing(store, access, Action.IDENTITY_REBOUND, asked) as session:
        return str(session.transact(partial(_rebind, asked=asked)))


def _rebind(tx: Transaction, *, asked: Again) -> str:
    graph = Graph(tx)
    rows = graph.run("binding_account", login=asked.login)
    if not rows:
        raise NotFound(what="account")
    account, was = str(rows[0]["id"]), rows[0]["person"]
    graph.lock("Account", account)
    if rows[0]["label"] not in {None, "Person"}:
        raise Rejected(["NOT_A_RESIDENT"])
    hashed = graph.blind_index("id-number", asked.number.upper())
    people = [
        row
        for row in graph.run("binding_people", hash=hashed)
        if _reached(tx, str(row["area"] or ""))
    ]
    if len(people) != 1:
        raise Rejected(["PERSON_UNKNOWN"])
    person = str(people[0]["id"])
    if people[0]["account"] not in {None, account}:
        raise Rejected(["PERSON_BOUND"])
    if was is not None and was != person:
        graph.untie("IS", ("Account", account), ("Person", str(was)))
    _tie(graph, account, person, asked.phone)
    graph.run("binding_sign_out", account=account)
    tx.record.note(
        subjects=[account, person, *([str(was)] if was else [])],
        fields=["Account.IS", "Account.phone_hash"],
        before={"person": was},
        after={"person": person, "document": asked.document},
    )
    return person


def _open(end: date | None, tx: Transaction) -> bool:
    return end is None or end > tx.now.date()


def _reached(tx: Transaction, area: str) -> bool:
    return any(area.startswith(top) for top in tx.access.areas)


def act_for(store: Store, access: Access, asked: Acting) -> str:
    """Bind somebody to a person as guardian or agent, or end that; returns the ward's id.

    access: of staff who reach the ward. Raises NotFound out of reach, Rejected:
    REASON_MISSING, ONE_PERSON_TWICE, UNTIL_MISSING, TOO_LONG, NOT_A_MINOR_OR_WARD, NOT_BOUND.
    """
    if asked.how not in TIES:
        raise Rejected(["UNKNOWN_CODE"], how=asked.how, known=tuple(TIES))
    if not asked.document.strip():
        raise Rejected(["REASON_MISSING"])
    if asked.person == asked.ward:
        raise Rejected(["ONE_PERSON_TWICE"])
    access = replace(access, reason=asked.document)
    with _writing(store, access, Action.AGENT_BOUND, asked) as session:
        return str(session.transact(partial(_act_for, asked=asked)))


def _act_for(tx: Transaction, *, asked: Acting) -> str:
    graph, today = Graph(tx), day_of(tx)
    for one in (asked.ward, asked.person):
        node = graph.lock("Person", one)
        if node is None or node.get("deceased"):
            raise NotFound(id=one)
        if one == asked.ward and not _reached(tx, str(node.get("live_area") or "")):
            raise NotFound(id=one)
    kind = TIES[asked.how]
    there = [
        row
        for row in graph.after("Person", asked.person, kind, "Person")
        if row["id"] == asked.ward and _open(row["tie"].get("to"), tx)
    ]
    props: dict[str, Any] = {"from": today, "to": asked.until}
    if asked.ends:
        if not there:
            raise Rejected(["NOT_BOUND"])
        props = {"to": min(today, tx.now.date())}
    elif asked.how == "AGENT":
        if asked.until is None:
            raise Rejected(["UNTIL_MISSING"])
        if not 0 < (asked.until - tx.now.date()).days <= LONGEST:  # a paper has the real day
            raise Rejected(["TOO_LONG"], most_days=LONGEST)
    if asked.how == "GUARDIAN" and not asked.ends:
        props["legal"] = True
        graph.change("Person", asked.ward, guardian_status="EFFECTIVE")
    else:
        graph.lock("Person", asked.ward)
    ends = ("Person", asked.person), ("Person", asked.ward)
    told = {name: value for name, value in props.items() if value is not None}
    graph.tie(kind, *ends, **told)
    tx.record.note(
        subjects=[asked.person, asked.ward], fields=[f"Person.{kind}"],
        after={name: str(value) for name, value in told.items()},
    )  # fmt: skip
    return asked.ward

"""四色二维码: a random token a household; it says nothing, a scan in reach says what is due.

A token is 26 characters of base32, drawn at random, and a check character (Luhn mod 32), so
that a misread code is refused before the store is asked. A new one makes the old one void.
"""

import json
import secrets
from datetime import datetime
from typing import Any

from api.actions.casework import in_reach, shown
from api.actions.graph import Graph
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store.rows import Row
from graph_schema.store.session import Store, Transaction

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648
LENGTH = 26
MOST_REASONS = 5
# What may be due about a household: flow, the tie from there, whether it points away.
WAITS = (
    ("alert", "HAS_ALERT", True),
    ("visit", "VISITS", False),
    ("case", "OF", False),
    ("need", "HAS_NEED", True),
    ("link", "HAS_LINK", True),
)


def check_character(body: str) -> str:
    """Work out the check character of a token's body (Luhn mod 32)."""
    total = 0
    for place, letter in enumerate(reversed(body)):
        value = ALPHABET.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def sound(token: str) -> bool:
    """Whether a token has its length, its letters and its check character."""
    body, check = token[:-1], token[-1:]
    known = len(body) == LENGTH and set(body) <= set(ALPHABET)
    return known and check_character(body) == check


def issue(store: Store, access: Access, operation: str, household: str) -> Row:
    """Give a household a new token; its old one says nothing any more. Raises NotFound."""

    def work(tx: Transaction) -> Row:
        in_reach(tx, household)
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        token = body + check_character(body)
        version = Graph(tx).change("Household", household, qr_token=token)
        return {"id": household, "version": version, "token": token}

    with store.write(
        access, Action.HOUSEHOLD_CHANGED, operation=operation, digest=f"qr {household}"
    ) as session:
        made: Row = session.transact(work)
    return made


def scan(store: Store, access: Access, token: str) -> Row:
    """Tell what a token stands for: colour, at most five reasons, what is due next; on record.

    Raises Rejected for a token that is none, NotFound when it is void or out of reach.
    """
    if not sound(token):
        raise Rejected(["BAD_TOKEN"], length=LENGTH + 1)
    found: Row = {}

    def work(tx: Transaction) -> None:
        rows = tx.run("qr_household", token=token)
        if not rows:
            raise NotFound()
        found.update(_told(tx, rows[0]["id"]))

    with store.write(access, Action.LOOKED) as session:
        session.transact(work)
    return found


def _told(tx: Transaction, household: str) -> Row:
    home, graph = in_reach(tx, household), Graph(tx)
    rows = graph.after("Household", household, "HAS_EVALUATION", "RiskEvaluation")
    now = next((one for one in rows if one.get("valid_to") is None), {})
    seen = shown(tx, "RiskEvaluation", now, ("rows",))
    reasons = sorted(json.loads(str(seen["rows"] or "[]")), key=lambda one: -one["points"])
    return shown(tx, "Household", home, ("id", "level", "urgent")) | {
        "reasons": [
            {"rule": str(one["rule"]), "points": one["points"]}
            for one in reasons[:MOST_REASONS]
        ],
        "next": _next(tx, graph, household),
    }


def _next(tx: Transaction, graph: Graph, household: str) -> dict[str, Any] | None:
    """Find what is due first of all that waits, and what the caller may do about it."""
    waiting: list[tuple[datetime, str, Row]] = []
    for name, tie, away in WAITS:
        label = flows.load(name).label
        look = graph.after if away else graph.before
        for item in look("Household", household, tie, label):
            due = item.get("clock_due")
            if due is not None and item["state"] not in flows.load(name).ends:
                waiting.append((due, name, item))
    for due, name, item in sorted(waiting, key=lambda one: (one[0], one[2]["id"])):
        events = flows.load(name).open_to(item["state"], tx.access.role)
        if events:
            return {"process": name, "id": item["id"], "due": due, "events": events}
    return None

"""The daily job of retention: what is past its term goes, counted, and first tried dry.

The terms are terms.yml; a district's own are dated parameters. Whoever died is restricted at
once. A legal hold stops the erasure of whom it is about.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from api.attachments import files as attachments
from api.privacy.forgetting import forget
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import Rejected, SettingsError
from graph_schema.store import bulk
from graph_schema.store.cutting import cut
from graph_schema.store.erasing import Decision
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from loaders import incoming

PAGE = 500  # items of one term in one round; the rest waits for the next day
WHAT = frozenset({"erase", "delete", "strip", "files", "cut"})
_KEYS = frozenset({"zh", "en", "days", "of", "what"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long something is kept; the statement of its name finds what is past it.

    least: days by law, whatever a district sets.
    """

    name: str
    zh: str
    en: str
    days: int
    of: str
    what: str
    without: tuple[str, ...] = ()
    least: int = 0


@cache
def terms() -> Mapping[str, Term]:
    """Read the terms by name. Raises SettingsError for one that is not sound."""
    told = yaml.safe_load(files(__package__).joinpath("terms.yml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _term(name, about) for name, about in told.items()})


def _term(name: str, about: Mapping[str, Any]) -> Term:
    if set(about) - _KEYS - {"without", "least"} or about["what"] not in WHAT:
        raise SettingsError(where=f"terms.yml {name}", expected=sorted(_KEYS))
    return Term(name=name, **{**about, "without": tuple(about.get("without", ()))})


def keep_terms(store: Store, *, dry: bool = False) -> dict[str, int]:
    """Let go what is past its term; returns how many by term, and how many are on hold.

    dry: count, change nothing.
    """
    access, now = Access.system(Purpose.STATISTICS, ()), store.clock()
    with store.read(access) as session:
        own = {row["code"]: row["value"] for row in session.run(
            "retention_params", today=now.date()
        )}  # fmt: skip
        dead = [row["id"] for row in session.run("retention_deceased", page=PAGE)]
    if dead and not dry:
        with store.write(access, Action.HELD) as session_:
            bulk.upsert_nodes(session_, "Person", [{"id": i, "restricted": True} for i in dead])
    done = {"deceased_restricted": len(dead), "held": 0}
    for name, term in terms().items():
        days = json.loads(own.get(f"retention.{name}", "null")) or term.days
        until = now - timedelta(days=max(days, term.least))
        if term.what == "cut":
            done[name] = cut(store, until, f"retention.{name}", dry=dry)
            continue
        if term.what == "files":
            done[name] = _old_files(store, until, dry=dry)
            continue
        ids = _past(store, access, term, until)
        done[name] = len(ids)
        if ids and not dry:
            done["held"] += _let_go(store, access, term, ids)
    return done


def _past(store: Store, access: Access, term: Term, until: datetime) -> list[str]:
    more = {"before": until.date()} if term.what == "erase" else {}
    with store.read(access) as session:
        rows = session.run(f"retention_{term.name}", until=until, page=PAGE, **more)
    return [row["id"] for row in rows]


def _let_go(store: Store, access: Access, term: Term, ids: list[str]) -> int:
    """Erase, delete or strip; returns how many a hold kept."""
    if term.what == "erase":
        return sum(not _erased(store, access, term, id) for id in ids)
    with store.write(access, Action.ERASED) as session:
        if term.what == "delete":
            bulk.delete_nodes(session, term.of, ids)
            if term.of == "Attachment":
                attachments.drop(store, ids)
        else:
            rows = [{"id": id, **dict.fromkeys(term.without)} for id in ids]
            bulk.upsert_nodes(session, term.of, rows, kept=False)
    return 0


def _erased(store: Store, access: Access, term: Term, id: str) -> bool:
    decision = Decision(approver=f"retention.{term.name}", reason="TERM_OVER", rule=term.name)
    try:
        forget(store, access, term.of, id, decision)
    except Rejected:
        return False  # a member of it is on hold
    return True


def _old_files(store: Store, until: datetime, *, dry: bool) -> int:
    """Delete files of deliveries that were handed in before an instant; returns how many."""
    place = incoming.folder(store)
    old = [
        path
        for path in (place.iterdir() if place.is_dir() else ())
        if path.is_file() and path.stat().st_mtime < until.timestamp()
    ]
    for path in old if not dry else ():
        path.unlink(missing_ok=True)
    return len(old)
